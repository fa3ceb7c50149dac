import { describe, expect, test } from '@jest/globals'
import { contents, file } from './build.ts'

const DEBIAN = file('etc/os-release', 'ID=debian\nVERSION_ID="12"\n')
const UBUNTU = file('etc/os-release', 'ID=ubuntu\nVERSION_ID="22.04"\n')
const SID = file('etc/os-release', 'ID=debian\n')
const ROCKY = file('etc/os-release', 'ID=rocky\nVERSION_ID=9\n')
const status = (version: string) =>
  file('var/lib/dpkg/status', `Package: python3-urllib3\nStatus: install ok installed\nVersion: ${version}\n`)
const PLACE = 'usr/lib/python3/dist-packages/urllib3-1.26.12.egg-info/PKG-INFO'
const metadata = (version: string, place = PLACE) => file(place, `Name: urllib3\nVersion: ${version}\n`)
const list = (place = PLACE) => file('var/lib/dpkg/info/python3-urllib3.list', `/.\n/usr\n/${place}\n`)
const DEB = (version: string, id = 'debian') => `deb/${id}/python3-urllib3@${version}`
const PYPI = 'pypi/urllib3@1.26.12'

describe('a package of a language that a package of the distribution brought', () => {
  test.each([
    ['is known by that one', [DEBIAN, status('1.26.12-1+deb12u1'), metadata('1.26.12'), list()], [DEB('1.26.12-1+deb12u1')]],
    ['is known by that one, on Ubuntu', [UBUNTU, status('1.26.12-1'), metadata('1.26.12'), list()], [DEB('1.26.12-1', 'ubuntu')]],
    [
      'is known by that one, of a repacked source',
      [DEBIAN, status('1:1.26.12+dfsg-1'), metadata('1.26.12'), list()],
      [DEB('1:1.26.12+dfsg-1')],
    ],
    ['stays where it has another version', [DEBIAN, status('1.26.1-1'), metadata('1.26.12'), list()], [DEB('1.26.1-1'), PYPI]],
    [
      'stays where it lies elsewhere',
      [DEBIAN, status('1.26.12-1'), metadata('1.26.12', `opt/${PLACE}`), list()],
      [DEB('1.26.12-1'), PYPI],
    ],
    ['stays where no release is known', [SID, status('1.26.12-1'), metadata('1.26.12'), list()], [DEB('1.26.12-1'), PYPI]],
    [
      'stays where advisories name only what is fixed',
      [ROCKY, status('1.26.12-1'), metadata('1.26.12'), list()],
      [DEB('1.26.12-1', 'rocky'), PYPI],
    ],
    ['stays where the package is gone', [DEBIAN, metadata('1.26.12'), list()], [PYPI]],
    ['stays without a list', [DEBIAN, status('1.26.12-1'), metadata('1.26.12')], [DEB('1.26.12-1'), PYPI]],
  ])('%s', (_, files, packages) => {
    expect(contents(files).packages).toEqual(packages)
  })

  test('is known by that one in distroless images and with an architecture in the name of the list', () => {
    const stanza = 'Package: python3-urllib3\nVersion: 1.26.12-1\n'
    const sums = file('var/lib/dpkg/status.d/python3-urllib3.md5sums', `${'a'.repeat(32)}  ${PLACE}\n`)
    const distroless = [DEBIAN, file('var/lib/dpkg/status.d/python3-urllib3', stanza), sums, metadata('1.26.12')]
    expect(contents(distroless)).toEqual({ packages: [DEB('1.26.12-1')], gaps: [] })
    const named = { ...list(), path: 'var/lib/dpkg/info/python3-urllib3:amd64.list' }
    expect(contents([DEBIAN, status('1.26.12-1'), metadata('1.26.12'), named]).packages).toEqual([DEB('1.26.12-1')])
  })

  test('stays where a layer above took the list away, or laid another version over it', () => {
    const below = [DEBIAN, status('1.26.12-1'), metadata('1.26.12'), list()]
    expect(contents(below, [file('var/lib/dpkg/.wh.info', '')]).packages).toEqual([DEB('1.26.12-1'), PYPI])
    expect(contents(below, [metadata('2.0.0')]).packages).toEqual([DEB('1.26.12-1'), 'pypi/urllib3@2.0.0'])
  })
})
