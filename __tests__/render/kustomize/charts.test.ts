import { describe, expect, test } from '@jest/globals'
import type { Node } from '../../../src/model/tree.ts'
import type { ChartRendering, ChartRequest, KustomizeOptions } from '../../../src/render/kustomize/build.ts'
import { nodeIn, objectsOf, render } from './rendered.ts'

const SPAN = { start: 0, end: 1 }

function node(value: unknown): Node {
  if (Array.isArray(value)) return { kind: 'list', span: SPAN, items: value.map(node) }
  if (typeof value === 'object' && value !== null) {
    if ('why' in value) return { kind: 'scalar', span: SPAN, text: 'nginx:1', plain: false, unknown: { why: String(value.why) } }
    const entries = Object.entries(value).map(([key, one]) => {
      return { key: { kind: 'scalar', span: SPAN, text: key, plain: false } as const, value: node(one) }
    })
    return { kind: 'map', span: SPAN, entries }
  }
  return { kind: 'scalar', span: SPAN, text: String(value), plain: typeof value !== 'string' }
}

function chartOf(...objects: readonly unknown[]): ChartRendering {
  return { kind: 'rendered', documents: objects.map((one) => ({ root: node(one), source: 'charts/x/t.yaml', always: true })) }
}

const FILES = {
  'kustomization.yaml':
    'namespace: ns\nhelmCharts: [{name: x, version: 1.0.0, valuesInline: {a: 1}}]\nimages: [{name: nginx, newName: a, newTag: b}]\n',
}
const pod = (name: unknown, image: unknown) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image }] },
})

function withChart(made: ChartRendering, asked: ChartRequest[] = []): KustomizeOptions {
  return {
    helm: (request) => {
      asked.push(request)
      return made
    },
  }
}

describe('charts', () => {
  test('are asked of the room that knows Helm, with the namespace and where they stand', () => {
    const asked: ChartRequest[] = []
    render(FILES, '', withChart(chartOf(), asked))
    expect(asked).toMatchObject([
      { chart: { name: 'x', valuesInline: { a: '1' } }, folder: '', chartHome: 'charts', namespace: 'ns' },
    ])
  })

  test('pass through the transformers, but keep the namespace that Helm gave', () => {
    expect(objectsOf(FILES, '', withChart(chartOf(pod('p', 'nginx:1'))))).toEqual([pod('p', 'a:b')])
  })

  test('keep what is unknown unknown: a rule that may match it makes nothing known', () => {
    const { rendering } = render(FILES, '', withChart(chartOf(pod('p', { why: 'a lookup' }))))
    expect(nodeIn(rendering, 'Pod', 'spec', 'containers', 0, 'image')).toMatchObject({ unknown: { why: 'a lookup' } })
  })

  test('whose names are unknown make the whole unknown', () => {
    expect(objectsOf(FILES, '', withChart(chartOf(pod({ why: 'a random name' }, 'x'))))).toEqual({ unknown: 'a random name' })
  })

  test('that fail or are unknown say so', () => {
    expect(objectsOf(FILES, '', withChart({ kind: 'failed', why: 'no such value' }))).toBe('helm')
    expect(objectsOf(FILES, '', withChart({ kind: 'unknown', why: 'it is not here' }))).toEqual({ unknown: 'it is not here' })
  })
})

describe('a deployer', () => {
  test('may change the topmost kustomization before it is built, or make one', () => {
    const files = {
      'a/kustomization.yaml': 'resources: [s.yaml]\n',
      'a/s.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n',
    }
    const prefix = { kind: 'scalar', text: 'p-', quoted: true, span: { ...SPAN, file: 'flux.yaml' } } as const
    const top: KustomizeOptions['top'] = (read) => (read === undefined ? undefined : { ...read, namePrefix: prefix })
    expect(objectsOf(files, 'a', { top })).toEqual([{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'p-s' } }])
  })

  test('may let files be read from outside the folder', () => {
    const files = {
      'a/kustomization.yaml': 'resources: [../s.yaml]\n',
      's.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n',
    }
    expect(objectsOf(files, 'a')).toBe('load-restriction')
    expect(objectsOf(files, 'a', { loadRestriction: 'none' })).toHaveLength(1)
  })
})
