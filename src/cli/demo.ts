import type { Command } from './arguments.ts'
import { writableFile } from './check.ts'
import type { Terminal } from './terminal.ts'

/** `preadmit demo`: its own bundle, so that what serves the sample is no part of what runs in earnest. */
export async function demo(command: Command, terminal: Terminal): Promise<number> {
  const html = command.text('html')
  if (html !== undefined) await writableFile('--html', html, terminal)
  const name = './demo.js'
  const { runDemo } = (await import(name)) as { runDemo: (options: object, terminal: Terminal) => Promise<number> }
  return runDemo({ html, open: command.flag('open'), color: terminal.color(command.voice) }, terminal)
}
