import { hasChecksum, numberField, paxRecords, textField } from './fields.ts'

/** One entry of an archive: its name as written, what it is, and its size in bytes. */
export interface TarEntry {
  readonly path: string
  readonly kind: 'file' | 'directory' | 'symbolic-link' | 'hard-link' | 'other'
  readonly size: number
  readonly mode: number
  /** Where a link leads. */
  readonly target: string
}

/** How an archive is read. Whoever wants an entry's bytes says so by how many of it are kept; the others are passed over. */
export interface TarReading {
  /** Bytes to keep of an entry: all of them, or `peek`: all if `keeps` says so of the first bytes. */
  readonly wants: (entry: TarEntry) => 'none' | 'all' | 'peek'
  readonly keeps: (start: Uint8Array) => boolean
  /** Called at the end of each entry, with its bytes where they were kept. */
  readonly entry: (entry: TarEntry, bytes: Uint8Array | undefined) => void
  readonly maxEntries: number
  /** Bytes of a header that gives the next entry a long name. */
  readonly maxHeader: number
}

/** An archive that is read while it arrives. Both answer why it cannot be read any further, once that is so. */
export interface TarReader {
  push(chunk: Uint8Array): string | undefined
  /** Says that nothing follows. */
  end(): string | undefined
}

const BLOCK = 512
const PEEKED = 4
const KINDS: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hard-link',
  '2': 'symbolic-link',
  '5': 'directory',
}

/** Kinds of entries without bytes, whatever size they say: those of links, devices, folders and pipes. */
const BARE = '123456'

/**
 * Reads tar archives (ustar, pax, GNU) as Go's archive/tar does, by which layers are applied: one that it would read differently would hide
 * what is in it. Sparse files, several volumes and headers that only some readers understand are problems, not guesses.
 */
export function createTarReader(reading: TarReading): TarReader {
  return new Reader(reading)
}

class Reader implements TarReader {
  readonly #reading: TarReading
  readonly #block = new Uint8Array(BLOCK)
  #filled = 0
  #entries = 0
  #zeros = 0
  #problem: string | undefined
  #body: Body | undefined
  #long: { path?: string; target?: string; records?: ReadonlyMap<string, string> } = {}

  constructor(reading: TarReading) {
    this.#reading = reading
  }

  push(chunk: Uint8Array): string | undefined {
    for (let at = 0; at < chunk.length && this.#problem === undefined && this.#zeros < 2; ) {
      const body = this.#body
      if (body !== undefined) at += this.#fill(body, chunk.subarray(at))
      else at += this.#header(chunk.subarray(at))
    }
    return this.#problem
  }

  end(): string | undefined {
    if (this.#problem !== undefined || this.#zeros >= 2) return this.#problem
    // Some writers leave the closing blocks out: an archive may end after any whole entry.
    const whole = this.#body === undefined && this.#filled === 0 && Object.keys(this.#long).length === 0
    return whole && this.#entries + this.#zeros > 0 ? undefined : 'the archive is cut short'
  }

  #header(rest: Uint8Array): number {
    const taken = Math.min(BLOCK - this.#filled, rest.length)
    this.#block.set(rest.subarray(0, taken), this.#filled)
    this.#filled += taken
    if (this.#filled === BLOCK) {
      this.#filled = 0
      if (this.#block.every((byte) => byte === 0)) this.#zeros++
      else this.#problem = this.#begin(this.#block)
    }
    return taken
  }

  /** Why an entry cannot be read, or nothing. */
  #begin(block: Uint8Array): string | undefined {
    if (this.#zeros > 0) return 'a block of zeros stands between entries'
    if (!hasChecksum(block)) return 'an entry has a wrong checksum'
    if (++this.#entries > this.#reading.maxEntries) return `it has more than ${this.#reading.maxEntries} entries`
    const flag = String.fromCharCode(block[156] ?? 0)
    const own = numberField(block, 124, 12)
    if (own === undefined) return 'an entry has no size'
    if ('xgLK'.includes(flag)) return this.#beginHeader(flag, own)
    if ('SVM'.includes(flag)) return 'it has a sparse file or goes over several volumes'
    const entry = this.#entryOf(block, flag, own)
    if (typeof entry === 'string') return entry
    this.#start(entry)
    return undefined
  }

  #beginHeader(flag: string, size: number): string | undefined {
    if (size > this.#reading.maxHeader) return `a name in it is longer than ${this.#reading.maxHeader} bytes`
    this.#open({ size, keep: 'all', done: (bytes) => this.#headed(flag, bytes ?? new Uint8Array()) })
    return this.#problem
  }

  /** Takes what was said before an entry: of names those of GNU win, and what is said for all entries is not applied. */
  #headed(flag: string, bytes: Uint8Array): void {
    if (flag === 'L') this.#long.path = textField(bytes, 0, bytes.length)
    else if (flag === 'K') this.#long.target = textField(bytes, 0, bytes.length)
    else {
      const records = paxRecords(bytes)
      if (records === undefined) this.#problem = 'a pax header in it cannot be read'
      else if (flag === 'x' && this.#long.records !== undefined) this.#problem = 'an entry has two pax headers'
      else if (flag === 'x') this.#long.records = records
      else if (Object.keys(this.#long).length > 0 || ['path', 'linkpath', 'size'].some((key) => records.has(key)))
        this.#problem = 'a pax header for all entries changes them'
    }
  }

  #entryOf(block: Uint8Array, flag: string, own: number): TarEntry | string {
    const { records = new Map<string, string>(), ...long } = this.#long
    this.#long = {}
    if ([...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) return 'it has a sparse file'
    const sized = records.get('size') || undefined
    if (sized !== undefined && !/^\d{1,15}$/.test(sized)) return 'an entry has no size'
    const name = nameIn(block)
    if (name === undefined) return 'an entry has times that GNU tar does not write'
    const path = long.path || records.get('path') || name
    return {
      path,
      kind: flag === '\0' && path.endsWith('/') ? 'directory' : (KINDS[flag] ?? 'other'),
      size: BARE.includes(flag) || (flag === '\0' && path.endsWith('/')) ? 0 : Number(sized ?? own),
      // What cannot be read might be executable.
      mode: numberField(block, 100, 8) ?? 0o777,
      target: long.target || records.get('linkpath') || textField(block, 157, 100),
    }
  }

  #start(entry: TarEntry): void {
    const keep = entry.kind === 'file' ? this.#reading.wants(entry) : 'none'
    this.#open({ size: entry.size, keep, done: (bytes) => this.#reading.entry(entry, bytes) })
  }

  #open({ size, keep, done }: Pick<Body, 'done' | 'keep'> & { readonly size: number }): void {
    if (size === 0) done(keep === 'all' ? new Uint8Array() : undefined)
    else this.#body = { size, left: size, padding: (BLOCK - (size % BLOCK)) % BLOCK, keep, done }
  }

  #fill(body: Body, rest: Uint8Array): number {
    const taken = Math.min(body.left, rest.length)
    body.left -= taken
    if (body.keep !== 'none' && taken > 0) this.#keep(body, rest.subarray(0, taken), body.size - body.left - taken)
    const padded = body.left > 0 ? 0 : Math.min(body.padding, rest.length - taken)
    body.padding -= padded
    if (body.left === 0 && body.padding === 0) {
      this.#body = undefined
      body.done(body.keep === 'all' ? body.bytes : undefined)
    }
    return taken + padded
  }

  /** Keeps a part at its place: the decompressor uses its memory again. */
  #keep(body: Body, part: Uint8Array, at: number): void {
    if (body.keep === 'peek') {
      body.start = Uint8Array.from([...(body.start ?? []), ...part.subarray(0, PEEKED)])
      const isTold = body.start.length >= PEEKED || body.left === 0
      if (isTold) body.keep = this.#reading.keeps(body.start.subarray(0, PEEKED)) ? 'all' : 'none'
    }
    if (body.keep === 'none') delete body.bytes
    else {
      body.bytes = withRoom(body.bytes, at + part.length, body.size)
      body.bytes.set(part, at)
    }
  }
}

interface Body {
  readonly size: number
  left: number
  padding: number
  keep: 'none' | 'all' | 'peek'
  /** The first bytes, while they decide whether the others are kept. */
  start?: Uint8Array
  bytes?: Uint8Array
  readonly done: (bytes: Uint8Array | undefined) => void
}

/** Room for as many bytes, twice as much each time: what an entry says of its size need not be so. */
function withRoom(bytes: Uint8Array = new Uint8Array(), needed: number, size: number): Uint8Array {
  if (bytes.length >= needed) return bytes
  const larger = new Uint8Array(Math.min(size, Math.max(needed, 2 * bytes.length)))
  larger.set(bytes)
  return larger
}

/** The name in a header; undefined where older writers may have put a part of it in the place of GNU's times. */
function nameIn(block: Uint8Array): string | undefined {
  const name = textField(block, 0, 100)
  const magic = String.fromCharCode(...block.subarray(257, 265))
  if (magic === 'ustar  \0')
    return [345, 357].some((at) => block[at] !== 0 && numberField(block, at, 12) === undefined) ? undefined : name
  if (!magic.startsWith('ustar\0')) return name
  // The format of star has times after a shorter prefix.
  const isStar = String.fromCharCode(...block.subarray(508, 512)) === 'tar\0'
  const prefix = textField(block, 345, isStar ? 131 : 155)
  return prefix === '' ? name : `${prefix}/${name}`
}
