import { lookupIn } from '../case/lookup.ts'
import { hostForMatching } from '../case/pattern.ts'
import type { Inventory } from '../model/evidence.ts'
import type { ReferenceFact } from '../model/facts.ts'
import { formatName, formatRepository, type ImageName } from '../model/image-name.ts'
import type { Resolution } from '../model/subject.ts'
import { type Signer, signerOf } from './observed-signer.ts'

/** What a policy is drafted from: the images of a repository, what their registries answered, and who vouches for them. */
export interface Observed {
  readonly references: readonly ReferenceFact[]
  readonly resolutions: readonly Resolution[]
  readonly inventories: readonly Inventory[]
  readonly now: Date
}

/** One image with the signers that were verified on it. */
interface Seen {
  readonly name: ImageName
  readonly repository: string
  readonly signers: readonly Signer[]
  readonly why: string
}

/**
 * Drafts a policy from what was observed, as YAML that `readPolicy` takes. Every line that trusts somebody says on which image
 * it was observed and asks for confirmation: a draft is a proposal, and takes effect only when somebody merges it.
 */
export function draftPolicy(observed: Observed): string {
  const seen = imagesOf(observed)
  const signed = seen.filter(({ signers }) => signers.some(({ authority }) => authority !== undefined))
  const named = nameAuthorities(signed)
  const blocked = [...new Set(hostsNotAllowed(observed))]
  return [
    head(observed, seen.length),
    ...registries(blocked),
    ...authorities(named),
    ...images(signed, named),
    ...others(seen.filter((one) => !signed.includes(one))),
    'rules:',
    '  image/unpinned: warning       # error, once every image is pinned: `preadmit pin --write`',
    '',
  ].join('\n')
}

function head({ now }: Observed, count: number): string {
  return [
    '# yaml-language-server: $schema=https://raw.githubusercontent.com/preadmit/preadmit/main/schema/preadmit.schema.json',
    `# Drafted by \`preadmit init\` on ${now.toISOString().slice(0, 10)} from ${count} ${count === 1 ? 'image' : 'images'} of this repository.`,
    '# What stands here was observed, which does not make it right: confirm every line before you merge it.',
    'version: 1',
    'mode: enforce                   # write warn to report only, for a start',
    '',
  ].join('\n')
}

function registries(hosts: readonly string[]): readonly string[] {
  if (hosts.length === 0) return []
  return [
    'registries:                     # used here and not public: confirm that a run may contact them',
    ...hosts.map((host) => `  - host: ${quoted(host)}`),
    '',
  ]
}

/** A name for each distinct signer, by what it is. */
function nameAuthorities(
  signed: readonly Seen[],
): ReadonlyMap<string, { readonly name: string; readonly signer: Signer; readonly on: string }> {
  const named = new Map<string, { readonly name: string; readonly signer: Signer; readonly on: string }>()
  for (const { signers, name: image } of signed)
    for (const signer of signers) {
      if (signer.authority === undefined || named.has(signer.authority)) continue
      const taken = new Set([...named.values()].map(({ name }) => name))
      named.set(signer.authority, { name: freeName(signer.name, taken), signer, on: formatName(image) })
    }
  return named
}

/** The name itself, or with the first number that makes it one that nobody has. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  let number = 1
  while (taken.has(number === 1 ? name : `${name}-${number}`)) number++
  return number === 1 ? name : `${name}-${number}`
}

function authorities(named: ReturnType<typeof nameAuthorities>): readonly string[] {
  if (named.size === 0) return []
  const lines = [...named].flatMap(([authority, { name, signer, on }]) => [
    `  ${name}:                       # observed on ${shown(on)}${signer.time === undefined ? '' : `, signed ${shown(signer.time)}`}: confirm`,
    `    ${authority}`,
  ])
  return ['authorities:', ...lines, '']
}

function images(signed: readonly Seen[], named: ReturnType<typeof nameAuthorities>): readonly string[] {
  const groups = Map.groupBy(signed, ({ signers }) => demandOf(signers, named))
  const lines = [...groups].flatMap(([demand, members]) => {
    const repositories = [...new Set(members.map(({ repository }) => repository))].toSorted()
    return [`  - match: [${repositories.map(quoted).join(', ')}]`, ...demand.split('\n').map((line) => `    ${line}`)]
  })
  return lines.length === 0 ? [] : ['images:                         # every entry that matches applies', ...lines, '']
}

/** The demand that all that was observed on an image meets: by whom it is signed, and what is attested. */
function demandOf(signers: readonly Signer[], named: ReturnType<typeof nameAuthorities>): string {
  const nameOf = ({ authority }: Signer): string => (authority === undefined ? '' : (named.get(authority)?.name ?? ''))
  const by = (some: readonly Signer[]): string =>
    [...new Set(some.map(nameOf).filter((name) => name !== ''))].toSorted().join(', ')
  const signatures = by(signers.filter(({ attests }) => attests === undefined))
  const types = [
    ...new Set(signers.flatMap(({ attests, authority }) => (attests === undefined || authority === undefined ? [] : [attests]))),
  ].toSorted()
  const attested = types.map(
    (type) => `  - {type: ${type}, signedBy: {anyOf: [${by(signers.filter(({ attests }) => attests === type))}]}}`,
  )
  return [
    ...(signatures === '' ? [] : [`signedBy: {anyOf: [${signatures}]}`]),
    ...(attested.length === 0 ? [] : ['attestations:', ...attested]),
  ].join('\n')
}

function others(rest: readonly Seen[]): readonly string[] {
  if (rest.length === 0) return []
  const lines = [...new Set(rest.map(({ name, why }) => `#   ${shown(formatName(name))}: ${shown(why)}`))].toSorted()
  return ['# Nobody could be named for these images. Nothing is demanded of them yet:', ...lines, '']
}

function imagesOf(observed: Observed): readonly Seen[] {
  const lookup = lookupIn({ resolutions: observed.resolutions, inventories: observed.inventories, evidence: [] })
  const names = new Map(
    observed.references.flatMap(({ reference }) =>
      reference.kind === 'static' ? [[formatName(reference.name), reference.name]] : [],
    ),
  )
  return [...names.values()].map((name) => {
    const answer = lookup.subject(name)
    const inventory = answer.kind === 'found' ? lookup.inventory(name, answer.value.digest) : undefined
    const signers = (inventory?.observations ?? []).flatMap((one) => signerOf(one) ?? [])
    return {
      name,
      repository: formatRepository(name),
      signers,
      why: whyNot(answer.kind === 'found' ? inventory : answer, signers),
    }
  })
}

function whyNot(found: Inventory | { readonly kind: string } | undefined, signers: readonly Signer[]): string {
  const unusable = signers.find(({ authority }) => authority === undefined)
  if (unusable !== undefined) return `signed by ${unusable.name}, which cannot be written as an authority`
  if (found === undefined) return 'its signatures were not looked for'
  if (!('observations' in found)) return found.kind === 'absent' ? 'there is no such image' : 'its registry did not answer'
  const [problem] = found.problems
  if (problem !== undefined) return `its signatures could not be looked for (${problem.kind})`
  const [one] = found.observations
  return one === undefined
    ? 'not signed'
    : `${one.kind} that is ${one.status}${one.reason === undefined ? '' : `: ${one.reason}`}`
}

function hostsNotAllowed({ resolutions }: Observed): readonly string[] {
  return resolutions.flatMap(({ name, answer }) =>
    answer.kind === 'unknown' && answer.problem.kind === 'host-not-allowed' ? [hostForMatching(name.registry)] : [],
  )
}

/** Text from a registry or a certificate inside a comment: printable ASCII, on one line, not too long. */
function shown(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
}

/** Text as a YAML scalar in double quotes. */
function quoted(text: string): string {
  return JSON.stringify(text)
}
