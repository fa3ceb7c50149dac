import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from '@jest/globals'
import { columnOf } from '../../../src/languages/sqlite/table.ts'

const folder = mkdtempSync(join(tmpdir(), 'preadmit-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true }))
let made = 0

/** A file as SQLite writes it. */
function fileOf(...statements: readonly string[]): Buffer {
  const path = join(folder, `${made++}.sqlite`)
  const database = new DatabaseSync(path)
  for (const statement of statements) database.exec(statement)
  database.close()
  return readFileSync(path)
}

const TABLE = 'CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)'
const rows = (lengths: readonly number[]): string =>
  `INSERT INTO Packages (blob) VALUES ${lengths.map((length, at) => `(x'${`0${at % 10}`.repeat(length)}')`).join(', ')}`
const told = (bytes: Uint8Array): readonly string[] | undefined =>
  columnOf(bytes, { table: 'Packages', column: 1, maxRows: 1_200 })?.map((one) =>
    one === null ? 'null' : `${one.length} of ${one[0]}`,
  )

describe('a table of SQLite', () => {
  test.each([512, 1_024, 4_096, 65_536])('has its rows, short and over many pages: pages of %i bytes', (size) => {
    const lengths = Array.from({ length: 120 }, (_, at) => 1 + ((at * 977) % 9_000))
    const bytes = fileOf(`PRAGMA page_size = ${size}`, 'CREATE TABLE Other (a)', TABLE, rows(lengths))
    expect(told(bytes)).toEqual(lengths.map((length, at) => `${length} of ${at % 10}`))
  })

  test('has what is left of them after rows went', () => {
    const bytes = fileOf(TABLE, rows([10, 20_000, 30]), 'DELETE FROM Packages WHERE hnum < 3', rows([40]))
    expect(told(bytes)).toEqual(['30 of 2', '40 of 0'])
  })

  test('has lengths at every border of a page', () => {
    const lengths = Array.from({ length: 1_200 }, (_, at) => 400 + at)
    expect(told(fileOf('PRAGMA page_size = 512', TABLE, rows(lengths)))).toEqual(
      lengths.map((length, at) => `${length} of ${at % 10}`),
    )
  })

  test('has as many rows as the limit, and with one more it is none', () => {
    expect(told(fileOf(TABLE, rows(Array(1_200).fill(1))))).toHaveLength(1_200)
    expect(told(fileOf(TABLE, rows(Array(1_201).fill(1))))).toBeUndefined()
  })

  test('is none where its rows lie over each other', () => {
    const bytes = fileOf(TABLE, rows([3_000, ...Array(50).fill(1)]))
    const leaf = bytes.indexOf(13, 4_096)
    for (let at = 1; at < bytes.readUInt16BE(leaf + 3); at++) bytes.copyWithin(leaf + 8 + 2 * at, leaf + 8, leaf + 10)
    expect(told(bytes)).toBeUndefined()
  })

  test('is none where a view stands in its place, and nothing in the file is run', () => {
    const endless =
      'CREATE VIEW Packages AS WITH RECURSIVE n(hnum) AS (SELECT 1 UNION ALL SELECT hnum + 1 FROM n) SELECT hnum, zeroblob(9) AS blob FROM n'
    expect(told(fileOf(endless))).toBeUndefined()
    expect(told(fileOf('CREATE TABLE packages2 (a, b)'))).toBeUndefined()
    expect(told(fileOf('CREATE VIRTUAL TABLE Packages USING fts5(a, b)'))).toBeUndefined()
  })

  test.each([
    ['other bytes', () => Buffer.alloc(4_096, 'no database ')],
    ['nothing', () => Buffer.alloc(0)],
    ['a cut file', () => fileOf(TABLE, rows([9_000])).subarray(0, 8_192)],
    ['half a page', () => fileOf(TABLE, rows([9_000])).subarray(0, -100)],
    ['a file in UTF-16', () => fileOf("PRAGMA encoding = 'UTF-16le'", TABLE, rows([1]))],
  ])('is none in %s', (_, bytes) => {
    expect(told(bytes())).toBeUndefined()
  })

  test('is read to an end, whatever is changed in it', () => {
    const whole = fileOf('PRAGMA page_size = 512', TABLE, rows([10, 700, 2_000, 5, 90, 4_000]))
    let open = 0
    for (let at = 0; at < whole.length; at += 7)
      for (const byte of [0, 1, 5, 13, 0x7f, 0xff]) {
        const bytes = Buffer.from(whole)
        bytes[at] = byte
        if (told(bytes) === undefined) open++
      }
    expect(open).toBeGreaterThan(50)
  })
})
