import type { Rule } from '../../case/rule.ts'
import { shown } from '../../case/sentence.ts'
import { isSameRelease } from '../../case/tag-version.ts'
import { parseImageName } from '../../model/image-name.ts'
import { comparedHits, quoted, sideBySide } from '../comparison.ts'

const WHY = 'Its system libraries, packages and their updates come from elsewhere now, or from another release of it.'

export const baseChanged: Rule = {
  id: 'image-change/base-changed',
  level: 'notice',
  summary:
    'The image says that it is built on another base, or another release of it, than the image of the same repository that it replaces.',
  check: (context) =>
    comparedHits(context, ({ one, before, after, sameRepository }) => {
      const [old, fresh] = [before.baseName, after.baseName]
      if (!sameRepository || old === undefined || fresh === undefined || isSameBase(old, fresh)) return undefined
      const [was, is] = sideBySide(old, fresh)
      const message = `${shown(one)} says that it is built on ${quoted(is)}, and the image that it replaces on ${quoted(was)}`
      return { message, why: WHY }
    }),
}

/** Every rebuild brings another digest and every month another patch level: only another image or another release of it is told. */
function isSameBase(before: string, now: string): boolean {
  const [old, fresh] = [parseImageName(before), parseImageName(now)]
  if (!old.ok || !fresh.ok) return before.trim() === now.trim()
  const { name: a } = old
  const { name: b } = fresh
  return a.registry === b.registry && a.repository === b.repository && isSameRelease(b.tag ?? '', a.tag ?? '')
}
