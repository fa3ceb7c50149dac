import { type Address, readAddress, readBlock, writeAddress } from './address.ts'
import type { CelFunction } from './cel-function.ts'
import { bool, failure, int, noOverload, type OpaqueValue, type Outcome, type Value } from './value.ts'

/** `ip()` and `cidr()` of Kubernetes. */
export const netFunctions: readonly (readonly [string, CelFunction])[] = [
  ['ip', (args) => onText('ip', args, (text) => ofAddress(readAddress(text)))],
  ['isIP', (args) => onText('isIP', args, (text) => bool(readAddress(text) !== undefined))],
  ['ip.isCanonical', (args) => onText('ip.isCanonical', args, isCanonical)],
  ['cidr', (args) => onText('cidr', args, (text) => ofBlock(readBlock(text)))],
  ['isCIDR', (args) => onText('isCIDR', args, (text) => bool(readBlock(text) !== undefined))],
]

/** The methods of addresses and blocks of addresses. */
export const netMethods: readonly (readonly [string, CelFunction])[] = [
  ['family', (args) => onAddress('family', args, ({ bits }) => int(bits === 32 ? 4 : 6))],
  ['isUnspecified', (args) => onAddress('isUnspecified', args, ({ value }) => bool(value === 0n))],
  ['isLoopback', (args) => onAddress('isLoopback', args, (one) => bool(within(one, '127.0.0.0/8') || within(one, '::1/128')))],
  [
    'isLinkLocalMulticast',
    (args) => onAddress('isLinkLocalMulticast', args, (one) => bool(within(one, '224.0.0.0/24') || scopeOf(one) === 2n)),
  ],
  ['isLinkLocalUnicast', (args) => onAddress('isLinkLocalUnicast', args, (one) => bool(isLinkLocal(one)))],
  ['isGlobalUnicast', (args) => onAddress('isGlobalUnicast', args, (one) => bool(isGlobal(one)))],
  ['prefixLength', (args) => onBlock('prefixLength', args, ({ prefix }) => int(prefix))],
  ['ip', (args) => onBlock('ip', args, ({ address }) => ofAddress(address))],
  ['masked', (args) => onBlock('masked', args, ({ address, prefix }) => ofBlock({ address: masked(address, prefix), prefix }))],
  ['containsIP', (args) => containing('containsIP', args)],
  ['containsCIDR', (args) => containing('containsCIDR', args)],
]

interface Block {
  readonly address: Address
  readonly prefix: number
}

function onText(name: string, args: readonly Value[], make: (text: string) => Outcome): Outcome {
  const [text] = args
  return text?.kind === 'string' && args.length === 1 ? make(text.value) : noOverload(name, args)
}

function isCanonical(text: string): Outcome {
  const address = readAddress(text)
  return address === undefined ? failure('not an IP address') : bool(writeAddress(address) === text)
}

function ofAddress(address: Address | undefined): OpaqueValue | ReturnType<typeof failure> {
  if (address === undefined) return failure('not an IP address')
  const text = writeAddress(address)
  return { kind: 'opaque', type: 'ip', text, identity: text, parts: { ...address } }
}

function ofBlock(block: Block | undefined): Outcome {
  if (block === undefined) return failure('not a CIDR')
  const { address, prefix } = block
  const text = `${writeAddress(address)}/${prefix}`
  return { kind: 'opaque', type: 'cidr', text, identity: text, parts: { ...address, prefix } }
}

function addressOf(value: Value | undefined): Address | undefined {
  if (value?.kind !== 'opaque' || (value.type !== 'ip' && value.type !== 'cidr')) return undefined
  const { value: number, bits } = value.parts
  return typeof number === 'bigint' && typeof bits === 'number' ? { value: number, bits } : undefined
}

function blockOf(value: Value | undefined): Block | undefined {
  const address = addressOf(value)
  const prefix = value?.kind === 'opaque' && value.type === 'cidr' ? value.parts.prefix : undefined
  return address !== undefined && typeof prefix === 'number' ? { address, prefix } : undefined
}

function onAddress(name: string, args: readonly Value[], make: (address: Address) => Outcome): Outcome {
  const [of] = args
  const address = of?.kind === 'opaque' && of.type === 'ip' && args.length === 1 ? addressOf(of) : undefined
  return address === undefined ? noOverload(name, args) : make(address)
}

function onBlock(name: string, args: readonly Value[], make: (block: Block) => Outcome): Outcome {
  const block = args.length === 1 ? blockOf(args[0]) : undefined
  return block === undefined ? noOverload(name, args) : make(block)
}

function masked({ value, bits }: Address, prefix: number): Address {
  const rest = BigInt(bits - prefix)
  return { value: (value >> rest) << rest, bits }
}

function covers(outer: Block, inner: Block): boolean {
  if (outer.address.bits !== inner.address.bits || outer.prefix > inner.prefix) return false
  return masked(outer.address, outer.prefix).value === masked(inner.address, outer.prefix).value
}

function containing(name: 'containsIP' | 'containsCIDR', args: readonly Value[]): Outcome {
  const [of, wanted] = args
  const outer = blockOf(of)
  if (outer === undefined || wanted === undefined || args.length !== 2) return noOverload(name, args)
  if (name === 'containsCIDR') {
    const inner = wanted.kind === 'string' ? readBlock(wanted.value) : blockOf(wanted)
    return inner === undefined ? failure('not a CIDR') : bool(covers(outer, inner))
  }
  const address =
    wanted.kind === 'string'
      ? readAddress(wanted.value)
      : wanted.kind === 'opaque' && wanted.type === 'ip'
        ? addressOf(wanted)
        : undefined
  return address === undefined ? failure('not an IP address') : bool(covers(outer, { address, prefix: address.bits }))
}

function within(address: Address, text: string): boolean {
  const block = readBlock(text)
  return block !== undefined && covers(block, { address, prefix: address.bits })
}

/** The scope of an IPv6 multicast address; undefined for any other. */
function scopeOf(address: Address): bigint | undefined {
  return within(address, 'ff00::/8') ? (address.value >> 112n) & 15n : undefined
}

function isLinkLocal(address: Address): boolean {
  return within(address, '169.254.0.0/16') || within(address, 'fe80::/10')
}

/** As Go has it: private addresses are global unicast too. */
function isGlobal(address: Address): boolean {
  const others = ['127.0.0.0/8', '::1/128', '224.0.0.0/4', 'ff00::/8', '255.255.255.255/32']
  return address.value !== 0n && !isLinkLocal(address) && !others.some((block) => within(address, block))
}
