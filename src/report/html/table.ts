import { escapeHtml, type Html, html, joinHtml } from '../escape.ts'
import { shortened } from '../wording.ts'

/** One cell: what it shows, what it is sorted by where that is something else, and a class. */
export interface Cell {
  readonly shows: Html
  readonly sort?: string
  readonly mark?: string
}

/** A cell of plain text. */
export function said(text: string): Cell {
  return { shows: escapeHtml(text) }
}

/** A cell of text as code. */
export function codeCell(text: string): Cell {
  if (text === '') return said('')
  const short = shortened(text)
  const whole = short === text ? html`` : html` title="${escapeHtml(text)}"`
  return { shows: html`<code${whole}>${escapeHtml(short)}</code>`, sort: text }
}

/** Text in which what stands between backticks is code, and digests are short. */
export function prose(text: string): Html {
  const parts = shortened(text).split('`')
  // An odd backtick is one of the text.
  if (parts.length % 2 === 0) return escapeHtml(shortened(text))
  return joinHtml(parts.map((part, at) => (at % 2 === 0 ? escapeHtml(part) : html`<code>${escapeHtml(part)}</code>`)))
}

/** A section with a table, without columns of which all cells are empty; a sentence in its place where there are no rows. `left` rows were left out. */
export function tableSection(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  { none, left = 0 }: { readonly none: string; readonly left?: number },
): Html {
  const heading = html`<h2>${escapeHtml(title)}</h2>`
  if (rows.length === 0) return html`${heading}<p class="more">${escapeHtml(none)}</p>\n`
  const used = heads.map((_, at) => rows.some((cells) => cells[at]?.shows !== ''))
  const kept = <T>(all: readonly T[]): readonly T[] => all.filter((_, at) => used[at] === true)
  const head = joinHtml(kept(heads).map((one) => html`<th scope="col">${escapeHtml(one)}</th>`))
  const body = joinHtml(
    rows.map((cells) => html`<tr>${joinHtml(kept(cells.map((cell, at) => printed(cell, heads[at] ?? ''))))}</tr>`),
    html`\n`,
  )
  const more = left === 0 ? html`` : html`<p class="more">… and ${left} more: the JSON report has all of them.</p>`
  return html`${heading}<table data-sortable><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>${more}\n`
}

function printed({ shows, sort, mark }: Cell, label: string): Html {
  const sorted = sort === undefined ? html`` : html` data-sort="${escapeHtml(sort)}"`
  const marked = mark === undefined ? html`` : html` class="${escapeHtml(mark)}"`
  return html`<td data-label="${escapeHtml(label)}"${sorted}${marked}>${shows}</td>`
}
