#!/usr/bin/env node
// First, so that nothing else runs where it cannot: it starts the process as failed, too.
import './cli/start.ts'
import { runCli } from './cli/run.ts'
import { createTerminal } from './cli/terminal.ts'

for (const stream of [process.stdout, process.stderr]) {
  // A reader that has seen enough (`| head`) is no reason to fail; what was not read changes no verdict.
  stream.on('error', (error: Error & { code?: string }) => {
    if (error.code !== 'EPIPE') throw error
  })
}
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    process.stderr.write(`preadmit: this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exit(70)
  })
}
// As a shell tells it: 128 and the signal's number. What ran so far is no result.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    process.stderr.write(`\npreadmit: cancelled by ${signal}; nothing was judged to its end\n`)
    process.exit(code)
  })
}

const exitCode = await runCli(process.argv.slice(2), createTerminal({ ...process.env }))
// What was written may still be on its way to a slow reader; connections that are kept alive would keep the process.
for (const stream of [process.stdout, process.stderr]) await new Promise<void>((done) => stream.write('', () => done()))
process.exit(exitCode)
