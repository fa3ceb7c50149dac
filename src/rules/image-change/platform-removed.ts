import { lookupIn } from '../../case/lookup.ts'
import { offeredBy } from '../../case/platforms.ts'
import { replacedBy } from '../../case/replaced.ts'
import type { Rule } from '../../case/rule.ts'
import { about, shown } from '../../case/sentence.ts'
import { parentsIn } from '../../case/siblings.ts'

const WHY = 'On a node of such a platform the workload ran before, and would not start any more.'
const FIX = 'Use a release that is published for all of these platforms, or see that no node of them is left.'
/** What an index entry or a config says that names no platform. */
const UNSPECIFIED: readonly string[] = ['', 'unspecified']

export const platformRemoved: Rule = {
  id: 'image-change/platform-removed',
  level: 'warning',
  summary: 'The image is not published for a platform that the image it replaces was published for.',
  check: ({ cases, facts }) => {
    const lookup = lookupIn(facts)
    const parentsOf = parentsIn(facts)
    return cases.flatMap((one) => {
      const then = replacedBy(one, lookup)
      const now = one.answer.kind === 'found' ? offeredBy(one.answer.value) : undefined
      // A digest of one platform of a known index has a rule of its own, which gives the digest to write.
      if (then === undefined || now === undefined || (one.name !== undefined && parentsOf(one.name).length > 0)) return []
      const before = offeredBy(then) ?? []
      const removed = before.filter((platform) => !isServed(platform, now))
      if (removed.length === 0) return []
      const message = `${shown(one)} is not published for ${removed.length === 1 ? 'a platform' : `${removed.length} platforms`} of the image that it replaces`
      const evidence = [`removed: ${removed.join(', ')}`, `before: ${before.join(', ')}`, `now: ${now.join(', ') || 'none'}`]
      return [{ ...about(one), message, why: WHY, evidence, fix: { description: FIX, edits: [] } }]
    })
  },
}

/** Whether an image runs where another did: on the same platform, without the variant, or where it does not say which. */
function isServed(platform: string, now: readonly string[]): boolean {
  if (UNSPECIFIED.includes(platform) || now.some((offered) => UNSPECIFIED.includes(offered))) return true
  return now.some((offered) => platform === offered || platform.startsWith(`${offered}/`))
}
