// The process starts failed and stays so unless the last line of a whole run says otherwise.
process.exitCode = 70

import { setOutput } from '@actions/core'
import { runAction } from './action/run.ts'
import { systemClock } from './adapters/clock.ts'
import { createRunnerLog } from './adapters/log.ts'
import { createStepRunner } from './adapters/runner.ts'

const writeLine = (line: string): void => void process.stdout.write(`${line}\n`)
const env = { ...process.env }
const runner = createStepRunner(env, writeLine, setOutput)
const log = createRunnerLog(writeLine, { debug: env.RUNNER_DEBUG === '1' })

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log.warn(`this is a bug in Preadmit: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    process.exit(70)
  })
}
// The runner asks first (SIGINT, 7.5 s), then insists (SIGTERM, 2.5 s), then kills.
const interruption = new AbortController()
process.on('SIGINT', () => {
  interruption.abort()
  setTimeout(() => process.exit(70), 7_000)
})
process.on('SIGTERM', () => {
  interruption.abort()
  setTimeout(() => process.exit(70), 2_000)
})

const exitCode = await runAction({ env, runner, log, clock: systemClock, interrupted: interruption.signal })
await new Promise<void>((done) => process.stdout.write('', () => done()))
process.exit(exitCode)
