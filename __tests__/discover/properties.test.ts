import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { HOSTILE_SHAPES } from '../../benchmarks/hostile-shapes.ts'
import { discover } from '../../src/discover/discover.ts'
import { MAX_FILE_REFERENCES } from '../../src/model/limits.ts'
import type { ImageReference } from '../../src/model/reference.ts'
import { discoverTexts, filesOf, readCases } from './case-text.ts'

const cases = readCases(new URL('../cases', import.meta.url).pathname)
const inputs = cases.flatMap((one) => [...filesOf(one.input)])
const paths = [...new Set(inputs.map(([path]) => path))]

/** Every reference lies in its file, and where it says so it is written there letter by letter. */
function expectHonestSpans(text: string, path: string): void {
  for (const reference of discoverTexts(new Map([[path, text]])).references) {
    const { start, end } = reference.origin.span
    expect(start >= 0 && start <= end && end <= text.length).toBe(true)
    if (reference.verbatim) expect(text.slice(start, end)).toBe(reference.text)
  }
}

describe('nothing makes discovery throw, and spans cut out what they claim', () => {
  test('any bytes under any name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.uint8Array({ maxLength: 300 }), (path, bytes) => {
        expect(() => discover([{ path, bytes }])).not.toThrow()
      }),
      { numRuns: 300 },
    )
  })

  test('any text under any name', () => {
    const words = fc.constantFrom(
      'image',
      ': ',
      '- ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '${',
      '}}',
      '{{',
      '*a',
      '&a ',
      '<<: ',
      '|',
      '>-',
      '#',
      'FROM ',
      '\\',
      '<<EOF',
      'nginx:1',
      '\r\n',
      '---\n',
      'apiVersion: v1\nkind: Pod\n',
      '\ufeff',
      '\u2028',
      '=',
    )
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.array(words, { maxLength: 60 }), (path, parts) => {
        expectHonestSpans(parts.join(''), path)
      }),
      { numRuns: 1000 },
    )
  })

  test('any case with a part cut out, doubled or replaced', () => {
    const junk = fc.constantFrom('', '"', '\n', '{', ']', '\t', '${', '{{', '*x', '\u0000', ': ', 'FROM x\n')
    fc.assert(
      fc.property(fc.constantFrom(...inputs), fc.nat(), fc.nat(40), junk, ([path, text], at, length, put) => {
        const start = at % (text.length + 1)
        expectHonestSpans(text.slice(0, start) + put + text.slice(start + length), path)
      }),
      { numRuns: 1000 },
    )
  })

  test('every case', () => {
    for (const [path, text] of inputs) expectHonestSpans(text, path)
  })
})

describe('a hostile file is bounded', () => {
  test.each(Object.keys(HOSTILE_SHAPES))(
    '%s',
    (shape) => {
      const file = HOSTILE_SHAPES[shape]?.(64 * 1024) ?? { path: '', bytes: new Uint8Array() }
      expect(discover([file]).references.length).toBeLessThanOrEqual(MAX_FILE_REFERENCES)
    },
    30_000,
  )
})

describe('head minus base is empty', () => {
  const identity = ({ origin, text, kind }: ImageReference): string =>
    JSON.stringify([origin.file, origin.path.filter((step) => typeof step === 'string'), text, kind])
  const identities = (path: string, text: string): readonly string[] =>
    discoverTexts(new Map([[path, text]]))
      .references.map(identity)
      .toSorted()
  const document = fc.constantFrom(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  -\n    name: x\n    image: nginx:1\n  -\n    name: y\n    image: redis:7\n',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b, namespace: n}\nspec: {template: {spec: {containers: [{name: z, image: "caddy:2"}]}}}\n',
    'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: c}, spec: {containers: [{name: x, image: "a/b:1"}]}}\n',
    'apiVersion: batch/v1\nkind: Job\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: j, image: "${IMAGE}"}]}}}\n',
  )

  test('for documents in another order', () => {
    const orders = fc
      .uniqueArray(document, { minLength: 2 })
      .chain((documents) => fc.tuple(fc.constant(documents), fc.shuffledSubarray(documents, { minLength: documents.length })))
    fc.assert(
      fc.property(orders, ([documents, shuffled]) => {
        expect(identities('a.yaml', shuffled.join('---\n'))).toEqual(identities('a.yaml', documents.join('---\n')))
      }),
      { numRuns: 50 },
    )
  })

  test('for a re-indented and a moved document', () => {
    const reindented = (text: string, blanks: number): string =>
      text.replace(/^ +/gm, (indent) => ' '.repeat(indent.length * blanks))
    fc.assert(
      fc.property(document, fc.integer({ min: 2, max: 6 }), fc.nat(5), (text, blanks, lines) => {
        expect(identities('a.yaml', '# moved\n'.repeat(lines) + reindented(text, blanks))).toEqual(identities('a.yaml', text))
      }),
      { numRuns: 50 },
    )
  })

  test('for containers in another order', () => {
    const pod = (...containers: readonly string[]): string =>
      `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${containers.join('')}`
    const [x, y] = ['  - {name: x, image: "nginx:1"}\n', '  - {name: y, image: "redis:7"}\n']
    expect(identities('a.yaml', pod(y, x))).toEqual(identities('a.yaml', pod(x, y)))
    expect(identities('a.yaml', pod(x.replace('nginx:1', 'redis:7'), y.replace('redis:7', 'nginx:1')))).not.toEqual(
      identities('a.yaml', pod(x, y)),
    )
  })
})
