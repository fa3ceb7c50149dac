import type { Report, ReportFinding } from '../model/report.ts'
import type { Section } from './agenda.ts'
import { COMMAND } from './command.ts'
import { detailsFold, placeLink, sayMessage } from './fold.ts'
import { type Group, saidOfAll } from './groups.ts'
import { bullets, code, details, join, link, type Markdown, md, nothing, prose } from './markdown.ts'
import { ended, type Problem, saidAbout } from './problems.ts'
import { plural, SIGNS, shortened } from './wording.ts'

/** How many problems are shown, how many of them with a fold, how many places of each, and how many stand above. */
export interface Room {
  readonly rows: number
  readonly folds: number
  readonly places: number
  readonly above: number
}

const HEADINGS: Readonly<Record<Section['state'], Markdown>> = {
  blocked: md`To correct`,
  unverified: md`Not proved`,
  warning: md`Worth a look`,
}

/** One section of the list of what to do: every problem once, with where it is, what it is and what to write; nothing is a table. */
export function sectionItems(report: Report, { state, groups }: Section, { rows, folds, places, above }: Room): Markdown {
  const shown = groups.slice(0, rows)
  const items = shown.map((group, at) => item(report, group, { places, folded: at < folds, number: above + at + 1 }))
  const rest = groups.slice(rows).reduce((sum, { others }) => sum + 1 + others.length, 0)
  const more =
    rest > 0 ? md`… and ${prose(plural(rest, 'more problem'))}: the job summary and the report file have all of them.` : nothing
  return join([md`### ${SIGNS[state]} ${HEADINGS[state]}`, ...items, more])
}

function item(
  report: Report,
  group: Group,
  { places, folded, number }: { readonly places: number; readonly folded: boolean; readonly number: number },
): Markdown {
  const { first, others } = group
  const said = saidAbout(first)
  const sentences = saidOfAll(group)
  const messages = said.map((finding, at) => {
    const sentence = sentences[at]
    const shown = sentence === undefined ? sayMessage(finding, first.subject) : prose(ended(shortened(sentence)))
    return at === 0 ? md`**${shown}**` : shown
  })
  const what = md`**${number}.** ${placeLink(report, first.location)} ${join(messages, ' ')}`
  const fold = folded && hasDetails(first) ? detailsFold(report, first) : nothing
  return join([what, fixes(said, first, others.length), join([placesOf(report, others, places), fold], '\n')])
}

const FEW = 3

// All of them, while there is room: what is said nowhere else must not be lost.
function placesOf(report: Report, others: readonly Problem[], limit: number): Markdown {
  if (others.length === 0) return nothing
  const listed = others.slice(0, limit).map(({ location, subject }) => {
    const about = subject === '' ? nothing : code(shortened(subject))
    return join([placeLink(report, location), about], ' ')
  })
  const rest = others.length - listed.length
  const more =
    rest > 0 ? md`… and ${prose(plural(rest, 'more place'))}: the job summary and the report file have all of them.` : nothing
  const list = join([bullets(listed), more])
  return others.length <= FEW ? join([md`Also:`, list]) : details(md`and at ${prose(plural(others.length, 'more place'))}`, list)
}

// What to write about several places names one of them only: the command that writes them all stands for it where there is one.
function fixes(said: readonly ReportFinding[], { subject, state }: Problem, others: number): Markdown {
  if (others > 0 && said.every(({ rule, fix }) => rule === 'image/unpinned' && fix !== undefined))
    return md`**Fix:** ${code(`${COMMAND} pin --write`)}`
  const lines = [...new Set(said.flatMap(({ fix }) => fix?.description ?? []))]
  if (lines.length > 0)
    return md`**Fix:** ${join(
      lines.map((line) => prose(ended(shortened(line)), [subject])),
      ' ',
    )}`
  const [first] = said
  return state === 'unverified' && first?.rule === 'policy/unverified'
    ? nothing
    : md`**Fix:** ${link(md`what can be done`, first?.docs ?? '')}`
}

// A question about the run itself is said whole in its line.
function hasDetails({ location, findings }: Problem): boolean {
  return location.file !== '' || findings.some(({ evidence, fix }) => evidence.length > 0 || fix !== undefined)
}
