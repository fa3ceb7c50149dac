import { expect, test } from '@jest/globals'
import { matchesGlob } from '../../src/model/glob.ts'

test.each([
  ['ghcr.io/acme/*', 'ghcr.io/acme/web', true],
  ['ghcr.io/acme/*', 'ghcr.io/acme/web/api', false],
  ['ghcr.io/acme/**', 'ghcr.io/acme/web/api', true],
  ['ghcr.io/acme/**', 'ghcr.io/acme', true],
  ['ghcr.io/acme/**', 'ghcr.io/acme2/web', false],
  ['**/testdata/**', 'a/b/testdata/c.yaml', true],
  ['**/testdata/**', 'testdata/c.yaml', true],
  ['**/testdata/**', 'a/testdata2/c.yaml', false],
  ['*.example.com/app', 'r.example.com/app', true],
  ['*.example.com/app', 'r.example.com.evil/app', false],
  ['release-*-x', 'release-1-2-x', true],
  ['release-*-x', 'release-1-2-y', false],
  ['a.c', 'abc', false],
  ['A', 'a', false],
  ['', '', true],
  ['**', '', true],
])('%s on %s', (pattern, text, matches) => {
  expect(matchesGlob(pattern, text)).toBe(matches)
})

test('another separator', () => {
  expect(matchesGlob('*.io', 'ghcr.io', '.')).toBe(true)
  expect(matchesGlob('*', 'ghcr.io', '.')).toBe(false)
})

test('stars in a row do not multiply the work', () => {
  const pattern = `${'*a'.repeat(200)}b`
  expect(matchesGlob(pattern, 'a'.repeat(20_000))).toBe(false)
  expect(matchesGlob(`${'**/a/'.repeat(200)}b`, 'a/'.repeat(2_000))).toBe(false)
})
