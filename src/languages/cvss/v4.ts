import { V4_SCORES } from './v4-scores.ts'
import { readVector } from './vector.ts'

type Metrics = Readonly<Record<string, string>>

const BASE = {
  AV: 'N A L P',
  AC: 'L H',
  AT: 'N P',
  PR: 'N L H',
  UI: 'N P A',
  VC: 'H L N',
  VI: 'H L N',
  VA: 'H L N',
  SC: 'H L N',
  SI: 'H L N',
  SA: 'H L N',
}
/** How far the values of a metric are from the worst one, in steps; the worst of what follows is reached by environmental metrics alone. */
const STEPS: Readonly<Record<string, string>> = {
  AV: 'NALP',
  PR: 'NLH',
  UI: 'NPA',
  AC: 'LH',
  AT: 'NP',
  VC: 'HLN',
  VI: 'HLN',
  VA: 'HLN',
}
const LATER: Readonly<Record<string, string>> = { SC: 'HLN', SI: 'HLN', SA: 'HLN' }
/** The worst vectors of each level of a group, and how many steps deep the level is. */
const EQ1 = [
  { worst: ['NNN'], depth: 1 },
  { worst: ['ANN', 'NLN', 'NNP'], depth: 4 },
  { worst: ['PNN', 'ALP'], depth: 5 },
]
const EQ2 = [
  { worst: ['LN'], depth: 1 },
  { worst: ['HN', 'LP'], depth: 2 },
]
const EQ3 = [
  { worst: ['HHH'], depth: 7 },
  { worst: ['LHH', 'HLH'], depth: 8 },
  { worst: ['LLL'], depth: 10 },
]
const EQ4 = [
  { worst: ['HHH'], depth: 5 },
  { worst: ['LLL'], depth: 4 },
]

/** The score of a CVSS 4.0 vector by its base metrics and the maturity of exploits. */
export function scoreV4(text: string): number | undefined {
  const metrics = readVector(text, 'CVSS:4.0/', BASE)
  if (metrics === undefined) return undefined
  if (['VC', 'VI', 'VA', 'SC', 'SI', 'SA'].every((name) => metrics[name] === 'N')) return 0
  const levels = levelsOf(metrics)
  const score = lookUp(levels)
  const [eq1, eq2, eq3, eq4, eq5] = levels
  const lower: readonly (readonly [number | undefined, number])[] = [
    [lookUp([eq1 + 1, eq2, eq3, eq4, eq5]), share(metrics, ['AV', 'PR', 'UI'], STEPS, EQ1[eq1])],
    [lookUp([eq1, eq2 + 1, eq3, eq4, eq5]), share(metrics, ['AC', 'AT'], STEPS, EQ2[eq2])],
    [belowImpact(levels), share(metrics, ['VC', 'VI', 'VA'], STEPS, EQ3[eq3])],
    [lookUp([eq1, eq2, eq3, eq4 + 1, eq5]), share(metrics, ['SC', 'SI', 'SA'], LATER, EQ4[eq4 - 1])],
    [lookUp([eq1, eq2, eq3, eq4, eq5 + 1]), 0],
  ]
  if (score === undefined) return undefined
  const losses = lower.flatMap(([below, part]) => (below === undefined ? [] : [(score - below) * part]))
  const mean = losses.length === 0 ? 0 : losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  return Math.round(Math.min(10, Math.max(0, score - mean)) * 10 + 1e-9) / 10
}

type Levels = readonly [number, number, number, number, number]

function levelsOf(metrics: Metrics): Levels {
  const is = (name: string, value: string): boolean => metrics[name] === value
  const none = ['AV', 'PR', 'UI'].filter((name) => is(name, 'N')).length
  const eq1 = none === 3 ? 0 : none > 0 && !is('AV', 'P') ? 1 : 2
  const eq2 = is('AC', 'L') && is('AT', 'N') ? 0 : 1
  const eq3 = is('VC', 'H') && is('VI', 'H') ? 0 : ['VC', 'VI', 'VA'].some((name) => is(name, 'H')) ? 1 : 2
  const eq4 = ['SC', 'SI', 'SA'].some((name) => is(name, 'H')) ? 1 : 2
  return [eq1, eq2, eq3, eq4, Math.max(0, 'APU'.indexOf(metrics.E ?? 'A'))]
}

/** Without environmental metrics EQ6 is 1 exactly where EQ3 is 2. */
function lookUp([eq1, eq2, eq3, eq4, eq5]: Levels, eq6 = eq3 === 2 ? 1 : 0): number | undefined {
  const score = eq4 > 2 || eq5 > 2 ? undefined : V4_SCORES[`${eq1}${eq2}${eq3}${eq6}`]?.[(eq4 - 1) * 3 + eq5]
  return score === undefined ? undefined : score / 10
}

/** The next lower class by impact: EQ3 and EQ6 go down together. */
function belowImpact([eq1, eq2, eq3, eq4, eq5]: Levels): number | undefined {
  if (eq3 === 2) return undefined
  const lower = lookUp([eq1, eq2, eq3, eq4, eq5], 1)
  return eq3 === 1 ? lower : Math.max(lower ?? 0, lookUp([eq1, eq2, 1, eq4, eq5], 0) ?? 0)
}

/** Which part of its level's depth a vector has gone, from the first of the worst vectors that is nowhere better than it. */
function share(
  metrics: Metrics,
  names: readonly string[],
  steps: Readonly<Record<string, string>>,
  level: { readonly worst: readonly string[]; readonly depth: number } | undefined,
): number {
  for (const worst of level?.worst ?? []) {
    const gone = names.map(
      (name, at) => (steps[name] ?? '').indexOf(metrics[name] ?? '') - (steps[name] ?? '').indexOf(worst[at] ?? ''),
    )
    if (gone.every((distance) => distance >= 0)) return gone.reduce((sum, distance) => sum + distance, 0) / (level?.depth ?? 1)
  }
  return 0
}
