const LETTER = /\p{L}/u
const DIGIT = /\p{Nd}/u

/** go-yaml's order of keys: natural, numbers by size. yaml.v3 sorts letters after digits differently. */
export function compareKeys(a: string, b: string, v3: boolean): number {
  if (less(a, b, v3)) return -1
  return less(b, a, v3) ? 1 : 0
}

function less(a: string, b: string, v3: boolean): boolean {
  const ar = [...a]
  const br = [...b]
  let digits = false
  for (let index = 0; index < ar.length && index < br.length; index++) {
    const [x = '', y = ''] = [ar[index], br[index]]
    if (x === y) {
      digits = DIGIT.test(x)
      continue
    }
    const xLetter = LETTER.test(x)
    const yLetter = LETTER.test(y)
    if (xLetter && yLetter) return codeOf(x) < codeOf(y)
    if (xLetter || yLetter) return v3 && digits ? xLetter : yLetter
    return lessNumber(ar, br, index)
  }
  return ar.length < br.length
}

function lessNumber(ar: readonly string[], br: readonly string[], index: number): boolean {
  const [x = '', y = ''] = [ar[index], br[index]]
  const lead = (x === '0' || y === '0') && followsNumber(ar, index) ? 1n : 0n
  const left = numberAt(ar, index, lead)
  const right = numberAt(br, index, lead)
  if (left.value !== right.value) return left.value < right.value
  if (left.end !== right.end) return left.end < right.end
  return codeOf(x) < codeOf(y)
}

function followsNumber(runes: readonly string[], index: number): boolean {
  for (let before = index - 1; before >= 0; before--) {
    const rune = runes[before] ?? ''
    if (!DIGIT.test(rune)) return false
    if (rune !== '0') return true
  }
  return false
}

function numberAt(runes: readonly string[], index: number, lead: bigint): { readonly value: bigint; readonly end: number } {
  let value = lead
  let end = index
  for (; end < runes.length && DIGIT.test(runes[end] ?? ''); end++) {
    value = BigInt.asIntN(64, value * 10n + BigInt(codeOf(runes[end] ?? '0') - 48))
  }
  return { value, end }
}

function codeOf(rune: string): number {
  return rune.codePointAt(0) ?? 0
}
