import { MAX_PROGRAM } from '../../model/limits.ts'
import { type PackageFile, unreadable } from '../package-file.ts'
import { goModules } from './go-program.ts'
import { rustCrates } from './rust-program.ts'

const isElf = (start: Uint8Array): boolean => start[0] === 0x7f && start[1] === 0x45 && start[2] === 0x4c && start[3] === 0x46
const isPe = (start: Uint8Array): boolean => start[0] === 0x4d && start[1] === 0x5a

const PACKED = Buffer.from('UPX!')
/** UPX leaves its mark right after the headers. */
const isPacked = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).includes(PACKED)

/** Programs that carry the list of what they were built from: those of Go, and those of Rust with cargo-auditable. */
export const program: PackageFile = {
  path: /./,
  executable: true,
  starts: (start) => isElf(start) || isPe(start),
  maxBytes: MAX_PROGRAM,
  read(bytes, place) {
    const modules = goModules(bytes, place)
    if (modules === 'older') return unreadable(`${place} was built by a Go before 1.18`)
    if (modules === 'broken') return unreadable(`the list of modules in ${place}`)
    if (modules !== undefined) return { packages: modules }
    const crates = rustCrates(bytes, place)
    if (crates === 'broken') return unreadable(`the list of crates in ${place}`)
    if (crates === undefined && isPacked(bytes)) return unreadable(`${place}, a program that UPX packed`)
    return { packages: crates ?? [] }
  },
}
