import { readVector } from './vector.ts'

const BASE = { AV: 'L A N', AC: 'H M L', Au: 'M S N', C: 'N P C', I: 'N P C', A: 'N P C' }
const WEIGHTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
  C: { N: 0, P: 0.275, C: 0.66 },
  I: { N: 0, P: 0.275, C: 0.66 },
  A: { N: 0, P: 0.275, C: 0.66 },
}

/** The base score of a CVSS 2.0 vector, with or without brackets. */
export function scoreV2(text: string): number | undefined {
  const metrics = readVector(text.replace(/^\((.*)\)$/, '$1'), '', BASE)
  if (metrics === undefined) return undefined
  const weight = (name: string): number => WEIGHTS[name]?.[metrics[name] ?? ''] ?? 0
  const impact = 10.41 * (1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A')))
  if (impact === 0) return 0
  const exploitability = 20 * weight('AV') * weight('AC') * weight('Au')
  return Math.round((0.6 * impact + 0.4 * exploitability - 1.5) * 1.176 * 10) / 10
}
