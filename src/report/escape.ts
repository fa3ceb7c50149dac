import { MAX_COMMAND_MESSAGE, MAX_SHOWN_TEXT } from '../model/limits.ts'

/** Text for the log that the runner of a workflow parses. Made only in this file: it can hold no command that nobody meant. */
export type CommandText = string & { readonly __commandText: true }

/** HTML. Made only by the tagged template `html`. */
export type Html = string & { readonly __html: true }

/** What says where a workflow command points. Lines and columns are 1-based. */
export interface CommandPlace {
  readonly title?: string
  readonly file?: string
  readonly line?: number
  readonly endLine?: number
  readonly col?: number
  readonly endColumn?: number
}

// Controls, format characters, lone surrogates, private use, unassigned, line and paragraph separators, everything that fonts
// leave out, and every space that is not U+0020: whatever a reader cannot see or that moves what they see.
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2800]/gu

/** The text with every invisible, bidirectional or control character (line breaks included) spelled as `\u{HEX}`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`)
}

/** Whether a reader sees every character of the text; tabs count as seen. */
export function isVisible(text: string): boolean {
  return text.replaceAll('\t', '').search(HIDDEN) < 0
}

/** At most `max` UTF-16 units of the text, never half a character; what was cut shows as an ellipsis. */
export function capped(text: string, max: number = MAX_SHOWN_TEXT): string {
  if (text.length <= max) return text
  const cut = text.slice(0, Math.max(0, max - 1))
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}

/** UTF-8 length. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

/**
 * One line of plain text for a terminal or a log: nothing in it moves the cursor, hides, or is a command to the runner,
 * which looks for `::` at the start of a line and for `##[` anywhere.
 */
export function terminal(text: string): string {
  return guarded(visible(text))
}

/** A line that was put together from visible pieces, with the runner's two command forms broken by a backslash. */
export function guarded(line: string): string {
  return line.replaceAll('##[', '##\\[').replace(/^ *(?=::)/, (indent) => `${indent}\\`)
}

/** A workflow command that annotates a place, its message in lines. Neither message nor properties can add another command. */
export function command(level: 'error' | 'warning' | 'notice', place: CommandPlace, lines: readonly string[]): CommandText {
  const properties = Object.entries(place).map(([key, value]) => `${key}=${property(String(value))}`)
  const head = properties.length === 0 ? level : `${level} ${properties.join(',')}`
  return `::${head}::${message(lines)}` as CommandText
}

/** A line of the log that is no command. */
export function logLine(text: string): CommandText {
  return terminal(text) as CommandText
}

/** HTML in which every hole that is not `Html` would not compile, so that text has to pass `escapeHtml`. */
export function html(parts: TemplateStringsArray, ...holes: readonly (Html | number)[]): Html {
  return String.raw({ raw: parts }, ...holes) as Html
}

/** Text inside HTML, elements and quoted attributes alike. Line breaks and tabs stay; other hidden characters are spelled. */
export function escapeHtml(text: string): Html {
  const shown = text.replace(/[^\n\t]+/g, visible)
  return shown.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`) as Html
}

/** Pieces of HTML one after the other. */
export function joinHtml(pieces: readonly Html[], separator: Html = html``): Html {
  return pieces.join(separator) as Html
}

/** Text for a SARIF message, in which brackets would make links. */
export function sarifText(text: string): string {
  return visible(text).replace(/[\\[\]]/g, '\\$&')
}

// The cap counts what the runner counts: the message before percent-encoding.
function message(lines: readonly string[]): string {
  const text = capped(lines.map(terminal).join('\n'), MAX_COMMAND_MESSAGE)
  return text.replaceAll('%', '%25').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return terminal(capped(text)).replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C')
}
