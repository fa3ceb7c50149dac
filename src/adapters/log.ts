import type { Log } from '../ports/log.ts'
import { commandData, inertLine, visibleLine } from './log-text.ts'

/** Where lines go; a line has no line end yet. */
export type WriteLine = (line: string) => void

/** The log of a workflow step. Lines are inert: nothing in them is ever taken for a command. Debug lines only where the runner debugs. */
export function createRunnerLog(write: WriteLine, options: { readonly debug: boolean }): Log {
  const secrets = new Set<string>()
  const line = (text: string): void => write(inertLine(redacted(text, secrets)))
  return {
    debug: (text) => {
      if (options.debug) line(`debug: ${text}`)
    },
    info: line,
    warn: (text) => line(`warning: ${text}`),
    secret: (value) => {
      for (const part of secretParts(value)) {
        secrets.add(part)
        write(`::add-mask::${commandData(part)}`)
      }
    },
    progress: () => undefined,
  }
}

/** The log of a terminal, meant for standard error. Progress is drawn over one line, and only if `interactive`. */
export function createTerminalLog(
  write: (text: string) => void,
  options: { readonly interactive: boolean; readonly level: 'quiet' | 'normal' | 'verbose' },
): Log {
  const secrets = new Set<string>()
  let drawn = false
  const line = (text: string): void => {
    write(`${drawn ? CLEAR : ''}${visibleLine(redacted(text, secrets))}\n`)
    drawn = false
  }
  return {
    debug: (text) => {
      if (options.level === 'verbose') line(text)
    },
    info: (text) => {
      if (options.level !== 'quiet') line(text)
    },
    warn: (text) => line(`warning: ${text}`),
    secret: (value) => {
      for (const part of secretParts(value)) secrets.add(part)
    },
    progress: (step, finished, total) => {
      if (!options.interactive || options.level === 'quiet') return
      write(finished >= total ? (drawn ? CLEAR : '') : `${CLEAR}${visibleLine(step)} ${finished}/${total}`)
      drawn = finished < total
    },
  }
}

const CLEAR = '\r\u001b[2K'
/** Shorter values are words that occur in ordinary text: hiding them hides the log. */
const SHORTEST_SECRET = 4

function secretParts(value: string): readonly string[] {
  return value.split(/\r?\n/).filter((part) => part.length >= SHORTEST_SECRET)
}

function redacted(text: string, secrets: ReadonlySet<string>): string {
  let shown = text
  for (const secret of secrets) shown = shown.replaceAll(secret, '***')
  return shown
}
