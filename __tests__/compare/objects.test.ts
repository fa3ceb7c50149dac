import { describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
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

describe('many objects of one name', () => {
  test.each<[string, (at: number) => string | undefined, (at: number) => string | undefined]>([
    ['in one namespace', () => 'shop', () => 'shop'],
    ['in none', () => undefined, () => undefined],
    ['in none, then in one', () => undefined, () => 'shop'],
    ['in others', () => 'shop', () => 'bank'],
    ['in all of these', (at) => (at % 2 === 0 ? 'shop' : undefined), (at) => ['shop', 'bank', undefined][at % 3]],
  ])('%s take steps in proportion to their number', (_, before, after) => {
    const stepsFor = (count: number): number => {
      let looks = 0
      const pods = (namespaceAt: (at: number) => string | undefined) =>
        Array.from({ length: count }, (_empty, at) =>
          Object.defineProperty(object('f.yaml', 'Pod', { name: 'a' }), 'namespace', {
            get: () => {
              looks++
              return namespaceAt(at)
            },
          }),
        )
      const has = jest.spyOn(Set.prototype, 'has')
      compareObjects(pods(before), pods(after))
      const steps = looks + has.mock.calls.length
      has.mockRestore()
      return steps
    }
    expect(stepsFor(1_600)).toBeLessThanOrEqual(8.1 * stepsFor(200))
  })

  test('pair as if each took the first that is free and agrees', () => {
    const namespaces = fc.array(fc.constantFrom(undefined, 'shop', 'bank'), { maxLength: 12 })
    const pods = (all: readonly (string | undefined)[]) =>
      all.map((namespace) => object('f.yaml', 'Pod', namespace === undefined ? { name: 'a' } : { name: 'a', namespace }))
    fc.assert(
      fc.property(namespaces, namespaces, (before, after) => {
        const [base, head] = [pods(before), pods(after)]
        const paired = new Map(
          compareObjects(base, head).flatMap((one) => (one.head === undefined ? [] : [[one.head, one.base]])),
        )
        const left = [...base]
        const expected = new Map<ManifestObject, ManifestObject>()
        for (const surest of [true, false]) {
          for (const one of head.filter((other) => !expected.has(other))) {
            const at = left.findIndex(({ namespace }) =>
              surest
                ? namespace === one.namespace
                : namespace === undefined || one.namespace === undefined || namespace === one.namespace,
            )
            const [match] = at < 0 ? [] : left.splice(at, 1)
            if (match !== undefined) expected.set(one, match)
          }
        }
        for (const one of head) expect(paired.get(one)).toBe(expected.get(one))
      }),
    )
  })
})
