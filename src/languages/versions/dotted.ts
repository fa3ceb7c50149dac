import { compareDigits, compareLists, orderOf } from './order.ts'

/** Versions of numbers between dots or dashes, as CRAN, Bioconductor and Hackage write them; missing numbers come first. */
export const dottedOrder = orderOf(read, (a, b) => compareLists(a, b, '', compareParts))

function read(text: string): readonly string[] | undefined {
  return /^[0-9]+(?:[.-][0-9]+)*$/.test(text) ? text.split(/[.-]/) : undefined
}

function compareParts(a: string, b: string): number {
  if (a === '' || b === '') return Number(a !== '') - Number(b !== '')
  return compareDigits(a, b)
}
