import { describe, expect, test } from '@jest/globals'
import { createTarReader, type TarEntry } from '../../../src/languages/tar/reader.ts'
import { archive, entry, type Written } from '../../fakes/tar.ts'

const LIMITS = { maxEntries: 100, maxHeader: 4_096 }

interface Seen {
  readonly entries: readonly string[]
  readonly problem: string
}

function read(bytes: Uint8Array, step = 512, limits = LIMITS): Seen {
  const entries: string[] = []
  const reader = createTarReader({
    ...limits,
    wants: ({ path }) => (path.endsWith('.bin') ? 'peek' : path.endsWith('.skip') ? 'none' : 'all'),
    keeps: (start) => start[0] === 0x7f,
    entry: (one: TarEntry, content) =>
      entries.push(
        `${one.kind} ${one.path}${one.target === '' ? '' : ` -> ${one.target}`} ${content === undefined ? '-' : Buffer.from(content).toString('latin1')}`,
      ),
  })
  for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step))
  return { entries, problem: reader.end() ?? '' }
}

const files = (...some: readonly Written[]): Buffer => archive(some)

describe('an archive', () => {
  test.each([1, 7, 511, 512, 513, 100_000])('is read %i bytes at a time', (step) => {
    const bytes = files(
      { path: 'a/', kind: '5' },
      { path: 'a/one.txt', content: 'one' },
      { path: 'two.skip', content: 'x'.repeat(600) },
      { path: 'elf.bin', content: '\x7fELF more' },
      { path: 'other.bin', content: '#!/bin/sh' },
      { path: 'link', kind: '2', target: 'a/one.txt' },
      { path: 'hard', kind: '1', target: 'a/one.txt' },
      { path: 'empty', content: '' },
      { path: 'exact', content: 'y'.repeat(512) },
    )
    expect(read(bytes, step)).toEqual({
      problem: '',
      entries: [
        'directory a/ -',
        'file a/one.txt one',
        'file two.skip -',
        'file elf.bin \x7fELF more',
        'file other.bin -',
        'symbolic-link link -> a/one.txt -',
        'hard-link hard -> a/one.txt -',
        'file empty ',
        `file exact ${'y'.repeat(512)}`,
      ],
    })
  })

  test('has long names as GNU, pax and ustar write them', () => {
    const long = `${'d'.repeat(90)}/${'f'.repeat(90)}`
    const seen = read(
      files(
        { path: long, content: '1', long: 'gnu' },
        { path: long, content: '2', long: 'pax' },
        { path: 'f'.repeat(90), prefix: 'd'.repeat(90), content: '3' },
        { path: 'after', content: '4' },
      ),
    )
    expect(seen).toEqual({ problem: '', entries: [`file ${long} 1`, `file ${long} 2`, `file ${long} 3`, 'file after 4'] })
  })

  test('may leave out its closing blocks, and what follows them is not read', () => {
    const one = entry({ path: 'a', content: '1' })
    expect(read(one)).toEqual({ problem: '', entries: ['file a 1'] })
    expect(read(Buffer.concat([one, Buffer.alloc(1024), entry({ path: 'b', content: '2' })])).entries).toEqual(['file a 1'])
  })

  test('has a size in base 256 and one of pax', () => {
    expect(read(files({ path: 'a', content: '1', base256: true })).entries).toEqual(['file a 1'])
    expect(read(files({ path: 'a', content: '12', pax: { size: '2' } })).entries).toEqual(['file a 12'])
  })

  test('has devices, pipes and old folders without bytes, whatever size they say', () => {
    const bare = ['3', '4', '6', '1', '2', '5'].map((kind) => ({ path: 'bare', kind, rawSize: '00000001000' }))
    const old = { path: 'old/', kind: '\0', rawSize: '00000001000' }
    expect(read(files(...bare, old, { path: 'after', content: '1' })).entries.slice(5)).toEqual([
      'directory bare -',
      'directory old/ -',
      'file after 1',
    ])
  })

  test('has numbers with zeros and blanks around them', () => {
    expect(read(files({ path: 'a', content: '12', rawSize: '\0\0 2 \0' })).entries).toEqual(['file a 12'])
  })

  test('names entries as GNU does before pax, and empty names change nothing', () => {
    const [gnu, pax] = [
      { path: 'L', kind: 'L', content: 'gnu\0' },
      { path: 'x', kind: 'x', content: '12 path=pax\n' },
    ]
    expect(read(files(gnu, pax, { path: 'a', content: '1' })).entries).toEqual(['file gnu 1'])
    expect(read(files({ ...gnu, content: '\0' }, { path: 'a', content: '1', pax: { path: '' } })).entries).toEqual(['file a 1'])
  })

  test('has names of other bytes than UTF-8, each its own', () => {
    const named = (bytes: number[]) => ({ path: 'L', kind: 'L', content: Buffer.from([...bytes, 0]) })
    const seen = read(
      files(named([0xff]), { path: '' }, named([0xfe, 0x2f, 0xc3, 0xa9]), { path: '' }, named([0xef, 0xbb, 0xbf]), { path: '' }),
    )
    expect(seen.entries).toEqual(['file \udcff ', 'file \udcfe/é ', 'file \ufeff '])
  })

  test('has what is said for all entries, where it changes none', () => {
    const all = { path: 'g', kind: 'g', content: '18 comment=of git\n' }
    expect(read(files(all, { path: 'a', content: '1' }))).toEqual({ problem: '', entries: ['file a 1'] })
  })

  const tooMany = { path: 'x', kind: 'x', content: '12 path=pax\n' }
  test.each([
    [
      'names for all entries',
      files({ path: 'g', kind: 'g', content: '12 path=pax\n' }),
      'a pax header for all entries changes them',
    ],
    ['two pax headers', files(tooMany, tooMany, { path: 'a' }), 'an entry has two pax headers'],
    ['a zero in a name of pax', files({ path: 'x', kind: 'x', content: '10 path=\0\n' }), 'a pax header in it cannot be read'],
    [
      'a zero after its pax header',
      files({ path: 'x', kind: 'x', content: '12 path=pax\n\0' }),
      'a pax header in it cannot be read',
    ],
    ['cut in an entry', entry({ path: 'a', content: 'x'.repeat(600) }).subarray(0, 700), 'the archive is cut short'],
    ['cut in a header', files({ path: 'a', content: '1' }).subarray(0, 100), 'the archive is cut short'],
    ['empty', Buffer.alloc(0), 'the archive is cut short'],
    ['with a wrong checksum', damaged(entry({ path: 'a', content: '1' })), 'an entry has a wrong checksum'],
    ['with a size that is none', files({ path: 'a', content: '1', rawSize: 'abc' }), 'an entry has no size'],
    ['with a negative size', files({ path: 'a', content: '1', pax: { size: '-5' } }), 'an entry has no size'],
    [
      'with a sparse file of GNU',
      files({ path: 'a', kind: 'S', content: '' }),
      'it has a sparse file or goes over several volumes',
    ],
    ['with a sparse file of pax', files({ path: 'a', content: '', pax: { 'GNU.sparse.major': '1' } }), 'it has a sparse file'],
    ['with a broken pax header', files({ path: 'x', kind: 'x', content: '99 path=a\n' }), 'a pax header in it cannot be read'],
    [
      'with a block of zeros between',
      Buffer.concat([Buffer.alloc(512), entry({ path: 'a' })]),
      'a block of zeros stands between entries',
    ],
  ])('%s is a problem', (_, bytes, problem) => {
    expect(read(bytes).problem).toBe(problem)
  })

  test('says any size of an entry, and only what arrives is kept', () => {
    const claimed = files({ path: 'a', content: 'x'.repeat(600), rawSize: '777777777777' })
    expect(read(claimed)).toEqual({ entries: [], problem: 'the archive is cut short' })
  })

  test('has as many entries as the limit, and one more is a problem', () => {
    const many = (count: number): Seen => read(files(...Array.from({ length: count }, (_, at) => ({ path: `f${at}` }))))
    expect(many(LIMITS.maxEntries).problem).toBe('')
    expect(many(LIMITS.maxEntries + 1).problem).toBe('it has more than 100 entries')
  })

  test('has a name as long as the limit, and a longer one is a problem', () => {
    const named = (length: number): Seen => read(files({ path: 'x', kind: 'L', content: 'n'.repeat(length) }, { path: 'x' }))
    expect(named(LIMITS.maxHeader)).toEqual({ problem: '', entries: [`file ${'n'.repeat(LIMITS.maxHeader)} `] })
    expect(named(LIMITS.maxHeader + 1).problem).toBe('a name in it is longer than 4096 bytes')
  })
})

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy[0] = 0x7a
  return copy
}
