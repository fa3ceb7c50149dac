import { describe, expect, test } from '@jest/globals'
import { changedFiles } from '../../src/compare/trees.ts'
import type { TreeEntry } from '../../src/ports/change.ts'

function file(path: string, id: string, mode: TreeEntry['mode'] = 'file'): TreeEntry {
  return { path, id, mode }
}

function statuses(base: readonly TreeEntry[], head: readonly TreeEntry[]): readonly string[] {
  return changedFiles({ base, head }).map((change) => `${change.status} ${change.path}`)
}

describe('two trees differ', () => {
  test('in added, modified and removed paths, in path order', () => {
    const base = [file('b', '1'), file('c', '1'), file('d', '1')]
    const head = [file('a', '1'), file('b', '2'), file('d', '1')]
    expect(statuses(base, head)).toEqual(['added a', 'modified b', 'removed c'])
  })

  test('when a file moved: what stands at a new path is new', () => {
    expect(statuses([file('old', '1')], [file('new', '1')])).toEqual(['added new', 'removed old'])
  })

  test('when a file became a symbolic link with the same content', () => {
    expect(statuses([file('a', '1')], [file('a', '1', 'symlink')])).toEqual(['modified a'])
  })

  test('when a work tree file has no id yet', () => {
    expect(statuses([file('a', '')], [file('a', '')])).toEqual(['modified a'])
  })

  test('not when only the executable bit changed', () => {
    expect(statuses([file('a', '1')], [file('a', '1', 'executable')])).toEqual([])
  })

  test('in paths that differ only in case', () => {
    expect(statuses([file('A', '1')], [file('a', '2')])).toEqual(['removed A', 'added a'])
  })
})
