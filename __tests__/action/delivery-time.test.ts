import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { runAction } from '../../src/action/run.ts'
import { systemClock } from '../../src/adapters/clock.ts'
import { createRunnerLog } from '../../src/adapters/log.ts'
import { createStepRunner } from '../../src/adapters/runner.ts'
import { deployment, documented, type Scenario, startScenario } from '../e2e/scenario.ts'
import { pullRequestEvent } from '../fakes/github/events.ts'
import type { Fault } from '../fakes/github/faults.ts'
import { openStep } from '../fakes/runner.ts'

// The fake GitHub really does not answer, so the run really waits for its shares of the time.
jest.setTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), 'preadmit-delivery-'))
writeFileSync(join(folder, 'config.json'), '{}')
afterAll(() => rmSync(folder, { recursive: true }))

const TIMEOUT_MS = 12_000
const WEB = 'k8s/web.yaml'

async function run(scenario: Scenario, faults: readonly Fault[]) {
  const { github, repository } = scenario
  const pull = scenario.open({ [WEB]: deployment(scenario.unsigned) })
  github.plan(faults)
  using step = openStep({
    node: '',
    main: '',
    with: {
      'github-token': github.token(documented),
      'check-run': 'preadmit',
      'docker-config': folder,
      timeout: `${TIMEOUT_MS / 1000}s`,
    },
    event: pullRequestEvent(github.url, repository, pull),
    repository: repository.fullName,
    apiUrl: github.url,
    graphqlUrl: github.graphqlUrl,
  })
  const lines: string[] = []
  const write = (line: string): void => void lines.push(line)
  const keep = (name: string, value: string): void => appendFileSync(step.env.GITHUB_OUTPUT ?? '', `${name}=${value}\n`)
  const began = systemClock.elapsedMs()
  const exitCode = await runAction({
    env: step.env,
    runner: createStepRunner(step.env, write, keep),
    log: createRunnerLog(write, { debug: false }),
    clock: systemClock,
  })
  const took = systemClock.elapsedMs() - began
  const left = step.left(lines.join('\n'))
  return { exitCode, took, pull, files: left.annotations.map(({ properties }) => properties.file), summary: left.summary }
}

describe('a GitHub that does not answer writes', () => {
  test('holds the run no longer than its timeout, and every finding is in the annotations and the job summary', async () => {
    await using scenario = await startScenario('')
    const silent = ['POST /check-runs', 'PATCH /check-runs', 'POST /pulls', 'POST /issues', 'PATCH /issues'].map(
      (on): Fault => ({ on, do: 'hang' }),
    )
    const { exitCode, took, files, summary } = await run(scenario, silent)
    expect([exitCode, files.includes(WEB), summary.includes(WEB)]).toEqual([1, true, true])
    expect(took).toBeLessThan(TIMEOUT_MS)
  })

  test('where only reviews stay silent, the check run still gets its conclusion', async () => {
    await using scenario = await startScenario('')
    const { exitCode, took } = await run(scenario, [
      { on: 'POST /pulls', do: 'hang' },
      { on: 'POST /issues', do: 'hang' },
    ])
    const check = scenario.repository.checkRuns.find(({ name }) => name === 'preadmit')
    expect([exitCode, check?.conclusion]).toEqual([1, 'failure'])
    expect(took).toBeLessThan(TIMEOUT_MS)
  })
})
