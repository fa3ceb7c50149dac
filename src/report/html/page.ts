import { MAX_HTML_ROWS } from '../../model/limits.ts'
import type { Report, ReportFinding, ReportImage } from '../../model/report.ts'
import { escapeHtml, type Html, html, joinHtml } from '../escape.ts'
import { urlPath } from '../markdown.ts'
import { policyWords, sidesWords } from '../origin.ts'
import { type Problem, problemsOf, saidAbout } from '../problems.ts'
import { title } from '../wording.ts'
import { POLICY, SCRIPT, STYLE } from './assets.ts'
import { createGraph } from './graph.ts'
import { createObjects } from './objects.ts'
import { type Cell, codeCell, prose, said, tableSection } from './table.ts'

const STATES = ['blocked', 'unverified', 'warning', 'notice'] as const
const MARKS = { proved: '✓', refuted: '✗', absent: '–', unknown: '?' } as const
const SHOWN_DIGEST = 19
const DAY = 86_400_000

/** A page that reports are added to. What is kept is bounded: the worst rows stay, and how many were left out is said. */
export interface Page {
  add(report: Report): void
  /** The whole document; `problems` are what is wrong with the reports themselves. */
  print(heading: string, verdict: string, problems: readonly string[]): string
}

/** A page without any report. */
export function createPage(): Page {
  const runs: (readonly Cell[])[] = []
  const problems = new Map(STATES.map((state) => [state, { rows: [] as (readonly Cell[])[], all: 0 }]))
  const images: { readonly repository: string; readonly image: ReportImage; readonly at: string }[] = []
  const exempt: (readonly Cell[])[] = []
  const left = { images: 0, exempt: 0, runs: 0 }
  const seen = new Set<string>()
  const [graph, objects] = [createGraph(), createObjects()]

  return {
    add(report) {
      graph.add(report)
      objects.add(report)
      if (runs.length < MAX_HTML_ROWS) runs.push(runRow(report))
      else left.runs++
      for (const problem of problemsOf(report)) {
        const kept = problems.get(problem.state)
        if (kept === undefined) continue
        kept.all++
        if (kept.rows.length < MAX_HTML_ROWS) kept.rows.push(problemRow(problem, report))
      }
      for (const image of report.images) {
        const key = JSON.stringify([report.repository, image.name, image.digest])
        if (seen.has(key)) continue
        if (images.length >= MAX_HTML_ROWS) left.images++
        else {
          seen.add(key)
          images.push({ repository: report.repository, image, at: report.startedAt })
        }
      }
      for (const finding of report.findings)
        if (finding.exceptedBy === undefined) continue
        else if (exempt.length >= MAX_HTML_ROWS) left.exempt++
        else exempt.push(exemptRow(finding, report))
    },
    print(heading, verdict, wrong) {
      const all = STATES.flatMap((state) => problems.get(state)?.rows ?? [])
      const total = STATES.reduce((sum, state) => sum + (problems.get(state)?.all ?? 0), 0)
      const rows = all.slice(0, MAX_HTML_ROWS)
      const repositories = new Set(runs.map(([repository]) => repository?.sort))
      const own = <T extends readonly Cell[]>(some: readonly T[]): readonly (readonly Cell[])[] =>
        repositories.size > 1 ? some : some.map((cells) => [...cells.slice(0, -1), said('')])
      const body = joinHtml([
        header(heading, verdict, wrong),
        tableSection('What to do', ['State', 'Rule', 'Where', 'What', 'Repository'], own(rows), {
          none: 'Nothing: no finding, and no open question.',
          left: total - rows.length,
        }),
        tableSection('Images', IMAGE_HEADS, own(images.map(imageRow)), { none: 'No image was asked for.', left: left.images }),
        matrix(images.map(({ image }) => image)),
        graph.print(),
        objects.print(repositories.size <= 1),
        tableSection(
          'Excepted',
          ['Until', 'Days left', 'Rule', 'Image or object', 'Owner', 'Reason', 'Repository'],
          own(exempt.toSorted(byDays)),
          {
            none: 'No exception of the policy was used.',
            left: left.exempt,
          },
        ),
        tableSection('Runs', ['Repository', 'Verdict', 'Base', 'Head', 'Policy', 'Files', 'When'], runs, {
          none: 'No run.',
          left: left.runs,
        }),
      ])
      return document(heading, body)
    },
  }
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

function runRow(report: Report): readonly Cell[] {
  const { base, head } = sidesWords(report)
  return [
    codeCell(report.repository),
    { shows: html`<span class="${escapeHtml(report.verdict)}">${escapeHtml(title(report))}</span>`, sort: report.verdict },
    said(base),
    said(head),
    said(policyWords(report)),
    { shows: html`${report.counts.files}` },
    said(report.startedAt.slice(0, 16).replace('T', ' ')),
  ]
}

function problemRow(problem: Problem, report: Report): readonly Cell[] {
  const { state, location, subject } = problem
  const findings = saidAbout(problem)
  const [first] = findings
  const messages = joinHtml(
    findings.map(({ message }) => prose(message)),
    html`<br>`,
  )
  const object = first.object ?? subject
  const named = first.message.replaceAll('`', '').startsWith(object) ? html`` : html`${codeCell(object).shows}<br>`
  const fix = first.fix === undefined ? html`` : html`<p class="fix">${prose(first.fix.description)}</p>`
  return [
    {
      shows: html`<strong class="${escapeHtml(state)}">${escapeHtml(state)}</strong>`,
      sort: `${STATES.indexOf(state)}`,
      mark: 'short',
    },
    { shows: link(first.docs, first.rule), sort: first.rule },
    { shows: place(location, report), sort: `${location.file}:${location.line}` },
    { shows: html`${named}${messages}${fix}` },
    codeCell(report.repository),
  ]
}

function place({ file, line }: { readonly file: string; readonly line: number }, { sourceUrl }: Report): Html {
  if (file === '') return html``
  const text = `${file}:${line}`
  return sourceUrl === undefined ? html`<code>${escapeHtml(text)}</code>` : link(`${sourceUrl}/${urlPath(file)}#L${line}`, text)
}

/** Only addresses of pages; anything else is shown as text. */
function link(address: string, text: string): Html {
  const shown = html`<code>${escapeHtml(text)}</code>`
  return /^https:\/\/[^\s"'<>]+$/.test(address) ? html`<a href="${escapeHtml(address)}" rel="noreferrer">${shown}</a>` : shown
}

const IMAGE_HEADS = ['Image', 'Digest', 'Signed by', 'Registry', 'Days old', 'Replaces', 'Vulnerabilities', 'Repository']

function imageRow({
  repository,
  image,
  at,
}: {
  readonly repository: string
  readonly image: ReportImage
  readonly at: string
}): readonly Cell[] {
  const proved = [...new Set(image.demands.filter(({ status }) => status === 'proved').map(({ authority }) => authority))]
  const known = image.signatures.flatMap(({ status, signer }) => (status === 'valid' && signer !== undefined ? [signer] : []))
  const age = image.created === undefined ? undefined : Math.floor((Date.parse(at) - Date.parse(image.created)) / DAY)
  const found = image.vulnerabilities
  const came = found === undefined ? '' : `${found.introduced.length} ${found.compared ? 'came in' : 'present'}`
  return [
    codeCell(image.name),
    image.digest === null
      ? { shows: html`<span class="unknown">${escapeHtml(image.problem ?? 'not known')}</span>` }
      : codeCell(`${image.digest.slice(0, SHOWN_DIGEST)}…`),
    signerCell(proved, [...new Set(known)]),
    said(image.name.split('/')[0] ?? ''),
    age === undefined || Number.isNaN(age) ? said('') : { shows: html`${age}` },
    codeCell(image.replaces?.name ?? ''),
    said(came),
    codeCell(repository),
  ]
}

// A signature that is valid proves nothing about whom the policy trusts: only an authority that vouched is shown as good.
function signerCell(proved: readonly string[], known: readonly string[]): Cell {
  if (proved.length > 0) return { shows: html`<span class="proved">${escapeHtml(proved.join(', '))}</span>` }
  if (known.length === 0) return { shows: html`<span class="notice">nobody who is known</span>`, sort: '' }
  return {
    shows: html`<span class="notice">not asked for: <code>${escapeHtml(known.join(', '))}</code></span>`,
    sort: known.join(', '),
  }
}

/** Who signs what: an authority of the policy in each column. */
function matrix(images: readonly ReportImage[]): Html {
  const asked = images.filter(({ demands }) => demands.length > 0)
  const authorities = [...new Set(asked.flatMap(({ demands }) => demands.map(({ authority }) => authority)))].toSorted()
  const rows = asked.map(({ name, demands }) => [
    codeCell(name),
    ...authorities.map((authority) => answerCell(demands.filter((one) => one.authority === authority))),
  ])
  return tableSection('Who vouches for what', ['Image', ...authorities], rows, {
    none: 'The policy asked nobody to vouch for these images.',
  })
}

const WORST = ['refuted', 'unknown', 'absent', 'proved'] as const

function answerCell(demands: readonly ReportImage['demands'][number][]): Cell {
  const worst = WORST.find((status) => demands.some((one) => one.status === status))
  if (worst === undefined) return { shows: html``, mark: 'mark', sort: '9' }
  const kinds = [...new Set(demands.map(({ predicate, kind }) => predicate ?? kind))].join(', ')
  return {
    shows: html`<span class="${escapeHtml(worst)}" title="${escapeHtml(`${worst}: ${kinds}`)}">${escapeHtml(MARKS[worst])} ${escapeHtml(worst)}</span>`,
    mark: 'mark',
    sort: `${WORST.indexOf(worst)}`,
  }
}

function exemptRow({ rule, docs, image, object, file, exceptedBy }: ReportFinding, report: Report): readonly Cell[] {
  return [
    said(exceptedBy?.expires ?? ''),
    { shows: html`${exceptedBy?.daysLeft ?? 0}` },
    { shows: link(docs, rule), sort: rule },
    codeCell(image ?? object ?? file),
    said(exceptedBy?.owner ?? ''),
    said(exceptedBy?.reason ?? ''),
    codeCell(report.repository),
  ]
}

function byDays(a: readonly Cell[], b: readonly Cell[]): number {
  return Number(a[1]?.shows ?? 0) - Number(b[1]?.shows ?? 0)
}
