import type { Rule } from '../../case/rule.ts'
import { shown } from '../../case/sentence.ts'
import { formatBytes } from '../../model/byte-size.ts'
import { comparedHits } from '../comparison.ts'

/** A jump is both: half as much again (or down to two thirds), and so many bytes that pulling it takes notice. */
const LEAST_RATIO = 1.5
const LEAST_BYTES = 50_000_000
const GROWN = 'Something came with it that was not there before, and every node that starts it pulls that too.'
const SHRUNK = 'Something is gone that was there before: a build that lost its files looks like this.'

export const sizeJump: Rule = {
  id: 'image-change/size-jump',
  level: 'notice',
  summary: 'The image is much larger or much smaller than the image of the same repository that it replaces.',
  check: (context) =>
    comparedHits(context, ({ one, before, after, sameRepository }) => {
      const [old, fresh] = [before.compressedSize, after.compressedSize]
      if (!sameRepository || old === undefined || fresh === undefined || !isJump(old, fresh)) return undefined
      const grown = fresh > old
      const message = `${shown(one)} is much ${grown ? 'larger' : 'smaller'} than the image that it replaces: \`${formatBytes(fresh)}\`, after \`${formatBytes(old)}\``
      return { message, why: grown ? GROWN : SHRUNK, evidence: ['sizes: of all layers, compressed'] }
    }),
}

function isJump(before: number, now: number): boolean {
  const [small, large] = [Math.min(before, now), Math.max(before, now)]
  return small > 0 && large - small >= LEAST_BYTES && large >= LEAST_RATIO * small
}
