import type { LocatedEdit, Location, Report, ReportDemand, ReportFinding } from '../model/report.ts'
import { COMMAND } from './command.ts'
import { isVisible, visible } from './escape.ts'
import { exemption } from './exemption.ts'
import { bullets, code, details, fence, htmlCode, join, link, type Markdown, md, nothing, prose, urlPath } from './markdown.ts'
import { ended, type Problem, saidAbout } from './problems.ts'
import { shortened } from './wording.ts'

/** `file:line` in code, linked to the line at the head commit where the report knows an address. */
export function placeLink(report: Report, location: Location): Markdown {
  if (location.file === '') return md`the run`
  const label = code(`${location.file}:${location.line}`)
  if (report.sourceUrl === undefined) return label
  const lines = location.endLine > location.line ? `#L${location.line}-L${location.endLine}` : `#L${location.line}`
  return link(label, `${report.sourceUrl}/${urlPath(location.file)}${lines}`)
}

/** What a finding says, in Markdown, digests cut short. */
export function sayMessage(finding: ReportFinding, subject: string): Markdown {
  return prose(ended(shortened(finding.message)), namesIn(finding, subject))
}

/** Why it matters, in Markdown. */
export function sayWhy(finding: ReportFinding, subject: string): Markdown {
  return prose(ended(shortened(finding.why)), namesIn(finding, subject))
}

/** The fold of one problem: why it matters, expected and found, evidence, the exact text to write, how to reproduce, how to exempt. */
export function detailsFold(report: Report, problem: Problem): Markdown {
  const said = saidAbout(problem)
  const more = said.map((finding) =>
    join([md`${link(code(finding.rule), finding.docs)}: ${sayWhy(finding, problem.subject)}`, ...editBlocks(report, finding)]),
  )
  const body = [...more, comparison(problem), evidenceOf(said), reproduction(problem), exemption(report, problem)]
  return details(md`${rulesIn(problem)}: why, evidence, what to write`, join(body))
}

/** The complete line that a fix writes, if the fix is one edit within one known line that a reader can see whole. */
export function fixedLine(report: Report, edit: LocatedEdit): { readonly line: string; readonly was: string } | undefined {
  const excerpt = report.excerpts.find(({ file, line }) => file === edit.file && line === edit.line)
  if (excerpt?.whole !== true || edit.endLine !== edit.line) return undefined
  const { text } = excerpt
  if (edit.endColumn - 1 > text.length || edit.column > edit.endColumn) return undefined
  return { line: text.slice(0, edit.column - 1) + edit.text + text.slice(edit.endColumn - 1), was: text }
}

/** Whether a fix deletes exactly one known line, its line break included. */
export function deletesLine(report: Report, edit: LocatedEdit): boolean {
  const known = report.excerpts.some(({ file, line, whole }) => file === edit.file && line === edit.line && whole)
  return known && edit.text === '' && edit.column === 1 && edit.endLine === edit.line + 1 && edit.endColumn === 1
}

/** The exact text to write for a fix: its edits as blocks, with the description before them. */
export function fixBlock(report: Report, finding: ReportFinding, subject: string): Markdown {
  const { fix } = finding
  if (fix === undefined) return nothing
  return join([md`**Fix.** ${prose(fix.description, namesIn(finding, subject))}`, ...editBlocks(report, finding)])
}

function editBlocks(report: Report, { fix, file }: ReportFinding): readonly Markdown[] {
  return (fix?.edits ?? []).map((edit) => {
    const text = (fixedLine(report, edit)?.line ?? edit.text).trim()
    const where = edit.file === file ? md`line ${edit.line}` : code(`${edit.file}:${edit.line}`)
    return text === ''
      ? md`Delete it in ${where}.`
      : md`In ${where}:

${fence(text)}`
  })
}

function namesIn(finding: ReportFinding, subject: string): readonly string[] {
  const names = [subject, finding.image ?? '', finding.object ?? '']
  return names.flatMap((name) => [name, shortened(name)]).sort((a, b) => b.length - a.length)
}

function rulesIn(problem: Problem): Markdown {
  const rules = [...new Set(saidAbout(problem).map((finding) => finding.rule))]
  return join(
    rules.map((rule) => htmlCode(rule)),
    ', ',
  )
}

function comparison({ image, state }: Problem): Markdown {
  if (image === undefined || (state !== 'blocked' && state !== 'unverified')) return nothing
  return join(image.demands.filter((demand) => demand.status !== 'proved').map(demandBlock))
}

// Expected above found, in one column, so that the difference is seen and not read.
function demandBlock(demand: ReportDemand): Markdown {
  const predicate = demand.predicate === undefined ? nothing : md` ${code(demand.predicate)}`
  const asked = md`**Demanded:** ${prose(demand.kind)}${predicate} by ${code(demand.authority)}`
  if (demand.expected === undefined || demand.got === undefined) return md`${asked}. ${unmet(demand)}`
  const where = demand.where === undefined ? nothing : md` (${prose(shortened(demand.where))})`
  return join([md`${asked}${where}`, fence(`expected  ${visible(demand.expected)}\nfound     ${visible(demand.got)}`)])
}

function unmet({ status, reason }: ReportDemand): Markdown {
  if (status === 'absent') return md`There is none.`
  return prose(reason === undefined ? 'It could not be looked for.' : `${reason[0]?.toUpperCase() ?? ''}${reason.slice(1)}`)
}

function evidenceOf(said: readonly ReportFinding[]): Markdown {
  const lines = [...new Set(said.flatMap((finding) => finding.evidence))].filter(
    (line) => !said.some(({ message }) => repeats(message, line)),
  )
  return lines.length === 0 ? nothing : join([md`**Evidence**`, bullets(lines.map((line) => prose(line)))], '\n\n')
}

// Evidence that only says again what the sentence says is left out; the JSON report has it.
function repeats(message: string, line: string): boolean {
  const tail = line.slice(line.indexOf(': ') + 2)
  return message.includes(line) || (tail.length > 20 && message.includes(tail))
}

function reproduction({ ruling, image }: Problem): Markdown {
  const name = ruling?.reference.name
  if (name === null || name === undefined || !isVisible(name)) return nothing
  const pinned = image?.digest === null || image?.digest === undefined || name.includes('@') ? name : `${name}@${image.digest}`
  const intro = md`**See it for yourself**, in a clone of this repository with one of Preadmit beside it:`
  return join([intro, fence(`${COMMAND} verify '${pinned.replaceAll("'", "'\\''")}'`, 'console')])
}
