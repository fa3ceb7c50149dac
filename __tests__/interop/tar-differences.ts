import { nameOf } from '../../src/languages/tar/fields.ts'
import { createTarReader } from '../../src/languages/tar/reader.ts'
import { entry, type Written } from '../fakes/tar.ts'
import { answersOf, randomFrom } from './mutations.ts'

/** Archives that Go reads, and those of them that we read as something else; what only we refuse is counted. */
export interface TarDifferences {
  readonly valid: number
  readonly refused: number
  readonly different: readonly string[]
}

interface Answer {
  readonly entries: readonly { name: string; kind: string; target: string; mode: number; body: string }[]
  readonly problem?: string
}

/** Holds our reading of `count` made archives against Go's. */
export function compareTars(program: string, count: number, start = 1): TarDifferences {
  const archives = Array.from({ length: count }, (_, at) => archiveFor(start + at))
  const answers = answersOf<Answer>(program, archives)
  const different: string[] = []
  let [valid, refused] = [0, 0]
  for (const [at, { entries, problem }] of answers.entries()) {
    const own = read(archives[at] ?? Buffer.alloc(0))
    if (problem === undefined) valid++
    if (own.problem !== undefined) {
      if (problem === undefined) refused++
      continue
    }
    const theirs = entries.map(({ name, kind, target, mode, body }, index) => {
      // What looks executable to us is looked into: too often does no harm.
      const isExecutable = (mode & 0o111) !== 0 || own.entries[index]?.endsWith(' true') === true
      return [spelled(name), kindOf(kind), spelled(target), kindOf(kind) === 'file' ? body : '', isExecutable].join(' ')
    })
    // Where Go gives up, nothing runs of the image.
    if (problem === undefined && JSON.stringify(theirs) !== JSON.stringify(own.entries))
      different.push(`${start + at}: ${JSON.stringify({ theirs, own: own.entries })}`)
  }
  return { valid, refused, different }
}

function read(bytes: Uint8Array): { readonly entries: readonly string[]; readonly problem: string | undefined } {
  const entries: string[] = []
  const reader = createTarReader({
    maxEntries: 1_000,
    maxHeader: 1024 * 1024,
    wants: () => 'all',
    keeps: () => true,
    entry: ({ path, kind, target, mode }, body) =>
      entries.push([path, kind, target, Buffer.from(body ?? []).toString('base64'), (mode & 0o111) !== 0].join(' ')),
  })
  return { problem: reader.push(bytes) ?? reader.end(), entries }
}

/** Bytes as our reader spells names. */
function spelled(base64: string | null): string {
  return nameOf(Buffer.from(base64 ?? '', 'base64'))
}

function kindOf(flag: string): string {
  return { '0': 'file', '7': 'file', '1': 'hard-link', '2': 'symbolic-link', '5': 'directory' }[flag] ?? 'other'
}

const SEEDS: readonly Written[] = [
  { path: 'a', content: 'one' },
  { path: 'folder/b', content: 'x'.repeat(513) },
  { path: 'folder/', kind: '5' },
  { path: 'old/', kind: '\0' },
  { path: 'link', kind: '2', target: 'a' },
  { path: 'hard', kind: '1', target: 'folder/b' },
  { path: 'device', kind: '3', content: '' },
  { path: `${'long'.repeat(40)}`, content: 'gnu', long: 'gnu' },
  { path: `${'long'.repeat(41)}`, content: 'pax', long: 'pax' },
  { path: 'short', content: 'sized', pax: { size: '5' } },
  { path: 'target', kind: '2', target: 'x', pax: { linkpath: 'y', path: 'named' } },
  { path: '././@LongLink', kind: 'L', content: 'by-gnu\0' },
  { path: '././@LongLink', kind: 'K', content: 'to-gnu\0' },
  { path: 'pax', kind: 'x', content: '15 path=by-pax\n' },
  { path: 'pax', kind: 'g', content: '18 comment=of git\n' },
  { path: 'pax', kind: 'g', content: '15 path=by-all\n' },
  { path: 'pax', kind: 'x', content: '8 path=\n' },
  { path: 'f', prefix: 'd', content: 'ustar' },
  { path: 'big', content: 'base256', base256: true },
  { path: '\ufeffmark', content: 'bom' },
]
const FIELDS: readonly (readonly [number, number])[] = [
  [0, 100],
  [100, 8],
  [124, 12],
  [156, 1],
  [157, 100],
  [257, 8],
  [345, 24],
  [345, 155],
  [508, 4],
]
const PIECES = [
  '0',
  '1',
  '3',
  '5',
  'x',
  'g',
  'L',
  '\0',
  ' ',
  '\x80',
  '\xff',
  '\xe9',
  '/',
  '..',
  '00000000001',
  ' 7\0',
  '\0\x0012',
]
const MAGICS = ['ustar  \0', 'ustar\x0000', 'ustar\0\0\0', '\0\0\0\0\0\0\0\0', 'tar\0']

/** Some entries, one to four changes to their headers (with the checksum made right again), and now and then a cut. */
function archiveFor(number: number): Buffer {
  const random = randomFrom(number)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const parts = Array.from({ length: 1 + Math.floor(random() * 5) }, () => entry(pick(SEEDS)))
  const bytes = Buffer.concat([...parts, Buffer.alloc(random() < 0.9 ? 1024 : 512 * Math.floor(random() * 2))])
  for (let changes = Math.floor(random() * 4); changes > 0; changes--) {
    const block = 512 * Math.floor((random() * bytes.length) / 512)
    const [at, length] = pick(FIELDS)
    const piece = at === 257 || at === 508 ? pick(MAGICS) : pick(PIECES)
    const shift = Math.floor(random() * length)
    bytes.write(piece.slice(0, length), block + at + (random() < 0.5 ? 0 : Math.min(shift, length - piece.length)), 'latin1')
    sign(bytes.subarray(block, block + 512))
  }
  return random() < 0.05 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes
}

function sign(block: Buffer): void {
  block.fill(0x20, 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
}
