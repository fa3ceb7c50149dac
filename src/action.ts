// The process starts failed and stays so unless the last line of a whole run says otherwise.
process.exitCode = 70

import { runAction } from './action/run.ts'
import { systemClock } from './adapters/clock.ts'
import { createRunnerLog } from './adapters/log.ts'
import { createStepRunner } from './adapters/runner.ts'

const writeLine = (line: string): void => void process.stdout.write(`${line}\n`)
const env = { ...process.env }
const runner = createStepRunner(env, writeLine)
const log = createRunnerLog(writeLine, { debug: env.RUNNER_DEBUG === '1' })

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log.warn(`this is a bug in Preadmit: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    process.exit(70)
  })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(70))

const exitCode = await runAction({ env, runner, log, clock: systemClock })
await new Promise<void>((done) => process.stdout.write('', () => done()))
process.exit(exitCode)
