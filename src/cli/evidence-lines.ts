import type { Observation } from '../model/evidence.ts'
import type { ReportDemand } from '../model/report.ts'
import { terminal } from '../report/escape.ts'

/** A label and what it says. */
type Detail = readonly [label: string, value: string | undefined]

const LABEL_WIDTH = 24

/** What was found of one kind, each item with who, when, proven by what, where, and why not. `digest` is what it is usually about. */
export function observationLines(
  title: string,
  observations: readonly Observation[],
  { digest, color }: { readonly digest: string; readonly color: boolean },
): readonly string[] {
  if (observations.length === 0) return [`  ${title}: none found`]
  return [
    `  ${title}`,
    ...observations.flatMap((one) => [
      `    ${paint(one.status, one.status === 'valid', color)} ${terminal(one.format)}`,
      ...aligned(detailsOf(one, digest)),
    ]),
  ]
}

function detailsOf({ digest, facts, reason, where }: Observation, usual: string): readonly Detail[] {
  const proven = facts?.timeSource === undefined ? '' : ` (proven by ${facts.timeSource})`
  return [
    ['about', digest === usual ? undefined : digest],
    ['states', facts?.predicateType],
    ['signer', facts?.signer],
    ['issuer', facts?.issuer],
    ['time', facts?.time === undefined ? undefined : `${facts.time}${proven}`],
    ['log', facts?.log],
    ['found in', facts?.store ?? where],
    ['because', reason],
    ...(facts?.claims ?? []).filter(([name]) => name !== 'issuer'),
  ]
}

/** What the policy asked of the authorities, and the answers: who proved it, or the nearest miss. */
export function demandLines(demands: readonly ReportDemand[], usual: string, color: boolean): readonly string[] {
  return demands.flatMap((demand) => {
    const { authority, digest, expected, got, kind, predicate, reason, signer, status, where } = demand
    const what = predicate === undefined ? kind : `${kind} ${predicate}`
    const details: readonly Detail[] = [
      ['about', digest === usual ? undefined : digest],
      ['signer', signer],
      ['because', reason],
      ['expected', expected],
      [status === 'unknown' ? 'there is' : 'got', got],
      ['found in', where],
    ]
    return [`    ${paint(status, status === 'proved', color)} ${terminal(what)} by ${terminal(authority)}`, ...aligned(details)]
  })
}

function aligned(details: readonly Detail[]): readonly string[] {
  const said = details.flatMap(([label, value]) => (value === undefined ? [] : [[terminal(label), terminal(value)] as const]))
  const width = Math.min(LABEL_WIDTH, Math.max(...said.map(([label]) => label.length)))
  return said.map(([label, value]) => `      ${label.padEnd(width)}  ${value}`)
}

/** Green for what is as it should be, red for all else. */
export function paint(text: string, good: boolean, color: boolean): string {
  return color ? `\u001b[${good ? 32 : 31}m${text}\u001b[0m` : text
}
