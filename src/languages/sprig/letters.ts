// Go's simple case mappings: one character for one, without context. JavaScript's whole mappings agree wherever they give one character.

const TITLE: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǅ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǈ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǋ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǲ: 'ǲ',
  ǳ: 'ǲ',
}

/** unicode.ToUpper. */
export function upperRune(character: string): string {
  return single(character, character.toUpperCase())
}

/** unicode.ToLower. */
export function lowerRune(character: string): string {
  return character === 'İ' ? 'i' : single(character, character.toLowerCase())
}

/** unicode.ToTitle. */
export function titleRune(character: string): string {
  // Georgian has capitals that titles do not use.
  return TITLE[character] ?? (/[\u10d0-\u10ff]/.test(character) ? character : upperRune(character))
}

function single(character: string, mapped: string): string {
  const code = mapped.codePointAt(0) ?? 0
  return mapped.length === (code > 0xffff ? 2 : 1) ? mapped : character
}

/** Every character by itself, bytes that are no UTF-8 as U+FFFD: strings.Map. */
export function mapRunes(characters: string, change: (character: string) => string): string {
  let out = ''
  for (const character of characters) out += /^[\udc80-\udcff]$/.test(character) ? '\ufffd' : change(character)
  return out
}

/** strings.ToUpper. */
export function upperText(characters: string): string {
  return /^[\x00-\x7f]*$/.test(characters) ? characters.toUpperCase() : mapRunes(characters, upperRune)
}

/** strings.ToLower. */
export function lowerText(characters: string): string {
  return /^[\x00-\x7f]*$/.test(characters) ? characters.toLowerCase() : mapRunes(characters, lowerRune)
}

export const isUpper = (character: string): boolean => /^\p{Lu}$/u.test(character)
export const isLower = (character: string): boolean => /^\p{Ll}$/u.test(character)
export const isTitle = (character: string): boolean => /^\p{Lt}$/u.test(character)
export const isLetter = (character: string): boolean => /^\p{L}$/u.test(character)
export const isNumber = (character: string): boolean => /^\p{N}$/u.test(character)
export const isPunct = (character: string): boolean => /^\p{P}$/u.test(character)
