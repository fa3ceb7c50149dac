import { describe, expect, test } from '@jest/globals'
import { discover } from '../../src/discover/discover.ts'
import {
  MAX_ALTERNATIVES,
  MAX_EMBEDDING,
  MAX_LEADING_INSTRUCTIONS,
  MAX_LIST_NESTING,
  MAX_TEMPLATE_TEXT,
} from '../../src/model/limits.ts'

const read = (...files: readonly (readonly [string, string])[]) => {
  const { references, unread, objects } = discover(files.map(([path, text]) => ({ path, bytes: Buffer.from(text) })))
  return {
    images: references.map((one) => `${one.kind} ${one.text}`),
    why: unread.map((one) => one.why),
    objects: objects.length,
  }
}

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "acme.example/a:1"}]}\n'
const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ')
const wrapped = (depth: number): string =>
  depth === 0
    ? POD
    : `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${depth}}\ndata:\n  a: |\n${indented(wrapped(depth - 1))}`

describe('manifests in texts of manifests', () => {
  test('are read as deep as they are followed', () => {
    expect(read(['a.yaml', wrapped(MAX_EMBEDDING)])).toMatchObject({ images: ['static acme.example/a:1'], why: [] })
  })

  test('and beyond are unread', () => {
    const { images, why } = read(['a.yaml', wrapped(MAX_EMBEDDING + 1)])
    expect(images).toEqual([])
    expect(why).toEqual([expect.stringMatching(/in texts of manifests more than 3 deep/)])
  })

  test('that readers take differently are unread', () => {
    const inner = POD.replace('name: a, image: "acme.example/a:1"', 'image: "acme.example/a:1", <<: {image: "acme.example/b:1"}')
    const { images, why } = read([
      'a.yaml',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a: |\n${indented(inner)}`,
    ])
    expect(images).toEqual(['static acme.example/a:1', 'static acme.example/b:1'])
    expect(why).toEqual([expect.stringMatching(/merge key/)])
  })
})

describe('lists of objects in each other', () => {
  const listed = (depth: number): string =>
    depth === 0
      ? JSON.stringify({ apiVersion: 'v1', kind: 'Pod', spec: {} })
      : `{"apiVersion":"v1","kind":"List","items":[${listed(depth - 1)}]}`

  test('are opened as deep as they are followed', () => {
    expect(read(['a.json', listed(MAX_LIST_NESTING)])).toMatchObject({ objects: 1, why: [] })
  })

  test('and beyond are unread', () => {
    expect(read(['a.json', listed(MAX_LIST_NESTING + 1)]).why).toEqual([expect.stringMatching(/lists of objects.*5 deep/)])
  })
})

describe('templates of a chart', () => {
  const use = '{{ printf "v%s" .Chart.AppVersion }} # .Values.image.tag\n'
  const chart = (length: number) =>
    read(
      ['c/Chart.yaml', 'apiVersion: v2\nname: a\nversion: 1.0.0\nappVersion: "1.2"\n'],
      ['c/templates/a.yaml', use.padEnd(length, ' ')],
      ['c/values.yaml', 'image: {repository: acme.example/a, tag: ""}\n'],
    ).images.find((one) => one.includes('acme.example'))

  test('give the tag that they fill in, up to a size', () => {
    expect(chart(MAX_TEMPLATE_TEXT)).toBe('static acme.example/a:v1.2')
  })

  test('and beyond leave the image unresolved', () => {
    expect(chart(MAX_TEMPLATE_TEXT + 1)).toMatch(/^dynamic acme.example\/a/)
  })
})

test('a file without a telling name is a Dockerfile with so many build arguments before its image', () => {
  const withArgs = (count: number): string => `${'ARG A\n'.repeat(count)}FROM acme.example/a:1\n`
  expect(read(['web', withArgs(MAX_LEADING_INSTRUCTIONS)]).images).toEqual(['static acme.example/a:1'])
  expect(read(['web', withArgs(MAX_LEADING_INSTRUCTIONS + 1)]).images).toEqual([])
  expect(read(['Dockerfile', withArgs(MAX_LEADING_INSTRUCTIONS + 1)]).images).toEqual(['static acme.example/a:1'])
})

test('a Dockerfile is read with the arguments of MAX_ALTERNATIVES builds, one more is told', () => {
  const compose = (count: number): string =>
    `services:\n${Array.from({ length: count }, (_, n) => `  s${n}:\n    build: {context: ., args: {V: "${n}"}}\n`).join('')}`
  const run = (count: number) => read(['Dockerfile', 'ARG V\nFROM acme.example/a:$V\n'], ['compose.yaml', compose(count)])
  expect(run(MAX_ALTERNATIVES)).toMatchObject({ images: { length: MAX_ALTERNATIVES }, why: [] })
  expect(run(MAX_ALTERNATIVES + 1).why).toEqual(['more than 256 builds in this repository give it arguments'])
})

describe('settings in texts of settings', () => {
  const nested = (depth: number): string =>
    depth === 0 ? 'image: acme.example/a:1\nother: 1\n' : `t${depth}: |\n${indented(nested(depth - 1))}`
  const carried = (depth: number): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a: |\n${indented(nested(depth))}`

  test('are read as deep as they are followed', () => {
    expect(read(['a.yaml', carried(MAX_EMBEDDING)])).toMatchObject({ images: ['static acme.example/a:1'], why: [] })
  })

  test('and beyond are unread', () => {
    const { images, why } = read(['a.yaml', carried(MAX_EMBEDDING + 1)])
    expect([images, why]).toEqual([[], [expect.stringMatching(/in texts of settings more than 3 deep/)]])
  })
})
