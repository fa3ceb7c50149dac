import { MAX_GROUP_PLACES, MIN_TOTALS } from '../model/limits.ts'
import type { Report } from '../model/report.ts'
import { agendaOf, repairedByPinning, type Section, totalsByRule } from './agenda.ts'
import { changesList } from './changes.ts'
import { COMMAND } from './command.ts'
import { deploysFold } from './deploys.ts'
import { byteLength } from './escape.ts'
import { type Room, sectionItems } from './items.ts'
import { clearedFold, exemptFold, noticeFold } from './listings.ts'
import { code, join, link, type Markdown, md, nothing, prose, quote } from './markdown.ts'
import { problemsOf } from './problems.ts'
import { vulnerabilitiesFold } from './vulnerabilities.ts'
import { advice, isLenient, plural, signOf, title } from './wording.ts'

/** So many rules are counted before the list. */

/** How much of everything a text shows. */
interface Measure {
  readonly rows: number
  readonly folds: number
  readonly listed: number
}

/** From everything to the heading with the ten worst rows: the first that fits is shown. */
const LADDER: readonly Measure[] = [
  { rows: 5_000, folds: 1_000, listed: 5_000 },
  { rows: 5_000, folds: 1_000, listed: 100 },
  { rows: 1_000, folds: 200, listed: 20 },
  { rows: 300, folds: 50, listed: 20 },
  { rows: 100, folds: 20, listed: 0 },
  { rows: 100, folds: 5, listed: 0 },
  { rows: 50, folds: 0, listed: 0 },
  { rows: 10, folds: 0, listed: 0 },
]

/** The whole report as Markdown of at most `maxBytes` bytes, for the summary comment, the check run and the job summary. */
export function reportBody(report: Report, maxBytes: number): Markdown {
  for (const measure of LADDER) {
    const body = bodyOf(report, measure)
    if (byteLength(body) <= maxBytes) return body
  }
  return join([heading(report), md`The details do not fit here: the report file has them.`])
}

function bodyOf(report: Report, { rows, folds, listed }: Measure): Markdown {
  const notices = problemsOf(report).filter((problem) => problem.state === 'notice')
  const items = itemsOf(report, { rows, folds, places: Math.max(MAX_GROUP_PLACES, listed), above: 0 })
  return join([
    heading(report),
    lenience(report),
    whatToDo(report),
    totals(report),
    items.blocked,
    items.unverified,
    changesList(report, listed),
    items.warning,
    exemptFold(report),
    listed === 0 ? nothing : noticeFold(report, notices, listed),
    listed === 0 ? nothing : vulnerabilitiesFold(report, listed),
    deploysFold(report, folds),
    listed === 0 ? nothing : clearedFold(report, listed),
    footer(report),
  ])
}

// What is worse takes the room that there is.
function itemsOf(report: Report, room: Room): Readonly<Record<Section['state'], Markdown>> {
  let left = room
  const items = { blocked: nothing, unverified: nothing, warning: nothing }
  for (const section of agendaOf(report)) {
    items[section.state] = sectionItems(report, section, left)
    const taken = section.groups.length
    left = {
      ...left,
      rows: Math.max(0, left.rows - taken),
      folds: Math.max(0, left.folds - taken),
      above: left.above + taken,
    }
  }
  return items
}

function heading(report: Report): Markdown {
  return md`## ${signOf(report)} ${prose(title(report))}`
}

function lenience(report: Report): Markdown {
  if (!isLenient(report)) return nothing
  const why =
    report.mode === 'warn'
      ? md`The policy says ${code('mode: warn')}: this run passes although the verdict is **${prose(report.verdict)}**. With ${code('mode: enforce')} it would have failed.`
      : md`The policy says ${code('onUnverified: warn')}: this run passes although not everything could be verified.`
  return quote(md`[!WARNING]
${why}`)
}

function whatToDo(report: Report): Markdown {
  const { untouched, oldProblems } = report.counts
  const still = untouched > 0 ? ` ${plural(untouched, 'reference')} in the changed files stayed as before.` : ''
  const old =
    oldProblems > 0
      ? ` ${plural(oldProblems, 'older problem')} of the objects beside them ${oldProblems === 1 ? 'is' : 'are'} not shown.`
      : ''
  return join([prose(advice(report) + still + old), pinning(report)], ' ')
}

function pinning(report: Report): Markdown {
  const { repaired, of } = repairedByPinning(report)
  if (repaired === 0) return nothing
  const many = repaired < of ? `${repaired} of the ${of} below` : of === 1 ? 'it' : `all ${of}`
  return md`${code(`${COMMAND} pin --write`)} repairs ${prose(many)}.`
}

// With few rules the list itself is as short.
function totals(report: Report): Markdown {
  const rules = totalsByRule(report)
  if (rules.length < MIN_TOTALS) return nothing
  return join(
    rules.map(([rule, count]) => md`${count} ${code(rule)}`),
    ' · ',
  )
}

function footer(report: Report): Markdown {
  return join([md`---`, md`<sub>${join([policyLine(report), coverageLine(report), originLine(report)], ' · ')}</sub>`])
}

function policyLine(report: Report): Markdown {
  const { source, sha, url } = report.policy
  if (source === 'built-in') return md`Policy: built-in default, as the default branch has no policy file`
  const name = url === undefined ? code(source) : link(code(source), url)
  return sha === null ? md`Policy: ${name}` : md`Policy: ${name} at ${code(sha.slice(0, 12))}`
}

function coverageLine({ counts, requests }: Report): Markdown {
  const left = [
    ...(counts.ignored > 0 ? [`${counts.ignored} ignored by the policy`] : []),
    ...(counts.outsidePaths > 0 ? [`${counts.outsidePaths} outside the input paths`] : []),
    ...(counts.otherShards > 0 ? [`${counts.otherShards} in other shards`] : []),
  ]
  const files = [plural(counts.files, 'file'), ...left].join(', ')
  return prose(`${files}; ${plural(requests.total, 'request')} to ${plural(requests.byHost.length, 'host')}`)
}

function originLine(report: Report): Markdown {
  const run = report.runUrl === undefined ? nothing : link(md`run`, report.runUrl)
  const merged = report.merge === undefined ? nothing : md`, as merged in ${code(report.merge.commit.slice(0, 12))}`
  const commit = md`commit ${code(report.head.slice(0, 12))}${merged}`
  return join([commit, run, md`Preadmit ${code(report.tool.version)}`], ' · ')
}
