import { describe, expect, test } from '@jest/globals'
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
