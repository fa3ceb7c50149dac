import type { Observation } from '../model/evidence.ts'
import type { Facts } from '../model/facts.ts'
import { formatName } from '../model/image-name.ts'
import type { Report } from '../model/report.ts'
import type { Resolution } from '../model/subject.ts'
import type { Exchange } from '../ports/registry.ts'
import { terminal } from '../report/escape.ts'

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
  const inventories = facts.inventories.filter(({ digest }) => digest === subject.digest)
  const observations = inventories.flatMap((inventory) => inventory.observations)
  return [
    heading,
    `  digest     ${subject.digest}`,
    `  type       ${terminal(subject.mediaType)}, ${subject.size} bytes`,
    ...(subject.platforms.length > 0
      ? [`  platforms  ${subject.platforms.map(({ platform }) => terminal(platform)).join(', ')}`]
      : []),
    ...(subject.tagDigest?.kind === 'found' && subject.tagDigest.value !== subject.digest
      ? [`  tag        now names ${subject.tagDigest.value}`]
      : []),
    ...section(
      'Signatures',
      observations.filter(({ kind }) => kind === 'signature'),
      color,
    ),
    ...section(
      'Attestations',
      observations.filter(({ kind }) => kind === 'attestation'),
      color,
    ),
    ...inventories
      .flatMap(({ problems }) => problems)
      .map(({ about, detail }) => `  could not look at ${terminal(about)}: ${terminal(detail)}`),
  ]
}

function section(title: string, observations: readonly Observation[], color: boolean): readonly string[] {
  if (observations.length === 0) return [`  ${title}: none found`]
  return [`  ${title}`, ...observations.flatMap((observation) => observationLines(observation, color))]
}

function observationLines({ format, status, reason, facts }: Observation, color: boolean): readonly string[] {
  const details = [
    ...(facts?.predicateType === undefined ? [] : [['states', facts.predicateType]]),
    ...(facts === undefined ? [] : [['signer', facts.signer]]),
    ...(facts?.issuer === undefined ? [] : [['issuer', facts.issuer]]),
    ...(facts?.time === undefined
      ? []
      : [['time', `${facts.time}${facts.timeSource === undefined ? '' : ` (${facts.timeSource})`}`]]),
    ...(facts?.log === undefined ? [] : [['log', facts.log]]),
    ...(facts === undefined ? [] : [['found in', facts.store]]),
    ...(reason === undefined ? [] : [['because', reason]]),
    ...(facts?.claims ?? []).map(([name, value]) => [name, value] as const),
  ]
  return [
    `    ${paint(status, status === 'valid', color)} ${terminal(format)}`,
    ...details.map(([label = '', value = '']) => `      ${terminal(label).padEnd(9)} ${terminal(value)}`),
  ]
}

function rulingLines({ name }: Resolution, report: Report, color: boolean): readonly string[] {
  const canonical = formatName(name)
  const rulings = report.rulings.filter(({ reference }) => reference.name === canonical)
  const findings = rulings.flatMap((ruling) => ruling.findings).flatMap((index) => report.findings[index] ?? [])
  return [
    ...rulings
      .slice(0, 1)
      .map(({ ruling }) => `  Policy (${terminal(report.policy.source)}): ${paint(ruling, ruling === 'cleared', color)}`),
    ...findings.flatMap(({ level, message, rule, evidence }) => [
      `    ${level}: ${terminal(message)} (${rule})`,
      ...evidence.map((line) => `      ${terminal(line)}`),
    ]),
  ]
}

function paint(text: string, good: boolean, color: boolean): string {
  return color ? `\u001b[${good ? 32 : 31}m${text}\u001b[0m` : text
}

function bold(text: string, color: boolean): string {
  return color ? `\u001b[1m${text}\u001b[0m` : text
}
