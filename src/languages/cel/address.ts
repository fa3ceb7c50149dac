/** An IP address as a number, and how many bits it has: 32 or 128. */
export interface Address {
  readonly value: bigint
  readonly bits: number
}

/** Reads an IP address as Kubernetes does: no zones, no leading zeros, no IPv4 inside IPv6; undefined for what is none. */
export function readAddress(text: string): Address | undefined {
  return text.includes(':') ? readSix(text) : readFour(text)
}

/** Reads `address/prefix`, without leading zeros; undefined for what is none. */
export function readBlock(text: string): { readonly address: Address; readonly prefix: number } | undefined {
  const slash = text.lastIndexOf('/')
  const [address, digits] = [readAddress(text.slice(0, slash)), text.slice(slash + 1)]
  if (slash < 0 || address === undefined || !/^(?:0|[1-9]\d{0,2})$/.test(digits)) return undefined
  const prefix = Number(digits)
  return prefix > address.bits ? undefined : { address, prefix }
}

function readFour(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined
  return { value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n), bits: 32 }
}

function readSix(text: string): Address | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - left.length - right.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right]
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  const value = groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
  // An IPv4 address in IPv6 clothes is refused, as there.
  return value >> 32n === 0xffffn ? undefined : { value, bits: 128 }
}

/** An address in its canonical form (RFC 5952 for IPv6). */
export function writeAddress({ value, bits }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => `${(value >> shift) & 255n}`).join('.')
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 65_535n).toString(16))
  const runs = [...groups.join(' ').matchAll(/\b0(?: 0)+\b/g)].map((run) => ({ at: run.index, text: run[0] }))
  const longest = runs.reduce((best, run) => (run.text.length > best.text.length ? run : best), { at: 0, text: '' })
  const text = groups.join(' ')
  if (longest.text === '') return groups.join(':')
  const [before, after] = [text.slice(0, longest.at).trim(), text.slice(longest.at + longest.text.length).trim()]
  return `${before.replaceAll(' ', ':')}::${after.replaceAll(' ', ':')}`
}
