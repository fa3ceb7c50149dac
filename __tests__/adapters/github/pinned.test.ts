import { describe, expect, test } from '@jest/globals'
import { createPinnedReader } from '../../../src/adapters/github/pinned.ts'
import type { Answer } from '../../../src/model/answer.ts'
import { everything, startWorld, valueIn, type World } from './world.ts'

async function policies(): Promise<World & { readonly commit: string }> {
  const world = await startWorld({ 'a.yaml': '1' })
  const central = world.github.repository('acme/policies', { isPrivate: false })
  const commit = central.commit('main', { 'base.yml': 'version: 1\n', 'keys/link.pub': { symlink: '../base.yml' } })
  central.commit('main', { 'base.yml': 'version: 2\n' })
  return { ...world, commit }
}

function read(world: World, path: string, commit: string): Promise<Answer<Uint8Array>> {
  return createPinnedReader(world.api(everything))({ repository: 'acme/policies', path, commit })
}

describe('a file of another repository at a commit', () => {
  test('is read as it was then', async () => {
    await using world = await policies()
    expect(Buffer.from(valueIn(await read(world, 'base.yml', world.commit))).toString()).toBe('version: 1\n')
    expect(world.github.violations).toEqual([])
  })

  test('is absent where the commit has no such file', async () => {
    await using world = await policies()
    expect((await read(world, 'other.yml', world.commit)).kind).toBe('absent')
  })

  test('is not taken from a commit that is not on the default branch: a fork can make one', async () => {
    await using world = await policies()
    const central = world.github.repository('acme/policies', { isPrivate: false })
    const stray = central.commit('from-a-fork', { 'base.yml': 'version: 1\nmode: warn\n' })
    expect(await read(world, 'base.yml', stray)).toMatchObject({
      kind: 'unknown',
      problem: { kind: 'unresolved', detail: expect.stringContaining('default branch') },
    })
  })

  test('is not read through a link', async () => {
    await using world = await policies()
    expect(await read(world, 'keys/link.pub', world.commit)).toMatchObject({
      problem: { detail: expect.stringContaining('symlink') },
    })
  })

  test('is unknown where nobody has the commit', async () => {
    await using world = await policies()
    expect(await read(world, 'base.yml', 'f'.repeat(40))).toMatchObject({ problem: { kind: 'unresolved' } })
  })
})
