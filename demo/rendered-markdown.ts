import { type Node, Parser } from 'commonmark'
import { escapeHtml, type Html, html, joinHtml } from '../src/report/escape.ts'

/** What a fenced block with `suggestion` is replaced by: the line that a click would change. */
export interface SuggestionContext {
  readonly was?: string
}

const ALLOWED_TAG = /^<\/?(?:details|summary|code|sub|br)>$/

/** Markdown as GitHub shows it, as far as this product writes it: CommonMark, tables, callouts, suggestions, folds. Any other element is shown as text. */
export function renderMarkdown(markdown: string, context: SuggestionContext = {}): Html {
  return joinHtml(
    blocksOf(markdown).map((block) => (block.kind === 'table' ? renderTable(block.rows) : renderBlocks(block.text, context))),
  )
}

type Block = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'table'; readonly rows: readonly string[] }

// CommonMark has no tables: they are cut out first, outside of fences, and each cell is rendered by itself.
function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = []
  let text: string[] = []
  let fence = ''
  const lines = markdown.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const ticks = /^`{3,}/.exec(line)?.[0] ?? ''
    if (fence === '') fence = ticks
    else if (ticks.length >= fence.length && line === ticks) fence = ''
    if (fence !== '' || !/^\|(?: --- \|)+$/.test(lines[at + 1] ?? '')) {
      text.push(line)
      continue
    }
    const end = lines.findIndex((row, index) => index > at && !row.startsWith('|'))
    const until = end < 0 ? lines.length : end
    blocks.push({ kind: 'text', text: text.join('\n') }, { kind: 'table', rows: [line, ...lines.slice(at + 2, until)] })
    text = []
    at = until - 1
  }
  return [...blocks, { kind: 'text', text: text.join('\n') }]
}

function renderTable([heading = '', ...rows]: readonly string[]): Html {
  const head = cellsOf(heading).map((cell) => html`<th>${renderInline(cell)}</th>`)
  const body = rows.map((row) => html`<tr>${joinHtml(cellsOf(row).map((cell) => html`<td>${renderInline(cell)}</td>`))}</tr>`)
  return html`<div class="scroll"><table><thead><tr>${joinHtml(head)}</tr></thead><tbody>${joinHtml(body)}</tbody></table></div>`
}

function cellsOf(row: string): readonly string[] {
  const inner = row.replace(/^\| ?/, '').replace(/ ?\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'))
}

function renderInline(text: string): Html {
  const paragraph = new Parser().parse(text).firstChild
  return paragraph === null ? html`` : children(paragraph, {})
}

function renderBlocks(text: string, context: SuggestionContext): Html {
  return children(new Parser().parse(text), context)
}

function children(node: Node, context: SuggestionContext): Html {
  const pieces: Html[] = []
  for (let child = node.firstChild; child !== null; child = child.next) pieces.push(renderNode(child, context))
  return joinHtml(pieces)
}

function renderNode(node: Node, context: SuggestionContext): Html {
  const text = node.literal ?? ''
  switch (node.type) {
    case 'paragraph':
      return html`<p>${children(node, context)}</p>`
    case 'heading':
      return node.level === 2 ? html`<h2>${children(node, context)}</h2>` : html`<h3>${children(node, context)}</h3>`
    case 'list':
      return node.listType === 'ordered' ? html`<ol>${children(node, context)}</ol>` : html`<ul>${children(node, context)}</ul>`
    case 'item':
      return html`<li>${children(node, context)}</li>`
    case 'block_quote':
      return renderQuote(node, context)
    case 'code_block':
      return node.info === 'suggestion' ? renderSuggestion(text, context) : html`<pre><code>${escapeHtml(text)}</code></pre>`
    case 'thematic_break':
      return html`<hr>`
    case 'html_block':
    case 'html_inline':
      return renderTags(text)
    case 'link':
      return html`<a href="${escapeHtml(safeAddress(node.destination ?? ''))}">${children(node, context)}</a>`
    case 'code':
      return html`<code>${escapeHtml(text)}</code>`
    case 'strong':
      return html`<strong>${children(node, context)}</strong>`
    case 'emph':
      return html`<em>${children(node, context)}</em>`
    case 'softbreak':
      return html`
`
    default:
      return renderText(text)
  }
}

// Our own signs carry a variation selector that asks for the coloured picture.
function renderText(text: string): Html {
  return escapeHtml(text).replaceAll('\\u{FE0F}', '\ufe0f') as Html
}

function renderQuote(node: Node, context: SuggestionContext): Html {
  const inner = children(node, context)
  if (!inner.startsWith('<p>[!WARNING]')) return html`<blockquote>${inner}</blockquote>`
  return html`<div class="callout"><strong>⚠ Warning</strong>${inner.replace('[!WARNING]\n', '') as Html}</div>`
}

function renderSuggestion(text: string, { was }: SuggestionContext): Html {
  const removed = was === undefined ? html`` : html`<div class="row del"><i>-</i>${escapeHtml(was)}</div>`
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const added = lines.map((line) => html`<div class="row add"><i>+</i>${escapeHtml(line)}</div>`)
  return html`<div class="suggestion"><div class="suggestion-head">Suggested change</div>${removed}${joinHtml(added)}<div class="suggestion-foot"><span class="button">Commit suggestion</span></div></div>`
}

function renderTags(text: string): Html {
  const pieces = text.split(/(<!--[\s\S]*?-->|<[^>]*>)/)
  return joinHtml(
    pieces.map((piece) => {
      if (piece.startsWith('<!--')) return html``
      if (ALLOWED_TAG.test(piece)) return piece as Html
      // Entities in the summary of a fold are ours: everything that reached it was escaped when it was written.
      return piece.startsWith('<') ? escapeHtml(piece) : (piece as Html)
    }),
  )
}

function safeAddress(url: string): string {
  return /^https?:\/\//.test(url) ? url : '#'
}
