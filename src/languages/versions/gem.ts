import { compareDigits, compareLists, compareText, isDigits, orderOf } from './order.ts'

const GRAMMAR = /^\s*[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\s*$/

/** The order of RubyGems' versions, as `Gem::Version`: a letter makes a pre-release, trailing zeros do not count. */
export const gemOrder = orderOf(read, (a, b) => compareLists(a, b, '0', compareSegments))

function read(text: string): readonly string[] | undefined {
  if (text.trim() === '') return ['0']
  if (!GRAMMAR.test(text)) return undefined
  const segments =
    text
      .trim()
      .replaceAll('-', '.pre.')
      .match(/[0-9]+|[a-z]+/gi) ?? []
  const word = segments.findIndex((segment) => !isDigits(segment))
  return word < 0 ? withoutZeros(segments) : [...withoutZeros(segments.slice(0, word)), ...withoutZeros(segments.slice(word))]
}

function withoutZeros(segments: readonly string[]): readonly string[] {
  return segments.slice(0, segments.findLastIndex((segment) => !/^0+$/.test(segment)) + 1)
}

function compareSegments(a: string, b: string): number {
  if (isDigits(a) !== isDigits(b)) return isDigits(a) ? 1 : -1
  return isDigits(a) ? compareDigits(a, b) : compareText(a, b)
}
