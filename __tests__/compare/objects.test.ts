import { describe, expect, test } from '@jest/globals'
import { compareObjects } from '../../src/compare/objects.ts'
import type { ManifestObject } from '../../src/model/manifest-object.ts'

function object(file: string, kind: string, named: { readonly namespace?: string; readonly name?: string } = {}): ManifestObject {
  const span = { start: 0, end: 0 }
  const apiVersion = kind === 'Pod' || kind === 'Namespace' ? 'v1' : 'apps/v1'
  const origin = { file, span, related: [], format: 'kubernetes', path: [] }
  return { origin, apiVersion, kind, ...named, tree: { kind: 'map', span, entries: [] } }
}

describe('objects of both sides', () => {
  test('pair by group, kind, namespace and name, whatever their order', () => {
    const [a, b] = [object('f.yaml', 'Pod', { name: 'a' }), object('f.yaml', 'Pod', { name: 'b' })]
    const [c, d] = [object('f.yaml', 'Pod', { name: 'b' }), object('f.yaml', 'Pod', { name: 'a' })]
    expect(compareObjects([a, b], [c, d])).toEqual([
      { base: b, head: c },
      { base: a, head: d },
    ])
  })

  test('another version of the same group is the same object', () => {
    const before = { ...object('f.yaml', 'Deployment', { name: 'a' }), apiVersion: 'extensions/v1beta1' }
    const after = object('f.yaml', 'Deployment', { name: 'a' })
    expect(compareObjects([before], [after])).toEqual([{ base: before, head: after }])
  })

  test('another kind, group or name is another object', () => {
    const before = object('f.yaml', 'Deployment', { name: 'a' })
    const others = [
      object('f.yaml', 'StatefulSet', { name: 'a' }),
      { ...before, apiVersion: 'example.com/v1' },
      object('f.yaml', 'Deployment', { name: 'b' }),
    ]
    for (const after of others) expect(compareObjects([before], [after])).toEqual([{ head: after }, { base: before }])
  })

  test('an object that begins to name its namespace is the same one, in another namespace it is another', () => {
    const bare = object('f.yaml', 'Pod', { name: 'a' })
    const shop = object('f.yaml', 'Pod', { name: 'a', namespace: 'shop' })
    const bank = object('f.yaml', 'Pod', { name: 'a', namespace: 'bank' })
    expect(compareObjects([bare], [shop])).toEqual([{ base: bare, head: shop }])
    expect(compareObjects([shop], [bank])).toEqual([{ head: bank }, { base: shop }])
  })

  test('a moved object is found again within its folder', () => {
    const before = object('k8s/a.yaml', 'Pod', { name: 'a' })
    const after = object('k8s/b.yaml', 'Pod', { name: 'a' })
    expect(compareObjects([before], [after])).toEqual([{ base: before, head: after }])
  })

  test('in another folder it is found again only by an explicit namespace, or if its kind has none', () => {
    const bare = [object('dev/a.yaml', 'Pod', { name: 'a' }), object('prod/a.yaml', 'Pod', { name: 'a' })] as const
    expect(compareObjects([bare[0]], [bare[1]])).toEqual([{ head: bare[1] }, { base: bare[0] }])
    const named = bare.map((one) => ({ ...one, namespace: 'shop' }))
    expect(compareObjects(named.slice(0, 1), named.slice(1))).toEqual([{ base: named[0], head: named[1] }])
    const spaces = bare.map(({ origin }) => object(origin.file, 'Namespace', { name: 'shop' }))
    expect(compareObjects(spaces.slice(0, 1), spaces.slice(1))).toEqual([{ base: spaces[0], head: spaces[1] }])
  })

  test('the copy in the same file is preferred over one elsewhere', () => {
    const dev = object('dev/a.yaml', 'Pod', { name: 'a', namespace: 'shop' })
    const prod = object('prod/a.yaml', 'Pod', { name: 'a', namespace: 'shop' })
    expect(compareObjects([dev, prod], [prod])).toEqual([{ base: prod, head: prod }, { base: dev }])
  })

  test('objects without a name pair in their order within a file, and never across files', () => {
    const [first, second] = [object('f.yaml', 'Pod'), object('f.yaml', 'Pod')]
    expect(compareObjects([first], [first, second])).toEqual([{ base: first, head: first }, { head: second }])
    const elsewhere = object('g.yaml', 'Pod')
    expect(compareObjects([first], [elsewhere])).toEqual([{ head: elsewhere }, { base: first }])
  })
})
