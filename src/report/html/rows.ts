import type { Report, ReportFinding, ReportImage } from '../../model/report.ts'
import { escapeHtml, type Html, html, joinHtml } from '../escape.ts'
import { urlPath } from '../markdown.ts'
import { policyWords, sidesWords } from '../origin.ts'
import { type Problem, saidAbout } from '../problems.ts'
import { title } from '../wording.ts'
import { type Cell, codeCell, prose, said, tableSection } from './table.ts'

/** The states of problems, the worst first. */
export const STATES = ['blocked', 'unverified', 'warning', 'notice'] as const
const MARKS = { proved: '✓', refuted: '✗', absent: '–', unknown: '?' } as const
const SHOWN_DIGEST = 19
const DAY = 86_400_000

/** One run. */
export function runRow(report: Report): readonly Cell[] {
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

/** One thing to do. */
export function problemRow(problem: Problem, report: Report): readonly Cell[] {
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

/** The heads of the table of images. */
export const IMAGE_HEADS = ['Image', 'Digest', 'Signed by', 'Registry', 'Days old', 'Replaces', 'Vulnerabilities', 'Repository']

/** One image. */
export function imageRow({
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
export function matrix(images: readonly ReportImage[]): Html {
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

/** One exception that was used. */
export function exemptRow({ rule, docs, image, object, file, exceptedBy }: ReportFinding, report: Report): readonly Cell[] {
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

/** Those that end first. */
export function byDays(a: readonly Cell[], b: readonly Cell[]): number {
  return Number(a[1]?.shows ?? 0) - Number(b[1]?.shows ?? 0)
}
