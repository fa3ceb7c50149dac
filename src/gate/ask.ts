import { clusterAuthorities, clusterClaims } from '../admission/hold-against.ts'
import { clusterTrustRoots } from '../admission/read.ts'
import { claimsFor, comparesImages, demandedPlatforms, needsConfig, needsProvenTime } from '../judge/judge.ts'
import type { Problem } from '../model/answer.ts'
import type { Facts, ReferenceFact } from '../model/facts.ts'
import { formatName, formatRepository, type ImageName, type Repository } from '../model/image-name.ts'
import type { Policy } from '../model/policy.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Resolution } from '../model/subject.ts'
import { type Replacement, resolve } from '../resolve/resolve.ts'
import { githubOwner } from '../verify/github-owner.ts'
import { type Listing, verify } from '../verify/verify.ts'
import type { GatePorts } from './doors.ts'
import { lookForVulnerabilities } from './look-for-vulnerabilities.ts'

/** Asks the registry once per distinct name and the verifiers once per claim. */
export async function ask(facts: Facts, policy: Policy, ports: GatePorts): Promise<Facts> {
  const { change, log, attestations } = ports
  const registry = ports.openRegistry(policy)
  const replaced = replacements(facts.references)
  const names = distinctNames([
    ...facts.references.flatMap(({ reference, touched }) => (touched ? [reference] : [])),
    ...facts.references.flatMap(({ replaces }) => replaces ?? []),
  ])
  const resolutions = await resolve(names, registry, {
    config: (name) => needsConfig(policy, name),
    replacements: comparesImages(policy) ? replaced : [],
    platforms: (name) => demandedPlatforms(policy, name),
    progress: (done, total) => log.progress('images', done, total),
  })
  const cluster = facts.clusterPolicies ?? []
  const claims = [...claimsFor(policy, facts.references, resolutions), ...clusterClaims(cluster, { ...facts, resolutions })]
  const roots = { ...policy, trustRoots: [...policy.trustRoots, ...clusterTrustRoots(cluster)] }
  const request = {
    claims,
    inventory: distinctListings([
      ...toCompare(replaced, resolutions, ownersBy(policy, facts.references, resolutions)),
      ...toDate(policy, facts.references, resolutions),
    ]),
    trusted: {
      authorities: [...policy.authorities, ...clusterAuthorities(cluster)],
      trustRoots: roots.trustRoots.map(({ name }) => name),
    },
    // The policies of the cluster are decided by everything that is there.
    thorough: cluster.length > 0,
    now: new Date(facts.now),
  }
  const trust = ports.openTrust(roots)
  const verified = await verify(
    request,
    { registry, trust, ...(attestations === undefined ? {} : { attestations }) },
    (done: number, total: number) => log.progress('signatures', done, total),
  )
  const looked = await lookForVulnerabilities({ ...facts, resolutions }, policy, { ports, registry, trust })
  const superseded = await change.superseded()
  const moved: readonly Problem[] =
    superseded.kind === 'found' && superseded.value
      ? [
          {
            kind: 'superseded',
            about: facts.change.head,
            detail: 'the change moved on while it was looked at: the newer run decides',
          },
        ]
      : []
  if (superseded.kind === 'unknown') log.warn(`could not see whether the change moved on: ${superseded.problem.detail}`)
  const requests = [...registry.requests(), ...trust.requests(), ...(attestations?.requests() ?? []), ...looked.requests]
  return { ...facts, resolutions, ...verified, ...looked.facts, problems: [...facts.problems, ...moved], requests }
}

function distinctNames(references: readonly ImageReference[]): readonly ImageName[] {
  const names = new Map<string, ImageName>()
  for (const reference of references) {
    if (reference.kind === 'static') names.set(formatName(reference.name), reference.name)
  }
  return [...names.values()]
}

/** New names with the names that they replace. */
function replacements(references: readonly ReferenceFact[]): readonly Replacement[] {
  return references.flatMap(({ reference, replaces }): readonly Replacement[] =>
    reference.kind === 'static' && replaces?.kind === 'static' ? [[reference.name, replaces.name]] : [],
  )
}

type OwnersOf = (name: ImageName) => readonly string[]

/** Whose attestations GitHub may hold for an image, by what the policy asks of its name: of one that is replaced, too. */
function ownersBy(policy: Policy, references: readonly ReferenceFact[], resolutions: readonly Resolution[]): OwnersOf {
  const sides = references.flatMap(({ reference, replaces }) => [reference, ...(replaces === undefined ? [] : [replaces])])
  return (name) => {
    const same = sides.filter((one) => one.kind === 'static' && formatName(one.name) === formatName(name)).slice(0, 1)
    const claims = claimsFor(
      policy,
      same.map((reference) => ({ reference, touched: true })),
      resolutions,
    )
    return claims.flatMap(({ authority }) => githubOwner(authority) ?? [])
  }
}

/** What is to be looked at beyond the demands: both sides of every replacement by other bytes, in the same places, to see what was lost. */
function toCompare(replaced: readonly Replacement[], resolutions: readonly Resolution[], ownersOf: OwnersOf): readonly Listing[] {
  const digests = new Map(
    resolutions.flatMap(({ name, answer }) => (answer.kind === 'found' ? [[formatName(name), answer.value.digest]] : [])),
  )
  return replaced.flatMap(([now, then]) => {
    const [after, before] = [digests.get(formatName(now)), digests.get(formatName(then))]
    if (after === undefined || before === undefined || after === before) return []
    const owners = [...new Set([...ownersOf(now), ...ownersOf(then)])]
    return [
      { repository: repositoryOf(now), digest: after, owners },
      { repository: repositoryOf(then), digest: before, owners },
    ]
  })
}

/** Images whose age the policy limits: whatever was signed about them may prove since when they exist. */
function toDate(policy: Policy, references: readonly ReferenceFact[], resolutions: readonly Resolution[]): readonly Listing[] {
  const touched = new Set(
    references.flatMap(({ reference, touched: isNew }) =>
      isNew && reference.kind === 'static' ? [formatName(reference.name)] : [],
    ),
  )
  return resolutions.flatMap(({ name, answer }) => {
    const wanted = touched.has(formatName(name)) && needsProvenTime(policy, name) && answer.kind === 'found'
    return wanted ? [{ repository: repositoryOf(name), digest: answer.value.digest }] : []
  })
}

/** One listing for each manifest: the first, which asks in the most places. */
function distinctListings(listings: readonly Listing[]): readonly Listing[] {
  const keyOf = ({ repository, digest }: Listing): string => `${formatRepository(repository)}@${digest}`
  return [...new Map(listings.toReversed().map((one) => [keyOf(one), one])).values()].toReversed()
}

function repositoryOf({ registry, repository }: ImageName): Repository {
  return { registry, repository }
}
