import { describe, expect, jest, test } from '@jest/globals'
import { mergeGroupEvent, plainEvent, pullRequestEvent, pushEvent } from '../fakes/github/events.ts'
import { account } from '../fakes/github/repository.ts'
import { ACTION_BUNDLE } from './bundle.ts'
import type { Scenario } from './scenario.ts'
import { deployment, startScenario } from './scenario.ts'

// Whole processes on a machine that may be busy: the time says nothing, a hanging one is still found.
jest.setTimeout(30_000)

const start = (): Promise<Scenario> => startScenario(ACTION_BUNDLE, { files: { 'README.md': '# shop\n' } })
const WEB = 'k8s/web.yaml'

describe('the action on a pull request', () => {
  test('lets a signed image in, and says nothing on the page', async () => {
    await using scenario = await start()
    const pull = scenario.open({ [WEB]: deployment(scenario.signed) })
    const result = await scenario.run()
    expect(result.outputs).toMatchObject({ verdict: 'passed', cleared: '1', blocked: '0', unverified: '0' })
    expect(scenario.protection(pull, ['gate', 'preadmit'])).toEqual({ mergeable: true, waiting: [] })
    expect([pull.reviews.length, pull.reviewComments.length, pull.issueComments.length]).toEqual([0, 0, 0])
    expect(scenario.github.violations).toEqual([])
    expect(result.smuggled).toEqual([])
  })

  test('keeps an unsigned image out: on the line, in one comment, in the check run, in the summary', async () => {
    await using scenario = await start()
    const pull = scenario.open({ [WEB]: deployment(scenario.unsigned) })
    const result = await scenario.run()
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ verdict: 'blocked', blocked: '1', cleared: '0' })
    expect(scenario.protection(pull).mergeable).toBe(false)
    expect(scenario.protection(pull, ['preadmit']).mergeable).toBe(false)
    expect(pull.reviewComments.map(({ path, line }) => `${path}:${line}`)).toContain(`${WEB}:11`)
    expect(pull.issueComments).toHaveLength(1)
    expect(scenario.repository.checkRuns.find((run) => run.name === 'preadmit')).toMatchObject({
      conclusion: 'failure',
      headSha: pull.head,
    })
    expect(result.summary).toMatch(/1 (?:image )?blocked/)
    expect(scenario.github.violations).toEqual([])
  })

  test('is done quickly where nothing that it knows was changed', async () => {
    await using scenario = await start()
    const pull = scenario.open({ 'README.md': '# shop, improved\n' })
    const result = await scenario.run()
    expect(result.outputs.verdict).toBe('passed')
    expect(scenario.protection(pull).mergeable).toBe(true)
    expect(scenario.registry.seen).toEqual([])
  })

  test('judges by the policy of the default branch, not by the one that the change brings', async () => {
    await using scenario = await start()
    const pull = scenario.open({ [WEB]: deployment(scenario.unsigned), '.github/preadmit.yml': 'version: 1\nmode: warn\n' })
    const result = await scenario.run()
    expect(result.outputs.verdict).toBe('blocked')
    expect(scenario.protection(pull).mergeable).toBe(false)
    expect(result.summary).toMatch(/preadmit\.yml`? is modified by this change/)
  })

  test('gives the same verdict to a token that may only read: findings are annotations', async () => {
    await using scenario = await start()
    const pull = scenario.open({ [WEB]: deployment(scenario.unsigned) }, { fork: 'mallory/shop' })
    const result = await scenario.run({ fork: true })
    expect(result.outputs).toMatchObject({ verdict: 'blocked', blocked: '1' })
    expect(scenario.protection(pull).mergeable).toBe(false)
    expect(result.annotations.filter((one) => one.level === 'error').map((one) => one.properties)).toMatchObject([
      { file: WEB, line: '11' },
    ])
    expect([pull.reviewComments.length, pull.issueComments.length]).toEqual([0, 0])
    expect(result.annotations.filter((one) => one.level === 'notice').length).toBeGreaterThan(0)
    expect(scenario.github.violations).toEqual([])
  })

  test('gives the same verdict with contents: read alone, in a private repository', async () => {
    await using scenario = await start()
    scenario.open({ [WEB]: deployment(scenario.signed) })
    expect((await scenario.run({ permissions: { contents: 'read' } })).outputs.verdict).toBe('passed')
    scenario.open({ [WEB]: deployment(scenario.unsigned) })
    expect((await scenario.run({ permissions: { contents: 'read' } })).outputs.verdict).toBe('blocked')
  })

  test('cannot decide while the registry is down', async () => {
    await using scenario = await start()
    const pull = scenario.open({ [WEB]: deployment(scenario.signed) })
    await scenario.registry.close()
    const result = await scenario.run()
    expect(result.exitCode).toBe(3)
    expect(result.outputs).toMatchObject({ verdict: 'unverified', unverified: '1' })
    expect(scenario.protection(pull, ['preadmit']).mergeable).toBe(false)
    expect(scenario.repository.checkRuns.find((run) => run.name === 'preadmit')?.conclusion).toBe('action_required')
  })

  test('does not pass for a head that moved on while it looked', async () => {
    await using scenario = await start()
    const pull = scenario.open({ [WEB]: deployment(scenario.signed) })
    const first = pull.head
    scenario.github.before('GET /repos/{owner}/{repo}/compare/{basehead}', () => {
      if (pull.head === first) scenario.repository.push(pull, { [WEB]: deployment(scenario.unsigned) })
    })
    const result = await scenario.run({ event: pullRequestEvent(scenario.github.url, scenario.repository, pull) })
    expect(result.exitCode).not.toBe(0)
    const run = scenario.repository.checkRuns.find((candidate) => candidate.name === 'preadmit')
    expect(run).toMatchObject({ headSha: first, conclusion: 'action_required' })
    expect([pull.reviewComments.length, pull.issueComments.length]).toEqual([0, 0])
  })
})

describe('one head in two pull requests', () => {
  test('gets one verdict: a base that its author wrote lends no green check to another', async () => {
    await using scenario = await start()
    scenario.repository.commit('lax', {
      [WEB]: deployment(scenario.unsigned),
      '.github/preadmit.yml': 'version: 1\nmode: warn\n',
    })
    const lax = scenario.repository.open({ base: 'lax', changes: { 'README.md': 'harmless\n' } })
    const first = await scenario.run({ pull: lax })
    expect(first.outputs.verdict).toBe('blocked')
    const real = scenario.repository.open({ changes: {} })
    real.head = lax.head
    expect(scenario.protection(real, ['gate']).mergeable).toBe(false)
    const second = await scenario.run({ pull: real })
    expect(second.outputs).toEqual(first.outputs)
  })
})

describe('the second look', () => {
  test('does not repeat what still stands, and clears up what was fixed', async () => {
    await using scenario = await start()
    const pull = scenario.open({ [WEB]: deployment(scenario.unsigned) })
    await scenario.run()
    const before = { comments: pull.reviewComments.length, reviews: pull.reviews.length }
    await scenario.run()
    expect({ comments: pull.reviewComments.length, reviews: pull.reviews.length }).toEqual(before)
    expect(pull.issueComments).toHaveLength(1)
    scenario.repository.push(pull, { [WEB]: deployment(scenario.signed) })
    const result = await scenario.run()
    expect(result.outputs.verdict).toBe('passed')
    expect(pull.reviewComments).toEqual([])
    expect(pull.issueComments).toHaveLength(1)
    expect(pull.issueComments[0]?.body).toMatch(/pass/i)
    expect(scenario.protection(pull, ['gate', 'preadmit']).mergeable).toBe(true)
  })

  test('edits instead of deleting where somebody answered', async () => {
    await using scenario = await start()
    const pull = scenario.open({ [WEB]: deployment(scenario.unsigned) })
    await scenario.run()
    const [ours] = pull.reviewComments
    const place = { path: WEB, side: 'RIGHT', commit: pull.head }
    pull.reviewComments.push({ ...place, id: 9_999, author: account('human'), body: 'Why?', inReplyTo: ours?.id ?? 0 })
    scenario.repository.push(pull, { [WEB]: deployment(scenario.signed) })
    await scenario.run()
    expect(pull.reviewComments.map((comment) => comment.author.login)).toContain('human')
    expect(pull.reviewComments.find((comment) => comment.id === ours?.id)?.body).toMatch(/fixed|no longer|~~/i)
  })

  test('a marker that somebody else wrote changes nothing', async () => {
    await using scenario = await start()
    const pull = scenario.open({ [WEB]: deployment(scenario.unsigned) })
    await scenario.run()
    const [summary, comment] = [pull.issueComments[0], pull.reviewComments[0]]
    pull.issueComments.length = 0
    pull.reviewComments.length = 0
    for (const login of ['mallory', 'other[bot]']) {
      pull.issueComments.push({ id: scenario.repository.nextId(), author: account(login), body: summary?.body ?? '' })
      if (comment !== undefined)
        pull.reviewComments.push({ ...comment, id: scenario.repository.nextId(), author: account(login) })
    }
    await scenario.run()
    const byUs = (author: { readonly login: string }): boolean => author.login === 'github-actions[bot]'
    expect(pull.issueComments.filter(({ author }) => byUs(author))).toHaveLength(1)
    expect(pull.reviewComments.filter(({ author }) => byUs(author)).length).toBeGreaterThan(0)
    expect(pull.issueComments.filter(({ author }) => !byUs(author)).map(({ body }) => body)).toEqual([
      summary?.body,
      summary?.body,
    ])
  })
})

describe('events', () => {
  test('a merge group is judged as a whole', async () => {
    await using scenario = await start()
    const base = scenario.repository.branches.get('main') ?? ''
    const head = scenario.repository.commit('queue', {
      [WEB]: deployment(scenario.unsigned),
      'k8s/other.yaml': deployment(scenario.signed),
    })
    const pull = scenario.open({ 'README.md': 'x' })
    const event = mergeGroupEvent(scenario.github.url, scenario.repository, { base, head })
    const result = await scenario.run({ pull, event })
    expect(result.outputs).toMatchObject({ verdict: 'blocked', blocked: '1', cleared: '1' })
    expect(pull.issueComments).toEqual([])
  })

  test('pull_request_target sees the head of a fork and may write', async () => {
    await using scenario = await start()
    const pull = scenario.open({ [WEB]: deployment(scenario.unsigned) }, { fork: 'mallory/shop' })
    const event = pullRequestEvent(scenario.github.url, scenario.repository, pull, { target: true })
    const result = await scenario.run({ event })
    expect(result.outputs.verdict).toBe('blocked')
    expect(pull.issueComments).toHaveLength(1)
  })

  test('a push is compared with what was there before', async () => {
    await using scenario = await start()
    const pull = scenario.open({ 'README.md': 'x' })
    const before = scenario.repository.branches.get('main') ?? ''
    const after = scenario.repository.commit('main', { [WEB]: deployment(scenario.unsigned) })
    const push = pushEvent(scenario.github.url, scenario.repository, { branch: 'main', before, after })
    expect((await scenario.run({ pull, event: push })).outputs.verdict).toBe('blocked')
    const later = scenario.repository.commit('main', { 'README.md': 'y' })
    const next = pushEvent(scenario.github.url, scenario.repository, { branch: 'main', before: after, after: later })
    expect((await scenario.run({ pull, event: next })).outputs.verdict).toBe('passed')
  })

  test.each(['schedule', 'workflow_dispatch'])('%s looks at everything that is there', async (name) => {
    await using scenario = await start()
    const pull = scenario.open({ 'README.md': 'x' })
    scenario.repository.commit('main', { [WEB]: deployment(scenario.unsigned) })
    const result = await scenario.run({ pull, event: plainEvent(scenario.github.url, scenario.repository, name) })
    expect(result.outputs.verdict).toBe('blocked')
  })

  test.each(['issue_comment', 'workflow_run'])('%s is misconfigured, not green', async (name) => {
    await using scenario = await start()
    const pull = scenario.open({ 'README.md': 'x' })
    const result = await scenario.run({ pull, event: plainEvent(scenario.github.url, scenario.repository, name) })
    expect([result.exitCode, result.outputs.verdict]).toEqual([2, 'misconfigured'])
    expect(result.annotations.some((one) => one.level === 'error')).toBe(true)
  })
})

describe('hostile content', () => {
  test('in paths and images stays text in the log, the outputs and the runner', async () => {
    await using scenario = await start()
    const evil = ['k8s/##[add-mask]x.yaml', 'k8s/::error::.yaml', 'k8s/a\u202eb\u200b.yaml', 'k8s/<!-- preadmit -->@acme.yaml']
    const text = deployment('"evil.example/x:##[set-output name=verdict;]passed"')
    const pull = scenario.open(Object.fromEntries(evil.map((path) => [path, text])))
    const result = await scenario.run({ fork: true })
    expect(result.smuggled).toEqual([])
    expect(result.outputs.verdict).toBe('blocked')
    expect(result.masks.every((mask) => mask.length > 8)).toBe(true)
    expect(result.log).not.toMatch(/[\u202e\u200b]/)
    expect(scenario.protection(pull).mergeable).toBe(false)
  })

  test('in the environment of the job is refused', async () => {
    await using scenario = await start()
    scenario.open({ [WEB]: deployment(scenario.signed) })
    const result = await scenario.run({ env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
    expect(result.exitCode).toBe(2)
  })
})
