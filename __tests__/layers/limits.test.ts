import { expect, test } from '@jest/globals'
import { createLayerReader } from '../../src/layers/read-layer.ts'
import { MAX_JAR_FILES, MAX_LAYER_FILE, MAX_OS_RELEASE, MAX_TOLD_GAPS } from '../../src/model/limits.ts'
import { entry } from '../fakes/tar.ts'
import { contents, file } from './build.ts'
import { zipOf } from './zip.ts'

test('a file is read at the limit, and one byte more is a gap', () => {
  const metadata = (bytes: number) => [file('x/a.dist-info/METADATA', Buffer.alloc(bytes, 'Name: a\nVersion: 1\n\n'))]
  expect(contents(metadata(MAX_LAYER_FILE))).toEqual({ packages: ['pypi/a@1'], gaps: [] })
  expect(contents(metadata(MAX_LAYER_FILE + 1))).toEqual({
    packages: [],
    gaps: ['limit: files larger than 16777216 bytes, as x/a.dist-info/METADATA (1)'],
  })
})

test('a release is read at the limit, and named by nobody one byte past it', () => {
  const release = (bytes: number) => file('etc/os-release', `ID=alpine\nVERSION_ID=3.20.1\n${'#'.repeat(bytes - 28)}`)
  const installed = file('lib/apk/db/installed', 'P:musl\nV:1\n')
  expect(contents([release(MAX_OS_RELEASE), installed])).toEqual({ packages: ['apk/alpine/musl@1'], gaps: [] })
  expect(contents([release(MAX_OS_RELEASE + 1), installed]).gaps).toEqual([
    'unknown-release: no os-release names the release of its packages (1)',
  ])
})

test('a layer has as many entries as the limit, and one more is a problem', () => {
  const reader = createLayerReader({ entries: 1_000, names: 100_000 })
  const some = Buffer.concat(Array.from({ length: 1_000 }, () => entry({ path: 'd/', kind: '5' })))
  expect(reader.push(some)).toBeUndefined()
  expect(reader.push(entry({ path: 'd/', kind: '5' }))).toBe('it has more than 1000 entries')
})

test('an archive of Java has as many files as the limit, and one more is a gap', () => {
  const jar = (count: number) => [file('a.jar', zipOf(Array.from({ length: count }, (_, at) => [`f${at}`, ''] as const)))]
  expect(contents(jar(MAX_JAR_FILES)).gaps).toEqual([])
  expect(contents(jar(MAX_JAR_FILES + 1)).gaps).toEqual(['unreadable-file: a.jar is no archive that can be read (1)'])
})

test('gaps of one kind are told up to the limit, and the others counted', () => {
  const broken = (count: number) => Array.from({ length: count }, (_, at) => file(`x/${at}.dist-info/METADATA`, ''))
  expect(contents(broken(MAX_TOLD_GAPS)).gaps).toHaveLength(MAX_TOLD_GAPS)
  expect(contents(broken(MAX_TOLD_GAPS + 1)).gaps.slice(MAX_TOLD_GAPS)).toEqual(['unreadable-file: others (1)'])
})
