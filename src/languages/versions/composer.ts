import { compareDigits, isDigits, orderOf, type VersionOrder } from './order.ts'

const MODIFIER = '[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?[0-9]+)*)?)?([.-]?dev)?$'
const CLASSICAL = new RegExp(`^v?([0-9]{1,5})(\\.[0-9]+)?(\\.[0-9]+)?(\\.[0-9]+)?${MODIFIER}`, 'i')
const DATED = new RegExp(`^v?([0-9]{4}(?:[.:-]?[0-9]{2}){1,6}(?:[.:-]?[0-9]{1,3})?)${MODIFIER}`, 'i')
const BRANCH = /^v?([0-9]+)(\.(?:[0-9]+|[x*]))?(\.(?:[0-9]+|[x*]))?(\.(?:[0-9]+|[x*]))?$/i
const STABILITIES: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', p: 'patch', pl: 'patch', rc: 'rc' }
const ANY = '9999999'
/** PHP's order of what is not a number; what it does not know is below all of them. */
const WORDS: readonly string[] = ['dev', 'alpha', 'beta', 'rc', '#', 'patch']

const NAMED_BRANCH = /^(?:dev-.|(?:master|trunk|default)$)/i
/** PHP's integers end here, and larger ones are this one. */
const LARGEST = '9223372036854775807'

/**
 * The order of Composer's versions, as composer/semver 3.3 normalises and PHP compares them: named branches are below all
 * versions and have no order among themselves.
 */
export const composerOrder: VersionOrder = (a, b) => {
  const branches = [a, b].filter((text) => NAMED_BRANCH.test(text.trim())).length
  return branches === 2 && a.trim() !== b.trim() ? undefined : orderVersions(a, b)
}

const orderVersions = orderOf(read, compare)

function read(text: string): readonly string[] | undefined {
  const plain = text
    .trim()
    .replace(/ +as +\S.*$/, '')
    .replace(/@(?:stable|rc|beta|alpha|dev)$/i, '')
  if (NAMED_BRANCH.test(plain)) return ['dev']
  const version = plain.replace(/^([^,\s+]+)\+\S+$/, '$1')
  return classical(version) ?? dated(version) ?? branch(version)
}

function classical(text: string): readonly string[] | undefined {
  const match = CLASSICAL.exec(text)
  if (match === null) return undefined
  const [, first = '', second = '.0', third = '.0', fourth = '.0', ...modifiers] = match
  return [...`${first}${second}${third}${fourth}`.split('.'), ...modified(modifiers)]
}

function dated(text: string): readonly string[] | undefined {
  const match = DATED.exec(text)
  if (match === null) return undefined
  const [, numbers = '', ...modifiers] = match
  return [...numbers.split(/[^0-9]/), ...modified(modifiers)]
}

/** `1.x-dev`: everything of a branch is above every release of it. */
function branch(text: string): readonly string[] | undefined {
  const name = /^(.*?)[.-]?dev$/i.exec(text)?.[1]
  const match = name === undefined ? null : BRANCH.exec(name)
  if (match === null) return undefined
  const parts = [1, 2, 3, 4].map((at) => match[at]?.replace('.', '').replace(/[x*]/i, ANY) ?? ANY)
  return [...parts, 'dev']
}

function modified([stability, numbers, dev]: readonly (string | undefined)[]): readonly string[] {
  if (stability?.toLowerCase() === 'stable') return []
  const word = stability === undefined ? [] : [STABILITIES[stability.toLowerCase()] ?? stability.toLowerCase()]
  const following = (numbers ?? '').split(/[.-]/).filter((part) => part !== '')
  return [...word, ...following, ...(dev === undefined ? [] : ['dev'])]
}

function compare(a: readonly string[], b: readonly string[]): number {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index++) {
    const order = compareParts(a[index] ?? '', b[index] ?? '')
    if (order !== 0) return order
  }
  if (a.length === b.length) return 0
  const rest = (a.length > b.length ? a : b)[shared] ?? ''
  const longer = isDigits(rest) ? 1 : rank(rest) - rank('#')
  return a.length > b.length ? longer : -longer
}

function compareParts(a: string, b: string): number {
  if (isDigits(a) && isDigits(b)) return compareDigits(saturated(a), saturated(b))
  return rank(isDigits(a) ? '#' : a) - rank(isDigits(b) ? '#' : b)
}

function saturated(number: string): string {
  return compareDigits(number, LARGEST) > 0 ? LARGEST : number
}

function rank(word: string): number {
  return WORDS.indexOf(word)
}
