import { MAX_LOG_LINE } from '../model/limits.ts'

/** C0, DEL and C1 controls, lone surrogates, and characters that are invisible or reorder what is shown. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Cf}\p{DI}\u2028\u2029]/gu

/** Untrusted text as one visible line of at most MAX_LOG_LINE characters: what cannot be seen is spelled out. */
export function visibleLine(text: string): string {
  const cut = text.length > MAX_LOG_LINE ? `${text.slice(0, MAX_LOG_LINE)}… (cut at ${MAX_LOG_LINE} characters)` : text
  return cut.replace(UNSEEN, spelled)
}

/** A line that the workflow runner cannot take for a command: `::` is one at the start of a line, `##[` anywhere in it. */
export function inertLine(text: string): string {
  return visibleLine(text)
    .replace(/^(\s*):(?=:)/, '$1\\:')
    .replaceAll('##[', '##\\[')
}

/** Data of a workflow command, escaped as the runner decodes it. */
export function commandData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function spelled(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\r') return '\\r'
  if (character === '\t') return ' '
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
