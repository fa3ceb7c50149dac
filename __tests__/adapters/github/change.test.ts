import { describe, expect, test } from '@jest/globals'
import { pullRequestEvent } from '../../fakes/github/events.ts'
import { problemOf, startWorld, valueIn } from './world.ts'

const POD = 'kind: Pod\nspec:\n  containers:\n    - image: ghcr.io/acme/web:1\n'

describe('a change over the API', () => {
  test('gives both trees whole, and the bytes of their files', async () => {
    await using world = await startWorld({
      'k8s/web.yaml': POD,
      'README.md': '# shop\n',
      'bin/run': { executable: '#!/bin/sh\n' },
    })
    const { event } = world.open({
      changes: { 'k8s/web.yaml': POD.replace(':1', ':2'), 'k8s/link.yaml': { symlink: 'web.yaml' } },
    })
    const change = world.change(event)
    const trees = valueIn(await change.trees())
    expect(trees.base.map((entry) => `${entry.mode} ${entry.path}`)).toEqual([
      'file README.md',
      'executable bin/run',
      'file k8s/web.yaml',
    ])
    expect(trees.head.map((entry) => `${entry.mode} ${entry.path}`)).toEqual([
      'file README.md',
      'executable bin/run',
      'symlink k8s/link.yaml',
      'file k8s/web.yaml',
    ])
    const contents = await change.contents(trees.head)
    expect(trees.head.map((entry) => Buffer.from(valueIn(contents.get(entry) ?? { kind: 'absent' })).toString())).toEqual([
      '# shop\n',
      '#!/bin/sh\n',
      'web.yaml',
      POD.replace(':1', ':2'),
    ])
    expect(world.github.violations).toEqual([])
  })

  test('compares with the merge base, not with what the base branch became since', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const { pull } = world.open({ changes: { 'a.yaml': '2' } })
    world.repository.commit('main', { 'b.yaml': 'later' })
    const event = world.event(pullRequestEvent(world.github.url, world.repository, pull))
    const change = world.change(event)
    expect(valueIn(await change.trees()).base.map((entry) => entry.path)).toEqual(['a.yaml'])
    expect(change.info.base).toBe(world.repository.mergeBase(pull))
    expect(world.github.violations).toEqual([])
  })

  test('a wrong blob is unknown, never believed', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const { event } = world.open({ changes: { 'a.yaml': '2' } })
    const change = world.change(event)
    const trees = valueIn(await change.trees())
    world.github.plan([{ on: 'GET /git/blobs', do: 'wrong-sha' }])
    const contents = await change.contents(trees.head)
    expect(problemOf([...contents.values()][0])).toBe('digest-mismatch')
  })
})
