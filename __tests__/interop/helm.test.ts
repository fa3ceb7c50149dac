import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { readYaml } from '../../src/languages/goyaml/read.ts'
import type { ValueSet } from '../../src/render/helm/request.ts'
import { plain as plainYaml } from '../languages/goyaml/reading.ts'
import { filesOf, plain, render } from '../render/helm/charts.ts'
import { OWN_CHARTS, type OwnChart } from './helm-charts.ts'

const helms = (process.env.PREADMIT_HELM ?? '').split(':').filter((path) => path !== '')
const suite = helms.length > 0 ? describe : describe.skip
const folder = mkdtempSync(join(tmpdir(), 'preadmit-helm-'))

afterAll(() => rmSync(folder, { recursive: true }))

function versionOf(helm: string): 3 | 4 {
  return spawnSync(helm, ['version', '--short'], { encoding: 'utf8' }).stdout.startsWith('v4') ? 4 : 3
}

/** The documents that real Helm prints, or that it fails. */
function theirs(helm: string, chart: OwnChart): unknown {
  const root = mkdtempSync(join(folder, 'chart-'))
  for (const [name, content] of Object.entries(chart.files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  const values = (chart.values ?? []).flatMap((file) => ['-f', file])
  const set = (chart.set ?? []).flatMap((text) => ['--set', text])
  const flags = ['--namespace', 'ns', '--kube-version', 'v1.34.0', '--include-crds', ...values, ...set]
  const home = { PATH: process.env.PATH ?? '', HOME: root, HELM_CACHE_HOME: root, HELM_CONFIG_HOME: root, HELM_DATA_HOME: root }
  const ran = spawnSync(helm, ['template', 'shop', '.', ...flags], { cwd: root, encoding: 'utf8', env: home })
  if (ran.status !== 0) return 'fails'
  const read = readYaml(ran.stdout, { reader: 'sigs', limits: { nodes: 100_000, depth: 100 } })
  if ('problem' in read) throw new Error(read.problem)
  return read.documents.map((document) => plainYaml(document.root)).filter((document) => document !== null)
}

function ours(helm: 3 | 4, chart: OwnChart): unknown {
  const files = filesOf(chart.files)
  const values: ValueSet[] = files.filter(({ name }) => chart.values?.includes(name)).map((file) => ({ kind: 'file', file }))
  for (const text of chart.set ?? []) values.push({ kind: 'set', text, form: 'set' })
  const rendering = render(chart.files, { helm, values })
  if (rendering.kind === 'rendered') return rendering.documents.map(({ root }) => plain(root))
  return rendering.kind === 'failed' ? 'fails' : rendering.why
}

suite('helm template prints what we render', () => {
  describe.each(helms.length > 0 ? helms : ['no helm'])('%s', (helm) => {
    const version = helms.length > 0 ? versionOf(helm) : 3
    test.each(OWN_CHARTS)('$name', (chart) => {
      expect(ours(version, chart)).toEqual(theirs(helm, chart))
    })
  })
})
