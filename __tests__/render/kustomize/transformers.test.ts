import { describe, expect, test } from '@jest/globals'
import { nodeIn, objectsOf, plain, render, wordsOf } from './rendered.ts'

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - {name: a, image: "nginx:1.0"}
      - {name: b, image: "ghcr.io/acme/b:2@sha256:00"}
      volumes: [{name: v, configMap: {name: c}}]
`
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n'

function withRules(rules: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { 'kustomization.yaml': `resources: [d.yaml, c.yaml]\n${rules}`, 'd.yaml': DEPLOYMENT, 'c.yaml': CONFIG, ...more }
}

function at(files: Readonly<Record<string, string>>, ...path: readonly (string | number)[]): unknown {
  const node = nodeIn(render(files).rendering, 'Deployment', ...path)
  return node === undefined ? undefined : plain(node)
}

const image = ['spec', 'template', 'spec', 'containers', 0, 'image'] as const
const second = ['spec', 'template', 'spec', 'containers', 1, 'image'] as const

describe('images', () => {
  test.each([
    ['{name: nginx, newTag: "2"}', image, 'nginx:2'],
    ['{name: ngin., newTag: "2"}', image, 'nginx:2'],
    ['{name: docker.io/library/nginx, newTag: "2"}', image, 'nginx:1.0'],
    ['{name: inx, newTag: "2"}', image, 'nginx:1.0'],
    ['{name: "n(", newTag: "2"}', image, 'nginx:1.0'],
    ['{name: nginx, newName: registry.example/n}', image, 'registry.example/n:1.0'],
    ['{name: nginx, digest: "sha256:11"}', image, 'nginx@sha256:11'],
    ['{name: ghcr.io/acme/b, newTag: "3"}', second, 'ghcr.io/acme/b:3'],
    ['{name: ghcr.io/acme/b, newTag: "3", digest: "sha256:11"}', second, 'ghcr.io/acme/b:3@sha256:11'],
    // kustomize has two passes over containers, and appends in both.
    ['{name: ghcr.io/acme/b, tagSuffix: -x}', second, 'ghcr.io/acme/b:2-x-x'],
    ['{NAME: nginx, NEWTAG: "2"}', image, 'nginx:2'],
  ])('%s', (rule, path, wanted) => {
    expect(at(withRules(`IMAGES: [${rule}]\n`), ...path)).toBe(wanted)
  })

  test('come from the new tag first, then from the rest', () => {
    const files = withRules('images: [{name: nginx, newTag: "2"}]\n')
    const node = nodeIn(render(files).rendering, 'Deployment', ...image)
    expect(wordsOf(files, node)).toEqual(['kustomization.yaml: 2', 'd.yaml: nginx:1.0'])
  })
})

describe('names and namespaces', () => {
  test('change with those who name them', () => {
    const files = withRules('namePrefix: p-\nnamespace: ns\n')
    expect(at(files, 'metadata')).toEqual({ name: 'p-web', namespace: 'ns' })
    expect(at(files, 'spec', 'template', 'spec', 'volumes', 0, 'configMap', 'name')).toBe('p-c')
    const node = nodeIn(render(files).rendering, 'Deployment', 'metadata', 'name')
    expect(wordsOf(files, node)).toEqual(['d.yaml: web', 'kustomization.yaml: p-'])
  })

  test('of generated objects end in a hash of what they hold', () => {
    const rules = 'configMapGenerator: [{name: g, literals: ["a=b", "C=\\"q\\""], files: [f.txt, k=f.txt], envs: [e.env]}]\n'
    const files = withRules(rules, { 'f.txt': 'x\n', 'e.env': '# no\n  E="v"\nF\n' })
    const generated = render(files).rendering
    const documents = generated.kind === 'rendered' ? generated.documents.map(({ root }) => plain(root)) : []
    expect(documents[1]).toEqual({
      apiVersion: 'v1',
      data: { C: 'q', E: '"v"', F: '', a: 'b', 'f.txt': 'x\n', k: 'x\n' },
      kind: 'ConfigMap',
      metadata: { name: 'g-fh6ch4b26f' },
    })
  })

  test('two objects that become one are refused', () => {
    const files = withRules('namespace: ns\n', {
      'c.yaml': `${CONFIG}---\n${CONFIG.replace('name: c', 'name: c, namespace: n')}`,
    })
    expect(objectsOf(files)).toBe('duplicate-id')
  })
})

describe('labels', () => {
  test('stand in metadata alone, or in selectors and templates too', () => {
    expect(at(withRules('labels: [{pairs: {a: b}}]\n'), 'spec', 'selector')).toBeUndefined()
    expect(at(withRules('labels: [{pairs: {a: b}}]\n'), 'metadata', 'labels')).toEqual({ a: 'b' })
    const templates = withRules('labels: [{pairs: {a: b}, includeTemplates: true}]\n')
    expect(at(templates, 'spec', 'template', 'metadata')).toEqual({ labels: { a: 'b' } })
    expect(at(withRules('commonLabels: {a: b}\n'), 'spec', 'selector')).toEqual({ matchLabels: { a: 'b' } })
  })

  test('on an object share one node, so that a replacement in one changes all, as in kustomize', () => {
    const target = 'targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.a]}]'
    const files = withRules(`commonLabels: {a: b}\nreplacements: [{sourceValue: z, ${target}}]\n`)
    expect(at(files, 'spec', 'selector')).toEqual({ matchLabels: { a: 'z' } })
  })
})

describe('replicas', () => {
  test('are set by name, in the style that was there', () => {
    expect(at(withRules('replicas: [{name: web, count: 3}]\n'), 'spec', 'replicas')).toBe(3)
  })
})

describe('components', () => {
  test('change what their parent has so far, before its own transformers', () => {
    const files = withRules('components: [more]\nnamePrefix: p-\n', {
      'more/kustomization.yaml': 'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nnameSuffix: -s\n',
    })
    expect(at(files, 'metadata', 'name')).toBe('p-web-s')
  })
})

describe('vars', () => {
  test('stand in the fields that kustomize looks into', () => {
    const rule = 'vars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: c}, fieldref: {fieldPath: data.k}}]\n'
    const files = withRules(rule, {
      'c.yaml': `${CONFIG}data: {k: "7"}\n`,
      'd.yaml': DEPLOYMENT.replace('image: "nginx:1.0"', 'image: "nginx:1.0", args: ["-p=$(V)", "$(V)", "$$$$(V)"]'),
    })
    expect(at(files, 'spec', 'template', 'spec', 'containers', 0, 'args')).toEqual(['-p=7', '7', '$(V)'])
  })
})

describe('order', () => {
  test('is the file’s with sortOptions', () => {
    const kinds = (rules: string) => {
      const found = objectsOf(withRules(rules))
      return Array.isArray(found) ? found.map((one: { kind: string }) => one.kind) : found
    }
    expect(kinds('')).toEqual(['ConfigMap', 'Deployment'])
    expect(kinds('sortOptions: {order: fifo}\n')).toEqual(['Deployment', 'ConfigMap'])
    expect(kinds('sortOptions: {order: x}\n')).toBe('invalid-kustomization')
  })
})
