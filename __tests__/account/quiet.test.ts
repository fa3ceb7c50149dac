import { describe, expect, test } from '@jest/globals'
import { type Files, lookAt } from './change.ts'

const said = (base: Files, head: Files): readonly string[] => {
  const { references, unread, unaccounted } = lookAt(base, head)
  return [
    ...references.filter(({ touched }) => touched).map(({ reference }) => `${reference.kind} ${reference.text}`),
    ...unread.map(({ file }) => `unread ${file}`),
    ...unaccounted.map(({ kind, name }) => `${kind} ${name}`),
  ]
}
const DIGEST = `sha256:${'1'.repeat(64)}`
const CHART = {
  'c/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\nappVersion: "9"\n',
  'c/values.yaml': `image:\n  repository: quay.io/acme/web\n  tag: v1@${DIGEST}\n`,
  'c/templates/web.yaml':
    'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"\n',
  'c/templates/NOTES.txt': 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: {{ .Values.x }}}]}\n',
}

describe('a change that says nothing more than it is', () => {
  test('a new chart that prints its own pinned values', () => {
    expect(said({}, CHART)).toEqual([`static quay.io/acme/web:v1@${DIGEST}`])
  })

  test.each([
    ['a lock of packages', 'package-lock.json', '{"a": {"image": "b'],
    ['a picture that is called after a Dockerfile', 'docs/dockerfile-as-ci.png', 'FROM x'],
    ['a script with a here-document', 'hooks/pre-start', '#!/usr/bin/env bash\ncat <<EOF\nservices:\n  a: {image: $X}\nEOF\n'],
    ['a pipeline of Nextflow', 'main.nf', 'process a {\n  input: val x\n  services: y\n}\n'],
    ['prose that is a template', 'chart/README.md.gotmpl', 'apiVersion: v1\nkind: Pod\nspec: {{ x }}\n'],
  ])('%s', (_, path, text) => {
    expect(said({}, { [path]: text })).toEqual([])
  })

  test('an input of a ResourceSet that no template puts into an image', () => {
    const set = (size: string) =>
      `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: r}\nspec:\n  inputs: [{s: ${size}}]\n  resources:\n    - {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {size: << inputs.s >>}}\n`
    expect(said({ 'a.yaml': set('small') }, { 'a.yaml': set('large') })).toEqual([])
  })

  test('a version, a label or a number of a workload', () => {
    const pod = (replicas: number) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, labels: {version: "${replicas}"}}\nspec: {replicas: ${replicas}}\n`
    expect(said({ 'a.yaml': pod(1) }, { 'a.yaml': pod(2) })).toEqual([])
    expect(lookAt({ 'a.yaml': pod(1) }, { 'a.yaml': pod(2) }).accounted).toEqual({
      changed: 2,
      ruled: 0,
      judged: 1,
      inert: 1,
      unaccounted: 0,
    })
  })

  test('a release that goes as a whole', () => {
    const release =
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\nspec: {chart: {spec: {chart: a, version: "1"}}}\n'
    expect(said({ 'a.yaml': release, 'b.yaml': 'x: 1\n' }, { 'b.yaml': 'x: 1\n' })).toEqual([])
  })
})

describe('YAML that no known program reads', () => {
  test.each([
    ['a reference beyond doubt is said', 'shade: ghcr.io/acme/web:1\n', 'shade: ghcr.io/acme/web:2\n', ['looks-like looks-like']],
    ['a reference without a host is not', 'shade: web:1\n', 'shade: web:2\n', []],
    ['a key alone is not', 'tag: "1"\n', 'tag: "2"\n', []],
    ['a URL is not', 'home: https://ghcr.io/a:1\n', 'home: https://ghcr.io/a:2\n', []],
  ])('%s', (_, base, head, says) => {
    expect(said({ 'env/p.yaml': base }, { 'env/p.yaml': head })).toEqual(says)
  })
})

describe('a values file over another', () => {
  const base = { ...CHART, 'c/values-prod.yaml': 'image: {tag: "1"}\n' }

  test('makes the image at its tag, with the repository of the other', () => {
    const { references, unaccounted } = lookAt(base, { ...base, 'c/values-prod.yaml': 'image: {tag: "2"}\n' })
    const [one, ...more] = references.filter(({ touched }) => touched)
    expect(more).toEqual([])
    expect(unaccounted).toEqual([])
    expect(one?.reference).toMatchObject({
      text: 'quay.io/acme/web:2',
      origin: { file: 'c/values-prod.yaml', span: { start: 14, end: 15 }, related: [{ file: 'c/values.yaml' }] },
    })
    expect(one?.replaces?.text).toBe('quay.io/acme/web:1')
  })

  test('is asked about where nothing gives the repository', () => {
    expect(said({ 'x/values-prod.yaml': 'image: {tag: "1"}\n' }, { 'x/values-prod.yaml': 'image: {tag: "2"}\n' })).toEqual([
      'deciding helm-values',
    ])
  })

  test('may have any name where it names a whole image', () => {
    expect(said({}, { 'env/prod.yaml': 'web:\n  image: {repository: quay.io/a/b, tag: "1"}\n' })).toEqual([
      'static quay.io/a/b:1',
    ])
  })
})
