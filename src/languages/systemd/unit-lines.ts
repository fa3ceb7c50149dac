import type { Span } from '../../model/span.ts'

/** One assignment of a unit file: its section, key and value. `at` maps an offset of the value to the file. */
export interface UnitSetting {
  readonly section: string
  readonly key: string
  readonly value: string
  readonly at: (offset: number) => number
}

interface Piece {
  readonly from: number
  readonly start: number
}

/**
 * The assignments of a unit file as systemd reads it (systemd.syntax): a line that ends in a backslash goes on in the next, with a blank in
 * its place; comments inside are left out; blanks around `=` and at the end do not count.
 */
export function unitSettings(text: string): readonly UnitSetting[] {
  const settings: UnitSetting[] = []
  let section = ''
  for (const { content, pieces } of logicalLines(text)) {
    const head = /^\s*\[([^\]\n]*)\]\s*$/.exec(content)
    if (head !== null) section = head[1] ?? ''
    const match = head === null ? /^(\s*([\w-]+)\s*=\s*)(.*?)\s*$/s.exec(content) : null
    if (match === null) continue
    const skip = (match[1] ?? '').length
    const at = (offset: number): number => {
      const piece = pieces.findLast((one) => one.from <= skip + offset) ?? { from: 0, start: 0 }
      return piece.start + skip + offset - piece.from
    }
    settings.push({ section, key: match[2] ?? '', value: match[3] ?? '', at })
  }
  return settings
}

function* logicalLines(text: string): Generator<{ readonly content: string; readonly pieces: readonly Piece[] }> {
  let content = ''
  let pieces: Piece[] = []
  for (const match of text.matchAll(/([^\n]*?)\r?(?:\n|$)/g)) {
    const line = match[1] ?? ''
    if (match[0] === '' && match.index >= text.length) break
    if (/^\s*[#;]/.test(line)) continue
    const goes = line.endsWith('\\')
    pieces.push({ from: content.length, start: match.index })
    content += goes ? `${line.slice(0, -1)} ` : line
    if (goes) continue
    yield { content, pieces }
    content = ''
    pieces = []
  }
  if (content !== '') yield { content, pieces }
}

/** The text of a value without the double quotes that are put around all of it. */
export function unquoted(value: string): { readonly text: string; readonly offset: number } {
  const quoted = /^(["'])([^"']*)\1$/.exec(value)
  return quoted === null ? { text: value, offset: 0 } : { text: quoted[2] ?? '', offset: 1 }
}

/** The span of a part of a value. */
export function partOf(setting: UnitSetting, offset: number, length: number): Span {
  const start = setting.at(offset)
  return { start, end: Math.max(start, setting.at(offset + length - 1) + 1) }
}
