import { lookForVulnerabilities } from '../gate/look-for-vulnerabilities.ts'
import { emptyFacts } from '../gate/misconfigured.ts'
import { claimsFor, judge } from '../judge/judge.ts'
import { type Answer, unknown } from '../model/answer.ts'
import type { Claim } from '../model/evidence.ts'
import type { Facts, ReferenceFact } from '../model/facts.ts'
import { formatRepository, parseImageName } from '../model/image-name.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Resolution } from '../model/subject.ts'
import { UsageError } from '../model/usage-error.ts'
import { describe } from '../report/report.ts'
import { resolve } from '../resolve/resolve.ts'
import { verify } from '../verify/verify.ts'
import { optional, version } from '../wiring.ts'
import type { Command } from './arguments.ts'
import { withAskedSigners } from './asked-signer.ts'
import { startAsking } from './asking.ts'
import { operandsOf } from './standard-input.ts'
import type { Terminal } from './terminal.ts'
import { renderVerification } from './verification.ts'

/** `preadmit verify`: everything that can be learned about images, and what the policy says of them. */
export async function verifyImages(command: Command, terminal: Terminal): Promise<number> {
  const images = await operandsOf(command.positionals, terminal)
  if (images.length === 0) throw new UsageError('verify needs an image', 'preadmit verify ghcr.io/acme/web:1.4')
  const { clock } = terminal
  const began = clock.elapsedMs()
  const asking = await startAsking(command, terminal, '2m')
  const { repository, trusted: branch, now, doors, attestations } = asking
  const policy = await withAskedSigners(asking.policy, command, terminal.folder, now)
  const registry = doors.openRegistry(policy)
  const trust = doors.openTrust(policy)
  const references = inSuccession(images.map(referenceFact))
  const names = references.flatMap(({ reference }) => (reference.kind === 'static' ? [reference.name] : []))
  const resolutions = await resolve(names, registry, { config: () => true })
  const claims = claimsFor(policy, references, resolutions)
  const inventory = manifestsToShow(resolutions, claims)
  const trusted = { authorities: policy.authorities, trustRoots: policy.trustRoots.map(({ name }) => name) }
  const verified = await verify({ claims, inventory, trusted, now }, { registry, trust, attestations })
  const ports = { change: { trusted: notHere }, attestations, openAdvisories: doors.openAdvisories }
  const asked = { references, resolutions, now: now.toISOString() }
  const looked = await lookForVulnerabilities(asked, policy, { ports, registry, trust })
  const change = { repository, event: 'verify', base: '', head: '', scope: 'all' as const, ...optional('trusted', branch) }
  const nothing = emptyFacts(change, now)
  const facts: Facts = {
    ...nothing,
    references,
    resolutions,
    ...verified,
    ...looked.facts,
    requests: [...registry.requests(), ...trust.requests(), ...attestations.requests(), ...looked.requests],
    sources: argumentSources(images),
  }
  const report = describe({
    judgement: judge(policy, facts),
    facts,
    policy,
    run: { version, startedAt: now, durationMs: Math.round(clock.elapsedMs() - began) },
  })
  terminal.print(
    command.flag('json')
      ? `${JSON.stringify({ report, exchanges: registry.exchanges() }, undefined, 2)}\n`
      : renderVerification({ report, facts, exchanges: registry.exchanges(), color: terminal.color(command.voice) }),
  )
  return report.exitCode
}

/** What is listed: the manifest of every image, and each further one that the policy asks somebody about. */
function manifestsToShow(resolutions: readonly Resolution[], claims: readonly Claim[]): readonly Manifest[] {
  const named = resolutions.flatMap(({ name, answer }): Manifest[] =>
    answer.kind === 'found'
      ? [{ repository: { registry: name.registry, repository: name.repository }, digest: answer.value.digest }]
      : [],
  )
  const asked = claims.map(({ repository, digest }): Manifest => ({ repository, digest }))
  return [...new Map([...named, ...asked].map((one) => [`${formatRepository(one.repository)}@${one.digest}`, one])).values()]
}

type Manifest = Pick<Claim, 'repository' | 'digest'>

/** Of two images of one repository the second one is looked at as what replaces the first. */
function inSuccession(facts: readonly ReferenceFact[]): readonly ReferenceFact[] {
  const [old, now, ...more] = facts
  if (old?.reference.kind !== 'static' || now?.reference.kind !== 'static' || more.length > 0) return facts
  const same = formatRepository(old.reference.name) === formatRepository(now.reference.name)
  return same ? [old, { ...now, replaces: old.reference }] : facts
}

/** A folder with advisories is part of a repository, and this command reads none. */
async function notHere(path: string): Promise<Answer<never>> {
  return unknown('unresolved', path, 'advisories from a folder of the repository are read by `check` alone')
}

/** An argument as a reference, so that it is judged like one in a file. Throws `UsageError` when it is none. */
function referenceFact(text: string, index: number): ReferenceFact {
  const parsed = parseImageName(text)
  if (!parsed.ok)
    throw new UsageError(`"${text}" is no image reference: ${parsed.why}`, 'ghcr.io/acme/web:1.4 or ghcr.io/acme/web@sha256:…')
  const origin = { file: argumentFile(index), span: { start: 0, end: text.length }, related: [], format: 'argument', path: [] }
  const reference: ImageReference = { origin, text, verbatim: false, kind: 'static', name: parsed.name }
  return { reference, touched: true }
}

function argumentFile(index: number): string {
  return `argument ${index + 1}`
}

function argumentSources(texts: readonly string[]): Facts['sources'] {
  return texts.map((text, index) => ({ file: argumentFile(index), lineStarts: [0], excerpts: [{ line: 1, text }] }))
}
