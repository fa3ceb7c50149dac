import { compareDigits, orderOf } from './order.ts'

interface DebVersion {
  readonly epoch: string
  readonly upstream: string
  readonly revision: string
}

/** The order of Debian's package versions, as `dpkg --compare-versions` (deb-version(7)). */
export const debOrder = orderOf(
  read,
  (a, b) => compareDigits(a.epoch, b.epoch) || comparePart(a.upstream, b.upstream) || comparePart(a.revision, b.revision),
)

function read(text: string): DebVersion | undefined {
  const colon = text.indexOf(':')
  const epoch = colon < 0 ? '0' : text.slice(0, colon)
  const rest = text.slice(colon + 1)
  if (rest === '' || !/^[0-9]+$/.test(epoch) || /[\s\p{Cc}]/u.test(text)) return undefined
  const dash = rest.lastIndexOf('-')
  return { epoch, upstream: dash < 0 ? rest : rest.slice(0, dash), revision: dash < 0 ? '' : rest.slice(dash + 1) }
}

/** Text and numbers in turns, text first; `~` is below the end, letters below all other signs. */
function comparePart(a: string, b: string): number {
  const [left, right] = [a.match(/[^0-9]+|[0-9]+/g) ?? [], b.match(/[^0-9]+|[0-9]+/g) ?? []]
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    const order = compareSigns(isText(left[i]) ? (left[i++] ?? '') : '', isText(right[j]) ? (right[j++] ?? '') : '')
    if (order !== 0) return order
    const numbers = compareDigits(left[i++] ?? '', right[j++] ?? '')
    if (numbers !== 0) return numbers
  }
  return 0
}

function isText(part: string | undefined): boolean {
  return part !== undefined && !/^[0-9]/.test(part)
}

function compareSigns(a: string, b: string): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = weigh(a[index]) - weigh(b[index])
    if (order !== 0) return order
  }
  return 0
}

function weigh(sign: string | undefined): number {
  if (sign === undefined) return 0
  if (sign === '~') return -1
  return /[a-zA-Z]/.test(sign) ? sign.charCodeAt(0) : sign.charCodeAt(0) + 256
}
