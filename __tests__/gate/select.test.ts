import { describe, expect, test } from '@jest/globals'
import { type Selection, selectFiles } from '../../src/gate/select.ts'
import type { TreeEntry } from '../../src/ports/change.ts'

const everything: Selection = { ignore: [], paths: [] }
const file = (path: string, id = '1', mode: TreeEntry['mode'] = 'file'): TreeEntry => ({ path, id, mode })

describe('a run looks at', () => {
  test('changed files on both sides', () => {
    const selected = selectFiles({ base: [file('a.yaml', '1')], head: [file('a.yaml', '2')] }, everything)
    expect([selected.base, selected.head].map((side) => side.map(({ id }) => id))).toEqual([['1'], ['2']])
  })

  test('nothing that did not change and takes no part', () => {
    const same = file('z/other.yaml')
    expect(selectFiles({ base: [same], head: [same, file('a.yaml')] }, everything).head.map(({ path }) => path)).toEqual([
      'a.yaml',
    ])
  })

  test('what the policy does not ignore, and counts the rest', () => {
    const head = [file('a.yaml'), file('x/testdata/b.yaml')]
    const selected = selectFiles({ base: [], head }, { ...everything, ignore: ['**/testdata/**'] })
    expect([selected.changed.map(({ path }) => path), selected.coverage]).toMatchObject([['a.yaml'], { files: 1, ignored: 1 }])
  })

  test('what lies inside the paths, and counts the rest', () => {
    const head = [file('deploy/a.yaml'), file('b.yaml')]
    expect(selectFiles({ base: [], head }, { ...everything, paths: ['deploy/**'] }).coverage).toMatchObject({
      files: 1,
      outsidePaths: 1,
    })
  })

  test('each file in exactly one shard', () => {
    const head = Array.from({ length: 50 }, (_, index) => file(`f${index}.yaml`))
    const shards = [1, 2, 3].map((index) => selectFiles({ base: [], head }, { ...everything, shard: { index, of: 3 } }))
    const seen = shards.flatMap((shard) => shard.changed.map(({ path }) => path))
    expect(seen.toSorted()).toEqual(head.map(({ path }) => path).toSorted())
  })

  test('submodules by name, not by content', () => {
    const selected = selectFiles({ base: [], head: [file('vendor', 'abc', 'submodule')] }, everything)
    expect([selected.submodules, selected.head]).toEqual([['vendor'], []])
  })

  test('the gate files of a change even where the policy ignores them', () => {
    const selected = selectFiles({ base: [], head: [file('.github/preadmit.yml')] }, { ...everything, ignore: ['.github/**'] })
    expect(selected.all.map(({ path }) => path)).toEqual(['.github/preadmit.yml'])
  })
})
