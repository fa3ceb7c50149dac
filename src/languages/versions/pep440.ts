import { compareDigits, compareLists, compareText, isDigits, orderOf } from './order.ts'

interface PythonVersion {
  readonly epoch: string
  readonly release: readonly string[]
  /** Rank of the kind (dev -1, a 0, b 1, rc 2, none 3), and its number. */
  readonly pre: readonly [number, string]
  readonly post: string | undefined
  readonly dev: string | undefined
  readonly local: readonly string[]
}

const SIGN = '[-_.]?'
const GRAMMAR = new RegExp(
  `^v?(?:([0-9]+)!)?([0-9]+(?:\\.[0-9]+)*)(?:${SIGN}(alpha|a|beta|b|preview|pre|c|rc)${SIGN}([0-9]+)?)?` +
    `(?:-([0-9]+)|${SIGN}(post|rev|r)${SIGN}([0-9]+)?)?(?:${SIGN}(dev)${SIGN}([0-9]+)?)?(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`,
)
const PRE_RANKS: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1, c: 2, rc: 2, pre: 2, preview: 2 }
const NO_PRE = 3

/** The order of Python's versions by PEP 440, as the library `packaging` reads and orders them. */
export const pep440Order = orderOf(read, compare)

function read(text: string): PythonVersion | undefined {
  const match = GRAMMAR.exec(text.trim().toLowerCase())
  if (match === null) return undefined
  const [, epoch = '0', release = '', pre, preNumber = '0', implicit, post, postNumber = '0', dev, devNumber = '0', local] = match
  const after = implicit ?? (post === undefined ? undefined : postNumber)
  const development = dev === undefined ? undefined : devNumber
  // A development release of the release itself is below its alphas.
  const none = after === undefined && development !== undefined ? -1 : NO_PRE
  return {
    epoch,
    release: release.split('.'),
    pre: pre === undefined ? [none, '0'] : [PRE_RANKS[pre] ?? NO_PRE, preNumber],
    post: after,
    dev: development,
    local: local?.split(/[-_.]/) ?? [],
  }
}

function compare(a: PythonVersion, b: PythonVersion): number {
  return (
    compareDigits(a.epoch, b.epoch) ||
    compareLists(a.release, b.release, '0', compareDigits) ||
    a.pre[0] - b.pre[0] ||
    compareDigits(a.pre[1], b.pre[1]) ||
    compareOptional(a.post, b.post, -1) ||
    compareOptional(a.dev, b.dev, 1) ||
    compareLocal(a.local, b.local)
  )
}

/** Where only one is there, the other one is `missing` against it. */
function compareOptional(a: string | undefined, b: string | undefined, missing: number): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? missing : -missing
  return compareDigits(a, b)
}

function compareLocal(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]]
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1
    if (isDigits(left) !== isDigits(right)) return isDigits(left) ? 1 : -1
    const order = isDigits(left) ? compareDigits(left, right) : compareText(left, right)
    if (order !== 0) return order
  }
  return 0
}
