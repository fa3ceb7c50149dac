import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['explorer'],
}

/** Shows a local file in the user's browser; where none can be started, the file is still there. */
export function openInBrowser(file: string): void {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open']
  const child = spawn(command, [...args, resolve(file)], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
