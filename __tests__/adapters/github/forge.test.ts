import { describe, expect, test } from '@jest/globals'
import { createGithubForge } from '../../../src/adapters/github/forge.ts'
import type { Conversation, Forge, Reviews } from '../../../src/ports/forge.ts'
import { plainEvent } from '../../fakes/github/events.ts'
import { evaluateProtection } from '../../fakes/github/protection.ts'
import { account } from '../../fakes/github/repository.ts'
import { problemOf, startWorld, valueIn } from './world.ts'

const MARK = '<!-- preadmit:summary gate -->'
const output = { title: 'Title', summary: 'Summary' }

function reviewsOf(forge: Forge): Reviews {
  if (forge.reviews === undefined) throw new Error('this event has no reviews')
  return forge.reviews
}

function conversationOf(forge: Forge): Conversation {
  if (forge.conversation === undefined) throw new Error('this event has no conversation')
  return forge.conversation
}

const lines = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('')

describe('the check run', () => {
  test('starts in progress on the head commit, collects annotations and concludes last', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const { pull, event } = world.open({ changes: { 'a.yaml': '2\n' } })
    const forge = createGithubForge({
      api: world.api(),
      event,
      runUrl: 'https://github.com/acme/shop/actions/runs/1',
      runId: '1',
    })
    const id = valueIn((await forge.checks?.start('preadmit', output)) ?? { kind: 'absent' })
    expect(evaluateProtection(world.repository, pull, ['preadmit'])).toEqual({ mergeable: false, waiting: ['preadmit'] })
    const annotation = {
      path: 'a.yaml',
      startLine: 1,
      endLine: 1,
      startColumn: 1,
      endColumn: 2,
      level: 'failure',
      title: 't',
      message: 'm',
    } as const
    await forge.checks?.annotate(id, output, Array(50).fill(annotation))
    await forge.checks?.annotate(id, output, [{ ...annotation, endLine: 2 }])
    expect(valueIn((await forge.checks?.finish(id, 'success', output)) ?? { kind: 'absent' })).toBe(true)
    const [run] = world.repository.checkRuns
    expect(run).toMatchObject({
      name: 'preadmit',
      headSha: pull.head,
      status: 'completed',
      conclusion: 'success',
      app: 'github-actions',
    })
    expect(run?.annotations).toHaveLength(51)
    expect(run?.annotations[50]).not.toHaveProperty('start_column')
    expect(evaluateProtection(world.repository, pull, ['preadmit']).mergeable).toBe(true)
    expect(world.github.violations).toEqual([])
  })

  test('that was created although its answer was lost is found again, and finished', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const { pull, event } = world.open({ changes: { 'a.yaml': '2\n' } })
    const older = createGithubForge({ api: world.api(), event, runId: '1' })
    const forge = createGithubForge({ api: world.api(), event, runId: '2' })
    await older.checks?.start('preadmit', output)
    world.github.plan([{ on: 'POST /check-runs', do: 'truncate' }])
    const id = valueIn((await forge.checks?.start('preadmit', output)) ?? { kind: 'absent' })
    expect(id).toBe(world.repository.checkRuns[1]?.id)
    expect(valueIn((await forge.checks?.finish(id, 'failure', output)) ?? { kind: 'absent' })).toBe(true)
    expect(world.repository.checkRuns.map((run) => run.conclusion)).toEqual([null, 'failure'])
    expect(evaluateProtection(world.repository, pull, ['preadmit']).mergeable).toBe(false)
  })

  test('51 annotations at once are refused by GitHub', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const { event } = world.open({ changes: { 'a.yaml': '2\n' } })
    const forge = createGithubForge({ api: world.api(), event })
    const id = valueIn((await forge.checks?.start('preadmit', output)) ?? { kind: 'absent' })
    const annotation = { path: 'a.yaml', startLine: 1, endLine: 1, level: 'notice', title: 't', message: 'm' } as const
    expect(problemOf(await forge.checks?.annotate(id, output, Array(51).fill(annotation)))).toBe('malformed')
  })

  test.each([
    ['a fork', { fork: true }],
    ['a token without checks', {}],
  ])('%s is denied, and that is all', async (name, options) => {
    await using world = await startWorld({ 'a.yaml': '1\n' }, { isPrivate: false })
    const { event } = world.open({ changes: { 'a.yaml': '2\n' } })
    const permissions = name === 'a fork' ? ({ checks: 'write', contents: 'read' } as const) : ({ contents: 'read' } as const)
    const forge = createGithubForge({ api: world.api(permissions, options), event })
    expect(problemOf(await forge.checks?.start('preadmit', output))).toBe('denied')
  })

  test('events without a pull request have no reviews and no conversation', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const forge = createGithubForge({
      api: world.api(),
      event: world.event(plainEvent(world.github.url, world.repository, 'schedule')),
    })
    expect([forge.checks !== undefined, forge.reviews, forge.conversation]).toEqual([true, undefined, undefined])
  })
})

describe('reviews', () => {
  test('say on which lines a comment may stand, and where the patch is missing', async () => {
    await using world = await startWorld({ 'a.yaml': lines(40), 'gone.yaml': 'x\n' }, { caps: { patchLines: 30 } })
    const changes = {
      'a.yaml': lines(40).replace('line 20\n', 'line twenty\n'),
      'new.yaml': lines(2),
      'big.yaml': lines(60),
      'gone.yaml': undefined,
    }
    const { event } = world.open({ changes })
    expect(valueIn(await reviewsOf(createGithubForge({ api: world.api(), event })).commentable())).toEqual([
      { path: 'a.yaml', ranges: [{ start: 17, end: 23 }], patchMissing: false },
      { path: 'big.yaml', ranges: [], patchMissing: true },
      { path: 'new.yaml', ranges: [{ start: 1, end: 2 }], patchMissing: false },
    ])
  })

  test('are posted as comments on the lines of the head commit', async () => {
    await using world = await startWorld({ 'a.yaml': lines(40) })
    const { pull, event } = world.open({ changes: { 'a.yaml': lines(40).replace('line 20\n', 'line twenty\n') } })
    const reviews = reviewsOf(createGithubForge({ api: world.api(), event }))
    const comments = [
      { path: 'a.yaml', line: 20, body: `one ${MARK}` },
      { path: 'a.yaml', line: 20, startLine: 18, body: `range ${MARK}` },
      { path: 'a.yaml', line: 20, startLine: 20, body: `same line ${MARK}` },
    ]
    expect(valueIn(await reviews.submit('body', comments))).toBe(true)
    expect(valueIn(await reviews.comment({ path: 'a.yaml', body: `on the file ${MARK}` }))).toBe(true)
    expect(pull.reviews).toMatchObject([{ commit: pull.head, body: 'body' }])
    expect(pull.reviewComments.map(({ line, startLine }) => [line, startLine])).toEqual([
      [20, undefined],
      [20, 18],
      [20, undefined],
      [undefined, undefined],
    ])
    expect(world.github.violations).toEqual([])
  })

  test('one comment outside of the diff refuses the whole review', async () => {
    await using world = await startWorld({ 'a.yaml': lines(40) })
    const { pull, event } = world.open({ changes: { 'a.yaml': lines(40).replace('line 20\n', 'line twenty\n') } })
    const reviews = reviewsOf(createGithubForge({ api: world.api(), event }))
    const comments = [20, 40].map((line) => ({ path: 'a.yaml', line, body: 'x' }))
    expect(problemOf(await reviews.submit('body', comments))).toBe('malformed')
    expect(pull.reviewComments).toEqual([])
    expect(problemOf(await reviews.comment({ path: 'a.yaml', line: 40, body: 'x' }))).toBe('malformed')
    expect(problemOf(await reviews.comment({ path: 'a.yaml', line: 20, startLine: 2, body: 'x' }))).toBe('malformed')
  })

  test('own comments are those of this account with the marker; replies of others are noticed', async () => {
    await using world = await startWorld({ 'a.yaml': lines(5) })
    const { pull, event } = world.open({ changes: { 'a.yaml': lines(6) } })
    const reviews = reviewsOf(createGithubForge({ api: world.api(), event }))
    for (const text of ['first', 'second', 'third']) await reviews.comment({ path: 'a.yaml', line: 6, body: `${text} ${MARK}` })
    await reviews.comment({ path: 'a.yaml', line: 6, body: 'of another tool' })
    const [first, second, third] = pull.reviewComments
    const place = { path: 'a.yaml', side: 'RIGHT', commit: pull.head }
    const spoofs = ['mallory', 'github-actions', 'other-app[bot]', 'GitHub-Actions[bot]'].map((login) => account(login))
    for (const author of spoofs)
      pull.reviewComments.push({ ...place, id: world.repository.nextId(), author, body: `spoof ${MARK}` })
    pull.reviewComments.push({
      ...place,
      id: world.repository.nextId(),
      author: account('human'),
      body: 'why?',
      inReplyTo: second?.id ?? 0,
    })
    pull.reviewComments.push({
      ...place,
      id: world.repository.nextId(),
      author: account('github-actions[bot]'),
      body: `echo ${MARK}`,
      inReplyTo: third?.id ?? 0,
    })
    const own = valueIn(await reviews.own())
    expect(own.map(({ body, answered }) => [body.split(' ')[0], answered])).toEqual([
      ['first', false],
      ['second', true],
      ['third', false],
      ['echo', false],
    ])
    expect(valueIn(await reviews.edit(first?.id ?? 0, `edited ${MARK}`))).toBe(true)
    expect(valueIn(await reviews.remove(second?.id ?? 0))).toBe(true)
    expect(valueIn(await reviews.remove(second?.id ?? 0))).toBe(true)
    expect(pull.reviewComments.map((comment) => comment.body)).toContain(`edited ${MARK}`)
    expect(pull.reviewComments.some((comment) => comment.body.startsWith('second'))).toBe(false)
    expect(world.github.violations).toEqual([])
  })

  test('lists that cannot be read are unknown, never empty', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const { event } = world.open({ changes: { 'a.yaml': '2\n' } })
    const forge = createGithubForge({ api: world.api(), event })
    for (const fault of ['403', '404', '500', 'not-json', 'truncate', 'reset'] as const) {
      world.github.plan([{ do: fault }])
      expect(problemOf(await reviewsOf(forge).commentable())).not.toContain('not unknown')
      expect(problemOf(await reviewsOf(forge).own())).not.toContain('not unknown')
      expect(problemOf(await conversationOf(forge).own())).not.toContain('not unknown')
    }
  })

  test('more than a hundred files are read page by page', async () => {
    const files = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`app-${index}.yaml`, 'x\n']))
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const { event } = world.open({ changes: files })
    expect(valueIn(await reviewsOf(createGithubForge({ api: world.api(), event })).commentable())).toHaveLength(250)
    expect(world.github.calls.map((call) => call.path.split('?')[1])).toEqual(
      [1, 2, 3].map((page) => `per_page=100&page=${page}`),
    )
  })
})

describe('the conversation', () => {
  test('is edited in place, and spoofed markers are not ours', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const { pull, event } = world.open({ changes: { 'a.yaml': '2\n' } })
    const conversation = conversationOf(createGithubForge({ api: world.api(), event }))
    pull.issueComments.push({ id: world.repository.nextId(), author: account('mallory'), body: `${MARK} spoof` })
    pull.issueComments.push({ id: world.repository.nextId(), author: account('other-app[bot]'), body: `${MARK} spoof` })
    await conversation.create(`${MARK} mine`)
    const own = valueIn(await conversation.own())
    expect(own.map((comment) => comment.body)).toEqual([`${MARK} mine`])
    expect(valueIn(await conversation.edit(own[0]?.id ?? 0, `${MARK} better`))).toBe(true)
    expect(pull.issueComments.map((comment) => comment.body)).toEqual([`${MARK} spoof`, `${MARK} spoof`, `${MARK} better`])
    expect(problemOf(await conversation.edit(pull.issueComments[0]?.id ?? 0, 'x'))).toBe('denied')
    expect(world.github.violations).toEqual([])
  })

  test('a body of 65,536 characters is taken, one more is refused', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const { event } = world.open({ changes: { 'a.yaml': '2\n' } })
    const conversation = conversationOf(createGithubForge({ api: world.api(), event }))
    expect(valueIn(await conversation.create('x'.repeat(65_536)))).toBe(true)
    const refused = await conversation.create('x'.repeat(65_537))
    expect(JSON.stringify(refused)).toContain('Body is too long (maximum is 65536 characters)')
  })

  test('where GitHub does not say who the viewer is, only the workflow bot is taken for ours', async () => {
    await using world = await startWorld({ 'a.yaml': '1\n' })
    const { pull, event } = world.open({ changes: { 'a.yaml': '2\n' } })
    for (const login of ['mallory', 'github-actions[bot]'])
      pull.issueComments.push({ id: world.repository.nextId(), author: account(login), body: MARK })
    world.github.plan([{ on: 'POST /graphql', do: '403' }])
    expect(valueIn(await conversationOf(createGithubForge({ api: world.api(), event })).own())).toHaveLength(1)
  })
})
