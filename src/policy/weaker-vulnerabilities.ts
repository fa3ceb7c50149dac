import { canonicalJson } from '../case/lookup.ts'
import type { Policy } from '../model/policy.ts'
import { RATINGS } from '../model/vulnerability.ts'
import type { VulnerabilityPolicy } from '../model/vulnerability-policy.ts'

/** What a policy no longer sees of vulnerabilities that another one saw. Another source counts as weaker: nobody can weigh the two. */
export function weakerVulnerabilities({ vulnerabilities: before }: Policy, { vulnerabilities: now }: Policy): readonly string[] {
  if (before === undefined) return []
  if (now === undefined) return ['no longer asks what vulnerabilities a change brings in']
  const differs = (of: (one: VulnerabilityPolicy) => unknown): boolean => canonicalJson(of(before)) !== canonicalJson(of(now))
  const less = (of: (one: VulnerabilityPolicy) => readonly string[]): readonly string[] =>
    of(before).filter((one) => !of(now).includes(one))
  const more = (of: (one: VulnerabilityPolicy) => readonly string[]): readonly string[] =>
    of(now).filter((one) => !of(before).includes(one))
  const higher = RATINGS.indexOf(now.severity) > RATINGS.indexOf(before.severity)
  return [
    ...(differs(({ advisories }) => advisories) ? ['takes advisories about vulnerabilities from elsewhere'] : []),
    ...(differs(({ exploited }) => exploited)
      ? ['takes the catalogue of exploited vulnerabilities from elsewhere, or not at all']
      : []),
    ...(differs(({ inventory }) => inventory) ? ['takes the packages of images from other sources'] : []),
    ...more(({ vexSignedBy }) => vexSignedBy).map((name) => `lets "${name}" silence vulnerabilities`),
    ...(higher ? [`speaks of vulnerabilities from ${now.severity} on instead of ${before.severity}`] : []),
    ...less(({ match }) => match).map((pattern) => `no longer looks at the vulnerabilities of ${pattern}`),
    ...more(({ except }) => except).map((pattern) => `no longer looks at the vulnerabilities of ${pattern}`),
  ]
}
