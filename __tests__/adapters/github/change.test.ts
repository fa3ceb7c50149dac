import { describe, expect, test } from '@jest/globals'
import type { GithubApi } from '../../../src/adapters/github/api.ts'
import { createBlobReader } from '../../../src/adapters/github/blobs.ts'
import { absent, found } from '../../../src/model/answer.ts'
import { BATCH_BYTES, BLOBS_PER_BATCH, MAX_CHANGED_FILES, MAX_FILE_BYTES, MAX_TREE_REQUESTS } from '../../../src/model/limits.ts'
import { pullRequestEvent } from '../../fakes/github/events.ts'
import { gitId } from '../../fakes/github/objects.ts'
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

  test('reads a private repository with contents: read alone', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const { pull, event } = world.open({ changes: { 'a.yaml': '2' } })
    const change = world.change(event, { api: world.api({ contents: 'read' }) })
    expect(valueIn(await change.trees()).head).toHaveLength(1)
    expect(valueIn(await change.superseded())).toBe(false)
    world.repository.push(pull, { 'a.yaml': '3' })
    expect(valueIn(await change.superseded())).toBe(true)
  })

  test('a pull request into a branch that nobody protects is compared with the default branch', async () => {
    await using world = await startWorld({ 'a.yaml': 'good' })
    world.repository.commit('stacked', { 'b.yaml': 'bad' })
    const { event } = world.open({ base: 'stacked', changes: { 'a.yaml': 'better' } })
    const trees = valueIn(await world.change(event).trees())
    expect(trees.base.map((entry) => entry.path)).toEqual(['a.yaml'])
    world.repository.protectedBranches.add('stacked')
    const protectedTrees = valueIn(await world.change(event).trees())
    expect(protectedTrees.base.map((entry) => entry.path)).toEqual(['a.yaml', 'b.yaml'])
  })

  test.each([
    ['deletion', ['a.yaml']],
    ['pull_request', ['a.yaml', 'b.yaml']],
  ])('a base under a ruleset with the rule %s is compared on its own only if the rule guards it', async (type, paths) => {
    await using world = await startWorld({ 'a.yaml': 'good' })
    world.repository.commit('team/stacked', { 'b.yaml': 'bad' })
    const source = { ruleset_source_type: 'Repository', ruleset_source: 'acme/shop', ruleset_id: 1 }
    world.repository.rules.set('team/stacked', [{ type, ...source }])
    const { event } = world.open({ base: 'team/stacked', changes: { 'a.yaml': 'better' } })
    expect(valueIn(await world.change(event).trees()).base.map((entry) => entry.path)).toEqual(paths)
    expect(world.github.violations).toEqual([])
  })

  test('a base that says whether it is protected to nobody is compared with the default branch', async () => {
    await using world = await startWorld({ 'a.yaml': 'good' })
    world.repository.commit('stacked', { 'b.yaml': 'bad' })
    world.repository.protectedBranches.add('stacked')
    const { event } = world.open({ base: 'stacked', changes: { 'a.yaml': 'better' } })
    world.github.plan([{ on: 'GET /branches/{branch}', do: '403' }])
    expect(valueIn(await world.change(event).trees()).base.map((entry) => entry.path)).toEqual(['a.yaml'])
  })

  test('a pull request is judged by what its merge would bring, where GitHub has merged it', async () => {
    await using world = await startWorld({ 'a.yaml': 'one\ntwo\n', 'b.yaml': 'b' })
    const { pull, event } = world.open({ changes: { 'a.yaml': 'one\nTWO\n', 'c.yaml': 'c' } })
    const into = world.repository.commit('main', { 'a.yaml': 'ONE\ntwo\n', 'b.yaml': 'B' })
    const merge = world.repository.merge(pull, { 'a.yaml': 'ONE\nTWO\n' })
    const change = world.change(event)
    const { base, head } = valueIn(await change.trees())
    const texts = await change.contents([...base, ...head])
    const read = (entries: typeof base) =>
      entries.map((entry) => `${entry.path}: ${Buffer.from(valueIn(texts.get(entry) ?? { kind: 'absent' }))}`)
    expect(read(base)).toEqual(['a.yaml: ONE\ntwo\n', 'b.yaml: B'])
    expect(read(head)).toEqual(['a.yaml: ONE\nTWO\n', 'b.yaml: B', 'c.yaml: c'])
    expect(change.info).toMatchObject({ base: into, head: pull.head, merge: { commit: merge, files: ['a.yaml'] } })
    expect(world.github.violations).toEqual([])
  })

  test('a merge that is of another head, or into a branch that nobody protects, says nothing', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const { pull } = world.open({ changes: { 'a.yaml': '2' } })
    world.repository.merge(pull)
    world.repository.push(pull, { 'a.yaml': '3' })
    const change = world.change(world.event(pullRequestEvent(world.github.url, world.repository, pull)))
    valueIn(await change.trees())
    expect(change.info.merge).toBeUndefined()
    world.repository.commit('stacked', { 'b.yaml': 'bad' })
    const stacked = world.open({ base: 'stacked', changes: { 'a.yaml': 'better' } })
    world.repository.merge(stacked.pull)
    const other = world.change(stacked.event)
    expect(valueIn(await other.trees()).base.map((entry) => entry.path)).toEqual(['a.yaml'])
    expect(other.info.merge).toBeUndefined()
  })

  test('a merge that GitHub does not answer for leaves the change unknown', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const { event } = world.open({ changes: { 'a.yaml': '2' } })
    world.github.plan([{ on: 'GET /git/ref/{ref}', do: '500' }])
    expect((await world.change(event).trees()).kind).toBe('unknown')
  })

  test.each([
    ['a fork under pull_request_target', { fork: 'stranger/shop' }, true, true],
    ['a fork under pull_request', { fork: 'stranger/shop' }, false, undefined],
    ['a branch under pull_request_target', {}, true, undefined],
  ])('%s: whether its author may read less than this run', async (_, spec, target, expected) => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const { pull } = world.open({ changes: { 'a.yaml': '2' }, ...spec })
    const event = world.event(pullRequestEvent(world.github.url, world.repository, pull, { target }))
    expect(world.change(event).info.fromFork).toBe(expected)
  })

  test('a base with another history makes everything new', async () => {
    await using world = await startWorld({ 'a.yaml': 'good' })
    const { pull } = world.open({ changes: {} })
    pull.head = world.repository.root({ 'a.yaml': 'good' })
    const event = world.event(pullRequestEvent(world.github.url, world.repository, pull))
    expect(valueIn(await world.change(event).trees()).base).toEqual([])
  })

  test('retargeting the pull request supersedes the run', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const { pull, event } = world.open({ changes: { 'a.yaml': '2' } })
    pull.baseRef = 'release'
    expect(valueIn(await world.change(event).superseded())).toBe(true)
  })

  test.each([
    ['GET /git/commits', 'wrong-sha'],
    ['GET /git/trees', 'wrong-sha'],
    ['GET /git/trees', 'truncate'],
    ['GET /git/trees', 'not-json'],
    ['GET /git/trees', '404'],
    ['GET /git/trees', '500'],
    ['GET /compare', '403'],
    ['GET /compare', '404'],
    ['GET /git/commits', '404'],
  ] as const)('when %s answers %s, the trees are unknown or say that everything is new', async (on, fault) => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const { event } = world.open({ changes: { 'a.yaml': '2' } })
    world.github.plan([{ on, do: fault }])
    const trees = await world.change(event).trees()
    expect(
      trees.kind === 'unknown' || (trees.kind === 'found' && trees.value.base.length === 0 && trees.value.head.length > 0),
    ).toBe(true)
  })

  test('a tree listing that left a file out without saying so is unknown', async () => {
    await using world = await startWorld({ 'a.yaml': '1', 'k8s/b.yaml': '1' })
    const { event } = world.open({ changes: { 'a.yaml': '2' } })
    world.github.plan([{ on: 'GET /git/trees', nth: 2, do: 'wrong-sha' }])
    expect(problemOf(await world.change(event).trees())).toBe('digest-mismatch')
  })
})

describe('trees that GitHub truncates', () => {
  test('are walked folder by folder', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`team-${index % 6}/app-${index}/web.yaml`, `n: ${index}\n`]),
    )
    await using world = await startWorld(files, { caps: { treeEntries: 25 } })
    const { event } = world.open({ changes: { 'team-3/app-3/web.yaml': 'n: 3000\n' } })
    const trees = valueIn(await world.change(event).trees())
    expect([trees.base.length, trees.head.length]).toEqual([60, 60])
    const ids = new Map(trees.base.map((entry) => [entry.path, entry.id]))
    expect(trees.head.filter((entry) => ids.get(entry.path) !== entry.id).map((entry) => entry.path)).toEqual([
      'team-3/app-3/web.yaml',
    ])
    const asked = world.github.calls.filter((call) => call.template.includes('/git/trees')).map((call) => call.path)
    expect(new Set(asked).size).toBe(asked.length)
  })

  test('are unknown when a single folder is truncated', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`app-${index}.yaml`, 'x']))
    await using world = await startWorld(files, { caps: { treeEntries: 25 } })
    const { event } = world.open({ changes: { 'app-1.yaml': 'y' } })
    expect(problemOf(await world.change(event).trees())).toBe('too-large')
  })

  test('are unknown when walking them needs more requests than are allowed', async () => {
    const files = Object.fromEntries(
      Array.from({ length: MAX_TREE_REQUESTS }, (_, index) => [`team-${index}/a/b.yaml`, `${index}`]),
    )
    await using world = await startWorld(files, { caps: { treeEntries: MAX_TREE_REQUESTS + 1 } })
    const { event } = world.open({ changes: { 'team-0/a/b.yaml': 'y' } })
    const answer = await world.change(event).trees()
    expect(problemOf(answer)).toBe('too-many')
    expect(JSON.stringify(answer)).toContain(String(MAX_TREE_REQUESTS))
  })
})

describe('contents', () => {
  const wide = (count: number): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `k8s/app-${index}.yaml`,
        `image: ghcr.io/acme/app-${index}:1 # ${'é'.repeat(20)}\n`,
      ]),
    )

  test('a wrong blob is unknown, never believed', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const { event } = world.open({ changes: { 'a.yaml': '2' } })
    const change = world.change(event)
    const trees = valueIn(await change.trees())
    world.github.plan([{ on: 'GET /git/blobs', do: 'wrong-sha' }])
    const contents = await change.contents(trees.head)
    expect(problemOf([...contents.values()][0])).toBe('digest-mismatch')
  })

  test('300 changed files need few requests', async () => {
    await using world = await startWorld(wide(300))
    const changes = Object.fromEntries(Object.entries(wide(300)).map(([path, text]) => [path, text.replace(':1', ':2')]))
    const { event } = world.open({ changes })
    const change = world.change(event)
    const trees = valueIn(await change.trees())
    const contents = await change.contents([...trees.base, ...trees.head])
    expect([...contents.values()].every((answer) => answer.kind === 'found')).toBe(true)
    expect(contents.size).toBe(600)
    expect(world.github.calls.length).toBeLessThanOrEqual(12)
    expect(world.github.violations).toEqual([])
  })

  test('what GraphQL garbles is read again over REST: other bytes than UTF-8, binary files, cut texts', async () => {
    const odd = { 'latin.yaml': Buffer.from([0x61, 0xe9, 0x0a]), 'nul.yaml': Buffer.from('a\0b'), 'long.yaml': 'x'.repeat(200) }
    await using world = await startWorld({ ...odd, 'b.yaml': 'b', 'c.yaml': 'c' }, { caps: { graphqlText: 100 } })
    const { event } = world.open({ changes: { 'd.yaml': 'd' } })
    const change = world.change(event)
    const trees = valueIn(await change.trees())
    const contents = await change.contents(trees.head)
    for (const entry of trees.head) expect(contents.get(entry)?.kind).toBe('found')
    expect(world.github.calls.filter((call) => call.template.includes('/git/blobs'))).toHaveLength(3)
  })

  test.each(['wrong-sha', '403', 'not-json', 'truncate', '500'] as const)(
    'GraphQL that fails with %s is replaced by REST',
    async (fault) => {
      await using world = await startWorld(wide(6))
      const { event } = world.open({ changes: { 'new.yaml': 'x' } })
      world.github.plan([{ on: 'POST /graphql', do: fault }])
      const change = world.change(event)
      const trees = valueIn(await change.trees())
      const contents = await change.contents(trees.head)
      expect([...contents.values()].map((answer) => answer.kind)).toEqual(Array(7).fill('found'))
    },
  )

  test('a file at the limit is read, one byte more is unknown without being asked for', async () => {
    const files = { 'at.yaml': 'x'.repeat(MAX_FILE_BYTES), 'over.yaml': 'x'.repeat(MAX_FILE_BYTES + 1) }
    await using world = await startWorld(files)
    const { event } = world.open({ changes: { 'a.yaml': '1' } })
    const change = world.change(event)
    const trees = valueIn(await change.trees())
    const wanted = trees.head.filter((entry) => entry.path !== 'a.yaml')
    const contents = [...(await change.contents(wanted)).values()]
    expect(contents.map((answer) => answer.kind)).toEqual(['found', 'unknown'])
    expect(JSON.stringify(contents[1])).toContain(String(MAX_FILE_BYTES))
  })

  test('blobs are asked for in batches, full ones and one past', async () => {
    for (const [count, batches, single] of [
      [BLOBS_PER_BATCH, 1, 0],
      [BLOBS_PER_BATCH + 1, 1, 1],
      [BLOBS_PER_BATCH + 2, 2, 0],
    ] as const) {
      await using world = await startWorld(wide(count))
      const { event } = world.open({ changes: { README: 'x' } })
      const change = world.change(event)
      const trees = valueIn(await change.trees())
      await change.contents(trees.base)
      const asked = (part: string): number => world.github.calls.filter((call) => call.template.includes(part)).length
      expect([asked('/graphql'), asked('/git/blobs')]).toEqual([batches, single])
    }
  })

  test('a batch holds blobs up to its size; a blob beyond is read by itself', async () => {
    const big = (size: number, mark: string): string => mark.padEnd(size, 'x')
    const half = BATCH_BYTES / 2
    await using world = await startWorld({
      a: big(half, 'a'),
      b: big(half, 'b'),
      c: big(half + 1, 'c'),
      d: big(half, 'd'),
      e: big(BATCH_BYTES + 1, 'e'),
    })
    const { event } = world.open({ changes: { README: 'x' } })
    const change = world.change(event)
    const trees = valueIn(await change.trees())
    const contents = await change.contents(trees.base)
    expect([...contents.values()].every((answer) => answer.kind === 'found')).toBe(true)
    const asked = (part: string): number => world.github.calls.filter((call) => call.template.includes(part)).length
    expect([asked('/graphql'), asked('/git/blobs')]).toEqual([1, 3])
  })

  test('as many files as are allowed are read, the ones past it are unknown', async () => {
    const entries = Array.from({ length: MAX_CHANGED_FILES + 1 }, (_, index) => {
      const bytes = Buffer.from(`${index}`)
      return { path: `${index}`, id: gitId('blob', bytes), mode: 'file', size: bytes.byteLength } as const
    })
    const texts = new Map(entries.map((entry) => [entry.id, entry.path]))
    const api: GithubApi = {
      send: async () => absent,
      json: async () => absent,
      pages: async () => absent,
      graphql: async (query) => {
        const blobs = [...query.matchAll(/(b\d+): object\(oid: "(\w+)"/g)].map(([, alias = '', id = '']) => [
          alias,
          { isBinary: false, isTruncated: false, text: texts.get(id) ?? '' },
        ])
        return found({ repository: Object.fromEntries(blobs) })
      },
      within: () => api,
      requests: () => [],
      actsAsBot: true,
    }
    const answers = [...(await createBlobReader(api, 'acme/shop')(entries)).values()]
    expect(answers.filter((answer) => answer.kind === 'found')).toHaveLength(MAX_CHANGED_FILES)
    expect(problemOf(answers.at(-1))).toBe('too-many')
    expect(JSON.stringify(answers.at(-1))).toContain(String(MAX_CHANGED_FILES))
  })

  test('a submodule has no content', async () => {
    await using world = await startWorld({ a: '1' })
    const { event } = world.open({ changes: { vendor: { submodule: 'a'.repeat(40) } } })
    const change = world.change(event)
    const entry = valueIn(await change.trees()).head.find((candidate) => candidate.mode === 'submodule')
    expect(entry).toBeDefined()
    if (entry !== undefined) expect(problemOf((await change.contents([entry])).get(entry))).toBe('unsupported')
  })
})

describe('what is trusted', () => {
  test('is the tip of the default branch, not the change and not its base', async () => {
    await using world = await startWorld({ '.github/preadmit.yml': 'version: 1 # old' })
    const { event } = world.open({ changes: { '.github/preadmit.yml': 'mode: warn', 'extra.yaml': '' } })
    const tip = world.repository.commit('main', { '.github/preadmit.yml': 'version: 1 # tip' })
    const change = world.change(event)
    const file = valueIn(await change.trusted('.github/preadmit.yml'))
    expect(Buffer.from(file.bytes).toString()).toBe('version: 1 # tip')
    expect(file.commit).toBe(tip)
    expect(valueIn(await change.trustedPaths())).toEqual(['.github/preadmit.yml'])
    expect((await change.trusted('extra.yaml')).kind).toBe('absent')
  })

  test('is never followed through a symbolic link', async () => {
    await using world = await startWorld({ 'policy.yml': { symlink: 'other.yml' }, 'other.yml': '' })
    const { event } = world.open({ changes: { a: '1' } })
    expect(problemOf(await world.change(event).trusted('policy.yml'))).toBe('unsupported')
  })

  test.each(['403', '404', '500', 'not-json', 'truncate', 'wrong-sha'] as const)(
    'is unknown when the default branch answers %s, not absent',
    async (fault) => {
      await using world = await startWorld({ 'policy.yml': 'version: 1' })
      const { event } = world.open({ changes: { a: '1' } })
      for (const on of ['GET /git/ref', 'GET /git/commits', 'GET /git/trees', 'GET /git/blobs']) {
        world.github.plan([{ on, do: fault }])
        const answer = await world.change(event).trusted('policy.yml')
        // A tip that is another existing commit cannot be told apart; the emulator's other commit does not exist.
        expect(`${on} ${answer.kind}`).toBe(`${on} unknown`)
      }
    },
  )

  test('can be another repository at a commit', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const shared = world.github.repository('acme/policies')
    const commit = shared.commit('main', { 'strict/preadmit.yml': 'version: 1' })
    shared.commit('main', { 'strict/preadmit.yml': 'mode: warn' })
    const { event } = world.open({ changes: { 'a.yaml': '2' } })
    const change = world.change(event, { policy: `acme/policies/strict/preadmit.yml@${commit}` })
    expect(Buffer.from(valueIn(await change.trusted('strict/preadmit.yml')).bytes).toString()).toBe('version: 1')
    const lost = world.change(event, { policy: `acme/policies/strict/preadmit.yml@${'a'.repeat(40)}` })
    expect(problemOf(await lost.trusted('strict/preadmit.yml'))).toBe('unresolved')
  })
})
