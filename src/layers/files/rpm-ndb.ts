import { MAX_DATABASE_PACKAGES } from '../../model/limits.ts'

const PAGE = 4_096
const SLOT = 16
const BLOCK = 16
/** The header of the file takes the place of two slots. */
const FIRST_SLOT = 2
const HEAD = 16
const TAIL = 12

/** The headers in a database of SUSE's rpm (ndb, `Packages.db`): pages of slots, each of which leads to one. Undefined where it is broken. */
export function ndbHeaders(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.length < PAGE || view.toString('latin1', 0, 4) !== 'RpmP' || view.readUInt32LE(4) !== 0) return undefined
  const slots = view.readUInt32LE(12) * (PAGE / SLOT)
  if (slots * SLOT > view.length) return undefined
  const places: Place[] = []
  for (let slot = FIRST_SLOT; slot < slots; slot++) {
    const at = slot * SLOT
    if (view.toString('latin1', at, at + 4) !== 'Slot') return undefined
    const [number, block, blocks] = [view.readUInt32LE(at + 4), view.readUInt32LE(at + 8), view.readUInt32LE(at + 12)]
    // As rpm has it: a slot is free when it leads nowhere.
    if (block === 0) continue
    if (number === 0 || places.length > MAX_DATABASE_PACKAGES) return undefined
    places.push({ number, start: block * BLOCK, room: blocks * BLOCK })
  }
  return headersAt(view, places)
}

interface Place {
  readonly number: number
  readonly start: number
  readonly room: number
}

/** The headers of slots, none of which lies over another. */
function headersAt(view: Buffer, places: readonly Place[]): readonly Uint8Array[] | undefined {
  const sorted = places.toSorted((one, other) => one.start - other.start)
  if (sorted.some(({ start, room }, at) => start + room > (sorted[at + 1]?.start ?? view.length))) return undefined
  const headers = places.map((place) => headerAt(view, place))
  return headers.every((header) => header !== undefined) ? headers : undefined
}

/** A header between its own head, which says its number and length, and its tail. */
function headerAt(view: Buffer, { number, start, room }: Place): Uint8Array | undefined {
  if (room < HEAD + TAIL || start + room > view.length) return undefined
  const length = view.readUInt32LE(start + 12)
  const isHead = view.toString('latin1', start, start + 4) === 'BlbS' && view.readUInt32LE(start + 4) === number
  const isTail = view.toString('latin1', start + room - 4, start + room) === 'BlbE'
  return isHead && isTail && HEAD + length + TAIL <= room ? view.subarray(start + HEAD, start + HEAD + length) : undefined
}
