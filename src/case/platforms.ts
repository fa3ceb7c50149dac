import type { ImageEntry } from '../model/policy.ts'
import type { Subject } from '../model/subject.ts'
import type { DemandOutcome } from './case.ts'
import { lineIn } from './policy-line.ts'

/** The demand for platforms: each one that the entry lists is in the image. */
export function platformsOf(entry: ImageEntry, subject: Subject): readonly DemandOutcome[] {
  if (entry.platforms.length === 0) return []
  const demand = { demand: 'platforms', entry } as const
  const offered = offeredBy(subject)
  if (offered === undefined) {
    const problem = { kind: 'unresolved', about: subject.digest, detail: 'the platform of the image is not known' } as const
    const says = `does not say for which platform it is, and the policy (${lineIn(entry)}) demands ${entry.platforms.join(', ')}`
    return [{ ...demand, status: 'unknown', rule: 'image/platform-missing', says, problem, lasting: false, evidence: [] }]
  }
  const missing = entry.platforms.filter((wanted) => !offered.some((platform) => isPlatform(wanted, platform)))
  if (missing.length === 0) return [{ ...demand, status: 'proved' }]
  const says = `does not run on ${missing.join(', ')}, which the policy (${lineIn(entry)}) demands`
  const evidence = [`platforms of the image: ${offered.join(', ') || 'none'}`]
  return [{ ...demand, status: 'refuted', rule: 'image/platform-missing', says, evidence }]
}

/** The platforms that an image is for; undefined when it is one image and its config was not read. */
export function offeredBy(subject: Subject): readonly string[] | undefined {
  if (subject.isIndex) return subject.platforms.map(({ platform }) => platform)
  return subject.config === undefined ? undefined : [subject.config.platform]
}

/** Whether an image's platform is the one wanted; a wanted platform without a variant takes every variant. */
function isPlatform(wanted: string, platform: string): boolean {
  const usual = wanted.replace(/\/arm64\/v8$/, '/arm64')
  return platform === usual || platform.startsWith(`${usual}/`)
}
