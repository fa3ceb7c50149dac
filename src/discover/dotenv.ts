import type { Span } from '../model/span.ts'

/** The path of a file beside another one. */
export function beside(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name
}

/** One `NAME=value` of a file of variables, its value without quotes. `comment`: the line is commented out. */
export interface DotenvLine {
  readonly name: string
  readonly value: string
  readonly span: Span
  readonly comment: boolean
}

const NAME = /(?:^|\/)(?:[^/]*\.env|\.env\.[^/]+)$/i
/** What `.env.` stands in front of by chance: source code, pages, archives, certificates. */
const OTHER = /\.(?:md|mdx|html?|js|jsx|mjs|cjs|ts|tsx|py|rb|go|rs|php|zip|gz|tgz|pem|crt|asc|sig)$/i
const EXAMPLE = /(?:^|[._-])(?:examples?|sample|template|dist|tpl|tmpl)(?:[._-][^/]*)?$/i

/** Whether a file holds variables of an environment, by its name: `.env`, `.env.production`, `web.env`. */
export function isDotenv(path: string): boolean {
  return NAME.test(path) && !OTHER.test(path)
}

/** Whether a file of variables is one to copy and fill in: `.env.example`, `sample.env`. */
export function isDotenvExample(path: string): boolean {
  return EXAMPLE.test(path.slice(path.lastIndexOf('/') + 1))
}

/** The variables of a file, in its order, with the span of each value. */
export function dotenvLines(text: string): readonly DotenvLine[] {
  const lines = text.matchAll(
    /^(\ufeff?[ \t]*(#[#\t ]*)?(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*)(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#][^\n#]*|))/gm,
  )
  return [...lines].map((match) => {
    const value = (match[4] ?? match[5] ?? match[6] ?? '').trim()
    const start = match.index + (match[1] ?? '').length + (match[6] === undefined ? 1 : 0)
    return { name: match[3] ?? '', value, span: { start, end: start + value.length }, comment: match[2] !== undefined }
  })
}

/** A variable of a file that Compose reads; `literal`: nothing in its value is replaced. */
export interface DotenvVariable {
  readonly name: string
  readonly value: string
  readonly literal: boolean
  readonly span: Span
}

const VARIABLE =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([^\n]*))/gm

/**
 * The variables of a file as Compose reads it (compose-go 2.16.2, `dotenv`): `=` or `:` behind the name, quotes over several lines, a comment
 * behind a blank only (`f#x` is a value), `$X` replaced but in single quotes.
 */
export function dotenvVariables(text: string): readonly DotenvVariable[] {
  return [...text.matchAll(VARIABLE)].map((match) => {
    const [whole, name = '', double, single, bare = ''] = match
    const raw = double ?? single ?? bare.replace(/[ \t]#.*$/, '').trimEnd()
    const start =
      match.index + whole.length - (double ?? single ?? bare).length - (double === undefined && single === undefined ? 0 : 1)
    const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
    const value = double === undefined ? raw : raw.replace(/\\([nrt"\\])/g, (_, letter: string) => escapes[letter] ?? letter)
    return { name, value, literal: single !== undefined, span: { start, end: start + raw.length } }
  })
}
