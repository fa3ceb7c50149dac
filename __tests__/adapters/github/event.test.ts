import { describe, expect, test } from '@jest/globals'
import type { GithubEvent } from '../../../src/adapters/github/event.ts'
import { believedEvent, readEvent } from '../../../src/adapters/github/event.ts'
import type { Json } from '../../../src/adapters/github/json.ts'
import { readPolicyInput } from '../../../src/adapters/github/policy-input.ts'
import { UsageError } from '../../../src/model/usage-error.ts'
import { mergeGroupEvent, plainEvent, pullRequestEvent, pushEvent } from '../../fakes/github/events.ts'
import { startWorld, valueIn } from './world.ts'

const HEAD = 'a'.repeat(40)
const BASE = 'b'.repeat(40)
const ZERO = '0'.repeat(40)

function read(name: string, payload: Json, scope: 'auto' | 'changed' | 'all' = 'auto'): GithubEvent {
  return readEvent({ name, payload, repository: 'acme/shop', sha: HEAD, scope })
}

const pull = {
  action: 'synchronize',
  number: 7,
  pull_request: {
    number: 7,
    head: { sha: HEAD, repo: { full_name: 'acme/shop' } },
    base: { sha: BASE, ref: 'main', repo: { full_name: 'acme/shop' } },
  },
}

describe('events', () => {
  test.each<[string, Json, Partial<GithubEvent>]>([
    ['pull_request', pull, { branch: 'main' }],
    ['push', { ref: 'refs/heads/release/1', before: BASE, after: HEAD }, { branch: 'release/1' }],
    ['merge_group', { merge_group: { head_sha: HEAD, base_sha: BASE, base_ref: 'refs/heads/main' } }, { branch: 'main' }],
    ['schedule', {}, { branch: 'trunk' }],
    [
      'deployment',
      { deployment: { sha: BASE, environment: 'production' } },
      { head: BASE, environment: 'production', scope: 'all' },
    ],
  ])('%s says what a change goes into, where it knows', (name, payload, expected) => {
    const given = { name, payload, repository: 'acme/shop', sha: HEAD, ref: 'refs/heads/trunk', scope: 'auto' } as const
    expect(readEvent(given)).toMatchObject(expected)
  })

  test.each<[string, Json, boolean, string | undefined]>([
    ['pull_request', pull, false, undefined],
    ['pull_request', pull, true, 'main'],
    ['push', { ref: 'refs/heads/main', before: BASE, after: HEAD }, false, undefined],
    ['merge_group', { merge_group: { head_sha: HEAD, base_sha: BASE, base_ref: 'refs/heads/main' } }, false, 'main'],
    ['deployment', { deployment: { sha: BASE, environment: 'production' } }, false, undefined],
  ])('the branch of %s is believed only where a verdict cannot count for another one', (name, payload, named, branch) => {
    const event = believedEvent(read(name, payload), named)
    expect([event.branch, event.environment]).toEqual([branch, undefined])
    expect([event.pullRequest, event.pushedTo]).toEqual([read(name, payload).pullRequest, read(name, payload).pushedTo])
  })

  test('a tag, and a deployment by its commit, go into no branch that is known', () => {
    expect(read('push', { ref: 'refs/tags/v1', before: ZERO, after: HEAD }).branch).toBeUndefined()
    expect(read('deployment', { deployment: { sha: HEAD, ref: 'main', environment: 'dev' } }).branch).toBeUndefined()
  })

  test.each(['pull_request', 'pull_request_target'])('%s compares its head with the merge base', (name) => {
    expect(read(name, pull)).toMatchObject({
      head: HEAD,
      base: { kind: 'merge-base', of: BASE },
      scope: 'changed',
      pullRequest: { number: 7, baseRef: 'main', isFork: false },
    })
  })

  test.each([
    ['of another repository', { full_name: 'mallory/shop' }],
    ['that was deleted', null],
  ])('a head in a fork %s is a fork', (_, repo) => {
    const payload = { ...pull, pull_request: { ...pull.pull_request, head: { sha: HEAD, repo } } }
    expect(read('pull_request', payload).pullRequest?.isFork).toBe(true)
  })

  test('merge_group compares the group with what it is queued on', () => {
    const payload = { action: 'checks_requested', merge_group: { head_sha: HEAD, base_sha: BASE } }
    expect(read('merge_group', payload)).toMatchObject({ head: HEAD, base: { kind: 'exact', commit: BASE }, scope: 'changed' })
  })

  test('push compares before and after; a new branch has no before, a deleted one no head', () => {
    expect(read('push', { before: BASE, after: HEAD })).toMatchObject({ head: HEAD, base: { kind: 'exact', commit: BASE } })
    expect(read('push', { before: ZERO, after: HEAD })).toMatchObject({ head: HEAD, base: { kind: 'created' } })
    expect(read('push', { before: BASE, after: ZERO })).toMatchObject({ head: '' })
  })

  test.each(['schedule', 'workflow_dispatch'])('%s looks at everything', (name) => {
    expect(read(name, {})).toMatchObject({ head: HEAD, base: { kind: 'none' }, scope: 'all' })
    expect(() => read(name, {}, 'changed')).toThrow(UsageError)
  })

  test('scope all leaves the base out', () => {
    expect(read('pull_request', pull, 'all')).toMatchObject({ base: { kind: 'none' }, scope: 'all' })
  })

  test.each(['issue_comment', 'workflow_run', 'pull_request_review', 'constructor', ''])(
    '%s is a mistake in the workflow',
    (name) => {
      expect(() => read(name, pull)).toThrow(UsageError)
    },
  )

  test.each([
    ['a head that is a branch name', { ...pull, pull_request: { ...pull.pull_request, head: { sha: 'main' } } }],
    ['no pull request', {}],
    ['nothing', null],
    ['another repository', { ...pull, repository: { full_name: 'mallory/shop' } }],
  ])('a payload with %s is refused', (_, payload) => {
    expect(() => read('pull_request', payload)).toThrow(UsageError)
  })
})

describe('events against a repository', () => {
  test('a merge group is compared with its own base', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const base = world.repository.branches.get('main') ?? ''
    const head = world.repository.commit('queue', { 'a.yaml': '2', 'b.yaml': '1' })
    const change = world.change(world.event(mergeGroupEvent(world.github.url, world.repository, { base, head })))
    const trees = valueIn(await change.trees())
    expect([trees.base.length, trees.head.length]).toEqual([1, 2])
    expect(change.info).toMatchObject({ event: 'merge_group', base, head })
    expect(valueIn(await change.superseded())).toBe(false)
  })

  test('a force-push whose base is gone makes everything new', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const after = world.repository.commit('main', { 'a.yaml': '2' })
    const push = { branch: 'main', before: 'c'.repeat(40), after, forced: true }
    const change = world.change(world.event(pushEvent(world.github.url, world.repository, push)))
    expect(valueIn(await change.trees()).base).toEqual([])
  })

  test('a push to a branch that nobody protects is compared with the default branch: a second push hides nothing of the first', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const before = world.repository.commit('topic', { 'evil.yaml': 'evil' })
    const after = world.repository.commit('topic', { 'b.yaml': 'harmless' })
    const event = world.event(pushEvent(world.github.url, world.repository, { branch: 'topic', before, after }))
    const paths = async () => valueIn(await world.change(event).trees()).base.map((entry) => entry.path)
    expect(await paths()).toEqual(['a.yaml'])
    world.repository.protectedBranches.add('topic')
    expect(await paths()).toEqual(['a.yaml', 'evil.yaml'])
    const tag = world.event({
      ...pushEvent(world.github.url, world.repository, { branch: 'topic', before, after }),
      payload: { ref: 'refs/tags/topic', before, after, repository: { full_name: 'acme/shop', default_branch: 'main' } },
    })
    expect(valueIn(await world.change(tag).trees()).base.map((entry) => entry.path)).toEqual(['a.yaml'])
    expect(world.github.violations).toEqual([])
  })

  test('a push to the default branch is compared with the commit before', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const before = world.repository.branches.get('main') ?? ''
    const after = world.repository.commit('main', { 'b.yaml': '2' })
    const event = world.event(pushEvent(world.github.url, world.repository, { branch: 'main', before, after }))
    expect(valueIn(await world.change(event).trees()).base.map((entry) => entry.path)).toEqual(['a.yaml'])
  })

  test('a new branch is compared with the default branch, a new default branch with nothing', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const after = world.repository.commit('topic', { 'b.yaml': '2' })
    const topic = world.change(world.event(pushEvent(world.github.url, world.repository, { branch: 'topic', after })))
    expect(valueIn(await topic.trees()).base.map((entry) => entry.path)).toEqual(['a.yaml'])
    const tip = world.repository.branches.get('main') ?? ''
    const main = world.change(world.event(pushEvent(world.github.url, world.repository, { branch: 'main', after: tip })))
    expect(valueIn(await main.trees()).base).toEqual([])
  })

  test('a deleted branch holds nothing', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const before = world.repository.branches.get('main') ?? ''
    const change = world.change(world.event(pushEvent(world.github.url, world.repository, { branch: 'old', before })))
    expect(valueIn(await change.trees())).toEqual({ base: [], head: [] })
    expect(world.github.calls).toEqual([])
  })

  test('a schedule reads the commit that it runs on, with an empty base', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const change = world.change(world.event(plainEvent(world.github.url, world.repository, 'schedule')))
    const trees = valueIn(await change.trees())
    expect([trees.base.length, trees.head.length]).toEqual([0, 1])
    expect(change.info.scope).toBe('all')
  })

  test('a pull request from a fork is read like any other', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const fork = world.repository.open({ fork: 'mallory/shop', changes: { 'a.yaml': '2' } })
    fork.headRepository = null
    const event = world.event(pullRequestEvent(world.github.url, world.repository, fork, { target: true }))
    expect(event.pullRequest?.isFork).toBe(true)
    expect(valueIn(await world.change(event).trees()).head).toHaveLength(1)
  })
})

describe('the policy input', () => {
  const id = '0123456789abcdef0123456789abcdef01234567'
  test('is a path, or a path in another repository at a commit', () => {
    expect(readPolicyInput('.github/preadmit.yml')).toEqual({ path: '.github/preadmit.yml' })
    expect(readPolicyInput(`acme/policies/a/b.yml@${id}`)).toEqual({
      path: 'a/b.yml',
      remote: { repository: 'acme/policies', commit: id },
    })
  })

  test.each([
    'acme/policies/a.yml@main',
    'acme/policies/a.yml@v1',
    `acme/policies/a.yml@${id.slice(1)}`,
    '/etc/passwd',
    '../a.yml',
    'a//b.yml',
    '',
  ])('refuses %s', (text) => {
    expect(() => readPolicyInput(text)).toThrow(UsageError)
  })
})
