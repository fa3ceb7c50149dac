import { cvssScore } from '../languages/cvss/score.ts'
import type { Advisory, AffectedPackage, WrittenSeverity } from '../model/advisory.ts'
import type { RatedSeverity, Rating } from '../model/vulnerability.ts'

const WORDS: Readonly<Record<string, Rating>> = {
  unimportant: 'negligible',
  negligible: 'negligible',
  low: 'low',
  moderate: 'medium',
  medium: 'medium',
  important: 'high',
  high: 'high',
  critical: 'critical',
}
const VECTORS: readonly string[] = ['CVSS_V4', 'CVSS_V3', 'CVSS_V2']

/**
 * How bad a vulnerability is for a package: by the distribution's own word, else the publisher's, else the newest CVSS vector. The
 * score stands beside a word where there is a vector. Undefined where nobody says: unknown is not low.
 */
export function severityOf(advisory: Advisory, by: AffectedPackage | undefined): RatedSeverity | undefined {
  const written = [...(by?.severity ?? []), ...advisory.severity]
  const score = scoreIn(written)
  const distribution = by?.urgency ?? written.find(({ type }) => type === 'Ubuntu')?.score
  const said = rated(distribution, 'distribution') ?? rated(advisory.word, 'publisher')
  if (said !== undefined) return { ...said, ...(score === undefined ? {} : { score }) }
  return score === undefined ? undefined : { rating: ratingOf(score), by: 'cvss', score }
}

/** The rating scale of CVSS 3 and 4. */
export function ratingOf(score: number): Rating {
  if (score >= 9) return 'critical'
  if (score >= 7) return 'high'
  if (score >= 4) return 'medium'
  return score > 0 ? 'low' : 'negligible'
}

function rated(word: string | undefined, by: RatedSeverity['by']): RatedSeverity | undefined {
  const key = (word ?? '').toLowerCase()
  const rating = Object.hasOwn(WORDS, key) ? WORDS[key] : undefined
  return rating === undefined ? undefined : { rating, by }
}

function scoreIn(written: readonly WrittenSeverity[]): number | undefined {
  for (const type of VECTORS) {
    const scores = written.filter((one) => one.type === type).flatMap(({ score }) => cvssScore(score) ?? [])
    if (scores.length > 0) return Math.max(...scores)
  }
  return undefined
}
