import type { Facts } from '../model/facts.ts'
import { type Digest, formatName, formatRepository, type Repository } from '../model/image-name.ts'
import type { Report } from '../model/report.ts'
import type { Resolution } from '../model/subject.ts'
import type { Exchange } from '../ports/registry.ts'
import { terminal } from '../report/escape.ts'
import { policyWords } from '../report/origin.ts'
import { vulnerabilityCounts } from '../report/vulnerabilities.ts'
import { demandLines, observationLines, paint } from './evidence-lines.ts'

/** What `preadmit verify` shows: the report for the ruling, the facts for the evidence, the exchanges for how it is known. */
export interface Verification {
  readonly report: Report
  readonly facts: Facts
  readonly exchanges: readonly Exchange[]
  readonly color: boolean
}

/** Everything that was learned about the images, as a security engineer reads it: who, when, proven by what, for which digest, and why not. */
export function renderVerification({ report, facts, exchanges, color }: Verification): string {
  const images = facts.resolutions.flatMap((resolution) => [
    ...imageLines(resolution, facts, color),
    ...rulingLines(resolution, report, color),
    '',
  ])
  const asked = exchanges.map(
    ({ host, what, outcome, milliseconds }) =>
      `  ${String(Math.round(milliseconds)).padStart(6)} ms  ${terminal(host)}  ${terminal(what)}: ${terminal(outcome)}`,
  )
  return [
    ...images,
    `Asked (${report.requests.total} requests)`,
    ...asked,
    '',
    `${paint(report.verdict, report.verdict === 'passed', color)}\n`,
  ].join('\n')
}

function imageLines({ name, answer }: Resolution, facts: Facts, color: boolean): readonly string[] {
  const heading = bold(terminal(formatName(name)), color)
  if (answer.kind === 'absent') return [heading, '  its registry does not have it']
  if (answer.kind === 'unknown') return [heading, `  could not be looked up: ${terminal(answer.problem.detail)}`]
  const subject = answer.value
  const { digest, platforms, tagDigest } = subject
  const moved = tagDigest?.kind === 'found' && tagDigest.value !== digest
  return [
    heading,
    `  digest     ${digest}`,
    `  type       ${terminal(subject.mediaType)}, ${subject.size} bytes`,
    ...(platforms.length > 0 ? [`  platforms  ${platforms.map(({ platform }) => terminal(platform)).join(', ')}`] : []),
    ...(moved ? [`  tag        now names ${tagDigest.value}`] : []),
    ...foundLines({ name, digest }, facts, color),
    ...platforms.flatMap((one) => {
      const lines = foundLines({ name, digest: one.digest }, facts, color)
      return lines.length === 0 ? [] : [`  ${terminal(one.platform)}  ${one.digest}`, ...lines.map((line) => `  ${line}`)]
    }),
  ]
}

/** Everything that was found for one manifest; nothing where nobody looked. */
function foundLines(
  { name, digest }: { readonly name: Repository; readonly digest: Digest },
  { inventories }: Facts,
  color: boolean,
): readonly string[] {
  const own = inventories.filter((one) => one.digest === digest && formatRepository(one.repository) === formatRepository(name))
  if (own.length === 0) return []
  const observations = own.flatMap((inventory) => inventory.observations)
  const ofKind = (wanted: string) => observations.filter(({ kind }) => kind === wanted)
  return [
    ...observationLines('Signatures', ofKind('signature'), { digest, color }),
    ...observationLines('Attestations', ofKind('attestation'), { digest, color }),
    ...own
      .flatMap(({ problems }) => problems)
      .map(({ about, detail }) => `  could not look at ${terminal(about)}: ${terminal(detail)}`),
  ]
}

function rulingLines({ name, answer }: Resolution, report: Report, color: boolean): readonly string[] {
  const canonical = formatName(name)
  const rulings = report.rulings.filter(({ reference }) => reference.name === canonical)
  const findings = rulings.flatMap((ruling) => ruling.findings).flatMap((index) => report.findings[index] ?? [])
  const demands = report.images.find((image) => image.name === canonical)?.demands ?? []
  const digest = answer.kind === 'found' ? answer.value.digest : ''
  const known = report.images.find((image) => image.name === canonical)?.vulnerabilities
  return [
    ...(known === undefined ? [] : [`  Known vulnerabilities: ${terminal(vulnerabilityCounts(known))}`]),
    ...rulings
      .slice(0, 1)
      .map(({ ruling }) => `  Policy (${terminal(policyWords(report))}): ${paint(ruling, ruling === 'cleared', color)}`),
    ...demandLines(demands, digest, color),
    ...findings.flatMap(({ level, message, rule, evidence }) => [
      `    ${level}: ${terminal(message)} (${rule})`,
      ...evidence.map((line) => `      ${terminal(line)}`),
    ]),
  ]
}

function bold(text: string, color: boolean): string {
  return color ? `\u001b[1m${text}\u001b[0m` : text
}
