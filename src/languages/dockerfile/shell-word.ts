import { MAX_DEPTH } from '../../model/limits.ts'
import { isSpace } from './go-space.ts'
import { readDollar } from './shell-variables.ts'
import { Refusal, type State, TooDeep, type WordRules } from './word-state.ts'

/** A text without quotes and escapes, its variables replaced. `missing` names those whose value is not known: then the text is not either. */
export interface Word {
  readonly text: string
  readonly words: readonly string[]
  readonly used: readonly string[]
  readonly missing: readonly string[]
}

/** Why BuildKit would refuse a word. */
export interface WordProblem {
  readonly problem: string
  /** Set where BuildKit would read on. */
  readonly tooDeep?: true
}

/** Reads a text as BuildKit's shell lexer does (`frontend/dockerfile/shell`, 0.34): quotes, escapes and every form of `${…}` that it knows. */
export function readWord(text: string, rules: WordRules): Word | WordProblem {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text
  const state: State = {
    chars: [...source],
    at: 0,
    rules,
    buffer: '',
    used: new Set(),
    missing: new Set(),
    rawEscapes: rules.raw === 'all',
    depth: 0,
    readTo: (at, stop, rawEscapes, pattern) => readUntil(at, stop, rawEscapes, pattern).text,
  }
  try {
    const read = readUntil(state, undefined, state.rawEscapes, false)
    return { ...read, used: [...state.used], missing: [...state.missing] }
  } catch (error) {
    if (error instanceof TooDeep) return { problem: error.message, tooDeep: true }
    if (error instanceof Refusal) return { problem: error.message }
    throw error
  }
}

interface Words {
  readonly done: string[]
  inWord: boolean
}

function readUntil(
  state: State,
  stop: string | undefined,
  rawEscapes: boolean,
  pattern: boolean,
): { text: string; words: string[] } {
  if (++state.depth > MAX_DEPTH) throw new TooDeep(`variables are nested more than ${MAX_DEPTH} deep`)
  const outer = state.rawEscapes
  state.rawEscapes = rawEscapes
  state.buffer = ''
  const words: Words = { done: [], inWord: false }
  let text = ''
  for (;;) {
    const char = state.chars[state.at]
    if (char === undefined) {
      if (stop !== undefined) throw new Refusal(`the matching ${stop} is missing`)
      break
    }
    if (char === stop) {
      state.at++
      break
    }
    text += readPart(state, char, words, pattern)
  }
  state.rawEscapes = outer
  state.depth--
  return { text, words: finished(state, words) }
}

function readPart(state: State, char: string, words: Words, pattern: boolean): string {
  if (char === '$') {
    const value = readDollar(state)
    for (const one of value) addChar(state, words, one)
    return value
  }
  if (char === '<' || char === "'" || char === '"') {
    const value = char === '<' ? readAngle(state) : char === "'" ? readSingle(state, pattern) : readDouble(state, pattern)
    state.buffer += value
    words.inWord = true
    return value
  }
  state.at++
  if (char !== state.rules.mark) {
    addChar(state, words, char)
    return char
  }
  const kept = state.rawEscapes ? char : ''
  const next = state.chars[state.at++] ?? ''
  state.buffer += kept + next
  if (kept + next !== '') words.inWord = true
  return kept + next
}

function addChar(state: State, words: Words, char: string): void {
  if (!isSpace(char)) {
    state.buffer += char
    words.inWord = true
  } else if (words.inWord && state.buffer !== '') {
    words.done.push(state.buffer)
    state.buffer = ''
    words.inWord = false
  }
}

function finished(state: State, words: Words): string[] {
  if (state.buffer === '') return words.done
  const last = state.buffer
  state.buffer = ''
  return [...words.done, last]
}

function readSingle(state: State, pattern: boolean): string {
  const end = state.chars.indexOf("'", state.at + 1)
  if (end < 0) throw new Refusal('a single quote is not closed')
  const inner = state.chars.slice(state.at + 1, end)
  state.at = end + 1
  const text = inner.map((char) => (pattern && char === state.rules.mark ? char + char : char)).join('')
  return keepsQuotes(state) ? `'${text}'` : text
}

function keepsQuotes({ rules }: State): boolean {
  return rules.raw === 'all'
}

function readDouble(state: State, pattern: boolean): string {
  const { chars, rules } = state
  state.at++
  for (let text = ''; ; ) {
    const char = chars[state.at]
    if (char === undefined) throw new Refusal('a double quote is not closed')
    if (char === '$') {
      text += readDollar(state)
      continue
    }
    state.at++
    if (char === '"') return keepsQuotes(state) ? `"${text}"` : text
    const next = chars[state.at]
    if (char !== rules.mark) text += char
    else if (next === '"' || next === '$' || next === rules.mark) {
      text += (state.rawEscapes ? char : '') + next
      state.at++
    } else if (next !== undefined) {
      text += (state.rawEscapes && (!keepsQuotes(state) || pattern) ? char : '') + char
    }
  }
}

/** White space between `<<` and the word of a here-document belongs to the word. */
function readAngle(state: State): string {
  state.at++
  if (state.chars[state.at] !== '<') return '<'
  let text = '<<'
  for (state.at++; /^[\t\r ]$/.test(state.chars[state.at] ?? ''); state.at++) text += state.chars[state.at]
  return text
}
