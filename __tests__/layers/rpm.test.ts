import { describe, expect, test } from '@jest/globals'
import { berkeleyHeaders } from '../../src/layers/files/rpm-berkeley.ts'
import { ndbHeaders } from '../../src/layers/files/rpm-ndb.ts'
import { contents, file } from './build.ts'
import { berkeleyOf, headerOf, ndbOf } from './rpm-databases.ts'

const release = file('etc/os-release', 'ID="rhel"\nVERSION_ID="8.10"\n')
const bash = headerOf({ 1000: 'bash', 1001: '4.4', 1002: '1.el8' })
const long = headerOf({ 1000: 'glibc', 1001: '2.28', 1002: '9.el8', 1003: 2, 1100: 'x'.repeat(2_000) })
const headers = [bash, long, bash]

describe.each([
  ['Berkeley DB', 'var/lib/rpm/Packages', (all: readonly Buffer[]) => berkeleyOf(all), berkeleyHeaders],
  ['Berkeley DB of other machines', 'var/lib/rpm/Packages', (all: readonly Buffer[]) => berkeleyOf(all, 'BE'), berkeleyHeaders],
  ['ndb', 'usr/lib/sysimage/rpm/Packages.db', ndbOf, ndbHeaders],
])('a database of rpm in %s', (_, place, write, read) => {
  test('has its headers, short and long', () => {
    expect(read(write(headers))?.map((one) => Buffer.from(one).equals(bash))).toEqual([true, false, true])
    expect(contents([release, file(place, write(headers))])).toEqual({
      packages: ['rpm/rhel/bash@4.4-1.el8', 'rpm/rhel/glibc@2:2.28-9.el8'],
      gaps: [],
    })
    expect(read(write([]))).toEqual([])
  })

  test('is a gap where it is cut, and never less than it was', () => {
    const whole = write(headers)
    for (const length of [0, 100, 511, 512, 1_024, 4_096, whole.length - 512, whole.length - 1])
      expect(read(whole.subarray(0, Math.min(length, whole.length - 1)))).toBeUndefined()
    expect(contents([release, file(place, whole.subarray(0, -1))]).gaps).toEqual([
      `unsupported-database: ${place} is no database of rpm that can be read (1)`,
    ])
  })

  test('is read to an end, whatever is changed in it', () => {
    const whole = write(headers)
    let open = 0
    for (let at = 0; at < whole.length; at += 3)
      for (const byte of [0, 1, 3, 7, 13, 0xff]) {
        const bytes = Buffer.from(whole)
        bytes[at] = byte
        if (read(bytes) === undefined) open++
      }
    expect(open).toBeGreaterThan(100)
  })
})

describe('a database of Berkeley DB', () => {
  test.each([
    ['is encrypted', 24, 1],
    ['has checksums', 26, 1],
    ['is of another kind', 25, 9],
    ['has pages of no size', 21, 0],
    ['lacks its last pages', 32, 200],
  ])('that %s is none that can be read', (_, at, byte) => {
    const bytes = berkeleyOf([bash])
    bytes[at] = byte
    expect(berkeleyHeaders(bytes)).toBeUndefined()
  })

  test('whose header goes on in a ring is broken', () => {
    const bytes = berkeleyOf([long])
    const first = 3 * 512
    expect(bytes[first + 25]).toBe(7)
    bytes.writeUInt32LE(3, first + 16)
    expect(berkeleyHeaders(bytes)).toBeUndefined()
  })
})

test('a slot of ndb without a number that leads somewhere is broken', () => {
  const bytes = ndbOf([bash])
  bytes.writeUInt32LE(0, 32 + 4)
  expect(ndbHeaders(bytes)).toBeUndefined()
})
