import { zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { berkeleyHeaders } from '../../src/layers/files/rpm-berkeley.ts'
import { ndbHeaders } from '../../src/layers/files/rpm-ndb.ts'
import { createLayerReader } from '../../src/layers/read-layer.ts'
import { createUnpacker } from '../../src/layers/unpack.ts'
import { MAX_DATABASE_PACKAGES, MAX_LAYER_FILE, MAX_LAYER_NAME } from '../../src/model/limits.ts'
import { entry } from '../fakes/tar.ts'
import { contents, file } from './build.ts'
import { berkeleyOf, headerOf, ndbOf } from './rpm-databases.ts'
import { zipOf } from './zip.ts'

const blanks = ' '.repeat(MAX_LAYER_FILE - 100)
const lines = '\n'.repeat(MAX_LAYER_FILE - 100)
const folders = 'node_modules/'.repeat(310)

describe('a file that is made to be read for ever is read at once', () => {
  test.each([
    ['metadata of Python with blanks', [file('x.dist-info/METADATA', `Name: a${blanks}b`)], 1],
    ['a gem with lines', [file('x/specifications/a.gemspec', `${lines}s.name = x`)], 0],
    ['a gem with blanks', [file('x/specifications/a.gemspec', `s.name = Gem::Version.new(${blanks}x`)], 0],
    [
      'a list of dpkg with one line',
      [file('var/lib/dpkg/info/a.list', `${'/specifications/'.repeat(MAX_LAYER_FILE / 16 - 10)}`)],
      0,
    ],
    ['a database of dpkg with blanks', [file('var/lib/dpkg/status', `Package: a\n${' \t'.repeat(MAX_LAYER_FILE)}x: y`)], 0],
    ['a database of apk with lines', [file('lib/apk/db/installed', `P:a\n${lines}`)], 1],
    [
      'a manifest of Java with blanks',
      [
        file(
          'a.jar',
          zipOf([
            ['A.class', ''],
            ['META-INF/MANIFEST.MF', `Bundle-Version:${blanks}x y`],
          ]),
        ),
      ],
      1,
    ],
    ['pom.properties with blanks', [file('a.jar', zipOf([['META-INF/maven/g/a/pom.properties', `groupId${blanks}x`]]))], 0],
    ['a release with blanks', [file('etc/os-release', `ID=${' '.repeat(60_000)}"x`), file('lib/apk/db/installed', 'P:a\n')], 1],
    ['a name with many folders', [file(`${folders}package.jso`, ''), file(`${folders}package.json`, '{')], 0],
  ])('%s', (_, files, packages) => {
    const started = performance.now()
    expect(contents(files).packages).toHaveLength(packages)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('names', () => {
  test('are as long as the limit, and a longer one is a problem', () => {
    const named = (length: number) => {
      const reader = createLayerReader()
      return reader.push(entry({ path: 'n'.repeat(length), long: 'gnu' }))
    }
    expect(named(MAX_LAYER_NAME)).toBeUndefined()
    expect(named(MAX_LAYER_NAME + 1)).toBe('names in it are longer than 4096 characters, or than 268435456 together')
    const reader = createLayerReader()
    const target = 't'.repeat(MAX_LAYER_NAME + 1)
    expect(reader.push(entry({ path: 'x', kind: '2', pax: { linkpath: target } }))).toContain('names in it are longer')
  })

  test('are as many characters together as the limit, and one more is a problem', () => {
    const reader = createLayerReader({ entries: 100, names: 16 })
    for (const path of ['a/b/c/d', 'efgh']) expect(reader.push(entry({ path }))).toBeUndefined()
    expect(reader.push(entry({ path: 'i', kind: '2', target: 'jklm' }))).toBeUndefined()
    expect(reader.push(entry({ path: 'x' }))).toBe('names in it are longer than 4096 characters, or than 16 together')
    expect(createLayerReader().push(entry({ path: 'x' }))).toBeUndefined()
  })
})

describe('databases', () => {
  test.each([
    ['apk', 'lib/apk/db/installed', 'P:a\n\n'],
    ['dpkg', 'var/lib/dpkg/status', 'Package: a\nStatus: install ok installed\n\n'],
  ])('of %s have as many entries as the limit, and one more is a gap', (_, path, one) => {
    const installed = (count: number) => contents([file(path, one.repeat(count).slice(0, -2))])
    expect(installed(MAX_DATABASE_PACKAGES).packages).toHaveLength(1)
    expect(installed(MAX_DATABASE_PACKAGES + 1)).toEqual({
      packages: [],
      gaps: [`unsupported-database: ${path} has more than 100000 entries (1)`],
    })
  })

  test('of rpm whose entries lie over each other are broken', () => {
    const header = headerOf({ 1000: 'a', 1001: '1', 1002: '1' })
    const ndb = ndbOf([header, header])
    expect(ndbHeaders(ndb)).toHaveLength(2)
    ndb.copyWithin(64, 32, 48)
    expect(ndbHeaders(ndb)).toBeUndefined()
    const berkeley = berkeleyOf([header])
    // The second item of a page begins where the first does.
    berkeley.copyWithin(2 * 512 + 28, 2 * 512 + 26, 2 * 512 + 28)
    expect(berkeleyHeaders(berkeley)).toBeUndefined()
  })
})

test('a stream of zstd has as many frames as the limit, and one more is a problem', async () => {
  const frames = async (count: number): Promise<string | undefined> => {
    const unpacker = createUnpacker(() => undefined, 100)
    const all = Buffer.concat(Array.from({ length: count }, () => zstdCompressSync('x')))
    return (await unpacker.push(all)) ?? unpacker.end()
  }
  expect(await frames(100)).toBeUndefined()
  expect(await frames(101)).toBe('it has more than 100 frames of zstd')
})
