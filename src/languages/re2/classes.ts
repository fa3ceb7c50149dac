import { cleanRanges, LAST_RUNE, negateRanges, type Ranges } from './ranges.ts'

/** The sets that a backslash and a letter name. */
const PERL: Readonly<Record<string, Ranges>> = {
  d: [48, 57],
  s: [9, 10, 12, 13, 32, 32],
  w: [48, 57, 65, 90, 95, 95, 97, 122],
}

/** The sets between `[:` and `:]`. */
const POSIX: Readonly<Record<string, Ranges>> = {
  alnum: [48, 57, 65, 90, 97, 122],
  alpha: [65, 90, 97, 122],
  ascii: [0, 127],
  blank: [9, 9, 32, 32],
  cntrl: [0, 31, 127, 127],
  digit: [48, 57],
  graph: [33, 126],
  lower: [97, 122],
  print: [32, 126],
  punct: [33, 47, 58, 64, 91, 96, 123, 126],
  space: [9, 13, 32, 32],
  upper: [65, 90],
  word: [48, 57, 65, 90, 95, 95, 97, 122],
  xdigit: [48, 57, 65, 70, 97, 102],
}

/** Categories of Unicode by the names that RE2 takes, in the short form. */
const CATEGORIES =
  'C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs'.split(' ')
/** The scripts that are supported; others exist in RE2. */
const SCRIPTS =
  'Arabic Armenian Bengali Common Cyrillic Devanagari Georgian Greek Han Hangul Hebrew Hiragana Inherited Katakana Latin Thai'.split(
    ' ',
  )

/** The set of `\d`, `\s`, `\w`; undefined for other letters. */
export function perlClass(letter: string): Ranges | undefined {
  return Object.hasOwn(PERL, letter) ? PERL[letter] : undefined
}

/** The set of `[:name:]`; undefined for other names. */
export function posixClass(name: string): Ranges | undefined {
  return Object.hasOwn(POSIX, name) ? POSIX[name] : undefined
}

/** The set of `\p{name}`. `unsupported`: RE2 may know it, we do not. */
export function unicodeClass(name: string): Ranges | 'unsupported' {
  const canonical = canonicalName(name)
  if (canonical === 'Any') return [0, LAST_RUNE]
  if (canonical === 'Ascii') return [0, 127]
  if (canonical === 'Assigned') return negateRanges(classBy('\\p{Cn}'))
  const category = CATEGORIES.find((known) => canonicalName(known) === canonical)
  if (category !== undefined) return classBy(`\\p{${category}}`)
  if (SCRIPTS.includes(canonical)) return classBy(`\\p{Script=${canonical}}`)
  return 'unsupported'
}

function canonicalName(name: string): string {
  const plain = name.replace(/[-_ ]/g, '')
  return plain.slice(0, 1).toUpperCase() + plain.slice(1).toLowerCase()
}

const known = new Map<string, Ranges>()

function classBy(property: string): Ranges {
  const cached = known.get(property)
  if (cached !== undefined) return cached
  const pattern = new RegExp(`^${property}$`, 'u')
  const pairs: number[] = []
  for (let code = 0; code <= LAST_RUNE; code++) if (pattern.test(String.fromCodePoint(code))) pairs.push(code, code)
  const ranges = cleanRanges(pairs)
  known.set(property, ranges)
  return ranges
}
