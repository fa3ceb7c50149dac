/** A version as tags write it: what stands around its numbers, and the numbers as they are written. */
interface TagVersion {
  readonly around: string
  readonly numbers: readonly string[]
}

const TAG = /^([A-Za-z][A-Za-z_-]{0,40}[-_.])?[vV]?(\d{1,15}(?:\.\d{1,15}){0,5})((?:[-_.+][\w.-]*)?)$/
const DAY_SUFFIX = /[-_.]?20\d{6}(?:\.\d{1,3})?(?=$|[-_])/
/** Digits of a number that counts releases; longer ones are days, times or abbreviated commits. */
const MOST_DIGITS = 6
const FIRST_YEAR = 1990
const LAST_YEAR = 2199
const LARGEST_MAJOR = 999

/**
 * Whether the version in a tag is lower than that in another. False also where the two cannot be compared: without numbers, with
 * other text around them (`-alpine`, `-rc.1`), a build number beside a version, a year beside none. `1.4` means any 1.4.x.
 */
export function isLowerTag(now: string, before: string): boolean {
  const [after, then] = [versionIn(now), versionIn(before)]
  if (after === undefined || then === undefined || after.around !== then.around) return false
  const shape = shapeOf(after.numbers)
  if (shape === undefined || shape !== shapeOf(then.numbers)) return false
  const shared = Math.min(after.numbers.length, then.numbers.length)
  const pairs = Array.from({ length: shared }, (_, at) => [Number(after.numbers[at]), Number(then.numbers[at])] as const)
  const [a, b] = pairs.find(([one, other]) => one !== other) ?? [0, 0]
  return a < b
}

/** Whether two tags name the same release but for its patch level, or for the day on which it was built. */
export function isSameRelease(now: string, before: string): boolean {
  const [a = '', b = ''] = [now, before].map((tag) => tag.replace(DAY_SUFFIX, ''))
  if (a === b) return true
  const [after, then] = [versionIn(a), versionIn(b)]
  if (after === undefined || then === undefined || after.around !== then.around) return false
  const shared = Math.min(after.numbers.length, then.numbers.length, 2)
  return after.numbers.slice(0, shared).join('.') === then.numbers.slice(0, shared).join('.')
}

/** The numbers of a version with at least one dot, as the tag writes them; undefined where it has none. */
export function dottedVersion(tag: string): string | undefined {
  const numbers = versionIn(tag)?.numbers ?? []
  return numbers.length > 1 ? numbers.join('.') : undefined
}

function versionIn(tag: string): TagVersion | undefined {
  const [, prefix = '', digits, suffix = ''] = TAG.exec(tag) ?? []
  return digits === undefined ? undefined : { around: `${prefix}*${suffix}`, numbers: digits.split('.') }
}

/** What a version counts; versions that count different things cannot be compared. Undefined where nobody can tell. */
function shapeOf([first = '', ...rest]: readonly string[]): 'years' | 'days' | 'builds' | 'versions' | undefined {
  const number = Number(first)
  if (first.length > MOST_DIGITS) return isDay(number) ? 'days' : undefined
  if (number >= FIRST_YEAR && number <= LAST_YEAR) return 'years'
  return rest.length === 0 || number > LARGEST_MAJOR ? 'builds' : 'versions'
}

/** Whether a number is a day, as `20260131`. */
function isDay(number: number): boolean {
  const [year, month, day] = [Math.floor(number / 10_000), Math.floor(number / 100) % 100, number % 100]
  return year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 && day <= 31
}
