import { describe, expect, test } from '@jest/globals'
import type { Rendering } from '../../src/model/rendering.ts'
import { entriesOf } from '../../src/render/entries.ts'
import { type Renderers, renderSide } from '../../src/render/render.ts'
import { listingOf, noted } from '../../src/render/source-tree.ts'

type Files = Readonly<Record<string, string>>

function contentsOf(files: Files): ReadonlyMap<string, Uint8Array> {
  return new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))
}

function entries(files: Files, ...changed: readonly string[]): readonly string[] {
  return entriesOf(noted(listingOf(Object.keys(files)), contentsOf(files)), new Set(changed)).map(({ id }) => id)
}

const APPS: Files = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': 'kind: Deployment\n',
  'overlays/prod/kustomization.yaml': 'resources: [../../base]\npatches: [{path: patch.yaml}]\n',
  'overlays/prod/patch.yaml': 'kind: Deployment\n',
  'overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
  'other/kustomization.yaml': 'resources: [job.yaml]\n',
  'other/job.yaml': 'kind: Job\n',
  'parts/kustomization.yaml': 'kind: Component\n',
}

describe('kustomizations that a change reaches', () => {
  test.each([
    [
      'a file of a base reaches every overlay of it, and not the base',
      ['base/web.yaml'],
      ['kustomization overlays/dev', 'kustomization overlays/prod'],
    ],
    ['a patch reaches its own overlay', ['overlays/prod/patch.yaml'], ['kustomization overlays/prod']],
    ['a kustomization file reaches itself', ['other/kustomization.yaml'], ['kustomization other']],
    ['a component is applied by nobody alone', ['parts/kustomization.yaml'], []],
    ['a file that no kustomization names reaches none', ['README.md'], []],
  ])('%s', (_, changed, expected) => {
    expect(entries(APPS, ...changed).toSorted()).toEqual(expected)
  })

  test('generators name files behind an equals sign', () => {
    const files = { 'a/kustomization.yaml': 'configMapGenerator: [{name: c, files: [x=conf/app.ini]}]\n', 'a/conf/app.ini': '' }
    expect(entries(files, 'a/conf/app.ini')).toEqual(['kustomization a'])
  })
})

describe('charts that a change reaches', () => {
  const CHARTS: Files = {
    'charts/web/Chart.yaml': 'name: web\ndependencies: [{name: lib, repository: "file://../lib"}]\n',
    'charts/web/values.yaml': '',
    'charts/web/values-prod.yaml': '',
    'charts/web/ci/small-values.yaml': '',
    'charts/web/templates/values-map.yaml': '',
    'charts/web/charts/db/Chart.yaml': 'name: db\n',
    'charts/web/charts/db/templates/db.yaml': '',
    'charts/lib/Chart.yaml': 'name: lib\ntype: library\n',
    'charts/lib/templates/_a.tpl': '',
  }
  const ALL = ['chart charts/web', 'chart charts/web with ci/small-values.yaml', 'chart charts/web with values-prod.yaml']

  test.each([
    ['by a template', 'charts/web/templates/values-map.yaml'],
    ['by a subchart', 'charts/web/charts/db/templates/db.yaml'],
    ['by a library that they depend on', 'charts/lib/templates/_a.tpl'],
  ])('%s, with each values file beside them', (_, changed) => {
    expect(entries(CHARTS, changed)).toEqual(ALL)
  })
})

describe('rendering one side', () => {
  const nothing: Rendering = { kind: 'rendered', documents: [], unknowns: [] }
  const renderers: Renderers = {
    chart: () => nothing,
    directory: () => nothing,
    kustomization: (entry, tree) => {
      tree.text(`${entry.path}/job.yaml`)
      return nothing
    },
  }
  const listing = listingOf(Object.keys(APPS))
  const without = (...paths: readonly string[]) =>
    contentsOf(Object.fromEntries(Object.entries(APPS).filter(([path]) => !paths.includes(path))))

  test('asks for definitions first, then for what a renderer reads', () => {
    const first = renderSide({ listing, contents: new Map() }, new Set(['other/job.yaml']), renderers)
    const definitions = Object.keys(APPS).filter((path) => path.endsWith('kustomization.yaml'))
    expect([...first.wanted].toSorted()).toEqual([...definitions, 'other/job.yaml'].toSorted())
    const second = renderSide({ listing, contents: without('other/job.yaml') }, new Set(['other/job.yaml']), renderers)
    expect([...second.wanted]).toEqual(['other/job.yaml'])
    const last = renderSide({ listing, contents: contentsOf(APPS) }, new Set(['other/job.yaml']), renderers)
    expect([...last.wanted]).toEqual([])
    expect(last.entries.map(({ used }) => [...used])).toEqual([['other/job.yaml']])
  })

  test('is unknown where a file that is there cannot be read', () => {
    const lost = new Set(['other/job.yaml'])
    const side = renderSide(
      { listing, contents: without('other/job.yaml'), unreadable: lost },
      new Set(['other/job.yaml']),
      renderers,
    )
    expect(side.entries.map(({ rendering }) => rendering)).toEqual([{ kind: 'unknown', why: 'other/job.yaml could not be read' }])
    expect([...side.wanted]).toEqual([])
  })

  test('is unknown for the entry whose renderer breaks, and for no other', () => {
    const broken: Renderers = {
      ...renderers,
      kustomization: (entry, tree) => {
        if (entry.path === 'other') throw new RangeError('Maximum call stack size exceeded')
        return renderers.kustomization(entry, tree)
      },
    }
    const changed = new Set(['other/job.yaml', 'overlays/dev/kustomization.yaml'])
    const side = renderSide({ listing, contents: contentsOf(APPS) }, changed, broken)
    expect(side.entries.map(({ entry, rendering }) => [entry.path, rendering.kind])).toEqual([
      ['other', 'unknown'],
      ['overlays/dev', 'rendered'],
    ])
  })
})
