import { patternOf, replaceMatches, trimPrefix, trimSuffix } from './shell-pattern.ts'
import { Refusal, type State } from './word-state.ts'

/** Reads `$NAME` and `${…}` and gives what they come to. */
export function readDollar(state: State): string {
  state.at++
  if (state.chars[state.at] !== '{') {
    const name = readName(state)
    return name === '' ? '$' : heldText(state, name, `$${name}`)
  }
  const first = state.chars[++state.at]
  if (first === undefined || first === '{' || first === '}' || first === ':') throw new Refusal('bad substitution')
  const name = readName(state)
  const operator = state.chars[state.at++] ?? ''
  if (operator === '}') return heldText(state, name, `\${${name}}`)
  return operator === '/' ? replaced(state, name) : modified(state, name, operator)
}

function modified(state: State, name: string, first: string): string {
  const operator = first === ':' ? (state.chars[state.at++] ?? '') : first
  if (!/^[-+?#%]$/.test(operator)) throw new Refusal(`the modifier ${first} is not supported`)
  const trims = operator === '#' || operator === '%'
  if (trims && first === ':') throw new Refusal(`the modifier :${operator} is not supported`)
  // What stands inside counts only where it is taken.
  const before = new Set(state.missing)
  const word = state.readTo(state, '}', trims, trims)
  const within = [...state.missing].filter((one) => !before.has(one))
  const held = state.rules.held(name)
  if (held === undefined && keepsUnset(state)) return `\${${name}${first === ':' ? ':' : ''}${operator}${word}}`
  if (held !== undefined) state.used.add(name)
  if (held !== undefined && 'unknown' in held) return unknown(state, held.unknown)
  const set = held !== undefined && !(first === ':' && held.text === '')
  if (operator === '-') return set ? without(state, within, held.text) : word
  if (operator === '+') return set ? word : without(state, within, '')
  if (held === undefined || !set) return unknown(state, [name])
  if (operator === '?') return without(state, within, held.text)
  return trimmed(operator, word, held.text)
}

function without(state: State, names: readonly string[], text: string): string {
  for (const name of names) state.missing.delete(name)
  return text
}

function trimmed(operator: string, word: string, value: string): string {
  const greedy = word.startsWith(operator)
  const items = patternOf(greedy ? word.slice(1) : word, operator === '%')
  const cut = items === undefined ? undefined : (operator === '%' ? trimSuffix : trimPrefix)(items, value, greedy)
  if (cut === undefined) throw new Refusal('a pattern that is not supported')
  return cut
}

function replaced(state: State, name: string): string {
  const all = state.chars[state.at] === '/'
  if (all) state.at++
  const pattern = state.readTo(state, '/', true, true)
  const replacement = state.readTo(state, '}', true, false)
  const held = state.rules.held(name)
  if (held === undefined && keepsUnset(state)) return `\${${name}/${pattern}/${replacement}}`
  if (held !== undefined) state.used.add(name)
  if (held === undefined || 'unknown' in held) return unknown(state, held?.unknown ?? [name])
  const items = patternOf(pattern)
  // In a replacement of all matches Go gives `$` a meaning of its own.
  const text =
    items === undefined || (all && replacement.includes('$')) ? undefined : replaceMatches(items, held.text, replacement, all)
  if (text === undefined) throw new Refusal('a pattern that is not supported')
  return text
}

function heldText(state: State, name: string, written: string): string {
  const held = state.rules.held(name)
  if (held === undefined) return keepsUnset(state) ? written : unknown(state, [name])
  state.used.add(name)
  return 'unknown' in held ? unknown(state, held.unknown) : held.text
}

function keepsUnset({ rules }: State): boolean {
  return rules.raw !== undefined
}

function unknown(state: State, names: readonly string[]): string {
  for (const name of names) state.missing.add(name)
  return ''
}

function readName(state: State): string {
  const first = state.chars[state.at] ?? ''
  if (/^\p{Nd}$/u.test(first)) return readWhile(state, /^\p{Nd}$/u)
  if (/^[@*#?$!-]$/.test(first)) {
    state.at++
    return first
  }
  return readWhile(state, /^[\p{L}\p{Nd}_]$/u)
}

function readWhile(state: State, wanted: RegExp): string {
  const start = state.at
  while (wanted.test(state.chars[state.at] ?? '')) state.at++
  return state.chars.slice(start, state.at).join('')
}
