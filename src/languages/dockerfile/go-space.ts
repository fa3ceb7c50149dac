const SPACE = '\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const ONE = new RegExp(`^[${SPACE}]$`)
const LEADING = new RegExp(`^[${SPACE}]+`)
const TRAILING = new RegExp(`[${SPACE}]+$`)

/** Whether a character is white space for Go (`unicode.IsSpace`): JavaScript's `\s` takes U+FEFF too and leaves U+0085 out. */
export function isSpace(char: string): boolean {
  return ONE.test(char)
}

/** How many characters of white space a text begins with. */
export function leadingSpace(text: string): number {
  return LEADING.exec(text)?.[0].length ?? 0
}

/** A text without the white space at its end. */
export function trimEndSpace(text: string): string {
  return isSpace(text.at(-1) ?? '') ? text.replace(TRAILING, '') : text
}
