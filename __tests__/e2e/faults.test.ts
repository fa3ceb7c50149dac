import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, jest, test } from '@jest/globals'
import { pullRequestEvent } from '../fakes/github/events.ts'
import { ACTION_BUNDLE } from './bundle.ts'
import type { FaultRun } from './fault-run.ts'
import { deployment, startScenario } from './scenario.ts'

// Whole processes on a machine that may be busy: the time says nothing, a hanging one is still found.
jest.setTimeout(30_000)

let runs: readonly FaultRun[] = []

beforeAll(async () => {
  runs = await drive()
}, 120_000)

function drive(): Promise<readonly FaultRun[]> {
  const driver = fileURLToPath(new URL('fault-driver.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', driver], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString('utf8')
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`the driver ended with ${code}: ${err}`))
      else
        resolve(
          out
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as FaultRun),
        )
    })
  })
}

const named = (all: readonly FaultRun[]): readonly string[] =>
  all.map(({ hit, fault, verdict, exitCode }) => `${hit} ${fault}: ${verdict}, ${exitCode}`)

describe('a fault at any call of a run', () => {
  const unsigned = (): readonly FaultRun[] => runs.filter((run) => run.image === 'unsigned')
  const signed = (): readonly FaultRun[] => runs.filter((run) => run.image === 'signed')

  test('was injected at every call, in every kind', () => {
    const [good, bad] = [signed(), unsigned()]
    expect(good[0]).toMatchObject({ fault: 'none', verdict: 'passed', byJob: true, byCheck: true })
    expect(bad[0]).toMatchObject({ fault: 'none', verdict: 'blocked', byJob: false, byCheck: false })
    expect(new Set(runs.map((run) => run.fault)).size).toBe(11)
    expect(Math.max(...bad.map((run) => run.nth))).toBeGreaterThanOrEqual(15)
  })

  test('never lets the unsigned image in, by the job or by the check run', () => {
    expect(named(unsigned().filter((run) => run.byJob || run.byCheck))).toEqual([])
    expect(named(unsigned().filter((run) => run.verdict !== 'blocked' && run.verdict !== 'unverified'))).toEqual([])
  })

  test('never lets the signed image in without having proved it', () => {
    expect(named(signed().filter((run) => (run.byJob || run.byCheck) && run.verdict !== 'passed'))).toEqual([])
    expect(named(signed().filter((run) => run.byJob !== (run.exitCode === 0)))).toEqual([])
  })

  test('never loses a finding of a run that could still judge', () => {
    expect(named(unsigned().filter((run) => run.verdict === 'blocked' && !run.told))).toEqual([])
  })

  test('of a refused channel never changes the verdict', () => {
    const writing = (run: FaultRun): boolean => /^(?:POST|PATCH|DELETE)/.test(run.hit) || /\/(?:comments|files)$/.test(run.hit)
    const refused = runs.filter((run) => writing(run) && ['403', '404', 'not-json', 'wrong-sha'].includes(run.fault))
    expect(refused.length).toBeGreaterThan(20)
    expect(named(refused.filter((run) => run.verdict !== (run.image === 'signed' ? 'passed' : 'blocked')))).toEqual([])
  })

  test('is never a bug', () => {
    expect(runs.filter((run) => run.bug !== '')).toEqual([])
  })
})

describe('a run that is killed', () => {
  test('at any of its calls is never mergeable', async () => {
    await using scenario = await startScenario(ACTION_BUNDLE)
    scenario.open({ 'k8s/web.yaml': deployment(scenario.signed) })
    const usual = await scenario.run()
    const calls = scenario.github.calls.length
    expect([usual.exitCode, calls >= 10]).toEqual([0, true])
    const kills = Array.from({ length: calls }, (_, index) => index + 1)
    const ended: unknown[] = []
    const worker = async (): Promise<void> => {
      for (let nth = kills.shift(); nth !== undefined; nth = kills.shift()) {
        await using fresh = await startScenario(ACTION_BUNDLE)
        const victim = fresh.open({ 'k8s/web.yaml': deployment(fresh.signed) })
        const event = pullRequestEvent(fresh.github.url, fresh.repository, victim)
        const result = await fresh.run({ event, faults: [{ nth, do: 'kill' }] })
        ended.push([result.signal, fresh.protection(victim).mergeable, fresh.protection(victim, ['preadmit']).mergeable])
      }
    }
    await Promise.all([worker(), worker(), worker()])
    expect(ended).toEqual(Array(calls).fill(['SIGKILL', false, false]))
  }, 60_000)

  test.each(['SIGINT', 'SIGTERM'] as const)('by %s closes its check run before it goes, and does not pass', async (signal) => {
    await using scenario = await startScenario(ACTION_BUNDLE)
    const pull = scenario.open({ 'k8s/web.yaml': deployment(scenario.signed) })
    const result = await scenario.run({ signal, faults: [{ on: 'GET /git/trees', nth: 2, do: 'kill' }] })
    expect(result.exitCode).toBe(70)
    const [check] = scenario.repository.checkRuns
    expect(check).toMatchObject({ name: 'preadmit', status: 'completed', conclusion: 'action_required' })
    expect([pull.reviewComments.length, pull.issueComments.length]).toEqual([0, 0])
    expect(scenario.protection(pull, ['preadmit']).mergeable).toBe(false)
  })
})
