/** A set of characters by code point ranges, both ends included. */
export type CharRange = readonly [number, number]

/** The sets that a backslash and a small letter name. */
export const PERL: Readonly<Record<string, readonly CharRange[]>> = {
  d: [[48, 57]],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  s: [
    [9, 10],
    [12, 13],
    [32, 32],
  ],
}
/** The sets between `[:` and `:]`, in ASCII. */
export const NAMED: Readonly<Record<string, readonly CharRange[]>> = {
  ...{
    alnum: ranges('09AZaz'),
    alpha: ranges('AZaz'),
    ascii: [[0, 127]],
    blank: ranges('\t\t  '),
    cntrl: [
      [0, 31],
      [127, 127],
    ],
  },
  ...{ digit: ranges('09'), graph: ranges('!~'), lower: ranges('az'), print: ranges(' ~'), punct: ranges('!/:@[`{~') },
  ...{ space: ranges('\t\r  '), upper: ranges('AZ'), word: ranges('09AZaz__'), xdigit: ranges('09AFaf') },
}
/** The characters that a backslash and a letter name. */
export const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }

/** Ranges written as pairs of their ends. */
function ranges(ends: string): readonly CharRange[] {
  return [...ends.matchAll(/([\s\S])([\s\S])/g)].map(([, low = '', high = '']) => [low.charCodeAt(0), high.charCodeAt(0)])
}
