import { systemClock } from '../adapters/clock.ts'
import { createTerminalLog } from '../adapters/log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Voice } from './arguments.ts'

/** What a command talks to: standard output for results, standard error for everything else. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly folder: string
  readonly clock: Clock
  print(text: string): void
  complain(text: string): void
  logFor(voice: Voice): Log
  color(voice: Voice): boolean
}

/** The terminal of this process. Progress is drawn on terminals only; NO_COLOR (no-color.org) is honoured. */
export function createTerminal(env: Readonly<Record<string, string | undefined>>): Terminal {
  return {
    env,
    folder: process.cwd(),
    clock: systemClock,
    print: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    complain: (text) => void process.stderr.write(`${text}\n`),
    logFor: (voice) =>
      createTerminalLog((text) => void process.stderr.write(text), {
        interactive: process.stderr.isTTY === true,
        level: voice.quiet ? 'quiet' : voice.verbose ? 'verbose' : 'normal',
      }),
    color: (voice) => voice.color === 'always' || (voice.color === 'auto' && wantsColor(env, process.stdout.isTTY === true)),
  }
}

/** Whether the environment asks for colour: NO_COLOR (no-color.org) wins, then FORCE_COLOR and CLICOLOR_FORCE, then the terminal. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if ((env.NO_COLOR ?? '') !== '') return false
  const forced = [env.FORCE_COLOR, env.CLICOLOR_FORCE].find((value) => value !== undefined && value !== '')
  return forced === undefined ? isTerminal : forced !== '0' && forced !== 'false'
}
