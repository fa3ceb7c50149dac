import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { YamlNode } from '../../src/languages/goyaml/document.ts'
import { readYaml } from '../../src/languages/goyaml/read.ts'
import { plain, render } from '../render/kustomize/rendered.ts'
import { OVERLAYS } from './kustomize-overlays.ts'

const kustomize = process.env.PREADMIT_KUSTOMIZE
const suite = kustomize === undefined ? describe.skip : describe
const title = kustomize === undefined ? 'kustomize itself (skipped: set PREADMIT_KUSTOMIZE)' : 'kustomize itself'

interface Built {
  readonly ok: boolean
  readonly output: string
}

function build(files: Readonly<Record<string, string>>, path: string): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), 'preadmit-kustomize-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return new Promise((resolve) => {
    execFile(kustomize ?? '', ['build', join(folder, path)], { encoding: 'utf8' }, (error, output) => {
      rmSync(folder, { recursive: true })
      resolve({ ok: error === null, output })
    })
  })
}

function meaning(node: YamlNode): unknown {
  if (node.kind === 'list') return node.items.map(meaning)
  if (node.kind === 'map') return Object.fromEntries(node.entries.map(({ key, value }) => [key, meaning(value)]))
  return typeof node.value === 'bigint' ? Number(node.value) : node.value
}

function read(output: string): readonly unknown[] {
  const read = readYaml(output, { reader: 'sigs', limits: { nodes: 1_000_000, depth: 100 } })
  return 'documents' in read ? read.documents.map(({ root }) => meaning(root)) : [read.problem]
}

suite(title, () => {
  test.each(Object.entries(OVERLAYS))('%s', async (_, { path, files }) => {
    const real = await build(files, path)
    const { rendering } = render(files, path)
    if (!real.ok) {
      expect(rendering.kind).toBe('failed')
      return
    }
    const ours = rendering.kind === 'rendered' ? rendering.documents.map(({ root }) => plain(root)) : rendering
    expect(ours).toEqual(read(real.output))
  })
})
