/** Writes DER (X.690), independently of the reader under test. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  if (length > 0xffff) throw new Error('too long for this writer')
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

/** A SEQUENCE. */
export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, ...parts)
}

/** A SET with its members in DER order. */
export function setOf(...parts: readonly Uint8Array[]): Buffer {
  return der(0x31, ...[...parts].sort(Buffer.compare))
}

/** An OBJECT IDENTIFIER from its dotted text. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap(base128)
  return der(0x06, Buffer.from(bytes))
}

function base128(value: number): readonly number[] {
  const bytes = [value % 128]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest % 128) | 128)
  return bytes
}

/** A non-negative INTEGER. */
export function integer(value: number | Uint8Array): Buffer {
  if (typeof value !== 'number') return der(0x02, value)
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return der(0x02, (bytes[0] ?? 0) >= 128 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

/** An OCTET STRING. */
export function octets(...parts: readonly Uint8Array[]): Buffer {
  return der(0x04, ...parts)
}

/** A BIT STRING of whole octets. */
export function bits(bytes: Uint8Array): Buffer {
  return der(0x03, Buffer.from([0]), bytes)
}

/** A UTF8String. */
export function utf8(text: string): Buffer {
  return der(0x0c, Buffer.from(text))
}

/** A GeneralizedTime to the second. */
export function generalizedTime(time: Date): Buffer {
  return der(0x18, Buffer.from(`${time.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))
}

/** A UTCTime, which certificates must use for times before 2050 (RFC 5280 4.1.2.5). */
export function utcTime(time: Date): Buffer {
  return der(0x17, Buffer.from(`${time.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
}

/** A BOOLEAN that is true. */
export const TRUE = der(0x01, Buffer.from([0xff]))
/** NULL. */
export const NULL = der(0x05)
