import { MAX_PROGRAM_LIST } from '../../model/limits.ts'
import type { Package } from '../../model/package.ts'

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
const ALIGNED = 16
const INLINE = 2
const HEADER = 32
/** Markers that the linker puts around the list of modules. */
const MARKER = 16

/** The modules that a program of Go was built from (as `go version -m` prints them); undefined where it is none, and why it cannot be told. */
export function goModules(bytes: Uint8Array, place: string): readonly Package[] | 'older' | 'broken' | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let open: 'older' | 'broken' | undefined
  for (let at = view.indexOf(MAGIC); at >= 0; at = view.indexOf(MAGIC, at + 1)) {
    if (at % ALIGNED !== 0 || at + HEADER > view.length) continue
    // Before Go 1.18 there were pointers of this size to both texts. Programs that look for the mark hold it as a text as well.
    const isOlder = ((view[at + 15] ?? 0) & INLINE) === 0
    if (isOlder && [4, 8].includes(view[at + 14] ?? 0)) open ??= 'older'
    if (isOlder) continue
    const version = textAt(view, at + HEADER)
    const modules = version === undefined ? undefined : textAt(view, version.end)
    if (version === undefined || !/^(?:go\d|devel )/.test(version.text)) continue
    if (modules === undefined) open = 'broken'
    else return packagesOf(version.text, modules.text.slice(MARKER, -MARKER), place)
  }
  return open
}

function textAt(view: Buffer, start: number): { readonly text: string; readonly end: number } | undefined {
  let [length, at] = [0, start]
  for (let shift = 1; ; shift *= 128, at++) {
    const byte = view[at]
    if (byte === undefined || shift > 2 ** 28) return undefined
    length += (byte & 0x7f) * shift
    if (byte < 0x80) break
  }
  const end = at + 1 + length
  return end > view.length || length > MAX_PROGRAM_LIST ? undefined : { text: view.toString('latin1', at + 1, end), end }
}

function packagesOf(goVersion: string, modules: string, place: string): readonly Package[] {
  const release = /^go\d[\w.]*/.exec(goVersion)?.[0]
  const standard: readonly Package[] = release === undefined ? [] : [{ type: 'golang', name: 'stdlib', version: release, place }]
  const lines = modules.split('\n').map((line) => line.split('\t'))
  const found = lines.flatMap(([word = '', path = '', version = ''], at) => {
    if (word !== 'dep' && word !== 'mod') return []
    const [next = '', path2 = '', version2 = ''] = lines[at + 1] ?? []
    return [next === '=>' ? moduleAt(path2, version2, place) : moduleAt(path, version, place)]
  })
  return [...standard, ...found]
}

function moduleAt(path: string, version: string, place: string): Package {
  const slash = path.lastIndexOf('/')
  const named = slash < 0 ? { name: path } : { namespace: path.slice(0, slash), name: path.slice(slash + 1) }
  return { type: 'golang', ...named, ...(version === '' || version === '(devel)' ? {} : { version }), place }
}
