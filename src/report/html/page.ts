import { MAX_HTML_ROWS } from '../../model/limits.ts'
import type { Report, ReportImage } from '../../model/report.ts'
import { escapeHtml, type Html, html, joinHtml } from '../escape.ts'
import { problemsOf } from '../problems.ts'
import { POLICY, SCRIPT, STYLE } from './assets.ts'
import { createGraph } from './graph.ts'
import { createObjects } from './objects.ts'
import { byDays, exemptRow, IMAGE_HEADS, imageRow, matrix, problemRow, runRow, STATES } from './rows.ts'
import { type Cell, said, tableSection } from './table.ts'

/** A page that reports are added to. What is kept is bounded: the worst rows stay, and how many were left out is said. */
export interface Page {
  add(report: Report): void
  /** The whole document; `problems` are what is wrong with the reports themselves. */
  print(heading: string, verdict: string, problems: readonly string[]): string
}

/** Rows up to a bound; those past it are counted. */
interface Kept<T> {
  readonly rows: T[]
  left: number
}

function keep<T>({ rows, left }: Kept<T>, one: () => T): number {
  if (rows.length >= MAX_HTML_ROWS) return left + 1
  rows.push(one())
  return left
}

type Row = readonly Cell[]
interface ShownImage {
  readonly repository: string
  readonly image: ReportImage
  readonly at: string
}

/** A page without any report. */
export function createPage(): Page {
  const runs: Kept<Row> = { rows: [], left: 0 }
  const problems = STATES.map((state) => ({ state, kept: { rows: [], left: 0 } as Kept<Row> }))
  const images: Kept<ShownImage> = { rows: [], left: 0 }
  const exempt: Kept<Row> = { rows: [], left: 0 }
  const seen = new Set<string>()
  const [graph, objects] = [createGraph(), createObjects()]

  function addImage(image: ReportImage, { repository, startedAt }: Report): void {
    const key = JSON.stringify([repository, image.name, image.digest])
    if (seen.has(key)) return
    if (images.rows.length < MAX_HTML_ROWS) seen.add(key)
    images.left = keep(images, () => ({ repository, image, at: startedAt }))
  }

  return {
    add(report) {
      graph.add(report)
      objects.add(report)
      runs.left = keep(runs, () => runRow(report))
      for (const problem of problemsOf(report)) {
        const kept = problems.find(({ state }) => state === problem.state)?.kept
        if (kept !== undefined) kept.left = keep(kept, () => problemRow(problem, report))
      }
      for (const image of report.images) addImage(image, report)
      for (const finding of report.findings)
        if (finding.exceptedBy !== undefined) exempt.left = keep(exempt, () => exemptRow(finding, report))
    },
    print(heading, verdict, wrong) {
      const repositories = new Set(runs.rows.map(([repository]) => repository?.sort))
      const own: Own = (some) => (repositories.size > 1 ? some : some.map((cells) => [...cells.slice(0, -1), said('')]))
      const body = joinHtml([
        header(heading, verdict, wrong),
        toDo(
          problems.map(({ kept }) => kept),
          own,
        ),
        tableSection('Images', IMAGE_HEADS, own(images.rows.map(imageRow)), {
          none: 'No image was asked for.',
          left: images.left,
        }),
        matrix(images.rows.map(({ image }) => image)),
        graph.print(),
        objects.print(repositories.size <= 1),
        tableSection('Excepted', EXEMPT_HEADS, own(exempt.rows.toSorted(byDays)), {
          none: 'No exception of the policy was used.',
          left: exempt.left,
        }),
        tableSection('Runs', RUN_HEADS, runs.rows, { none: 'No run.', left: runs.left }),
      ])
      return document(heading, body)
    },
  }
}

/** Leaves the repository out where there is one alone. */
type Own = (rows: readonly Row[]) => readonly Row[]

const RUN_HEADS = ['Repository', 'Verdict', 'Base', 'Head', 'Policy', 'Files', 'When']
const EXEMPT_HEADS = ['Until', 'Days left', 'Rule', 'Image or object', 'Owner', 'Reason', 'Repository']

/** The worst first, as many as a table has. */
function toDo(states: readonly Kept<Row>[], own: Own): Html {
  const all = states.flatMap(({ rows }) => rows)
  const rows = all.slice(0, MAX_HTML_ROWS)
  const left = states.reduce((sum, one) => sum + one.left, all.length - rows.length)
  const none = 'Nothing: no finding, and no open question.'
  return tableSection('What to do', ['State', 'Rule', 'Where', 'What', 'Repository'], own(rows), { none, left })
}

function document(heading: string, body: Html): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${escapeHtml(heading)}</title><style>${STYLE}</style></head><body>
${body}<script>${SCRIPT}</script></body></html>
`
}

function header(heading: string, verdict: string, wrong: readonly string[]): Html {
  const problems = wrong.map((one) => html`<li class="unverified">${escapeHtml(one)}</li>`)
  const list = problems.length === 0 ? html`` : html`<ul>${joinHtml(problems)}</ul>`
  return html`<h1 class="${escapeHtml(verdict)}">${escapeHtml(heading)}</h1>${list}\n`
}
