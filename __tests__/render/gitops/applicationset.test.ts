import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { MAX_APPLICATIONSET_APPLICATIONS, MAX_APPLICATIONSET_FILES } from '../../../src/model/limits.ts'
import type { Node } from '../../../src/model/tree.ts'
import { applicationsOf, type SetResult } from '../../../src/render/gitops/applicationset/applicationset.ts'
import { gitopsObjects } from '../../../src/render/gitops/objects.ts'
import { listingOf, noted } from '../../../src/render/source-tree.ts'
import { SET_CASES } from './applicationset-cases.ts'

type Expected = { readonly refused: string } | { readonly applications: readonly unknown[] }
const EXPECTED: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(new URL('applicationset.expected.json', import.meta.url), 'utf8'),
)

function resultOf(files: Readonly<Record<string, string>>, set: string, unread: readonly string[] = []): SetResult {
  const all = { ...files, 'set.yaml': set }
  const read = Object.entries(all).filter(([path]) => !unread.includes(path))
  const contents = new Map(read.map(([path, text]) => [path, Buffer.from(text, 'latin1')]))
  const tree = noted(listingOf(Object.keys(all)), contents)
  const objects = gitopsObjects(tree, new Set(['set.yaml']))
  const object = objects.find(({ kind }) => kind === 'ApplicationSet')
  if (object === undefined) throw new Error('no ApplicationSet')
  return applicationsOf({ tree, objects, repository: 'acme/web' }, object)
}

function plain(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind === 'map') return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]))
  return node.plain ? JSON.parse(node.text) : node.text
}

/** What Argo CD's types leave out: nothing, and what is empty. */
function trimmed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trimmed)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).flatMap(([key, one]) => (one === '' || one === null ? [] : [[key, trimmed(one)]]))
  return Object.fromEntries(kept)
}

describe('an ApplicationSet comes to what Argo CD 3.6 makes of it', () => {
  test.each(SET_CASES)('$name', ({ name, files, set }) => {
    const expected = EXPECTED[name]
    const result = resultOf(files, set)
    if (expected === undefined || 'refused' in expected) {
      expect({ kind: result.kind, expected }).toEqual({ kind: 'unknown', expected: { refused: expect.any(String) } })
      return
    }
    const made = result.kind === 'applications' ? result.applications : [result]
    const ours = made.map((one) =>
      'tree' in one
        ? trimmed({
            metadata: { name: one.name, namespace: one.namespace ?? '' },
            spec: (plain(one.tree) as { spec: unknown }).spec,
          })
        : one,
    )
    const sorted = ours.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    const wanted = expected.applications.map(trimmed).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    expect(sorted).toEqual(wanted)
  })
})

test.each([
  ['was not read', '', ['env/b.yaml']],
  ['is no text', '\u00ff\u00fe', []],
])('a file of parameters that %s leaves the set unknown, not without its Application', (_, text, unread) => {
  const set = `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all}\nspec:\n  generators: [{git: {repoURL: https://git.example/acme/web, files: [{path: env}]}}]\n  template: {metadata: {name: 'x-{{id}}'}, spec: {}}\n`
  expect(resultOf({ 'env/a.yaml': 'id: a\n', 'env/b.yaml': text }, set, unread)).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('env/b.yaml'),
  })
})

describe('an ApplicationSet is bounded', () => {
  const set = (generator: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all}\nspec:\n  generators: [${generator}]\n  template: {metadata: {name: 'x-{{id}}'}, spec: {}}\n`
  const list = (count: number): string =>
    set(`{list: {elements: [${Array.from({ length: count }, (_, n) => `{id: "${n}"}`).join(', ')}]}}`)
  const files = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`env/${n}.yaml`, `id: "${n}"\n`]))
  const git = set('{git: {repoURL: https://git.example/acme/web, files: [{path: env}]}}')

  test('in the Applications that it makes', () => {
    expect(resultOf({}, list(MAX_APPLICATIONSET_APPLICATIONS)).kind).toBe('applications')
    expect(resultOf({}, list(MAX_APPLICATIONSET_APPLICATIONS + 1))).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('more than'),
    })
  })

  test('in the files that it reads', () => {
    expect(resultOf(files(MAX_APPLICATIONSET_FILES), git).kind).toBe('applications')
    expect(resultOf(files(MAX_APPLICATIONSET_FILES + 1), git)).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('more than'),
    })
  })
})
