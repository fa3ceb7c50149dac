import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { changed, closeAll, serve } from '../gate/chart-sources.ts'
import type { Files } from '../gate/two-sides.ts'

const helms = (process.env.PREADMIT_HELM ?? '').split(':').filter((path) => path !== '')
const suite = helms.length > 0 ? describe : describe.skip
const folder = mkdtempSync(join(tmpdir(), 'preadmit-helm-served-'))

afterEach(closeAll)
afterAll(() => rmSync(folder, { recursive: true }))

/** The images of the chart as real Helm fetches and renders it. */
async function theirs(helm: string, url: string, version: string): Promise<readonly string[] | 'fails'> {
  const home = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    HELM_CACHE_HOME: folder,
    HELM_CONFIG_HOME: folder,
    HELM_DATA_HOME: folder,
  }
  const args = ['template', 'web', 'web', '--repo', url, '--version', version]
  try {
    const { stdout } = await promisify(execFile)(helm, args, { cwd: folder, env: home })
    return [...stdout.matchAll(/image: "?([^\s"}]+)/g)].map(([, image]) => image ?? '').toSorted()
  } catch {
    return 'fails'
  }
}

/** An Application of that chart. */
function application(url: string, version: string): Files {
  const source = `{repoURL: "${url}", chart: web, targetRevision: "${version}"}`
  return {
    'argocd/web.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web}\nspec:\n  source: ${source}\n`,
  }
}

async function ours(url: string, version: string): Promise<readonly string[] | 'fails'> {
  const { facts, unread } = await changed(url, {}, application(url, version))
  if (unread.length > 0) return 'fails'
  return facts.references.flatMap(({ reference }) => (reference.kind === 'static' ? [reference.text] : [])).toSorted()
}

suite('helm template of a served chart prints the images that we find', () => {
  describe.each(helms.length > 0 ? helms : ['no helm'])('%s', (helm) => {
    test.each(['1.0.0', '1.1.0', '^1.0.0', '1.0.x', '~1.0', '*', '>=1.0.0 <1.1.0', '9.9.9', '>2'])(
      'version %s',
      async (version) => {
        const url = await serve()
        expect(await ours(url, version)).toEqual(await theirs(helm, url, version))
      },
    )
  })
})
