import { escapeHtml, type Html, html, joinHtml } from '../src/report/escape.ts'
import { type DiffLine, hunksOf } from './line-diff.ts'
import { PAGE_STYLE } from './page-style.ts'
import { renderMarkdown } from './rendered-markdown.ts'

/** A file of the change, both sides as text; empty where it is not there. */
export interface PageFile {
  readonly path: string
  readonly before: string
  readonly after: string
}

/** A review comment as it was posted; without `line` it stands on the file. */
export interface PageComment {
  readonly path: string
  readonly line?: number
  readonly body: string
}

/** A check of the head commit. */
export interface PageCheck {
  readonly name: string
  readonly state: 'success' | 'failure' | 'action_required' | 'in_progress'
  readonly title: string
  readonly required: boolean
  readonly summary?: string
}

/** An annotation, from a check run or from a workflow command. */
export interface PageAnnotation {
  readonly level: 'failure' | 'warning' | 'notice'
  readonly path: string
  readonly line: number
  readonly title: string
  readonly message: string
}

/** All that a reviewer finds on the pull request. */
export interface PageView {
  readonly repository: string
  readonly number: number
  readonly title: string
  readonly author: string
  readonly base: string
  readonly head: string
  readonly description: string
  readonly files: readonly PageFile[]
  readonly comments: readonly string[]
  readonly reviewBody?: string
  readonly reviewComments: readonly PageComment[]
  readonly checks: readonly PageCheck[]
  readonly annotations: readonly PageAnnotation[]
  readonly jobSummary?: string
}

const BOT = 'github-actions'

/** One self-contained HTML page that shows a pull request as its reviewer would see it. Loads nothing. */
export function renderPage(view: PageView): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(view.title)} · ${escapeHtml(view.repository)}#${view.number}</title>
<style>${PAGE_STYLE as Html}</style>
</head>
<body>
<main>
${header(view)}
<section id="conversation">
${commentBox(view.author, html`commented`, renderMarkdown(view.description))}
${joinHtml(view.comments.map((body) => commentBox(BOT, html`<span class="label">bot</span> commented`, renderMarkdown(body))))}
${reviewNote(view)}
${mergeBox(view.checks)}
</section>
<section id="files"><h2 class="part">Files changed <span class="count">${view.files.length}</span></h2>
${joinHtml(view.files.map((file) => fileBox(file, view.reviewComments)))}
</section>
${joinHtml(view.checks.filter(({ summary }) => summary !== undefined).map((check) => checkPage(check, view.annotations)))}
${summaryPage(view.jobSummary)}
</main>
</body>
</html>
`
}

function header({ title, number, author, base, head, repository }: PageView): Html {
  return html`<header><div class="crumb">${escapeHtml(repository)}</div>
<h1>${escapeHtml(title)} <span class="number">#${number}</span></h1>
<p class="meta"><span class="state">Open</span> <strong>${escapeHtml(author)}</strong> wants to merge into <code>${escapeHtml(base)}</code> from <code>${escapeHtml(head)}</code></p></header>`
}

function commentBox(who: string, what: Html, body: Html): Html {
  return html`<article class="comment"><div class="avatar">${escapeHtml(who.slice(0, 1).toUpperCase())}</div><div class="bubble"><div class="by"><strong>${escapeHtml(who)}</strong> ${what}</div><div class="body">${body}</div></div></article>`
}

function reviewNote({ reviewBody, reviewComments }: PageView): Html {
  if (reviewBody === undefined) return html``
  return html`<div class="event"><span class="avatar small">G</span> <strong>${BOT as Html}</strong> <span class="label">bot</span> reviewed with ${reviewComments.length} comments: ${renderMarkdown(reviewBody)}</div>`
}

function mergeBox(checks: readonly PageCheck[]): Html {
  const failing = checks.filter(({ state }) => state !== 'success')
  const blocked = failing.some(({ required }) => required)
  const heading =
    failing.length === 0 ? html`All checks have passed` : html`${failing.length} of ${checks.length} checks did not pass`
  const rows = checks.map(
    ({ name, state, title, required }) =>
      html`<li class="${state as Html}"><b>${sign(state)}</b> <strong>${escapeHtml(name)}</strong> <span>${escapeHtml(title)}</span>${required ? html`<em class="label">Required</em>` : html``}</li>`,
  )
  const merge = blocked
    ? html`<div class="merge no">Merging is blocked: a required check did not pass.</div>`
    : html`<div class="merge yes">This branch can be merged.</div>`
  return html`<div class="box"><div class="box-head ${(failing.length === 0 ? 'success' : 'failure') as Html}">${heading}</div><ul class="checks">${joinHtml(rows)}</ul>${merge}</div>`
}

function sign(state: PageCheck['state']): Html {
  return { success: html`✓`, failure: html`✕`, action_required: html`!`, in_progress: html`●` }[state]
}

function fileBox(file: PageFile, comments: readonly PageComment[]): Html {
  const here = comments.filter(({ path }) => path === file.path)
  const onFile = here.filter(({ line }) => line === undefined).map((comment) => thread(comment, undefined))
  const hunks = hunksOf(file.before, file.after).map((hunk) => hunkRows(hunk, here))
  const added = hunksOf(file.before, file.after).flat()
  const plus = added.filter(({ kind }) => kind === 'add').length
  const minus = added.filter(({ kind }) => kind === 'del').length
  return html`<div class="file"><div class="file-head"><code>${escapeHtml(file.path)}</code> <span class="plus">+${plus}</span> <span class="minus">−${minus}</span></div>${joinHtml(onFile)}<div class="diff">${joinHtml(hunks)}</div></div>`
}

function hunkRows(hunk: readonly DiffLine[], comments: readonly PageComment[]): Html {
  const [first] = hunk
  const head = html`<div class="hunk">@@ −${first?.before ?? 0} +${first?.after ?? 0} @@</div>`
  const rows = hunk.map((line) => {
    const mark = { same: html` `, add: html`+`, del: html`-` }[line.kind]
    const row = html`<div class="row ${line.kind as Html}"><u>${numberOf(line.before)}</u><u>${numberOf(line.after)}</u><i>${mark}</i>${escapeHtml(line.text)}</div>`
    const threads = line.after === undefined ? [] : comments.filter((comment) => comment.line === line.after)
    return html`${row}${joinHtml(threads.map((comment) => thread(comment, line.text)))}`
  })
  return html`${head}${joinHtml(rows)}`
}

function numberOf(line: number | undefined): Html | number {
  return line ?? html``
}

function thread({ body }: PageComment, was: string | undefined): Html {
  const context = was === undefined ? {} : { was }
  return html`<div class="thread"><div class="by"><span class="avatar small">G</span> <strong>${BOT as Html}</strong> <span class="label">bot</span></div><div class="body">${renderMarkdown(body, context)}</div></div>`
}

function checkPage(check: PageCheck, annotations: readonly PageAnnotation[]): Html {
  const rows = annotations.map(
    ({ level, path, line, title, message }) =>
      html`<li class="${level as Html}"><div><code>${escapeHtml(path)}#L${line}</code> <strong>${escapeHtml(title)}</strong></div><pre>${escapeHtml(message)}</pre></li>`,
  )
  const list =
    rows.length === 0
      ? html``
      : html`<h3>Annotations <span class="count">${rows.length}</span></h3><ul class="annotations">${joinHtml(rows)}</ul>`
  return html`<section class="check"><h2 class="part">Check run: ${escapeHtml(check.name)}</h2><div class="box padded"><p class="check-title">${sign(check.state)} ${escapeHtml(check.title)}</p>${list}<details><summary>Its text</summary><div class="body">${renderMarkdown(check.summary ?? '')}</div></details></div></section>`
}

function summaryPage(jobSummary: string | undefined): Html {
  if (jobSummary === undefined) return html``
  return html`<section class="check"><h2 class="part">Job summary</h2><div class="box padded"><div class="body">${renderMarkdown(jobSummary)}</div></div></section>`
}
