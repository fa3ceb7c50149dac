import { printAll, printLine } from '../../gofmt/print.ts'
import { formatText } from '../../gofmt/printf.ts'
import { isPrint } from '../../gofmt/quote.ts'
import { type Callable, CallError } from '../../govalue/callable.ts'
import { derivedText, EMPTY, type Text, text } from '../../govalue/text.ts'
import { bytesOf } from '../../govalue/utf8.ts'
import type { Value } from '../../govalue/value.ts'

const HTML: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
}

function escapeHtml(characters: string): string {
  return characters.replace(/[\0"'&<>]/g, (character) => HTML[character] ?? character)
}

const SCRIPT: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
}

function escapeScript(characters: string): string {
  return characters.replace(/[\\'"<>&=\x00-\x1f]|[^\x00-\x7f]/gu, (character) => {
    const short = SCRIPT[character]
    if (short !== undefined) return short
    if (character > '\x7f' && isPrint(character)) return character
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  })
}

function escapeQuery(characters: string): string {
  let out = ''
  for (const byte of bytesOf(characters)) {
    const character = String.fromCharCode(byte)
    if (/[A-Za-z0-9\-_.~]/.test(character)) out += character
    else out += byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}

/** The arguments as one text: a lone string as it is, a nil as `<no value>`, the rest as print has them. */
function joined(args: readonly Value[]): Text {
  const [first] = args
  if (args.length === 1 && first?.kind === 'text') return first
  return printAll(args.map((value) => (value.kind === 'nil' ? NO_VALUE : value)))
}

const NO_VALUE = text('<no value>')

function escaper(name: string, change: (characters: string) => string): Callable {
  return {
    name,
    params: ['interface {}'],
    variadic: true,
    result: 'string',
    unknowns: 'any',
    call: (args) => {
      const whole = joined(args)
      return derivedText(change(whole.text), [whole])
    },
  }
}

function printer(name: string, print: (args: readonly Value[]) => Text): Callable {
  return { name, params: ['interface {}'], variadic: true, result: 'string', unknowns: 'handles', call: print }
}

/** print, printf, println, html, js, urlquery. */
export const texts: readonly Callable[] = [
  printer('print', printAll),
  printer('println', printLine),
  {
    name: 'printf',
    params: ['string', 'interface {}'],
    variadic: true,
    result: 'string',
    unknowns: 'handles',
    call: ([format = EMPTY, ...args], run) => {
      if (format.kind !== 'text') throw new CallError('printf needs a text')
      return formatText(format, args, run.allow)
    },
  },
  escaper('html', escapeHtml),
  escaper('js', escapeScript),
  escaper('urlquery', escapeQuery),
]
