import { describe, expect, test } from '@jest/globals'
import { MAX_PURL_TEXT, parsePurl, printPurl } from '../../../src/languages/purl/purl.ts'

function read(text: string): unknown {
  const parsed = parsePurl(text)
  return parsed.ok ? parsed.purl : parsed.why
}

describe('a package URL', () => {
  test.each([
    [
      'of Debian, as syft writes it',
      'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl%403.0.11-1~deb12u2',
      {
        type: 'deb',
        namespace: 'debian',
        name: 'libssl3',
        version: '3.0.11-1~deb12u2',
        qualifiers: { arch: 'amd64', distro: 'debian-12', upstream: 'openssl@3.0.11-1~deb12u2' },
      },
    ],
    [
      'with an epoch and a plus that are not encoded',
      'pkg:deb/debian/vim@2:9.0.1378-2+b1',
      { type: 'deb', namespace: 'debian', name: 'vim', version: '2:9.0.1378-2+b1', qualifiers: {} },
    ],
    [
      'with an npm scope that is not encoded',
      'pkg:npm/@babel/core@7.1.0',
      { type: 'npm', namespace: '@babel', name: 'core', version: '7.1.0', qualifiers: {} },
    ],
    [
      'with an npm scope and no version',
      'pkg:npm/@babel/core',
      { type: 'npm', namespace: '@babel', name: 'core', qualifiers: {} },
    ],
    [
      'of Go, in the letters of its module path',
      'pkg:golang/github.com/Masterminds/semver/v3@v3.2.0%2Bincompatible#sub/dir',
      {
        type: 'golang',
        namespace: 'github.com/Masterminds/semver',
        name: 'v3',
        version: 'v3.2.0+incompatible',
        qualifiers: {},
        subpath: 'sub/dir',
      },
    ],
    ['of PyPI', 'pkg:pypi/Typing_Extensions@4.0', { type: 'pypi', name: 'typing-extensions', version: '4.0', qualifiers: {} }],
  ])('%s', (_, text, parts) => {
    expect(read(text)).toEqual(parts)
  })

  test.each([
    ['without its scheme', 'npm/a@1', 'it does not begin with "pkg:"'],
    ['without a name', 'pkg:npm/', 'it has no name'],
    ['with half an escape', 'pkg:npm/a@%E0%A4', 'a part of it is not well-formed'],
    ['with one key twice', 'pkg:npm/a@1?x=1&X=2', 'a part of it is not well-formed'],
    ['that is too long', `pkg:npm/${'a'.repeat(MAX_PURL_TEXT)}`, `it is longer than ${MAX_PURL_TEXT} characters`],
  ])('%s is refused', (_, text, why) => {
    expect(read(text)).toBe(why)
  })

  test('of the greatest length is read', () => {
    expect(read(`pkg:npm/${'a'.repeat(MAX_PURL_TEXT - 8)}`)).toMatchObject({ type: 'npm' })
  })

  test('says the same after it was printed', () => {
    const text = 'pkg:deb/debian/vim@2:9.0.1378-2%2Bb1?arch=amd64'
    const parsed = parsePurl(text)
    expect(parsed.ok && printPurl(parsed.purl)).toBe(text)
  })
})
