import { describe, expect, test } from '@jest/globals'
import { MAX_INLINE_COMMENTS, MAX_LOG_LINES } from '../../src/model/limits.ts'
import type { Report } from '../../src/model/report.ts'
import type { CheckAnnotation, CommentableFile, OwnComment } from '../../src/ports/forge.ts'
import { type DeliveryOptions, deliver, openCheck } from '../../src/report/deliver.ts'
import { planReview, wholeFiles } from '../../src/report/reporters/review.ts'
import { type ForgeSetup, type RecordingForge, recordingForge, refusal } from './recording-forge.ts'
import { parseRunnerLines } from './runner-commands.ts'
import { hex, reportOf } from './sample.ts'

const OPTIONS: DeliveryOptions = { checkRun: 'preadmit', review: true, summaryComment: 'on-failure' }

async function delivered(report: Report, setup: ForgeSetup = {}, options: Partial<DeliveryOptions> = {}) {
  const recording = recordingForge({ files: wholeFiles(report), ...setup })
  const deliveries = await deliver(report, recording.forge, { ...OPTIONS, ...options })
  return { ...recording, deliveries, status: Object.fromEntries(deliveries.map(({ channel, status }) => [channel, status])) }
}

function callsOf({ calls }: Pick<RecordingForge, 'calls'>): readonly string[] {
  return calls.map(({ call }) => call)
}

function conclusions({ calls }: Pick<RecordingForge, 'calls'>): readonly unknown[] {
  return calls.filter(({ call }) => call === 'checks.finish').map(({ args }) => args[1])
}

const everywhere = (path: string): CommentableFile => ({ path, ranges: [{ start: 1, end: 100 }], patchMissing: false })

/** The comments that an earlier run left, as the API would list them. */
async function leftBehind(report: Report): Promise<readonly OwnComment[]> {
  const { posted } = await delivered(report)
  return posted.map((comment, at) => ({ id: at + 1, answered: false, ...comment }))
}

describe('the order of writing', () => {
  test('opens the check first and concludes it last', async () => {
    const report = reportOf('blocked')
    const recording = recordingForge({ files: wholeFiles(report) })
    const check = await openCheck(recording.forge, 'preadmit')
    await deliver(report, recording.forge, { ...OPTIONS, check })
    expect(callsOf(recording)[0]).toBe('checks.start')
    expect(callsOf(recording).at(-1)).toBe('checks.finish')
    expect(callsOf(recording).filter((call) => call === 'checks.start')).toHaveLength(1)
  })

  test.each([
    ['passed', 'success'],
    ['blocked', 'failure'],
    ['unverified', 'action_required'],
    ['misconfigured', 'failure'],
  ] as const)('concludes a run that is %s as %s', async (verdict, conclusion) => {
    expect(conclusions(await delivered(reportOf(verdict)))).toEqual([conclusion])
  })

  test('never concludes a superseded run as passing, and leaves the pull request alone', async () => {
    const told = await delivered(reportOf('passed'), {}, { superseded: true, summaryComment: 'always' })
    expect(conclusions(told)).toEqual(['action_required'])
    expect(told.calls.at(-1)?.args[2]).toMatchObject({
      title: 'The change moved on while it was looked at: the newer run decides',
    })
    expect(callsOf(told).filter((call) => call.startsWith('reviews.') || call.startsWith('conversation.'))).toEqual([])
  })

  test('sends annotations in batches of fifty', async () => {
    const { calls } = await delivered(manyFindings(120), {}, { review: false })
    const sizes = calls
      .filter(({ call }) => call === 'checks.annotate')
      .map(({ args }) => (args[2] as readonly CheckAnnotation[]).length)
    expect(sizes).toEqual([50, 50, 20])
  })

  test('annotates no line on which a review comment stands, and every other', async () => {
    const { calls, posted } = await delivered(manyFindings(120))
    const annotated = calls
      .filter(({ call }) => call === 'checks.annotate')
      .flatMap(({ args }) => args[2] as readonly CheckAnnotation[])
    const reviewed = new Set(posted.map(({ path }) => path))
    expect([reviewed.size, annotated.length]).toEqual([MAX_INLINE_COMMENTS, 120 - MAX_INLINE_COMMENTS])
    expect(annotated.filter(({ path }) => reviewed.has(path))).toEqual([])
  })

  test('annotates all of it where the review was refused', async () => {
    const { calls } = await delivered(manyFindings(30), {
      refuse: (called) => (called.startsWith('reviews.') ? refusal('denied') : undefined),
    })
    expect(calls.filter(({ call }) => call === 'checks.annotate').flatMap(({ args }) => args[2])).toHaveLength(30)
  })
})

describe('the log', () => {
  test('says what failed, in plain lines, whatever else was written', async () => {
    const told = await delivered(reportOf('blocked'))
    expect(told.log.join('\n')).toContain('error[signature/untrusted]')
    expect(parseRunnerLines(told.log.join('\n'))).toEqual([])
  })

  test('has a thousand lines of it and says how many more there are', async () => {
    const { log } = await delivered(manyFindings(1_000))
    expect(log).toHaveLength(MAX_LOG_LINES + 1)
    expect(log.at(-1)).toMatch(/^… and \d+ more lines/)
  })
})

describe('a clean run', () => {
  test('says nothing on the pull request', async () => {
    const told = await delivered(reportOf('passed'))
    expect(told.posted).toEqual([])
    expect(callsOf(told).filter((call) => /create|edit|submit|remove/.test(call))).toEqual([])
    expect(told.log).toEqual([])
  })

  test('turns an earlier failing comment green', async () => {
    const failing = await delivered(earlier(reportOf('blocked')))
    const body = String(failing.calls.find(({ call }) => call === 'conversation.create')?.args[0])
    const told = await delivered(reportOf('passed'), { comments: [{ id: 5, body, answered: false }] })
    const edit = told.calls.find(({ call }) => call === 'conversation.edit')
    expect(edit?.args[0]).toBe(5)
    expect(edit?.args[1]).toContain('✅ Preadmit passed this change')
  })

  test('writes the comment when it is asked for', async () => {
    expect(callsOf(await delivered(reportOf('passed'), {}, { summaryComment: 'always' }))).toContain('conversation.create')
  })
})

describe('the summary comment', () => {
  test('is left alone when a newer run has written it', async () => {
    const newer = await delivered({ ...reportOf('blocked'), startedAt: '2026-11-21T11:00:00.000Z' })
    const body = String(newer.calls.find(({ call }) => call === 'conversation.create')?.args[0])
    const told = await delivered(reportOf('unverified'), { comments: [{ id: 5, body, answered: false }] })
    expect(told.status.comment).toBe('skipped')
  })

  test('of another configuration is not touched', async () => {
    const other = await delivered(earlier(reportOf('blocked')), {}, { checkRun: 'preadmit production' })
    const body = String(other.calls.find(({ call }) => call === 'conversation.create')?.args[0])
    const told = await delivered(reportOf('blocked'), { comments: [{ id: 5, body, answered: false }] })
    expect(callsOf(told)).toContain('conversation.create')
    expect(callsOf(told)).not.toContain('conversation.edit')
  })

  test('is not found by a marker that somebody quotes', async () => {
    const spoof = `look: <!-- preadmit:summary ${'0'.repeat(8)} 2026-11-21T09:00:00.000Z x -->`
    const told = await delivered(reportOf('blocked'), { comments: [{ id: 5, body: spoof, answered: false }] })
    expect(callsOf(told)).not.toContain('conversation.edit')
  })

  test('is written even in mode warn, loudly', async () => {
    const told = await delivered({ ...reportOf('blocked'), mode: 'warn', exitCode: 0 })
    const body = told.calls.find(({ call }) => call === 'conversation.create')?.args[0]
    expect(body).toContain('Preadmit would have blocked this change')
    expect(body).toContain('[!WARNING]')
    expect(conclusions(told)).toEqual(['success'])
  })
})

describe('a refused channel', () => {
  const CHANNELS = [
    'checks.start',
    'checks.annotate',
    'reviews.own',
    'reviews.commentable',
    'reviews.submit',
    'conversation.own',
    'conversation.create',
    'runner.summary',
    'checks.finish',
  ]
  const KINDS = ['denied', 'rate-limited', 'unreachable', 'timeout', 'malformed'] as const

  test.each(CHANNELS.flatMap((call) => KINDS.map((kind) => [call, kind] as const)))(
    '%s (%s) loses no finding',
    async (call, kind) => {
      const report = reportOf('blocked')
      const told = await delivered(report, { refuse: (called) => (called === call ? refusal(kind) : undefined) })
      const annotated = told.calls
        .filter((one) => one.call === 'checks.annotate' && call !== 'checks.annotate')
        .flatMap(({ args }) => args[2] as readonly CheckAnnotation[])
      const commands = parseRunnerLines(told.log.join('\n')).map(({ data }) => data)
      const comments = told.posted.map(({ body }) => body)
      const said = [...annotated.map(({ message }) => message), ...comments, ...commands, ...told.summaries].join('\n')
      for (const finding of report.findings.filter(({ exceptedBy }) => exceptedBy === undefined))
        expect(said).toContain(finding.why.slice(0, 40))
      expect(conclusions(told).every((conclusion) => conclusion === 'failure')).toBe(true)
    },
  )

  test.each(CHANNELS.filter((call) => call !== 'runner.summary' && call !== 'checks.finish'))(
    '%s costs one notice that names it',
    async (call) => {
      const told = await delivered(reportOf('blocked'), { refuse: (called) => (called === call ? refusal('denied') : undefined) })
      const notices = parseRunnerLines(told.log.join('\n')).filter(({ data }) => data.includes('could not be written'))
      expect(notices).toHaveLength(1)
      expect(notices[0]?.data).toContain('it said denied')
    },
  )

  test('whose adapter throws is a refused channel too', async () => {
    const told = await delivered(reportOf('blocked'), {
      refuse: () => {
        throw new TypeError('socket closed')
      },
    })
    expect(told.status).toMatchObject({
      'check-run': 'refused',
      review: 'refused',
      comment: 'refused',
      summary: 'refused',
      annotations: 'delivered',
    })
  })

  test('for the summary puts every finding into the log, not just ten', async () => {
    const told = await delivered(manyFindings(30), {
      refuse: (call) => (/runner.summary|checks/.test(call) ? refusal('too-large') : undefined),
    })
    expect(parseRunnerLines(told.log.join('\n')).filter(({ name }) => name === 'error')).toHaveLength(30)
  })

  test('for the check run puts the worst ten of each level into the annotations', async () => {
    const told = await delivered(manyFindings(30), {
      refuse: (call) => (call.startsWith('checks') ? refusal('denied') : undefined),
    })
    expect(parseRunnerLines(told.log.join('\n')).filter(({ name }) => name === 'error')).toHaveLength(10)
    expect(told.summaries.join('')).toContain('f29.yaml')
  })

  test('that refuses the text of the conclusion still gets a conclusion', async () => {
    let tries = 0
    const told = await delivered(reportOf('blocked'), {
      refuse: (call) => (call === 'checks.finish' && tries++ === 0 ? refusal('too-large') : undefined),
    })
    expect(conclusions(told)).toEqual(['failure', 'failure'])
    expect(told.status['check-run']).toBe('delivered')
  })
})

describe('review comments', () => {
  test('stand on the line, with a suggestion that replaces exactly that line', async () => {
    const { posted } = await delivered(reportOf('blocked'))
    const pin = posted.find(({ body }) => body.includes('```suggestion\n          image'))
    expect(pin).toMatchObject({ path: 'deploy/web.yaml', line: 15 })
    expect(pin?.body).toContain(`\`\`\`suggestion\n          image: "redis:7.4@sha256:${hex('f6')}"  # shared cache\n\`\`\``)
  })

  test('may suggest to delete a line', async () => {
    const { posted } = await delivered(reportOf('blocked'))
    expect(posted.find(({ body }) => body.includes('shares the network'))?.body).toContain('```suggestion\n```')
  })

  test('stand on the file when the line is outside the hunks, with the text to write instead of a suggestion', async () => {
    const files = [{ path: 'deploy/web.yaml', ranges: [{ start: 1, end: 3 }], patchMissing: false }]
    const { posted } = await delivered(reportOf('blocked'), { files })
    const pin = posted.find(({ body }) => body.includes('redis:7.4'))
    expect(pin?.line).toBeUndefined()
    expect(pin?.body).not.toContain('```suggestion')
    expect(pin?.body).toContain(`image: "redis:7.4@sha256:${hex('f6')}"  # shared cache`)
  })

  test('are at most twenty, worst first; the rest is counted', async () => {
    const told = await delivered(manyFindings(21))
    expect(told.posted).toHaveLength(20)
    expect(told.calls.find(({ call }) => call === 'reviews.submit')?.args[0]).toContain('1 more problem')
    expect((await delivered(manyFindings(20))).posted).toHaveLength(20)
  })

  test('are not posted twice', async () => {
    const report = reportOf('blocked')
    const told = await delivered(report, { reviewComments: await leftBehind(report) })
    expect(told.posted).toEqual([])
    expect(callsOf(told).filter((call) => /edit|remove|submit/.test(call) && call.startsWith('reviews'))).toEqual([])
  })

  test('survive moved lines', async () => {
    const report = reportOf('blocked')
    const moved = {
      ...report,
      findings: report.findings.map((finding) => ({ ...finding, line: finding.line + 40, endLine: finding.endLine + 40 })),
    }
    expect((await delivered(moved, { reviewComments: await leftBehind(report) })).posted).toEqual([])
  })

  test('that no longer apply are removed, or edited where somebody answered', async () => {
    const before = await leftBehind(reportOf('blocked'))
    const told = await delivered(reportOf('passed'), {
      reviewComments: before.map((comment) => ({ ...comment, answered: comment.id === 2 })),
    })
    const removed = told.calls.filter(({ call }) => call === 'reviews.remove').map(({ args }) => args[0])
    const edited = told.calls.filter(({ call }) => call === 'reviews.edit')
    expect(removed).toEqual(before.map(({ id }) => id).filter((id) => id !== 2))
    expect(edited.map(({ args }) => args[0])).toEqual([2])
    expect(edited[0]?.args[1]).toContain('no longer applies')
  })

  test('that an unverified run could not look at are left as they are', async () => {
    const told = await delivered(reportOf('unverified'), { reviewComments: await leftBehind(reportOf('blocked')) })
    expect(callsOf(told)).not.toContain('reviews.remove')
  })

  test('of other tools and other configurations are never touched', async () => {
    const foreign = [
      { id: 1, body: 'nice', answered: false },
      { id: 2, body: '<!-- preadmit:finding 00000000 0123 -->\nother job', answered: false },
    ]
    const told = await delivered(reportOf('passed'), { reviewComments: foreign })
    expect(callsOf(told).filter((call) => /edit|remove/.test(call))).toEqual([])
  })

  test('with one bad anchor do not lose the rest, and the bad one goes to the file', async () => {
    const bad = 'deploy/worker.yaml'
    const told = await delivered(reportOf('blocked'), {
      refuse: (call, argument) =>
        call === 'reviews.submit' && JSON.stringify(argument).includes(`"path":"${bad}","line":13`)
          ? refusal('malformed')
          : undefined,
    })
    expect(told.posted).toHaveLength(5)
    expect(told.posted.filter(({ line }) => line === undefined).map(({ path }) => path)).toEqual([bad])
    expect(told.status.review).toBe('delivered')
  })

  test('are not tried one by one when the token may not write', async () => {
    const told = await delivered(reportOf('blocked'), {
      refuse: (call) => (call === 'reviews.submit' ? refusal('denied') : undefined),
    })
    expect(callsOf(told).filter((call) => call === 'reviews.submit')).toHaveLength(1)
    expect(callsOf(told)).not.toContain('reviews.comment')
  })

  test('are not written when the earlier ones cannot be listed', async () => {
    const told = await delivered(reportOf('blocked'), {
      refuse: (call) => (call === 'reviews.own' ? refusal('unreachable') : undefined),
    })
    expect(told.posted).toEqual([])
    expect(told.status.review).toBe('refused')
  })

  test('suggest nothing where the reader cannot see the whole line', () => {
    const report = reportOf('blocked')
    const hidden = {
      ...report,
      excerpts: report.excerpts.map((excerpt) => ({ ...excerpt, text: excerpt.text.replace('# shared', '\u202e# shared') })),
    }
    const partial = { ...report, excerpts: report.excerpts.map((excerpt) => ({ ...excerpt, whole: false })) }
    for (const one of [hidden, partial]) {
      const bodies = planReview(one, [everywhere('deploy/web.yaml')], 'x').comments.map(({ comment }) => comment.body)
      expect(bodies.join('\n')).not.toContain('suggestion')
      expect(bodies.join('\n')).toContain(`redis:7.4@sha256:${hex('f6')}`)
    }
  })
})

function earlier(report: Report): Report {
  return { ...report, startedAt: '2026-11-21T09:00:00.000Z' }
}

function manyFindings(count: number): Report {
  const report = reportOf('blocked')
  const [first] = report.findings.filter(({ rule }) => rule === 'image/not-found')
  if (first === undefined) throw new Error('the sample has changed')
  const findings = Array.from({ length: count }, (_, at) => ({ ...first, file: `f${at}.yaml`, fingerprint: String(at) }))
  return { ...report, rulings: [], findings }
}
