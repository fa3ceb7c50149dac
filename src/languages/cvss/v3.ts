import { readVector } from './vector.ts'

const BASE = { AV: 'N A L P', AC: 'L H', PR: 'N L H', UI: 'N R', S: 'U C', C: 'H L N', I: 'H L N', A: 'H L N' }
const WEIGHTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
}
const PRIVILEGES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  U: { N: 0.85, L: 0.62, H: 0.27 },
  C: { N: 0.85, L: 0.68, H: 0.5 },
}

/** The base score of a CVSS 3.0 or 3.1 vector; the two round differently. */
export function scoreV3(text: string): number | undefined {
  const prefix = text.startsWith('CVSS:3.1/') ? 'CVSS:3.1/' : 'CVSS:3.0/'
  const metrics = readVector(text, prefix, BASE)
  if (metrics === undefined) return undefined
  const weight = (name: string): number => WEIGHTS[name]?.[metrics[name] ?? ''] ?? 0
  const changed = metrics.S === 'C'
  const lost = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'))
  const impact = changed ? 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 : 6.42 * lost
  if (impact <= 0) return 0
  const privileges = PRIVILEGES[changed ? 'C' : 'U']?.[metrics.PR ?? ''] ?? 0
  const exploitability = 8.22 * weight('AV') * weight('AC') * privileges * weight('UI')
  const sum = Math.min(changed ? 1.08 * (impact + exploitability) : impact + exploitability, 10)
  return prefix === 'CVSS:3.1/' ? roundUp(sum) : Math.ceil(Number((sum * 10).toFixed(9))) / 10
}

/** Appendix A of the specification of 3.1: the smallest number of one decimal that is not below, told in integers. */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000)
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10
}
