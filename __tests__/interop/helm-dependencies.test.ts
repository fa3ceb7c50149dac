import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { changed, closeAll, serve } from '../gate/chart-sources.ts'
import type { Files } from '../gate/two-sides.ts'

const helms = (process.env.PREADMIT_HELM ?? '').split(':').filter((path) => path !== '')
const suite = helms.length > 0 ? describe : describe.skip
const folders: string[] = []

afterEach(closeAll)
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true })
})

const APPLICATION =
  'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec:\n  source: {repoURL: "https://github.com/acme/web", path: shop}\n'
const OWN =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: own}\nspec: {containers: [{name: a, image: "own:{{ .Values.mine.tag | default `none` }}"}]}\n'

interface Case {
  readonly dependencies: readonly string[]
  readonly values?: string
  readonly apiVersion?: 'v1'
}

/** What depends on the served chart, and how. */
const CASES: Readonly<Record<string, Case>> = {
  exact: { dependencies: ['version: 1.0.0'] },
  'a range': { dependencies: ['version: ^1.0.0'] },
  'a range with a wildcard': { dependencies: ['version: 1.0.x'] },
  'an alias': {
    dependencies: ['version: 1.0.0, alias: front'],
    values: 'front: {side: "ghcr.io/acme/other:2"}\nweb: {side: "no:1"}\n',
  },
  'two aliases of two versions': {
    dependencies: ['version: 1.0.0, alias: one', 'version: 1.1.0, alias: two'],
    values: 'two: {image: {tag: two}}\n',
  },
  'a condition that holds': { dependencies: ['version: 1.0.0, condition: web.live'], values: 'web: {live: true}\n' },
  'a condition that does not': { dependencies: ['version: 1.0.0, condition: web.live'], values: 'web: {live: false}\n' },
  'tags that are off': { dependencies: ['version: 1.0.0, tags: [front, back]'], values: 'tags: {front: false}\n' },
  'tags of which one is on': {
    dependencies: ['version: 1.0.0, tags: [front, back]'],
    values: 'tags: {front: false, back: true}\n',
  },
  'imported values': {
    dependencies: ['version: 1.0.0, import-values: [{child: image, parent: mine}]'],
    values: 'web: {image: {tag: imported}}\n',
  },
  'global values': { dependencies: ['version: 1.0.0'], values: 'global: {a: 1}\nweb: {side: "g:1"}\n' },
  'requirements.yaml': { dependencies: ['version: ">=1.0.0 <2"'], apiVersion: 'v1' },
  'a version that is nowhere': { dependencies: ['version: 9.0.0'] },
}

function chart(url: string, { dependencies, values = '{}\n', apiVersion }: Case): Files {
  const list = dependencies.map((one) => `  - {name: web, repository: "${url}", ${one}}\n`).join('')
  const head = `apiVersion: ${apiVersion ?? 'v2'}\nname: shop\nversion: 1.0.0\n`
  const own = { 'shop/values.yaml': `mine: {}\n${values}`, 'shop/templates/own.yaml': OWN }
  return apiVersion === undefined
    ? { ...own, 'shop/Chart.yaml': `${head}dependencies:\n${list}` }
    : { ...own, 'shop/Chart.yaml': head, 'shop/requirements.yaml': `dependencies:\n${list}` }
}

interface Theirs {
  readonly images: readonly string[] | 'fails'
  /** What real Helm writes down as locked. */
  readonly lock: Files
}

/** The images of the chart as real Helm gets what it depends on and renders it. */
async function theirs(helm: string, files: Files): Promise<Theirs> {
  const folder = mkdtempSync(join(tmpdir(), 'preadmit-helm-dependencies-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    HELM_CACHE_HOME: folder,
    HELM_CONFIG_HOME: folder,
    HELM_DATA_HOME: folder,
  }
  const run = (...args: string[]) => promisify(execFile)(helm, args, { cwd: folder, env })
  try {
    await run('dependency', 'update', 'shop')
    const { stdout } = await run('template', 'shop', 'shop')
    const images = [...stdout.matchAll(/image: "?([^\s"}]+)/g)].map(([, image]) => image ?? '').toSorted()
    const name = 'shop/requirements.yaml' in files ? 'shop/requirements.lock' : 'shop/Chart.lock'
    return { images, lock: { [name]: readFileSync(join(folder, name), 'utf8') } }
  } catch {
    return { images: 'fails', lock: {} }
  }
}

async function ours(url: string, files: Files): Promise<readonly string[] | 'fails'> {
  const { facts, unread } = await changed(url, {}, { ...files, 'argocd/shop.yaml': APPLICATION })
  if (unread.length > 0) return 'fails'
  return facts.references.flatMap(({ reference }) => (reference.kind === 'static' ? [reference.text] : [])).toSorted()
}

suite('helm dependency update and helm template print the images that we find', () => {
  describe.each(helms.length > 0 ? helms : ['no helm'])('%s', (helm) => {
    test.each(Object.entries(CASES))('%s, without a lock and with that which Helm wrote', async (_, one) => {
      const url = await serve()
      const files = chart(url, one)
      const { images, lock } = await theirs(helm, files)
      expect(await ours(url, files)).toEqual(images)
      expect(await ours(url, { ...files, ...lock })).toEqual(images)
    })
  })
})
