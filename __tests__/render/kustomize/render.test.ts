import { describe, expect, test } from '@jest/globals'
import { objectsOf, render } from './rendered.ts'

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n'
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n'

describe('resources', () => {
  test('come from files and folders, sorted by kind as the command prints them', () => {
    const files = {
      'kustomization.yaml': 'resources: [web.yaml, more]\n',
      'web.yaml': SERVICE,
      'more/kustomization.yaml': 'resources: [c.yaml]\n',
      'more/c.yaml': `${CONFIG}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n`,
    }
    const kinds = (options: { order?: 'fifo' }) => {
      const found = objectsOf(files, '', options)
      return Array.isArray(found) ? found.map((one: { kind: string }) => one.kind) : found
    }
    expect(kinds({})).toEqual(['Namespace', 'ConfigMap', 'Service'])
    expect(kinds({ order: 'fifo' })).toEqual(['Service', 'ConfigMap', 'Namespace'])
  })

  test('say which files were read', () => {
    const files = { 'a/kustomization.yaml': 'resources: [web.yaml]\n', 'a/web.yaml': SERVICE, 'a/other.yaml': SERVICE }
    expect(render(files, 'a').files).toEqual(['a/kustomization.yaml', 'a/web.yaml'])
  })

  test('are read as YAML 1.2 and written from their values', () => {
    const spec = 'spec: {a: yes, b: 017, c: 0x1F, d: 1_000, e: 1e3, f: 012:30, g: ~, h: 2024-01-01, i: 1.0, j: "1"}\n'
    const files = {
      'kustomization.yaml': 'resources: [x.yaml]\n',
      'x.yaml': `apiVersion: a/v1\nkind: X\nmetadata: {name: x}\n${spec}`,
    }
    const values = { a: 'yes', b: 15, c: 31, d: 1000, e: 1000, f: '012:30', g: null, h: '2024-01-01T00:00:00Z', i: 1, j: '1' }
    expect(objectsOf(files)).toEqual([{ apiVersion: 'a/v1', kind: 'X', metadata: { name: 'x' }, spec: values }])
  })

  test('in lists are taken apart, and what is only for the build is dropped', () => {
    const local = 'metadata: {name: l, annotations: {config.kubernetes.io/local-config: "true"}}'
    const files = {
      'kustomization.yaml': 'resources: [l.yaml]\n',
      'l.yaml': `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s}}\n- {apiVersion: v1, kind: Secret, ${local}}\n`,
    }
    expect(objectsOf(files)).toEqual([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }])
  })

  test('written as folded blocks change as yaml.v3 changes them when it writes them again', () => {
    const text = '>-\n    a\n      b\n'
    const files = { 'kustomization.yaml': 'resources: [c.yaml]\n', 'c.yaml': `${CONFIG}data:\n  t: ${text}` }
    expect(objectsOf(files)).toEqual([{ apiVersion: 'v1', data: { t: 'a\n\n  b' }, kind: 'ConfigMap', metadata: { name: 'c' } }])
  })
})

describe('refused as kustomize refuses it', () => {
  const one = (kustomization: string, more: Readonly<Record<string, string>> = {}, path = 'a') =>
    objectsOf({ 'a/kustomization.yaml': kustomization, 'a/web.yaml': SERVICE, 'outside.yaml': SERVICE, ...more }, path)

  test.each([
    ['a folder without a kustomization', 'resources: [sub]\n', { 'a/sub/x.yaml': SERVICE }, 'no-kustomization'],
    ['a file that is not there', 'resources: [nope.yaml]\n', {}, 'missing-file'],
    ['a file outside the folder', 'resources: [../outside.yaml]\n', {}, 'load-restriction'],
    ['a folder that contains the folder', 'resources: [..]\n', { 'kustomization.yaml': 'resources: [a]\n' }, 'cycle'],
    ['two objects with one id', 'resources: [web.yaml, b.yaml]\n', { 'a/b.yaml': SERVICE }, 'duplicate-id'],
    ['an unknown field', 'resource: [web.yaml]\n', {}, 'unknown-field'],
    ['an empty file', '', {}, 'empty'],
    ['only a kind', 'kind: Kustomization\n', {}, 'empty'],
    ['a number where a text belongs', 'images: [{name: a, newTag: 1.0}]\n', {}, 'invalid-kustomization'],
    ['a word of YAML 1.1 where a text belongs', 'namespace: on\n', {}, 'invalid-kustomization'],
    ['another kind', 'kind: Other\nresources: [web.yaml]\n', {}, 'invalid-kustomization'],
    ['a patch without an object', 'resources: [web.yaml]\npatches: [{path: p.yaml}]\n', { 'a/p.yaml': CONFIG }, 'no-match'],
    ['a number of replicas without a workload', 'resources: [web.yaml]\nreplicas: [{name: web, count: 2}]\n', {}, 'no-match'],
    ['charts without Helm', 'helmCharts: [{name: x, version: 1.0.0, repo: "https://charts.example"}]\n', {}, 'helm'],
    ['a plugin', 'resources: [web.yaml]\ntransformers: ["{apiVersion: x/v1, kind: P, metadata: {name: p}}"]\n', {}, 'plugin'],
    ['duplicate keys', 'resources: [d.yaml]\n', { 'a/d.yaml': `${CONFIG}data: {a: b, a: c}\n` }, 'yaml'],
    ['a text that is no YAML', 'resources: [d.yaml]\n', { 'a/d.yaml': 'a: [\n' }, 'yaml'],
    ['an object without a name', 'resources: [d.yaml]\n', { 'a/d.yaml': 'apiVersion: v1\nkind: Pod\n' }, 'other'],
    ['two kustomizations in a folder', 'resources: [web.yaml]\n', { 'a/kustomization.yml': 'resources: []\n' }, 'other'],
  ])('%s', (_, kustomization, more, failure) => {
    expect(one(kustomization, more)).toBe(failure)
  })

  test('no kustomization at all, unless the deployer makes one', () => {
    expect(objectsOf({ 'a/web.yaml': SERVICE }, 'a')).toBe('no-kustomization')
  })

  test('with the place that is wrong', () => {
    const text = 'resources: [web.yaml]\nnamePrefx: a-\n'
    const { rendering } = render({ 'a/kustomization.yaml': text, 'a/web.yaml': SERVICE }, 'a')
    const start = text.indexOf('namePrefx')
    expect(rendering).toMatchObject({ kind: 'failed', at: { file: 'a/kustomization.yaml', span: { start, end: start + 9 } } })
  })

  test('a remote source, which is named and not fetched', () => {
    const text = 'resources:\n- github.com/acme/web//deploy?ref=v1.2.3\n- https://acme.example/x.yaml\n'
    const { rendering, remotes } = render({ 'kustomization.yaml': text })
    expect(rendering).toMatchObject({ kind: 'failed', failure: 'remote' })
    expect(remotes).toMatchObject([
      {
        url: 'github.com/acme/web//deploy?ref=v1.2.3',
        ref: 'v1.2.3',
        place: { file: 'kustomization.yaml', span: { start: 13 } },
      },
      { url: 'https://acme.example/x.yaml', place: { file: 'kustomization.yaml' } },
    ])
  })
})

describe('not known', () => {
  test('what a generator for Google Cloud makes', () => {
    const files = {
      'kustomization.yaml': 'generators: [g.yaml]\n',
      'g.yaml': 'apiVersion: builtin\nkind: IAMPolicyGenerator\nmetadata: {name: g}\n',
    }
    expect(objectsOf(files)).toEqual({ unknown: 'what IAMPolicyGenerator makes is not known here' })
  })

  test('an expression that is not understood', () => {
    const files = { 'kustomization.yaml': 'resources: [s.yaml]\nimages: [{name: "\\\\bx", newTag: a}]\n', 's.yaml': SERVICE }
    expect(objectsOf(files)).toMatchObject({ unknown: expect.stringContaining('is not understood') })
  })
})
