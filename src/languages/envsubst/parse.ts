import type { Text } from '../govalue/text.ts'
import {
  type Accept,
  type Mode,
  peek,
  peekSecond,
  type Scanner,
  SubstitutionError,
  scan,
  startScanner,
  tokenText,
} from './scan.ts'

/** A parsed template: texts and uses of variables in a row. */
export type Part = { readonly kind: 'text'; readonly text: Text } | Use

/** A variable that is used: its name, the function on it and the function's arguments. */
export interface Use {
  readonly kind: 'use'
  readonly name: string
  readonly operator: string
  readonly arguments: readonly Part[]
  readonly at: number
}

/** Parses a template as fluxcd/pkg/envsubst v1.7.0; throws `SubstitutionError` with its words. `depth`: uses inside of each other. */
export function parseTemplate(of: Text, depth: number): readonly Part[] {
  const s = startScanner(of)
  const parts: Part[] = []
  for (;;) {
    const token = scan(s, { accept: () => true, text: true, open: true, escapes: 'dollar' })
    if (token === 'end') return parts
    if (token === 'text') parts.push({ kind: 'text', text: tokenText(s) })
    else if (token === 'open') parts.push(parseUse({ s, depth }))
    else throw bad(s)
  }
}

interface Place {
  readonly s: Scanner
  readonly depth: number
}

function parseUse({ s, depth }: Place): Use {
  const at = s.start
  if (depth <= 0) throw new SubstitutionError('variables are nested too deep', at, true)
  const inside = { s, depth: depth - 1 }
  if (peek(s) === '#') return parseLength(s, at)
  if (scan(s, { accept: isName, text: true }) !== 'text') throw new SubstitutionError('unable to parse variable name', at)
  const name = tokenText(s).text
  const next = peek(s)
  const use = (operator: string, found: readonly Part[]): Use => ({ kind: 'use', name, operator, arguments: found, at })
  if (next === '=' || (next === ':' && /^[-=?+]$/.test(peekSecond(s)))) return parseDefault(inside, use)
  if (next === ':') return parseSubstring(inside, use)
  if (next === ',' || next === '^') return closed(s, use(operatorOf(s, upTo(2, ',^')), []))
  if (next === '/') return parseReplace(inside, use)
  if (next === '#' || next === '%') {
    const operator = operatorOf(s, upTo(2, next))
    return closed(s, use(operator, [parameter(inside, { accept: notClosing, text: true })]))
  }
  if (scan(s, { accept: isName, close: true }) !== 'close') throw new SubstitutionError('missing closing brace', at)
  return use('', [])
}

type MakeUse = (operator: string, found: readonly Part[]) => Use

const isName: Accept = (character) => /^[\p{L}\p{Nd}_]$/u.test(character)
const notClosing: Accept = (character) => character !== '}'

function upTo(most: number, characters: string): Accept {
  return (character, count) => characters.includes(character) && count <= most
}

function operatorOf(s: Scanner, accept: Accept): string {
  if (scan(s, { accept, text: true }) !== 'text') throw bad(s)
  return tokenText(s).text
}

function parseLength(s: Scanner, at: number): Use {
  operatorOf(s, upTo(1, '#'))
  const name = operatorOf(s, isName)
  return closed(s, { kind: 'use', name, operator: '#', arguments: [], at })
}

function parseDefault(place: Place, use: MakeUse): Use {
  const { s } = place
  const accept: Accept = (character, count) => (count === 1 ? ':=' : '=-?+').includes(character) && count <= 2
  const one = peek(s) === '='
  if (scan(s, { accept: one ? upTo(1, '=') : accept, text: true }) !== 'text') {
    throw new SubstitutionError('unable to parse default function', s.start)
  }
  const operator = tokenText(s).text
  const found: Part[] = []
  while (peek(s) !== '}') found.push(parameter(place, { accept: notClosing, text: true }))
  return closed(s, use(operator, found))
}

function parseSubstring(place: Place, use: MakeUse): Use {
  const { s } = place
  const operator = operatorOf(s, upTo(1, ':'))
  const found = [parameter(place, { accept: (character) => character !== ':' && character !== '}', text: true })]
  const token = scan(s, { accept: (character) => character === ':', text: true, close: true })
  if (token === 'close') return use(operator, found)
  if (token !== 'text') throw bad(s)
  found.push(parameter(place, { accept: notClosing, text: true }))
  return closed(s, use(operator, found))
}

function parseReplace(place: Place, use: MakeUse): Use {
  const { s } = place
  const accept: Accept = (character, count) => (count === 1 ? '/' : '/#%').includes(character) && count <= 2
  const operator = operatorOf(s, accept)
  const found = [parameter(place, { accept: (character) => character !== '/', text: true, escapes: 'all' })]
  operatorOf(s, (character) => character === '/')
  if (peek(s) !== '}') found.push(parameter(place, { accept: notClosing, text: true, escapes: 'all' }))
  return closed(s, use(operator, found))
}

function parameter(place: Place, mode: Mode): Part {
  const token = scan(place.s, { ...mode, open: true })
  if (token === 'open') return parseUse(place)
  if (token === 'text') return { kind: 'text', text: tokenText(place.s) }
  throw new SubstitutionError('unable to parse substitution within function', place.s.start)
}

function closed(s: Scanner, use: Use): Use {
  if (scan(s, { accept: () => false, close: true }) !== 'close') throw bad(s)
  return use
}

function bad(s: Scanner): SubstitutionError {
  return new SubstitutionError('bad substitution', s.start)
}
