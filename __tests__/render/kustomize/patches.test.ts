import { describe, expect, test } from '@jest/globals'
import { nodeIn, objectsOf, plain, render, wordsOf } from './rendered.ts'

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {l: old}}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: a
        image: a:1
        args: [x, y]
        env: [{name: A, value: "1"}, {name: B, value: "2"}]
        ports: [{containerPort: 80, protocol: TCP}, {containerPort: 80, protocol: UDP}]
      - {name: b, image: "b:1"}
`
const THING = 'apiVersion: acme.example/v1\nkind: Thing\nmetadata: {name: t}\nspec: {list: [{name: a, v: 1}, {name: b, v: 2}]}\n'

function files(patches: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { 'kustomization.yaml': `resources: [d.yaml, t.yaml]\n${patches}`, 'd.yaml': DEPLOYMENT, 't.yaml': THING, ...more }
}

function patched(patch: string, ...path: readonly (string | number)[]): unknown {
  const head = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n'
  const { rendering } = render(files('patches: [{path: p.yaml}]\n', { 'p.yaml': head + patch }))
  if (rendering.kind !== 'rendered') return rendering.kind === 'failed' ? rendering.failure : rendering.why
  const node = nodeIn(rendering, 'Deployment', ...path)
  return node === undefined ? undefined : plain(node)
}

const containers = ['spec', 'template', 'spec', 'containers'] as const

describe('strategic merges', () => {
  test('merge lists by their keys; what the patch has comes first', () => {
    const patch = 'spec: {template: {spec: {containers: [{name: c, image: "c:1"}, {name: b, image: "b:2"}]}}}\n'
    const found = patched(patch, ...containers)
    expect(Array.isArray(found) ? found.map((one: { name: string; image: string }) => one.image) : found).toEqual([
      'c:1',
      'b:2',
      'a:1',
    ])
  })

  test('replace lists without keys and take away what is null', () => {
    const patch = 'spec: {replicas: null, template: {spec: {containers: [{name: a, args: [z]}]}}}\n'
    expect(patched(patch, ...containers, 0, 'args')).toEqual(['z'])
    expect(patched(patch, 'spec', 'replicas')).toBeUndefined()
  })

  test('know lists with several keys', () => {
    const patch = 'spec: {template: {spec: {containers: [{name: a, ports: [{containerPort: 80, protocol: UDP, name: u}]}]}}}\n'
    expect(patched(patch, ...containers, 0, 'ports')).toEqual([
      { containerPort: 80, protocol: 'TCP' },
      { containerPort: 80, protocol: 'UDP', name: 'u' },
    ])
  })

  test.each([
    ['an item', '{name: a, $patch: delete}', ['b']],
    ['all others', '{$patch: replace}, {name: z, image: "z:1"}', ['z']],
  ])('take away %s by $patch', (_, items, wanted) => {
    const found = patched(`spec: {template: {spec: {containers: [${items}]}}}\n`, ...containers)
    expect(Array.isArray(found) ? found.map((one: { name: string }) => one.name) : found).toEqual(wanted)
  })

  test('delete the object, and refuse words that are none', () => {
    expect(patched('$patch: delete\n')).toBeUndefined()
    expect(patched('$patch: remove\n')).toBe('other')
  })

  test('replace lists of kinds without a schema whole', () => {
    const patch = 'apiVersion: acme.example/v1\nkind: Thing\nmetadata: {name: t}\nspec: {list: [{name: b, v: 3}]}\n'
    const { rendering } = render(files('patches: [{path: p.yaml}]\n', { 'p.yaml': patch }))
    expect(nodeIn(rendering, 'Thing', 'spec')).toBeDefined()
    const spec = nodeIn(rendering, 'Thing', 'spec')
    expect(spec === undefined ? undefined : plain(spec)).toEqual({ list: [{ name: 'b', v: 3 }] })
  })

  test('with a target go to all that match, whatever they name', () => {
    const text = '|-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: any, labels: {l: new}}\n'
    const { rendering } = render(files(`patches:\n- target: {kind: Dep.*, labelSelector: "l in (old)"}\n  patch: ${text}`))
    expect(nodeIn(rendering, 'Deployment', 'metadata', 'labels', 'l')).toMatchObject({ text: 'new' })
  })

  test('that come to nothing because nothing matches their target are no error', () => {
    expect(objectsOf(files('patches: [{target: {kind: Pod}, path: p.yaml}]\n', { 'p.yaml': '[]' }))).toHaveLength(2)
  })

  test('say that a value comes from the patch, also in the middle of the kustomization', () => {
    const text =
      'patches:\n- target: {kind: Deployment}\n  patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: x}\n    spec:\n      replicas: 42\n'
    const all = files(text)
    expect(wordsOf(all, nodeIn(render(all).rendering, 'Deployment', 'spec', 'replicas'))).toEqual(['kustomization.yaml: 42'])
    const folded = files(text.replace('|-', '>-').replaceAll('\n    ', '\n\n    '))
    expect(wordsOf(folded, nodeIn(render(folded).rendering, 'Deployment', 'spec', 'replicas')).join()).toContain('replicas: 42')
  })
})

describe('operations', () => {
  function operated(operations: string, ...path: readonly (string | number)[]): unknown {
    const { rendering } = render(files('patches: [{target: {kind: Deployment}, path: p.yaml}]\n', { 'p.yaml': operations }))
    if (rendering.kind !== 'rendered') return rendering.kind === 'failed' ? rendering.why : rendering.why
    const node = nodeIn(rendering, 'Deployment', ...path)
    return node === undefined ? undefined : plain(node)
  }

  test.each([
    ['- {op: replace, path: /spec/replicas, value: 5}\n', ['spec', 'replicas'], 5],
    ['- {op: add, path: /spec/template/spec/containers/-, value: {name: c}}\n', [...containers, 2], { name: 'c' }],
    ['- {op: add, path: /spec/template/spec/containers/-1, value: {name: c}}\n', [...containers, 2], { name: 'c' }],
    ['- {op: remove, path: /spec/template/spec/containers/0}\n', [...containers, 0, 'name'], 'b'],
    ['- {op: add, path: /metadata/annotations/a~1b, value: yes}\n', ['metadata', 'annotations'], { 'a/b': 'true' }],
    ['- {op: move, from: /spec/replicas, path: /spec/x}\n', ['spec', 'x'], 1],
    ['- {op: copy, from: /spec/replicas, path: /spec/x}\n', ['spec', 'replicas'], 1],
    ['- {op: test, path: /spec/replicas, value: 1}\n', ['spec', 'replicas'], 1],
    ['[{"op": "replace", "path": "/spec/replicas", "value": 6}]', ['spec', 'replicas'], 6],
  ])('%s', (operations, path, wanted) => {
    expect(operated(operations, ...path)).toEqual(wanted)
  })

  test.each([
    ['- {op: add, path: /a/b/c, value: 1}\n', 'doc is missing path'],
    ['- {op: remove, path: /spec/nope}\n', 'Unable to remove nonexistent key'],
    ['- {op: replace, path: /spec/template/spec/containers/7, value: 1}\n', 'doc is missing key'],
    ['- {op: test, path: /spec/replicas, value: 2}\n', 'testing value /spec/replicas failed'],
    ['- {op: change, path: /spec/replicas}\n', 'Unexpected kind: change'],
    ['[{op: add, path: /spec/x, value: 1}]\n', 'unable to parse SM or JSON patch'],
  ])('are refused: %s', (operations, why) => {
    expect(operated(operations)).toContain(why)
  })
})

describe('replacements', () => {
  const source = 'source: {kind: Thing, fieldPath: "spec.list.[name=b].v"}'

  function replaced(rule: string, ...path: readonly (string | number)[]): unknown {
    const { rendering } = render(files(`replacements: [${rule}]\n`))
    if (rendering.kind !== 'rendered') return rendering.why
    const node = nodeIn(rendering, 'Deployment', ...path)
    return node === undefined ? undefined : plain(node)
  }

  test('put a value where it belongs, or a part of it', () => {
    const target = 'targets: [{select: {kind: Deployment}, fieldPaths: [spec.replicas]}]'
    expect(replaced(`{${source}, ${target}}`, 'spec', 'replicas')).toBe(2)
    const part =
      'targets: [{select: {name: web}, fieldPaths: ["spec.template.spec.containers.*.image"], options: {delimiter: ":", index: 1}}]'
    expect(replaced(`{${source}, ${part}}`, ...containers, 1, 'image')).toBe('b:2')
  })

  test('keep where both parts come from', () => {
    const part =
      'targets: [{select: {name: web}, fieldPaths: ["spec.template.spec.containers.[name=a].image"], options: {delimiter: ":", index: 1}}]'
    const all = files(`replacements: [{${source}, ${part}}]\n`)
    expect(wordsOf(all, nodeIn(render(all).rendering, 'Deployment', ...containers, 0, 'image'))).toEqual([
      't.yaml: 2',
      'd.yaml: a:1',
    ])
  })

  test.each([
    [`{${source}, targets: [{select: {kind: Deployment}, fieldPaths: [spec.nope]}]}`, 'unable to find field "spec.nope"'],
    ['{source: {kind: Nope}, targets: [{select: {kind: Deployment}}]}', 'nothing selected by'],
    [
      '{sourceValue: x, targets: [{select: {kind: Deployment}, fieldPaths: [spec.replicas]}]}',
      'cannot decode !!str `x` as a !!int',
    ],
    [`{${source}}`, 'replacements must specify a source and at least one target'],
  ])('are refused: %s', (rule, why) => {
    expect(replaced(rule)).toContain(why)
  })

  test('make what is absent where they may', () => {
    const target = 'targets: [{select: {kind: Deployment}, fieldPaths: [spec.a.b], options: {create: true}}]'
    expect(replaced(`{${source}, ${target}}`, 'spec', 'a')).toEqual({ b: 2 })
  })

  test('inside a text that is JSON write that text anew', () => {
    const rule = 'replacements: [{sourceValue: z, targets: [{select: {kind: ConfigMap}, fieldPaths: [data.j.a]}]}]\n'
    const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {j: \'{"b": 1, "a": "x"}\'}\n'
    expect(objectsOf({ 'kustomization.yaml': `resources: [c.yaml]\n${rule}`, 'c.yaml': config })).toMatchObject([
      { data: { j: '{"a":"z","b":1}' } },
    ])
  })
})
