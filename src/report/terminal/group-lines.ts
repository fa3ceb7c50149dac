import { MAX_GROUP_PLACES } from '../../model/limits.ts'
import type { Report } from '../../model/report.ts'
import { COMMAND } from '../command.ts'
import { visible } from '../escape.ts'
import { type Group, saidOfAll } from '../groups.ts'
import { type Problem, saidAbout } from '../problems.ts'
import { plural, shortened } from '../wording.ts'
import type { Ink } from './ink.ts'
import { type Explained, problemLines } from './problem-lines.ts'

/** What is said of several places, once: the first in full, then where the others are. */
export function groupLines(report: Report, group: Group, ink: Ink, explained: Explained): readonly string[] {
  const { first, others } = group
  if (others.length === 0) return problemLines(report, first, { ink, explained })
  const pins = saidAbout(first).some(({ rule }) => rule === 'image/unpinned')
  const note = (text: string): string => `  ${ink.paint('blue', '=')} ${ink.paint('bold', text)}`
  return [
    ...problemLines(report, first, { ink, explained }, saidOfAll(group)),
    note(`the same of ${others.length} more, ${others.length + 1} in all:`),
    ...(first.state === 'unverified' ? imageLines(others) : placeLines(first, others)),
    ...(pins ? [`${note('all at once:')} ${COMMAND} pin --write`] : []),
  ]
}

// One that is blocked is always named; of the others the first places show where to look.
function placeLines({ state }: Problem, others: readonly Problem[]): readonly string[] {
  const listed = state === 'blocked' ? others : others.slice(0, MAX_GROUP_PLACES - 1)
  return [
    ...listed.map(({ location, subject }) => {
      const about = subject === '' ? '' : `: ${visible(shortened(subject))}`
      return `      ${visible(location.file)}:${location.line}${about}`
    }),
    ...restLine(others.length - listed.length),
  ]
}

// What a registry that is down leaves open is the same everywhere: which images, most frequent first, says more than the places.
function imageLines(others: readonly Problem[]): readonly string[] {
  const images = [...Map.groupBy(others, ({ subject }) => subject)].toSorted(([, a], [, b]) => b.length - a.length)
  const listed = images.slice(0, MAX_GROUP_PLACES - 1)
  const rest = images.slice(listed.length).reduce((sum, [, some]) => sum + some.length, 0)
  return [
    ...listed.map(([subject, [one, ...more]]) => {
      const where = one === undefined ? '' : `${visible(one.location.file)}:${one.location.line}`
      const about = subject === '' ? '' : `: ${visible(shortened(subject))}`
      return `      ${where}${about}${more.length === 0 ? '' : `, and at ${plural(more.length, 'other place')}`}`
    }),
    ...restLine(rest),
  ]
}

function restLine(rest: number): readonly string[] {
  return rest === 0 ? [] : [`      and ${plural(rest, 'other')}: --verbose lists them`]
}
