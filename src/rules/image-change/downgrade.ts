import { believableDate } from '../../case/age.ts'
import type { Rule } from '../../case/rule.ts'
import { shown } from '../../case/sentence.ts'
import { isLowerTag } from '../../case/tag-version.ts'
import type { ImageComparison } from '../../model/image-comparison.ts'
import { type ChangeSaid, type Replaced, replacedHits } from '../comparison.ts'

const WHY = 'What was fixed between the two comes back, and the older one may not read what the newer one wrote.'
const FIX = 'If this is a rollback, say so in the pull request. Otherwise write the newer image.'
const DAY_MS = 86_400_000

export const downgrade: Rule = {
  id: 'image-change/downgrade',
  level: 'warning',
  summary:
    'The tag of the image names a lower version than the image of the same repository that it replaces; a notice where only its date is older.',
  check: (context) =>
    replacedHits(context, (replaced) => {
      const { now, then, sameRepository } = replaced
      if (!sameRepository) return undefined
      return now.tag === then.tag ? olderBuild(replaced) : lowerVersion(replaced)
    }),
}

function lowerVersion({ one, now, then }: Replaced): ChangeSaid | undefined {
  if (now.tag === undefined || then.tag === undefined || !isLowerTag(now.tag, then.tag)) return undefined
  return { message: `${shown(one)} is a lower version than \`${then.tag}\`, which it replaces`, why: WHY, fix: FIX }
}

/** Only where a digest says what was there before: what a tag names now is no history. */
function olderBuild({ one, then, comparison }: Replaced): ChangeSaid | undefined {
  const dates = then.digest === undefined ? undefined : datesOf(comparison)
  if (dates === undefined || dates.before - dates.after <= DAY_MS) return undefined
  const days = Math.floor((dates.before - dates.after) / DAY_MS)
  const message = `${shown(one)} was built ${days === 1 ? 'a day' : `${days} days`} before the image that it replaces`
  const evidence = [`built before: ${new Date(dates.before).toISOString()}`, `built now: ${new Date(dates.after).toISOString()}`]
  return { message, why: WHY, fix: FIX, evidence, level: 'notice' }
}

function datesOf(comparison: ImageComparison): { readonly before: number; readonly after: number } | undefined {
  if (comparison.kind !== 'compared') return undefined
  const [before, after] = [believableDate(comparison.before.created), believableDate(comparison.after.created)]
  return before === undefined || after === undefined ? undefined : { before, after }
}
