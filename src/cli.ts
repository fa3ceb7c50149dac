#!/usr/bin/env node
// The process starts failed and stays so unless a whole run says otherwise.
process.exitCode = 70

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

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(`preadmit: this is Node ${process.versions.node}; it needs Node 24.15 or newer\n`)
  process.exit(2)
}

const exitCode = await runCli(process.argv.slice(2), createTerminal({ ...process.env }))
// What was written may still be on its way to a slow reader; connections that are kept alive would keep the process.
for (const stream of [process.stdout, process.stderr]) await new Promise<void>((done) => stream.write('', () => done()))
process.exit(exitCode)
