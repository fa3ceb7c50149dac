import { concatText, derivedText, EMPTY, sliceText, type Text } from '../govalue/text.ts'
import { byteLength, bytesOf, fromBytes, isAscii } from '../govalue/utf8.ts'
import { longestPrefix, shortestPrefix } from './match.ts'
import { SubstitutionError } from './scan.ts'

/** What a function makes of a variable's value and its arguments, all of them known; `spend` is told of work. */
export function applyFunction(operator: string, value: Text, found: readonly Text[], spend: (steps: number) => void): Text {
  const [first, second] = found
  switch (operator) {
    case ',':
    case '^':
      return firstCharacter(value, operator === ',')
    case ',,':
      return derivedText(cased(value.text, true), [value])
    case '^^':
      return derivedText(cased(value.text, false), [value])
    case '#':
    case '##':
      return first === undefined
        ? derivedText(String(byteLength(value.text)), [value])
        : trimPrefix(value, first, operator, spend)
    case '%':
    case '%%':
      return first === undefined ? value : trimSuffix(value, first, operator, spend)
    case ':':
      return substring(value, found)
    case '/':
    case '//':
    case '/#':
    case '/%':
      return first === undefined ? value : replaced(operator, value, first, second)
    default:
      return value.text === '' && found.length > 0 ? concatText(found) : value
  }
}

function firstCharacter(value: Text, lower: boolean): Text {
  const code = value.text.codePointAt(0)
  if (code === undefined) return value
  const character = String.fromCodePoint(code)
  return derivedText(cased(character, lower) + value.text.slice(character.length), [value])
}

/** Case by character, as Go has it: no character becomes two. */
function cased(characters: string, lower: boolean): string {
  if (isAscii(characters)) return lower ? characters.toLowerCase() : characters.toUpperCase()
  return [...characters]
    .map((character) => {
      const [one = character, ...more] = [...(lower ? character.toLowerCase() : character.toUpperCase())]
      return more.length > 0 && !lower ? character : one
    })
    .join('')
}

function substring(value: Text, [from, count]: readonly Text[]): Text {
  const start = numberOf(from)
  if (start === undefined) return value
  const size = byteLength(value.text)
  const begin = start < 0 ? Math.max(0, size + start) : start
  if (count === undefined) return begin < size ? bytes(value, begin, size) : EMPTY
  const length = numberOf(count)
  if (length === undefined) return value
  if (begin + length >= size) return begin < size ? bytes(value, begin, size) : EMPTY
  if (length < 0) throw new SubstitutionError(`slice bounds out of range [${begin}:${begin + length}]`, 0)
  return bytes(value, begin, begin + length)
}

function numberOf(of: Text | undefined): number | undefined {
  return of !== undefined && /^[-+]?\d{1,15}$/.test(of.text) ? Number(of.text) : undefined
}

function bytes(value: Text, from: number, to: number): Text {
  if (isAscii(value.text)) return sliceText(value, from, to)
  return derivedText(fromBytes(bytesOf(value.text).subarray(from, to)), [value])
}

function replaced(operator: string, value: Text, old: Text, by: Text | undefined): Text {
  const from = [value, old, by ?? EMPTY]
  const put = by?.text ?? ''
  if (operator === '//') return derivedText(replaceEvery(value.text, old.text, put), from)
  if (operator === '/')
    return derivedText(
      value.text.replace(old.text, () => put),
      from,
    )
  if (by === undefined) return value
  if (operator === '/#')
    return value.text.startsWith(old.text)
      ? derivedText(
          value.text.replace(old.text, () => put),
          from,
        )
      : value
  if (!value.text.endsWith(old.text)) return value
  return concatText([sliceText(value, 0, value.text.length - old.text.length), by])
}

/** Go puts the new text around every character where the old one is empty; so does JavaScript, but for halves of characters. */
function replaceEvery(characters: string, old: string, by: string): string {
  if (old !== '') return characters.replaceAll(old, () => by)
  return by + [...characters].map((character) => character + by).join('')
}

function trimPrefix(value: Text, pattern: Text, operator: string, spend: (steps: number) => void): Text {
  const find = operator === '##' ? longestPrefix : shortestPrefix
  const size = find(pattern.text, value.text, spend)
  return size === 0 ? value : bytes(value, size, byteLength(value.text))
}

function trimSuffix(value: Text, pattern: Text, operator: string, spend: (steps: number) => void): Text {
  const find = operator === '%%' ? longestPrefix : shortestPrefix
  const size = find(reversed(pattern.text), reversed(value.text), spend)
  return size === 0 ? value : bytes(value, 0, byteLength(value.text) - size)
}

function reversed(characters: string): string {
  return [...characters].reverse().join('')
}
