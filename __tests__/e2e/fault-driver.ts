import { appendFileSync } from 'node:fs'
// Runs the action once per call and fault, in this one process, and prints what came of each run as JSON lines. It is a process of
// its own because the action ends the process that it runs in when its time is over.
import { runAction } from '../../src/action/run.ts'
import { systemClock } from '../../src/adapters/clock.ts'
import { createRunnerLog } from '../../src/adapters/log.ts'
import { createStepRunner } from '../../src/adapters/runner.ts'
import { pullRequestEvent } from '../fakes/github/events.ts'
import type { FaultKind } from '../fakes/github/faults.ts'
import { openStep } from '../fakes/runner.ts'
import type { FaultRun } from './fault-run.ts'
import { deployment, documented, startScenario } from './scenario.ts'

const KINDS: readonly FaultKind[] = [
  '403',
  '404',
  '429',
  'secondary',
  '500',
  'hang',
  'reset',
  'truncate',
  'wrong-sha',
  'not-json',
]
/** After these nothing is waited for: their runs have all the time they need on a busy machine. The others end when their time is up. */
const ANSWERED: readonly Case['fault'][] = ['none', '403', '404', 'wrong-sha', 'not-json']
const AT_A_TIME = 16
const WEB = 'k8s/web.yaml'

interface Case {
  readonly image: 'signed' | 'unsigned'
  readonly nth: number
  readonly fault: FaultKind | 'none'
}

async function runCase({ image, nth, fault }: Case): Promise<FaultRun & { readonly calls: number }> {
  await using scenario = await startScenario('')
  const { github, repository } = scenario
  const pull = scenario.open({ [WEB]: deployment(scenario[image]) })
  if (fault !== 'none') github.plan([{ nth, do: fault }])
  using step = openStep({
    node: '',
    main: '',
    with: { 'github-token': github.token(documented), 'check-run': 'preadmit', timeout: ANSWERED.includes(fault) ? '60s' : '1s' },
    event: pullRequestEvent(github.url, repository, pull),
    repository: repository.fullName,
    apiUrl: github.url,
    graphqlUrl: github.graphqlUrl,
  })
  const lines: string[] = []
  const write = (line: string): void => void lines.push(line)
  const world = {
    env: step.env,
    runner: createStepRunner(step.env, write, (name, value) =>
      appendFileSync(step.env.GITHUB_OUTPUT ?? '', `${name}=${value}\n`),
    ),
    log: createRunnerLog(write, { debug: true }),
    clock: systemClock,
  }
  const exitCode = await runAction(world).catch((error: unknown) => {
    write(`bug: ${error instanceof Error ? error.stack : String(error)}`)
    return 70
  })
  repository.jobFinished(pull.head, 'gate', exitCode === 0 ? 'success' : 'failure')
  const left = step.left(lines.join('\n'))
  const check = repository.checkRuns.find((run) => run.name === 'preadmit')
  const places = [
    ...left.annotations.map((one) => one.properties.file),
    ...(check?.annotations ?? []).map((one) => one.path),
    ...pull.reviewComments.map((one) => one.path),
  ]
  return {
    image,
    nth,
    fault,
    hit: fault === 'none' ? '' : (github.calls.map((call) => `${call.method} ${call.template}`)[nth - 1] ?? 'nothing'),
    calls: github.calls.length,
    exitCode,
    verdict: left.outputs.verdict ?? 'none',
    byJob: scenario.protection(pull, ['gate']).mergeable,
    byCheck: scenario.protection(pull, ['preadmit']).mergeable,
    conclusion: check?.conclusion ?? 'none',
    told: places.includes(WEB) && left.summary.includes(WEB),
    bug: lines.find((line) => line.startsWith('bug:')) ?? '',
  }
}

async function main(): Promise<void> {
  const cases: Case[] = []
  for (const image of ['signed', 'unsigned'] as const) {
    const usual = await runCase({ image, nth: 0, fault: 'none' })
    process.stdout.write(`${JSON.stringify(usual)}\n`)
    for (let nth = 1; nth <= usual.calls; nth++) cases.push(...KINDS.map((fault) => ({ image, nth, fault })))
  }
  const worker = async (): Promise<void> => {
    for (let next = cases.shift(); next !== undefined; next = cases.shift())
      process.stdout.write(`${JSON.stringify(await runCase(next))}\n`)
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, worker))
}

// The action ends its process some time after its budget; here many runs share one.
const leave = process.exit.bind(process)
process.exit = (() => undefined) as unknown as typeof process.exit
await main()
leave(0)
