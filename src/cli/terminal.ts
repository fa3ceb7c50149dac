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
  /** Standard input, which `-` names. */
  input?(): AsyncIterable<Uint8Array | string>
  /** Whether text may hold links (OSC 8). */
  links?(): boolean
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
    input: () => process.stdin,
    links: () => showsLinks(env, process.stdout.isTTY === true),
  }
}

/** Whether the environment asks for colour: NO_COLOR (no-color.org) wins, then FORCE_COLOR and CLICOLOR_FORCE, then the terminal. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if ((env.NO_COLOR ?? '') !== '') return false
  const forced = [env.FORCE_COLOR, env.CLICOLOR_FORCE].find((value) => value !== undefined && value !== '')
  return forced === undefined ? isTerminal : forced !== '0' && forced !== 'false'
}

/**
 * Whether links (OSC 8) are shown as links: FORCE_HYPERLINK decides, else only terminals that are known for it, as others may print the
 * addresses into the text.
 */
export function showsLinks(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  const forced = env.FORCE_HYPERLINK ?? ''
  if (forced !== '') return forced !== '0'
  if (!isTerminal || (env.CI ?? '') !== '' || env.TERM === 'dumb') return false
  const program = ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper'].includes(env.TERM_PROGRAM ?? '')
  const named = ['WT_SESSION', 'KITTY_WINDOW_ID', 'DOMTERM'].some((name) => (env[name] ?? '') !== '')
  return program || named || /^(?:xterm-kitty|alacritty|foot)/.test(env.TERM ?? '') || Number(env.VTE_VERSION ?? 0) >= 5000
}
