import { describe, expect, test } from '@jest/globals'
import { comparePackages } from '../../src/compare/packages.ts'
import { MAX_LISTED_PACKAGES } from '../../src/model/limits.ts'
import type { Package } from '../../src/model/package.ts'

const npm = (name: string, version?: string): Package => ({ type: 'npm', name, ...(version === undefined ? {} : { version }) })

describe('two lists of packages', () => {
  test('differ by what is added, gone, and of another version', () => {
    const { delta } = comparePackages(
      [npm('a', '1'), npm('b', '1'), npm('c', '1')],
      [npm('a', '1'), npm('b', '2'), npm('d', '1')],
    )
    expect(delta).toEqual({
      added: 1,
      removed: 1,
      changed: 1,
      same: 1,
      listed: [
        { type: 'npm', name: 'b', before: ['1'], after: ['2'] },
        { type: 'npm', name: 'c', before: ['1'], after: [] },
        { type: 'npm', name: 'd', before: [], after: ['1'] },
      ],
    })
  })

  test('differ in all versions of a package as soon as in one', () => {
    const { before, after } = comparePackages([npm('a', '1')], [npm('a', '1'), npm('a', '2')])
    expect([before.length, after.length]).toEqual([1, 2])
  })

  test('do not differ by order or repeats', () => {
    expect(comparePackages([npm('a', '1'), npm('b', '1')], [npm('b', '1'), npm('a', '1'), npm('a', '1')]).delta).toMatchObject({
      same: 2,
    })
  })

  test('differ by a package that lost its version', () => {
    expect(comparePackages([npm('a', '1')], [npm('a')]).delta.listed).toEqual([
      { type: 'npm', name: 'a', before: ['1'], after: ['no version'] },
    ])
  })

  test('list so many differences and count one more', () => {
    const many = (count: number) =>
      comparePackages(
        [],
        Array.from({ length: count }, (_, at) => npm(`p${at}`, '1')),
      ).delta
    expect(many(MAX_LISTED_PACKAGES).listed).toHaveLength(MAX_LISTED_PACKAGES)
    expect([many(MAX_LISTED_PACKAGES + 1).listed.length, many(MAX_LISTED_PACKAGES + 1).added]).toEqual([
      MAX_LISTED_PACKAGES,
      MAX_LISTED_PACKAGES + 1,
    ])
  })
})
