import { describe, expect, test } from '@jest/globals'
import type { Written } from '../fakes/tar.ts'
import { contents, file, nodePackage } from './build.ts'

const BELOW = [nodePackage('app', 'left', '1.0.0'), nodePackage('app', 'right', '1.0.0'), nodePackage('other', 'far', '1.0.0')]
const LEFT = 'npm/left@1.0.0'
const RIGHT = 'npm/right@1.0.0'
const FAR = 'npm/far@1.0.0'

describe('layers over each other', () => {
  test.each([
    ['add', [nodePackage('app', 'new', '2.0.0')], [FAR, LEFT, 'npm/new@2.0.0', RIGHT]],
    ['replace a file', [nodePackage('app', 'left', '2.0.0')], [FAR, 'npm/left@2.0.0', RIGHT]],
    ['take a file away', [file('app/node_modules/left/.wh.package.json', '')], [FAR, RIGHT]],
    ['take a folder away', [file('app/node_modules/.wh.left', '')], [FAR, RIGHT]],
    ['take a folder far above away', [file('.wh.app', '')], [FAR]],
    ['hide what a folder had', [file('app/node_modules/.wh..wh..opq', '')], [FAR]],
    ['hide what the root had', [file('.wh..wh..opq', '')], []],
    ['hide and add, in any order', [nodePackage('app', 'new', '2.0.0'), file('app/.wh..wh..opq', '')], [FAR, 'npm/new@2.0.0']],
    ['put a link in the place of a folder', [{ path: 'app/node_modules', kind: '2', target: '/other/node_modules' }], [FAR]],
    ['put a file in the place of a folder', [file('app', 'x')], [FAR]],
    ['put a folder in the place of a file', [{ path: 'app/node_modules/left/package.json', kind: '5' }], [FAR, RIGHT]],
    ['take away what is not there', [file('app/node_modules/.wh.gone', '')], [FAR, LEFT, RIGHT]],
    ['have marks of other drivers', [file('.wh..wh.plnk', ''), file('.wh..wh.aufs', '')], [FAR, LEFT, RIGHT]],
    ['name a folder that begins alike', [file('app/node_modules/.wh.lef', '')], [FAR, LEFT, RIGHT]],
  ])('%s', (_, above, packages) => {
    expect(contents(BELOW, above)).toEqual({ packages, gaps: [] })
  })

  test('take away only what lies below them', () => {
    const taken = [file('app/node_modules/.wh.left', '')]
    expect(contents(BELOW, taken, [nodePackage('app', 'left', '3.0.0')]).packages).toEqual([FAR, 'npm/left@3.0.0', RIGHT])
    expect(contents(taken, BELOW).packages).toEqual([FAR, LEFT, RIGHT])
  })

  test('of two entries of one name the last counts', () => {
    const twice = [nodePackage('app', 'left', '1.0.0'), nodePackage('./app', 'left', '2.0.0')]
    expect(contents(twice).packages).toEqual(['npm/left@2.0.0'])
    expect(contents([...twice, { path: 'app/node_modules/left/package.json', kind: '2', target: 'x' }]).packages).toEqual([])
  })

  test('names are those of the image, however they are written', () => {
    expect(contents([nodePackage('/app//./', 'left', '1.0.0')]).packages).toEqual([LEFT])
    expect(contents([nodePackage('app/../../x', 'left', '1.0.0')])).toEqual({
      packages: [],
      gaps: ['unreadable-file: names that lead out of the image (1)'],
    })
  })

  test('a hard link is the file that it leads to, and a gap where that is not in its layer', () => {
    const target = nodePackage('app', 'left', '1.0.0')
    const link = { path: 'copy/node_modules/left/package.json', kind: '1', target: target.path }
    expect(contents([target, link, file('app/node_modules/left/.wh.x', '')], [file('.wh.app', '')]).packages).toEqual([LEFT])
    expect(contents([target], [link]).gaps).toEqual([
      'unreadable-file: copy/node_modules/left/package.json, a link to app/node_modules/left/package.json (1)',
    ])
  })
})

describe('what links and contradictions leave open', () => {
  const link = (path: string, target: string) => ({ path, kind: '2', target })
  const LAID = 'unreadable-file: files that lie or are taken away behind a link, as'
  const installed = file('usr/lib/apk/db/installed', 'P:a\nV:1\n')
  const ALPINE = file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.1\n')

  test.each([
    [
      'a file behind a link of a lower layer',
      [[link('app', 'srv')], BELOW.slice(0, 1)],
      [`${LAID} app/node_modules/left/package.json (1)`],
    ],
    [
      'a file behind a link of its own layer',
      [[link('app', 'srv'), BELOW[0]]],
      [`${LAID} app/node_modules/left/package.json (1)`],
    ],
    ['a whiteout behind a link', [[link('app', 'srv')], [file('app/.wh.x', '')]], [`${LAID} app/x (1)`]],
    ['a file where a folder took the place of the link', [[link('app', 'srv')], [{ path: 'app', kind: '5' }, BELOW[0]]], []],
    ['a file where the link was taken away', [[link('app', 'srv')], [file('.wh.app', '')], [BELOW[0]]], []],
    [
      'a file that its layer takes away',
      [[BELOW[0], file('app/.wh.node_modules', '')]],
      ['unreadable-file: files that one layer both brings and takes away, as app/node_modules/left/package.json (1)'],
    ],
    [
      'a link to a file that is read',
      [[BELOW[0], link('x/node_modules/left/package.json', '../../../app/node_modules/left/package.json')]],
      [],
    ],
    ['a link to nothing', [[link('x/node_modules/left/package.json', '/gone')]], []],
    [
      'a link to a file that is not read',
      [[file('store/1', '{}')], [link('in', 'store'), link('x/node_modules/left/package.json', '/in/./1')]],
      ['unreadable-file: links to files that are not read, as x/node_modules/left/package.json (1)'],
    ],
    [
      'links in a ring',
      [[link('x/node_modules/a/package.json', 'package.json')]],
      ['unreadable-file: links to files that are not read, as x/node_modules/a/package.json (1)'],
    ],
    [
      'a link that is hidden',
      [[file('store/1', '{}'), link('x/node_modules/a/package.json', '/store/1')], [file('.wh.x', '')]],
      [],
    ],
    [
      'a second database',
      [[ALPINE, installed], [{ ...installed, path: 'lib/apk/db/installed' }]],
      ['unsupported-database: more than one database of apk, as lib/apk/db/installed (1)'],
    ],
    ['a database behind a known link', [[ALPINE, link('lib', 'usr/lib'), installed]], []],
  ])('%s', (_, layers, gaps) => {
    expect(contents(...(layers as Written[][])).gaps).toEqual(gaps)
  })
})
