/** Why a text is no JSON, in the words of Go's encoding/json. */
export class JsonSyntaxProblem extends Error {}

/** What stands at a place: the token's start and end in UTF-16 units, and its kind. */
export interface Token {
  readonly kind: 'string' | 'number' | 'literal' | '{' | '}' | '[' | ']' | ':' | ','
  readonly start: number
  readonly end: number
}

/** A reader of tokens that refuses what Go refuses, with its words for where it stood. */
export interface Scanner {
  readonly text: string
  at: number
}

/** Go's error for the character at the scanner, or for the end of the text. */
export function unexpected({ text, at }: Scanner, context: string): JsonSyntaxProblem {
  // Go feeds its scanner a space at the end, which only some places refuse.
  if (at >= text.length && /literal(?!$)|numeric|escape/.test(context))
    return new JsonSyntaxProblem(`invalid character ' ' ${context}`)
  if (at >= text.length) return new JsonSyntaxProblem('unexpected end of JSON input')
  const char = new TextEncoder().encode(text.slice(at, at + 2))[0] ?? 0
  return new JsonSyntaxProblem(`invalid character ${quoteByte(char)} ${context}`)
}

function quoteByte(byte: number): string {
  if (byte === 39) return "'\\''"
  if (byte === 34) return `'"'`
  const char = String.fromCharCode(byte)
  // Go quotes the byte as if it were a character.
  if (byte >= 0x20 && byte < 0x7f) return `'${char === '\\' ? '\\\\' : char}'`
  const short: Readonly<Record<string, string>> = {
    '\n': '\\n',
    '\t': '\\t',
    '\r': '\\r',
    '\b': '\\b',
    '\f': '\\f',
    '\v': '\\v',
    '\x07': '\\a',
  }
  const named = short[char]
  if (named !== undefined) return `'${named}'`
  return byte < 0xa1 || byte === 0xad ? `'\\x${byte.toString(16).padStart(2, '0')}'` : `'${char}'`
}

/** Moves over white space. */
export function skipSpace(scanner: Scanner): void {
  for (
    let code = scanner.text.charCodeAt(scanner.at);
    code === 32 || code === 10 || code === 13 || code === 9;
    code = scanner.text.charCodeAt(scanner.at)
  )
    scanner.at++
}

/** Takes a string, with its quotes. */
export function takeString(scanner: Scanner): Token {
  const start = scanner.at++
  for (;;) {
    const char = scanner.text[scanner.at]
    if (char === undefined || char < ' ') throw unexpected(scanner, 'in string literal')
    scanner.at++
    if (char === '"') return { kind: 'string', start, end: scanner.at }
    if (char === '\\') takeEscape(scanner)
  }
}

function takeEscape(scanner: Scanner): void {
  const char = scanner.text[scanner.at]
  if (char === undefined || !'"\\/bfnrtu'.includes(char)) throw unexpected(scanner, 'in string escape code')
  scanner.at++
  for (let digit = 0; char === 'u' && digit < 4; digit++) {
    if (!/^[0-9A-Fa-f]$/.test(scanner.text[scanner.at] ?? '')) throw unexpected(scanner, 'in \\u hexadecimal character escape')
    scanner.at++
  }
}

/** Takes a number. */
export function takeNumber(scanner: Scanner): Token {
  const start = scanner.at
  const digits = (context: string): void => {
    if (!/^[0-9]$/.test(scanner.text[scanner.at] ?? '')) throw unexpected(scanner, context)
    while (/^[0-9]$/.test(scanner.text[scanner.at] ?? '')) scanner.at++
  }
  if (scanner.text[scanner.at] === '-') scanner.at++
  if (scanner.text[scanner.at] === '0') scanner.at++
  else digits('in numeric literal')
  if (scanner.text[scanner.at] === '.') {
    scanner.at++
    digits('after decimal point in numeric literal')
  }
  if (/^[eE]$/.test(scanner.text[scanner.at] ?? '')) {
    scanner.at++
    if (/^[+-]$/.test(scanner.text[scanner.at] ?? '')) scanner.at++
    digits('in exponent of numeric literal')
  }
  return { kind: 'number', start, end: scanner.at }
}

/** Takes `true`, `false` or `null`. */
export function takeLiteral(scanner: Scanner, word: string): Token {
  const start = scanner.at
  for (const char of word) {
    if (scanner.text[scanner.at] !== char) throw unexpected(scanner, `in literal ${word} (expecting '${char}')`)
    scanner.at++
  }
  return { kind: 'literal', start, end: scanner.at }
}
