import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { podsOf } from '../../src/kubernetes/pods.ts'
import { isServed } from '../../src/kubernetes/services.ts'
import type { ManifestObject } from '../../src/model/manifest-object.ts'
import { objectIn } from '../posture/objects.ts'

const labels = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y'), { maxKeys: 2 })
const place = fc.record({ file: fc.constantFrom('one/x.yaml', 'two/x.yaml'), namespace: fc.constantFrom(undefined, 'n', 'm') })

interface Where {
  readonly file: string
  readonly namespace?: string | undefined
}

function placed({ file, namespace }: Where, apiVersion: string, kind: string, rest: object): ManifestObject {
  const { labels: own, ...spec } = { labels: {}, ...rest }
  return objectIn(JSON.stringify({ apiVersion, kind, metadata: { name: 'app', namespace, labels: own }, ...spec }), file)
}

function folder({ file }: Where): string {
  return file.slice(0, file.indexOf('/'))
}

describe('a pod behind a Service', () => {
  test('is found as by asking each Service of its namespace whether the pod has all of its labels', () => {
    fc.assert(
      fc.property(place, labels, fc.array(fc.tuple(place, labels), { maxLength: 6 }), (where, own, services) => {
        const pod = placed(where, 'v1', 'Pod', { labels: own, spec: { containers: [{ name: 'a', image: 'a' }] } })
        const side = [
          pod,
          ...services.map(([at, selector]) => placed(at, 'v1', 'Service', { spec: { selector, ports: [{ port: 80 }] } })),
        ]
        const expected = services.some(([at, selector]) => {
          const both = at.namespace !== undefined && where.namespace !== undefined
          const same = both ? at.namespace === where.namespace : folder(at) === folder(where)
          const wanted = Object.entries(selector)
          return same && wanted.length > 0 && wanted.every(([key, value]) => own[key] === value)
        })
        expect(podsOf(pod).map((one) => isServed(one, side))).toEqual([expected])
      }),
    )
  })

  test('is found by a selector of which a value that is no text asks for no label', () => {
    const pod = placed({ file: 'x.yaml' }, 'v1', 'Pod', { labels: { b: 'y' }, spec: { containers: [] } })
    const service = placed({ file: 'x.yaml' }, 'v1', 'Service', { spec: { selector: { b: 'y', a: { x: 'y' } }, ports: [] } })
    expect(podsOf(pod).map((one) => isServed(one, [service]))).toEqual([true])
  })
})
