/** The flags, width and precision of one verb, as package fmt keeps them while it prints one operand. */
export interface Flags {
  width: number
  hasWidth: boolean
  precision: number
  hasPrecision: boolean
  plus: boolean
  minus: boolean
  sharp: boolean
  space: boolean
  zero: boolean
  plusV: boolean
  sharpV: boolean
}

/** No flags, as at the start of each verb. */
export function noFlags(): Flags {
  return {
    width: 0,
    hasWidth: false,
    precision: 0,
    hasPrecision: false,
    plus: false,
    minus: false,
    sharp: false,
    space: false,
    zero: false,
    plusV: false,
    sharpV: false,
  }
}

/** Fill of `count` characters: zeros only to the left. */
export function padding(flags: Flags, count: number): string {
  return count <= 0 ? '' : (flags.zero && !flags.minus ? '0' : ' ').repeat(count)
}

/** The text at the width of the flags, in characters. */
export function pad(flags: Flags, characters: string): string {
  if (!flags.hasWidth || flags.width === 0) return characters
  const fill = padding(flags, flags.width - countRunes(characters))
  return flags.minus ? characters + fill : fill + characters
}

/** The same without zeros as fill. */
export function padBlank(flags: Flags, characters: string): string {
  return pad(flags.zero ? { ...flags, zero: false } : flags, characters)
}

function countRunes(characters: string): number {
  let count = 0
  for (const _ of characters) count++
  return count
}
