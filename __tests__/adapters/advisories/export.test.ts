import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { createExport } from '../../../src/adapters/advisories/export.ts'
import { readZip } from '../../../src/languages/zip/zip.ts'
import { type Answer, absent, found, unknown } from '../../../src/model/answer.ts'

/** A zip archive of some files, deflated. */
function zip(files: Readonly<Record<string, string>>, method: 0 | 8 = 8): Buffer {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  for (const [name, text] of Object.entries(files)) {
    const plain = Buffer.from(text)
    const data = method === 8 ? deflateRawSync(plain) : plain
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(method, 8)
    local.writeUInt16LE(Buffer.byteLength(name), 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(method, 10)
    entry.writeUInt32LE(data.length, 20)
    entry.writeUInt32LE(plain.length, 24)
    entry.writeUInt16LE(Buffer.byteLength(name), 28)
    entry.writeUInt32LE(Buffer.concat(parts).length, 42)
    parts.push(local, Buffer.from(name), data)
    central.push(entry, Buffer.from(name))
  }
  const [body, directory] = [Buffer.concat(parts), Buffer.concat(central)]
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(body.length, 16)
  return Buffer.concat([body, directory, end])
}

const record = (id: string, name: string, modified = '2026-01-01T00:00:00Z'): string =>
  JSON.stringify({
    id,
    modified,
    affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
  })

describe('a zip archive', () => {
  test.each([0, 8] as const)('gives its files, by method %d', (method) => {
    const files = readZip(zip({ 'a.json': 'one', 'b.json': 'two' }, method), 2)
    expect(files?.map((file) => [file.name, Buffer.from(file.read(3) ?? []).toString()])).toEqual([
      ['a.json', 'one'],
      ['b.json', 'two'],
    ])
  })

  test('with one file more than its limit, or cut, is none', () => {
    const bytes = zip({ a: '1', b: '2' })
    expect(readZip(bytes, 1)).toBeUndefined()
    expect(readZip(bytes.subarray(0, -1), 2)).toBeUndefined()
    expect(readZip(Buffer.from('not a zip at all, not even close to one'), 2)).toBeUndefined()
  })

  test('gives no file that is larger than its limit', () => {
    const [file] = readZip(zip({ a: 'x'.repeat(100) }), 1) ?? []
    expect([file?.read(100)?.length, file?.read(99)]).toEqual([100, undefined])
  })
})

describe("a copy of OSV's export", () => {
  const open = (answer: Answer<Uint8Array>) => createExport('the mirror', async () => answer)
  const question = (name: string) => ({ ecosystem: 'npm', name, version: '1.0.0' })

  test('answers with everything about a package, and tells its age', async () => {
    const database = open(
      found(zip({ 'GHSA-1.json': record('GHSA-1', 'a'), 'GHSA-2.json': record('GHSA-2', 'b', '2026-02-01T00:00:00Z') })),
    )
    const [about, none] = await database.ask([question('a'), question('c')])
    expect([about, none]).toEqual([found([{ id: 'GHSA-1', modified: '2026-01-01T00:00:00Z' }]), found([])])
    expect(await database.record({ id: 'GHSA-1', modified: '2026-01-01T00:00:00Z' })).toMatchObject({ kind: 'found' })
    expect(database.newest()).toBe('2026-02-01T00:00:00Z')
  })

  test.each<[string, Answer<Uint8Array>]>([
    ['that is not there', absent],
    ['that cannot be had', unknown('unreachable', 'mirror', 'no answer')],
    ['that is cut', found(zip({ 'a.json': record('GHSA-1', 'a') }).subarray(5))],
    ['with a record that cannot be read', found(zip({ 'a.json': record('GHSA-1', 'a'), 'b.json': '{' }))],
  ])('%s answers no question: what it would say is not known', async (_, answer) => {
    expect(await open(answer).ask([question('a')])).toMatchObject([{ kind: 'unknown' }])
  })
})
