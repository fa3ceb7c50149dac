import type { ReferenceCase } from '../case/case.ts'
import { lookupIn } from '../case/lookup.ts'
import { isSameRepository } from '../case/pattern.ts'
import type { RuleContext, RuleHit } from '../case/rule.ts'
import { about } from '../case/sentence.ts'
import { compareImages, type ImageComparison } from '../model/image-comparison.ts'
import type { ImageName } from '../model/image-name.ts'
import { MAX_SHOWN_TEXT } from '../model/limits.ts'
import type { ImageConfig } from '../model/subject.ts'

const LONGEST_SHOWN = 80
const LEAD = 20

/** A touched image and the one that stood at its place before. */
export interface Replaced {
  readonly one: ReferenceCase
  readonly now: ImageName
  readonly then: ImageName
  /** Both come from one repository, so that they are releases of one thing. */
  readonly sameRepository: boolean
  readonly comparison: ImageComparison
}

/** An image and the one that it replaces, of which the configs of one platform are known. */
export interface Compared extends Omit<Replaced, 'comparison'> {
  readonly before: ImageConfig
  readonly after: ImageConfig
}

/** What a rule says about an image that replaces another one. */
export interface ChangeSaid extends Pick<RuleHit, 'message' | 'why' | 'level'> {
  readonly evidence?: readonly string[]
  readonly fix?: string
}

/** One hit for every touched image that replaces another one of other bytes, and of which there is something to say. */
export function replacedHits(context: RuleContext, say: (replaced: Replaced) => ChangeSaid | undefined): readonly RuleHit[] {
  const lookup = lookupIn(context.facts)
  return context.cases.flatMap((one) => {
    const { replaces } = one.fact
    if (one.name === undefined || replaces?.kind !== 'static') return []
    const [now, then] = [one.name, replaces.name]
    const comparison = compareImages(lookup.subject(then), one.answer)
    const said =
      comparison.kind === 'same' ? undefined : say({ one, now, then, comparison, sameRepository: isSameRepository(now, then) })
    if (said === undefined) return []
    const { evidence = [], fix, ...sentence } = said
    const fixing = fix === undefined ? {} : { fix: { description: fix, edits: [] } }
    return [{ ...about(one), ...sentence, evidence: [...evidence, ...circumstances(then, replaces.text, comparison)], ...fixing }]
  })
}

/** The same for images whose configs could be compared. Where they could not, the report says so in the list of image changes. */
export function comparedHits(context: RuleContext, say: (compared: Compared) => ChangeSaid | undefined): readonly RuleHit[] {
  return replacedHits(context, ({ comparison, ...replaced }) =>
    comparison.kind === 'compared' ? say({ ...replaced, before: comparison.before, after: comparison.after }) : undefined,
  )
}

/** Two long texts cut to where they differ, so that a reader sees it. */
export function sideBySide(before: string, now: string): readonly [string, string] {
  const shorter = Math.min(before.length, now.length)
  const differs = Array.from({ length: shorter }, (_, at) => at).find((at) => before[at] !== now[at]) ?? shorter
  const from = differs < LONGEST_SHOWN - LEAD ? 0 : differs - LEAD
  const cut = (text: string): string => {
    const end = text.length > from + LONGEST_SHOWN ? '…' : ''
    return `${from > 0 ? '…' : ''}${text.slice(from, from + LONGEST_SHOWN)}${end}`
  }
  return [cut(before), cut(now)]
}

/** Text from an image as it stands in a sentence: code that it cannot end, cut short. */
export function quoted(text: string): string {
  const cut = text.length > LONGEST_SHOWN + 2 ? `${text.slice(0, LONGEST_SHOWN)}…` : text
  return `\`${cut.toWellFormed().replaceAll('`', "'")}\``
}

/** The same as evidence, where more of it may stand. */
export function atLength(text: string): string {
  return text.length > MAX_SHOWN_TEXT ? `${text.slice(0, MAX_SHOWN_TEXT).toWellFormed()}…` : text
}

function circumstances(then: ImageName, text: string, comparison: ImageComparison): readonly string[] {
  const platform = comparison.kind === 'compared' ? comparison.after.platform || comparison.before.platform : ''
  const moving = then.digest === undefined ? ' (what that tag names now)' : ''
  return [`it replaces: ${text}${moving}`, ...(platform === '' ? [] : [`compared for: ${platform}`])]
}
