import { describe, expect, test } from '@jest/globals'
import { comparePackages } from '../../src/compare/packages.ts'
import { hideAlike } from '../../src/layers/hide-alike.ts'
import { imagePackages } from '../../src/layers/image-packages.ts'
import type { Layer } from '../../src/layers/layer.ts'
import type { Package } from '../../src/model/package.ts'
import type { Written } from '../fakes/tar.ts'
import { randomFrom } from '../interop/mutations.ts'
import { file, layerOf, nodePackage } from './build.ts'

const app = (version: string, ...more: readonly Written[]): readonly Layer[] => [
  layerOf([nodePackage('app', 'a', version), ...more]),
]

describe('two stacks of layers hide alike', () => {
  test.each([
    ['with the same places', app('1'), app('2'), true],
    ['with a place more', app('1'), app('2', file('x', '')), false],
    ['with other folders', app('1'), app('2', { path: 'x', kind: '5' }), false],
    ['with the same whiteout', app('1', file('b/.wh.x', '')), app('2', file('b/.wh.x', '')), true],
    ['with another whiteout', app('1', file('b/.wh.x', '')), app('2', file('b/.wh.y', '')), false],
    ['with a whiteout for an opaque folder', app('1', file('b/.wh.x', '')), app('2', file('b/x/.wh..wh..opq', '')), false],
    ['over more layers', app('1', file('x', '')), [...app('2'), layerOf([file('x', '')])], true],
    [
      'with packages of a system',
      app('1', file('lib/apk/db/installed', 'P:a\n')),
      app('2', file('lib/apk/db/installed', 'P:a\n')),
      false,
    ],
    ['with a release', app('1', file('etc/os-release', '')), app('2', file('etc/os-release', '')), false],
    [
      'with a link for a file that is looked for',
      app('1', { path: 'x/node_modules/b/package.json', kind: '2', target: '/b1' }),
      app('2', { path: 'x/node_modules/b/package.json', kind: '2', target: '/b2' }),
      false,
    ],
    ['without any package', [layerOf([file('x', '1')])], [layerOf([file('x', '2')])], false],
    ['without a layer', [], [], false],
  ])('%s', (_, one, other, alike) => {
    expect(hideAlike(one, other)).toBe(alike)
    expect(hideAlike(other, one)).toBe(alike)
  })
})

const PLACES = ['p/node_modules/a', 'p/node_modules/b', 'q/node_modules/a', 'q/r/node_modules/c']
const MARKS = [
  '.wh.p',
  'p/.wh.node_modules',
  'q/.wh..wh..opq',
  'p/node_modules/.wh.b',
  'q/node_modules/a/.wh.package.json',
  'p',
  'q/r',
]

/** A layer of some packages, whiteouts and files in the place of folders. */
function someLayer(random: () => number): readonly Written[] {
  const packages = PLACES.filter(() => random() < 0.4).map((place) => {
    const name = ['x', 'y', 'z'][Math.floor(random() * 3)] ?? 'x'
    return file(`${place}/package.json`, JSON.stringify({ name, version: `${Math.floor(random() * 3)}.0.0` }))
  })
  return [...packages, ...MARKS.filter(() => random() < 0.12).map((path) => file(path, ''))]
}

function vulnerable(packages: readonly Package[]): readonly string[] {
  return [...new Set(packages.map(({ name, version }) => `${name} ${version}`))]
}

test('what differs above layers that both images have differs in the whole images, and nothing else does', () => {
  let alike = 0
  for (let seed = 1; seed < 5_000; seed++) {
    const random = randomFrom(seed)
    const shared = [someLayer(random), someLayer(random)].map(layerOf)
    const one = someLayer(random)
    // Mostly the same places with other content: two independent layers are rarely alike.
    const other = one.map((entry) =>
      random() < 0.6 ? { ...entry, content: `${entry.content}`.replace(/[0-2]\.0\.0/, '1.0.0') } : entry,
    )
    const extra = random() < 0.3 ? someLayer(random).slice(0, 1) : []
    const [upper, lower] = [[layerOf(one)], [layerOf([...other, ...extra])]]
    if (!hideAlike(upper, lower)) continue
    alike++
    const packagesOf = (layers: readonly Layer[]) =>
      imagePackages(layers.map((layer, at) => ({ digest: `${at}`, layer }))).packages
    const part = comparePackages(packagesOf(upper), packagesOf(lower))
    const whole = comparePackages(packagesOf([...shared, ...upper]), packagesOf([...shared, ...lower]))
    const [before, after] = [vulnerable(whole.before), vulnerable(whole.after)]
    // Whatever came in or went out is among what differs above; only a second copy below may take it away.
    const [came, went] = [after.filter((it) => !before.includes(it)), before.filter((it) => !after.includes(it))]
    const [then, now] = [vulnerable(part.before), vulnerable(part.after)]
    expect([seed, came.filter((it) => !now.includes(it) || then.includes(it))]).toEqual([seed, []])
    expect([seed, went.filter((it) => !then.includes(it) || now.includes(it))]).toEqual([seed, []])
  }
  expect(alike).toBeGreaterThan(500)
})
