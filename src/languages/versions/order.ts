/** Whether `a` is older (-1), equal (0) or newer (1) than `b`; undefined when one of them is no version of this kind. */
export type Order = -1 | 0 | 1

/** Orders the versions of one ecosystem as its own tool does; it never throws, whatever the texts are. */
export type VersionOrder = (a: string, b: string) => Order | undefined

/** Characters of one version: no real one is near it, and it bounds the work of every comparison. */
export const MAX_VERSION_TEXT = 1_000

/** An order of versions that are read first: texts that are too long or that cannot be read have none. */
export function orderOf<T>(read: (text: string) => T | undefined, compare: (a: T, b: T) => number): VersionOrder {
  return (a, b) => {
    if (a.length > MAX_VERSION_TEXT || b.length > MAX_VERSION_TEXT) return undefined
    const [left, right] = [read(a), read(b)]
    return left === undefined || right === undefined ? undefined : signOf(compare(left, right))
  }
}

/** The order of two texts of decimal digits as numbers of any size; '' is zero. */
export function compareDigits(a: string, b: string): Order {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return signOf(left.length - right.length) || compareText(left, right)
}

/** The order of two texts by their UTF-16 units. */
export function compareText(a: string, b: string): Order {
  return a === b ? 0 : a < b ? -1 : 1
}

/** The order of two lists, item by item; what the shorter one lacks is `missing`. */
export function compareLists<T>(a: readonly T[], b: readonly T[], missing: T, compare: (a: T, b: T) => number): Order {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = compare(a[index] ?? missing, b[index] ?? missing)
    if (order !== 0) return signOf(order)
  }
  return 0
}

/** Whether a text is made of decimal digits. */
export function isDigits(text: string): boolean {
  return /^[0-9]+$/.test(text)
}

function signOf(value: number): Order {
  return value < 0 ? -1 : value > 0 ? 1 : 0
}
