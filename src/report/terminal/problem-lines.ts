import type { LocatedEdit, Report, ReportFinding } from '../../model/report.ts'
import { capped, visible } from '../escape.ts'
import { fixedLine } from '../fold.ts'
import { type Problem, saidAbout } from '../problems.ts'
import { shortened } from '../wording.ts'
import { COLORS, type Ink } from './ink.ts'

const WIDTH = 140

/** What was said before in one text: the reason, the fix and the page of a rule are said once. Evidence and what to write are said each time. */
export type Explained = Set<string>

/**
 * One problem with its line, carets under the exact place, why it matters and what to write. `messages` stand for those of its findings,
 * in their order.
 */
export function problemLines(
  report: Report,
  problem: Problem,
  { ink, explained }: { readonly ink: Ink; readonly explained: Explained },
  messages: readonly (string | undefined)[] = [],
): readonly string[] {
  return saidAbout(problem).flatMap((finding, at) => [
    ...heading(at === 0 ? problem.state : undefined, { ...finding, message: messages[at] ?? finding.message }, ink),
    ...(at === 0 ? [...place(problem, ink), ...excerpt(report, problem, ink)] : []),
    ...notes(report, finding, ink, explained),
    ...(at === 0 ? demandLines(problem, ink) : []),
  ])
}

function heading(state: Problem['state'] | undefined, finding: ReportFinding, ink: Ink): readonly string[] {
  const word = state === 'unverified' ? 'unverified' : finding.level
  const color = COLORS[word === 'error' ? 'blocked' : word]
  const rule = visible(finding.rule)
  const linked = ink.link(rule, finding.docs) ?? rule
  return [
    `${ink.paint('bold', ink.paint(color, `${word}[${linked}]`))}: ${ink.paint('bold', visible(shortened(finding.message)))}`,
  ]
}

function place({ location }: Problem, { paint }: Ink): readonly string[] {
  if (location.file === '') return []
  return [`  ${paint('blue', '-->')} ${visible(location.file)}:${location.line}:${location.column}`]
}

function excerpt(report: Report, { location, state }: Problem, { paint }: Ink): readonly string[] {
  const found = report.excerpts.find(({ file, line }) => file === location.file && line === location.line)
  if (found === undefined) return []
  const from = Math.max(0, location.column - 1 - WIDTH / 2)
  const until = location.endLine === location.line ? location.endColumn - 1 : found.text.length
  const shown = (piece: string): string => visible(piece.replaceAll('\t', '    '))
  const before = (from > 0 ? '…' : '') + shown(found.text.slice(from, location.column - 1))
  const stop = Math.max(location.column, Math.min(until, from + WIDTH))
  const marked = shown(found.text.slice(location.column - 1, stop))
  const after = shown(capped(found.text.slice(stop), WIDTH / 2))
  const gutter = String(location.line)
  const bar = paint('blue', '|')
  const carets = paint(COLORS[state], '^'.repeat(Math.max(1, marked.length)))
  return [
    ` ${paint('blue', gutter)} ${bar} ${before}${marked}${after}`,
    ` ${' '.repeat(gutter.length)} ${bar} ${' '.repeat(before.length)}${carets}`,
  ]
}

function notes(report: Report, finding: ReportFinding, ink: Ink, explained: Explained): readonly string[] {
  const { paint } = ink
  const equals = paint('blue', '=')
  const note = (label: string, what: string): string => `  ${equals} ${paint('bold', `${label}:`)} ${visible(what)}`
  const once = (line: string): readonly string[] => {
    const key = `${finding.rule} ${line}`
    if (explained.has(key)) return []
    explained.add(key)
    return [line]
  }
  const { fix, docs } = finding
  return [
    ...once(note('why', shortened(finding.why))),
    ...finding.evidence.map((line) => note('evidence', shortened(line))),
    ...(fix === undefined ? [] : once(note('fix', fix.description))),
    ...(fix?.edits ?? []).flatMap((edit) => writeLines(report, edit, ink)),
    // Where the rule's name is the link, its address would be said twice.
    ...(ink.link('', docs) === undefined ? once(`  ${equals} ${paint('dim', visible(docs))}`) : []),
  ]
}

// The lines as they are after the fix, where the line before it is known; else the text alone.
function writeLines(report: Report, edit: LocatedEdit, { paint }: Ink): readonly string[] {
  const whole = fixedLine(report, edit)?.line
  if (edit.text === '' && (whole ?? '').trim() === '') return []
  const lines = (whole ?? edit.text).trimEnd().split('\n')
  return lines.map((line, at) => ` ${paint('green', `${String(edit.line + at)} + ${visible(line)}`)}`)
}

function demandLines({ image, state }: Problem, { paint }: Ink): readonly string[] {
  if (image === undefined || state !== 'blocked') return []
  return image.demands
    .filter(({ expected, got }) => expected !== undefined && got !== undefined)
    .flatMap(({ authority, expected, got }) => [
      `  ${paint('blue', '=')} ${paint('bold', `${visible(authority)} expects:`)} ${visible(capped(expected ?? ''))}`,
      `  ${paint('blue', '=')} ${paint('bold', 'found:')} ${visible(capped(got ?? ''))}`,
    ])
}
