import { describe, expect, test } from '@jest/globals'
import { renderChange } from '../../src/gate/render-change.ts'
import { MAX_GITOPS_FILES } from '../../src/model/limits.ts'
import type { TreeEntry } from '../../src/ports/change.ts'
import { renderersFor } from '../../src/render/renderers.ts'

const NOTHING = { files: [], unread: [] }

describe('files that may hold objects of Flux or Argo CD', () => {
  async function problems(count: number) {
    const side = Array.from(
      { length: count },
      (_, n): TreeEntry => ({ path: `clusters/${n}.yaml`, id: `${n}`, mode: 'file', size: 3 }),
    )
    const read = async (entries: readonly TreeEntry[]) =>
      new Map(entries.map((entry) => [entry, { kind: 'found', value: new TextEncoder().encode('a: b') } as const]))
    const given = { trees: { base: [], head: side }, sides: { base: NOTHING, head: NOTHING }, changed: new Set<string>() }
    return (await renderChange({ contents: read }, given, renderersFor(undefined))).problems
  }

  test('are all looked at', async () => {
    expect(await problems(MAX_GITOPS_FILES)).toEqual([])
  })

  test('and one more than can be is told', async () => {
    expect(await problems(MAX_GITOPS_FILES + 1)).toEqual([
      {
        kind: 'too-many',
        about: 'rendering',
        detail: '4001 files may hold objects of Flux or Argo CD; only the 4000 nearest to the change were looked at',
      },
    ])
  })
})
