import { compareDigits, compareText, type Order, orderOf } from './order.ts'

type Kind = 'first' | 'number' | 'letter' | 'suffix' | 'suffix-number' | 'hash' | 'revision' | 'end' | 'invalid'
interface Token {
  readonly kind: Kind
  readonly text: string
}

const RANKS: Readonly<Record<Kind, number>> = {
  first: 0,
  number: 1,
  letter: 2,
  suffix: 3,
  'suffix-number': 4,
  hash: 5,
  revision: 6,
  end: 7,
  invalid: 8,
}
const BEFORE_RELEASE: readonly string[] = ['alpha', 'beta', 'pre', 'rc']
const SUFFIXES: readonly string[] = [...BEFORE_RELEASE, 'cvs', 'svn', 'git', 'hg', 'p']

/** What may come next, and after which kinds of token. */
const GRAMMAR: readonly { readonly kind: Kind; readonly after: readonly Kind[]; readonly sign: RegExp }[] = [
  { kind: 'number', after: ['first', 'number'], sign: /^\.([0-9]+)/ },
  { kind: 'letter', after: ['first', 'number'], sign: /^([a-z])/ },
  { kind: 'suffix', after: ['first', 'number', 'letter', 'suffix', 'suffix-number'], sign: /^_([a-z]+)/ },
  { kind: 'suffix-number', after: ['suffix'], sign: /^([0-9]+)/ },
  { kind: 'hash', after: ['first', 'number', 'letter', 'suffix', 'suffix-number'], sign: /^~([0-9a-f]+)/ },
  {
    kind: 'revision',
    after: ['first', 'number', 'letter', 'suffix', 'suffix-number', 'hash'],
    sign: /^-r([0-9]+)/,
  },
]

/** The order of Alpine's package versions, as apk-tools 3.0 (`apk version -t`): texts that stop being versions compare as far as they are. */
export const apkOrder = orderOf(read, compareTokens)

function read(text: string): readonly Token[] | undefined {
  const first = /^[0-9]+/.exec(text)?.[0]
  if (first === undefined) return undefined
  const tokens: Token[] = [{ kind: 'first', text: first }]
  let rest = text.slice(first.length)
  for (let kind: Kind = 'first'; kind !== 'end' && kind !== 'invalid'; ) {
    const { token, taken } = next(rest, kind)
    tokens.push(token)
    rest = rest.slice(taken)
    kind = token.kind
  }
  return tokens
}

function next(rest: string, before: Kind): { readonly token: Token; readonly taken: number } {
  if (rest === '') return { token: { kind: 'end', text: '' }, taken: 0 }
  for (const { kind, after, sign } of GRAMMAR) {
    const match = after.includes(before) ? sign.exec(rest) : null
    const text = match?.[1]
    if (match === null || text === undefined) continue
    if (kind === 'suffix' && !SUFFIXES.includes(text)) break
    return { token: { kind, text }, taken: match[0].length }
  }
  return { token: { kind: 'invalid', text: '' }, taken: 0 }
}

function compareTokens(a: readonly Token[], b: readonly Token[]): number {
  for (let index = 0; ; index++) {
    const [left, right] = [a[index], b[index]]
    if (left === undefined || right === undefined) return 0
    if (left.kind !== right.kind) return compareKinds(left, right)
    const order = compareEqualKinds(left, right)
    if (order !== 0) return order
  }
}

/** The longer version is the newer one, unless what it has more says that it comes before the release. */
function compareKinds(a: Token, b: Token): number {
  if (isBeforeRelease(a)) return -1
  if (isBeforeRelease(b)) return 1
  return RANKS[b.kind] - RANKS[a.kind]
}

function isBeforeRelease({ kind, text }: Token): boolean {
  return kind === 'suffix' && BEFORE_RELEASE.includes(text)
}

function compareEqualKinds(a: Token, b: Token): Order | number {
  if (a.kind === 'suffix') return SUFFIXES.indexOf(a.text) - SUFFIXES.indexOf(b.text)
  if (a.kind === 'letter' || a.kind === 'hash') return compareText(a.text, b.text)
  // After the first dot a leading zero makes a fraction of it, and fractions compare as text.
  if (a.kind === 'number' && (a.text.startsWith('0') || b.text.startsWith('0'))) return compareText(a.text, b.text)
  return compareDigits(a.text, b.text)
}
