import { compareDigits, compareText, isDigits, orderOf } from './order.ts'

/** A number as its digits, a word, or a list that a dash or a change between digits and letters begins. */
type Item = { readonly number: string } | { readonly word: string } | Item[]

const QUALIFIERS: readonly string[] = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp']
const ALIASES: Readonly<Record<string, string>> = { ga: '', final: '', release: '', cr: 'rc' }
const SHORT: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' }
const RELEASE = rankOf('')

/** The order of Maven's versions, as `ComparableVersion` of maven-artifact 3.8: any text has a place in it. */
export const mavenOrder = orderOf(read, (a, b) => compareItems(a, b))

function read(text: string): Item {
  const reader = new Reader()
  for (const [part = ''] of text.toLowerCase().matchAll(/[0-9]+|[^0-9.-]+|[.-]/g)) reader.take(part)
  return reader.end()
}

class Reader {
  readonly #root: Item[] = []
  readonly #lists: Item[][] = [this.#root]
  #list = this.#root
  #part: string | undefined

  take(part: string): void {
    if (part === '.' || part === '-') {
      this.#list.push(this.#part === undefined ? { number: '0' } : itemOf(this.#part, false))
      this.#part = undefined
      if (part === '-') this.#nest()
      return
    }
    if (this.#part !== undefined) {
      if (isDigits(part)) this.#nestWord()
      this.#list.push(itemOf(this.#part, isDigits(part)))
      this.#nest()
    }
    this.#part = part
  }

  end(): Item {
    if (this.#part !== undefined) {
      if (!isDigits(this.#part)) this.#nestWord()
      this.#list.push(itemOf(this.#part, false))
    }
    for (const list of this.#lists.toReversed()) normalize(list)
    return this.#root
  }

  /** A word before digits or at the end counts as after a dash, also where a dot stands (MNG-7644). */
  #nestWord(): void {
    if (this.#list.length > 0) this.#nest()
  }

  #nest(): void {
    const list: Item[] = []
    this.#list.push(list)
    this.#lists.push(list)
    this.#list = list
  }
}

function itemOf(part: string, beforeDigits: boolean): Item {
  if (isDigits(part)) return { number: part }
  const word = (beforeDigits ? SHORT[part] : undefined) ?? part
  return { word: ALIASES[word] ?? word }
}

/** Drops what says nothing at the end of a list, up to the first item that does; lists before it stay where they are. */
function normalize(list: Item[]): void {
  for (let index = list.length - 1; index >= 0; index--) {
    const item = list[index]
    if (item === undefined) continue
    if (isNothing(item)) list.splice(index, 1)
    else if (!Array.isArray(item)) return
  }
}

function isNothing(item: Item): boolean {
  if (Array.isArray(item)) return item.length === 0
  return 'number' in item ? /^0+$/.test(item.number) : item.word === ''
}

function rankOf(word: string): string {
  const index = QUALIFIERS.indexOf(word)
  return index < 0 ? `${QUALIFIERS.length}-${word}` : String(index)
}

function compareItems(a: Item | undefined, b: Item | undefined): number {
  if (a === undefined) return b === undefined ? 0 : -compareItems(b, a)
  if (Array.isArray(a)) return compareList(a, b)
  if ('number' in a) return compareNumber(a.number, b)
  if (b === undefined) return compareText(rankOf(a.word), RELEASE)
  return 'word' in b ? compareText(rankOf(a.word), rankOf(b.word)) : -1
}

function compareNumber(number: string, other: Item | undefined): number {
  if (other === undefined) return compareDigits(number, '')
  return 'number' in other ? compareDigits(number, other.number) : 1
}

function compareList(list: readonly Item[], other: Item | undefined): number {
  if (other === undefined) return list.map((item) => compareItems(item, undefined)).find((order) => order !== 0) ?? 0
  if (!Array.isArray(other)) return 'number' in other ? -1 : 1
  for (let index = 0; index < Math.max(list.length, other.length); index++) {
    const order = compareItems(list[index], other[index])
    if (order !== 0) return order
  }
  return 0
}
