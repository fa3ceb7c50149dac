import { MAX_SENTENCE, MAX_SHOWN_TEXT } from '../model/limits.ts'
import { capped, escapeHtml, visible } from './escape.ts'

/**
 * GitHub-flavoured Markdown. Made only by the functions of this file: a plain string does not fit into the template, so text from
 * a change, a registry or a certificate has to pass `code`, `prose` or `fence` first.
 */
export type Markdown = string & { readonly __markdown: true }

/** Markdown as written, with holes that are Markdown or numbers. */
export function md(parts: TemplateStringsArray, ...holes: readonly (Markdown | number)[]): Markdown {
  return glue(parts.flatMap((part, at) => (at < holes.length ? [part, String(holes[at])] : [part])))
}

/** No text. */
export const nothing: Markdown = md``

/** Text as one code span: nothing in it is a link, a mention, markup or the end of the span. Empty text is no span. */
export function code(text: string, max: number = MAX_SHOWN_TEXT): Markdown {
  const shown = visible(capped(text, max))
  if (shown === '') return nothing
  const ticks = '`'.repeat(longestRun(shown) + 1)
  const pad = /^`|`$/.test(shown) || /^ .* $/.test(shown) || shown.trim() === '' ? ' ' : ''
  return `${ticks}${pad}${shown}${pad}${ticks}` as Markdown
}

/** Text as code inside an HTML block such as the summary of a fold; characters with a meaning in Markdown are entities as well. */
export function htmlCode(text: string, max: number = MAX_SHOWN_TEXT): Markdown {
  const shown = escapeHtml(visible(capped(text, max)))
  return `<code>${shown.replace(/[\\*_~[\]|!]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>` as Markdown
}

/**
 * A sentence that mixes our words with names from outside. Plain English words and numbers stay as they are; what stands between
 * backticks, each of the given names, and every word that is not plain (a path, a mention, an address, an issue number, a commit),
 * becomes code.
 */
export function prose(text: string, names: readonly string[] = []): Markdown {
  const name = names.find((candidate) => stands(candidate, text))
  if (name === undefined) return sentence(text)
  const at = text.indexOf(name)
  const quoted = isQuoted(name, text)
  const before = text.slice(0, quoted ? at - 1 : at)
  const after = text.slice(at + name.length + (quoted ? 1 : 0))
  return glue([sentence(before), gap(before, /\s$/), code(name), gap(after, /^\s/), prose(after, names)])
}

// A name inside a longer piece of code is part of that piece.
function stands(name: string, text: string): boolean {
  const at = name === '' ? -1 : text.indexOf(name)
  return at >= 0 && (isQuoted(name, text) || text.slice(0, at).split('`').length % 2 === 1)
}

function isQuoted(name: string, text: string): boolean {
  const at = text.indexOf(name)
  return text[at - 1] === '`' && text[at + name.length] === '`'
}

/** A fenced block that no line of the text can end. Line breaks and tabs stay; other hidden characters are spelled. No text: no line. */
export function fence(text: string | undefined, language: 'yaml' | 'console' | 'suggestion' | 'diff' | '' = ''): Markdown {
  if (text === undefined) return `\`\`\`${language}\n\`\`\`` as Markdown
  const shown = text.replace(/[^\n\t]+/g, visible)
  const ticks = '`'.repeat(Math.max(3, longestRun(shown) + 1))
  return `${ticks}${language}\n${shown}\n${ticks}` as Markdown
}

/** A link. An address that is not http or https gives the label alone. */
export function link(label: Markdown, url: string): Markdown {
  if (!/^https?:\/\//.test(url)) return label
  const safe = url.toWellFormed().replace(/[^\w\-.~:/?#@&=+%]/gu, (character) => percent(character))
  return `[${label}](${safe})` as Markdown
}

/** The URL path of a repository path: every character with a meaning in URLs is percent-encoded, slashes stay. */
export function urlPath(path: string): string {
  return path.toWellFormed().split('/').map(percent).join('/')
}

/** Pieces of Markdown one after the other, empty ones left out. */
export function join(
  pieces: readonly Markdown[],
  separator: '' | ' ' | '\n' | '\n\n' | ' · ' | '<br>' | ', ' = '\n\n',
): Markdown {
  const present = pieces.filter((piece) => piece !== '')
  return glue(present.flatMap((piece, at) => (at === 0 ? [piece] : [separator, piece])))
}

/** A table; every row has as many cells as the heading. */
export function table(heading: readonly Markdown[], rows: readonly (readonly Markdown[])[]): Markdown {
  const line = (cells: readonly Markdown[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(heading), `|${' --- |'.repeat(heading.length)}`, ...rows.map(line)].join('\n') as Markdown
}

/** A fold. The summary stands in HTML: use `htmlCode` in it, not `code`. */
export function details(summary: Markdown, body: Markdown): Markdown {
  return md`<details><summary>${summary}</summary>

${body}

</details>`
}

/** A bullet list of one-line items. */
export function bullets(items: readonly Markdown[]): Markdown {
  return items.map((item) => `- ${item.replaceAll('\n', ' ')}`).join('\n') as Markdown
}

/** A block quote. */
export function quote(block: Markdown): Markdown {
  return block.replace(/^/gm, '> ') as Markdown
}

/** A hidden comment that a later run finds again; fields are words of letters, digits, `.`, `:` and `-`. */
export function marker(name: string, fields: readonly string[]): Markdown {
  const words = [name, ...fields].map((field) => field.replace(/[^\w.:-]|--/g, '_')).filter((field) => field !== '')
  return `<!-- preadmit:${words.join(' ')} -->` as Markdown
}

/** The fields of the marker that a body starts with; undefined when it starts with none of that name. */
export function markerFields(body: string, name: string): readonly string[] | undefined {
  const match = /^<!-- preadmit:([\w-]+)((?: [\w.:-]+)*) -->/.exec(body)
  return match?.[1] === name ? (match[2] ?? '').split(' ').filter((field) => field !== '') : undefined
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0)
}

// Two code spans that touch would read as one with a longer fence. Pieces are collected first: growing one text is quadratic.
function glue(pieces: readonly string[]): Markdown {
  const present = pieces.filter((piece) => piece !== '')
  const spaced = present.map((piece, at) =>
    at > 0 && piece.startsWith('`') && present[at - 1]?.endsWith('`') === true ? ` ${piece}` : piece,
  )
  return spaced.join('') as Markdown
}

function cell(text: Markdown): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|')
}

function percent(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

const OPENING = /^[("'‘“]+/
const CLOSING = /[,.;:!?)"'’”]+$/
const PLAIN = /^(?:[A-Za-z]+(?:['’-][A-Za-z]+)*|\d{1,6}|\d{1,3}(?:,\d{3})+)$/
const COMMIT_LIKE = /^[0-9a-f]{7,}$/i
const SIGNS = /^[—–→·…≤≥]$/

function sentence(text: string): Markdown {
  const segments = capped(text, MAX_SENTENCE).split('`')
  const pieces = segments.map((segment, at) => {
    if (at % 2 === 0) return words(segment)
    return at < segments.length - 1 ? code(segment) : `&#96;${words(segment)}`
  })
  return glue(pieces).trim() as Markdown
}

// A name that stands alone in its sentence keeps the space around it.
function gap(text: string, side: RegExp): string {
  return side.test(text) ? ' ' : ''
}

function words(text: string): Markdown {
  return glue(text.split(/( +)/).map((token) => (token.startsWith(' ') ? ' ' : token === '' ? '' : word(token))))
}

function word(token: string): Markdown {
  if (SIGNS.test(token)) return token as Markdown
  const opening = OPENING.exec(token)?.[0] ?? ''
  const closing = CLOSING.exec(token.slice(opening.length))?.[0] ?? ''
  const core = token.slice(opening.length, token.length - closing.length)
  if (core === '') return (token === closing ? token : code(token, MAX_SENTENCE)) as Markdown
  const plain = PLAIN.test(core) && !COMMIT_LIKE.test(core)
  // "2." and "2)" at the start of a line would begin a list.
  const ending = plain && /\d$/.test(core) ? closing.replace(/[.)]/g, '\\$&') : closing
  return `${opening}${plain ? core : code(core, MAX_SENTENCE)}${ending}` as Markdown
}
