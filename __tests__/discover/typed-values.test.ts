import { describe, expect, test } from '@jest/globals'
import { discover } from '../../src/discover/discover.ts'

const read = (...files: readonly (readonly [string, string])[]) =>
  discover(files.map(([path, text]) => ({ path, bytes: Buffer.from(text) }))).references.map((one) => `${one.kind} ${one.text}`)

const CHART = ['chart/Chart.yaml', 'apiVersion: v2\nname: a\nversion: 1.0.0\nappVersion: 1.10\n'] as const

describe('a number is taken as its consumer types it', () => {
  test.each([
    ['1.10', '1.1'],
    ['20240101', '2.0240101e+07'],
    ['0123', '83'],
    ['"1.10"', '1.10'],
  ])('a tag %s of Helm values', (written, tag) => {
    expect(read(CHART, ['chart/values.yaml', `image:\n  repository: quay.io/acme/a\n  tag: ${written}\n`])).toEqual([
      `${tag.includes('+') ? 'dynamic' : 'static'} quay.io/acme/a:${tag}`,
    ])
  })

  test('a tag beside a text in Helm values', () => {
    expect(read(CHART, ['chart/values.yaml', 'image: quay.io/acme/a\ntag: 1.10\n'])).toEqual(['static quay.io/acme/a:1.1'])
  })

  test('appVersion, which fills in for a tag', () => {
    expect(read(CHART, ['chart/values.yaml', 'image:\n  repository: quay.io/acme/a\n  tag: ""\n'])).toEqual([
      'static quay.io/acme/a:1.1',
    ])
  })

  test('a matrix of a workflow', () => {
    const text = `on: push\njobs:\n  a:\n    runs-on: x\n    strategy: {matrix: {v: [3.10, "3.10", 0x10]}}\n    container: python:\${{ matrix.v }}\n    steps: [{run: a}]\n`
    expect(read(['.github/workflows/a.yml', text]).toSorted()).toEqual([
      'static python:16',
      'static python:3.1',
      'static python:3.10',
    ])
  })

  test('variables of GitLab, where it is not told apart what readers disagree about', () => {
    const text =
      'variables: {A: 1.10, B: 1e3}\na: {stage: test, script: [x], image: "python:$A"}\nb: {stage: test, script: [x], image: "python:$B"}\n'
    expect(read(['.gitlab-ci.yml', text])).toEqual(['static python:1.1', 'dynamic python:$B'])
  })

  test('parameters of Tekton', () => {
    const text =
      'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: a}\nspec:\n  params: [{name: v, default: 1.10}, {name: w, default: 0755}]\n  steps:\n  - {name: a, image: "python:$(params.v)"}\n  - {name: b, image: "python:$(params.w)"}\n'
    expect(read(['a.yaml', text])).toEqual(['static python:1.1', 'static python:493'])
  })

  test('parameters of Argo Workflows', () => {
    const text =
      'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec:\n  arguments: {parameters: [{name: v, value: 1.10}]}\n  templates:\n  - name: a\n    container: {image: "python:{{workflow.parameters.v}}"}\n'
    expect(read(['a.yaml', text])).toEqual(['static python:1.1'])
  })
})

test('a tag that no tag can be any more is unresolved, with what to write', () => {
  const bytes = Buffer.from('image: quay.io/acme/a\ntag: 20240101\n')
  const [reference] = discover([{ path: 'chart/values.yaml', bytes }]).references
  expect(reference).toMatchObject({
    kind: 'dynamic',
    why: 'Helm reads the tag 20240101 as the number 2.0240101e+07: write it in quotes',
  })
})
