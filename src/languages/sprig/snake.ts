import { isLetter, isNumber, isPunct, isUpper, lowerRune, upperRune } from './letters.ts'
import { SPACE } from './pieces.ts'

// The words of xstrings v1.5.0: what camelcase, snakecase and kebabcase take apart.

type Kind = 'none' | 'number' | 'upper' | 'alphabet' | 'connector' | 'punct' | 'other'
interface Word {
  readonly kind: Kind
  readonly text: string
}

function isConnector(character: string): boolean {
  return character === '-' || character === '_' || SPACE.test(character)
}

/** Letters but for the common ones of Chinese, Japanese and Korean, which have no case. */
function isAlphabet(character: string): boolean {
  if (!isLetter(character)) return false
  return !/[\u4e00-\u9fcc\u3400-\u4db5]|[\u{20000}-\u{2a6d6}\u{2a700}-\u{2b734}\u{2b740}-\u{2b81d}]/u.test(character)
}

/** Reads words one after the other. */
function reader(characters: readonly string[]): () => Word {
  let at = 0
  const while_ = (test: (character: string) => boolean): void => {
    for (let next = characters[at]; next !== undefined && test(next); next = characters[at]) at++
  }
  return () => {
    const first = characters[at]
    if (first === undefined) return { kind: 'none', text: '' }
    const start = at++
    const kind = kindOf(first)
    if (kind === 'connector') while_(isConnector)
    else if (kind === 'punct') while_(isPunct)
    else if (kind === 'number') while_(isNumber)
    else if (kind === 'alphabet') while_((next) => isAlphabet(next) && !isUpper(next))
    else if (kind === 'other') while_((next) => !isConnector(next) && !isAlphabet(next) && !isNumber(next) && !isPunct(next))
    else if (isUpper(characters[at] ?? '')) {
      while_(isUpper)
      // HTTPStatus is HTTP and Status.
      if (isAlphabet(characters[at] ?? '')) at--
    } else while_((next) => isAlphabet(next) && !isUpper(next))
    return { kind, text: characters.slice(start, at).join('') }
  }
}

function kindOf(first: string): Kind {
  if (isConnector(first)) return 'connector'
  if (isPunct(first)) return 'punct'
  if (isUpper(first)) return 'upper'
  if (isAlphabet(first)) return 'alphabet'
  return isNumber(first) ? 'number' : 'other'
}

/** `FirstName` as `first_name`, with another connector `first-name`: xstrings.ToSnakeCase and ToKebabCase. */
export function joinWords(text: string, connector: string): string {
  const next = reader([...text].filter((character) => !/^[\ufffd\ud800-\udfff]$/.test(character)))
  let out = ''
  const write = ({ kind, text: word }: Word): void => {
    out += kind === 'upper' || kind === 'connector' ? lowered(word, connector) : word
  }
  let word = next()
  if (word.kind === 'none') return ''
  for (let following = next(); following.kind !== 'none'; ) {
    if (word.kind !== 'connector') write(word)
    const before = word
    word = following
    following = next()
    if (before.kind === 'connector') write(before)
    else if (before.kind === 'number') {
      ;[word, following] = writeRun(word, following, next, write)
      if (!['none', 'punct', 'connector'].includes(word.kind)) out += connector
    } else if (before.kind !== 'punct') {
      if (word.kind !== 'number') {
        if (word.kind !== 'connector' && word.kind !== 'punct') out += connector
      } else if (following.kind !== 'none') {
        const number = word
        word = following
        following = next()
        const letters = word.kind === 'alphabet'
        // HTTP2xx is http_2xx, Bld4Floor is bld4_floor.
        if (letters) out += connector
        write(number)
        if (letters) [word, following] = writeRun(word, following, next, write)
        if (!(letters ? ['none', 'punct', 'connector'] : ['punct', 'connector']).includes(word.kind)) out += connector
      }
    }
  }
  write(word)
  return out
}

function writeRun(first: Word, second: Word, next: () => Word, write: (word: Word) => void): [Word, Word] {
  let [word, following] = [first, second]
  while (word.kind === 'alphabet' || word.kind === 'number') {
    write(word)
    word = following
    following = next()
  }
  return [word, following]
}

function lowered(word: string, connector: string): string {
  return [...word]
    .map((character) => (isConnector(character) ? connector : isUpper(character) ? lowerRune(character) : character))
    .join('')
}

/** `some_words` as `SomeWords`: xstrings.ToPascalCase. */
export function pascalCase(text: string): string {
  const characters = [...text].map((character) => (/^[\ud800-\udfff]$/.test(character) ? '\ufffd' : character))
  const start = characters.findIndex((character) => !isConnector(character))
  if (start < 0) {
    // The last connector comes twice: the library's own slip.
    return characters.length === 0 ? '' : text + (characters.at(-1) ?? '')
  }
  let out = characters.slice(0, start).join('')
  let upperRun = isUpper(characters[start] ?? '')
  let current = upperRune(characters[start] ?? '')
  for (const following of characters.slice(start + 1)) {
    const before = current
    current = following
    if (isConnector(current) && isConnector(before)) out += before
    else if (isConnector(before)) {
      upperRun = isUpper(current)
      current = upperRune(current)
    } else {
      if (upperRun && isUpper(current)) current = lowerRune(current)
      else upperRun = false
      out += before
    }
  }
  return out + current
}
