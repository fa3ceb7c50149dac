import { describe, expect, test } from '@jest/globals'
import { dottedVersion, isLowerTag, isSameRelease } from '../../src/case/tag-version.ts'

describe('a tag names a lower version', () => {
  test.each([
    ['1.4.2', '1.4.1'],
    ['v1.4.2', '1.4.1'],
    ['1.10.0', '1.9.3'],
    ['1.5.0', '1.4'],
    ['1.4', '1.3.9'],
    ['17', '16'],
    ['v9', 'v8'],
    ['1.27.0-alpine', '1.26.3-alpine'],
    ['release-2.0', 'release-1.9'],
    ['2026.1.0', '2025.12.3'],
    ['20260102', '20251231'],
    ['2022-latest', '2019-latest'],
    ['1432', '1431'],
    ['1.2.3.4', '1.2.3.3'],
  ])('%s, then %s', (before, now) => {
    expect([isLowerTag(now, before), isLowerTag(before, now)]).toEqual([true, false])
  })

  test.each([
    ['the same', '1.4.2', '1.4.2'],
    ['the same with a v', 'v1.4.2', '1.4.2'],
    ['any of 1.4', '1.4.2', '1.4'],
    ['another suffix', '1.27.0-alpine', '1.26.0'],
    ['another pre-release', '1.4.0-rc.2', '1.4.0-rc.1'],
    ['a pre-release of it', '1.4.0', '1.4.0-rc.1'],
    ['another base', '1.27.0-alpine3.20', '1.26.0-alpine3.19'],
    ['a commit', '1.4.0-0abc123', '1.3.0-9def456'],
    ['a year, then a version', '2024.1.0', '1.0.0'],
    ['a day, then a version', '20240101', '1.0.0'],
    ['a day and a count, then a version', '20240101.2', '1.0.0'],
    ['a build number, then a version', '57', '1.0.0'],
    ['a build number with a dot, then a version', '1432.1', '1.0.0'],
    ['abbreviated commits', '9012345', '1012345'],
    ['an abbreviated commit with a zero', '9012345', '0012345'],
    ['a time', '20240101120000', '20230101120000'],
    ['words', 'stable', 'edge'],
    ['a word', '1.4.2', 'latest'],
    ['nothing between', '1.4rc2', '1.4rc1'],
  ])('cannot be said: %s (%s, then %s)', (_, before, now) => {
    expect([isLowerTag(now, before), isLowerTag(before, now)]).toEqual([false, false])
  })
})

describe('a tag names the same release', () => {
  test.each([
    ['22.1.0-alpine', '22.1.1-alpine'],
    ['12', '12.5'],
    ['jammy-20240111', 'jammy-20240212'],
    ['bookworm-20240110-slim', 'bookworm-20240211-slim'],
    ['20240110', '20240211'],
    ['9.4-1227.1726694542', '9.4-1227.1726694542'],
  ])('%s and %s', (before, now) => {
    expect(isSameRelease(now, before)).toBe(true)
  })

  test.each([
    ['3.19', '3.20'],
    ['12', '13'],
    ['bookworm-slim', 'trixie-slim'],
    ['22.1.0-alpine', '22.1.0-slim'],
    ['3.11-slim', '3.12-slim'],
    ['', '12'],
  ])('and not: %s and %s', (before, now) => {
    expect(isSameRelease(now, before)).toBe(false)
  })
})

test.each([
  ['v1.4.2-alpine', '1.4.2'],
  ['release-2.0', '2.0'],
  ['17', undefined],
  ['stable', undefined],
])('the dotted version of %s is %s', (tag, expected) => {
  expect(dottedVersion(tag)).toBe(expected)
})
