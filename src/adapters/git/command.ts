import { spawn } from 'node:child_process'

/** How a git command ended: its standard output whole, or why it failed. */
export type GitOutcome =
  | { readonly ok: true; readonly stdout: Buffer }
  | { readonly ok: false; readonly code: number | undefined; readonly stderr: string }

/** Runs git in one repository: arguments, and what it reads on standard input. */
export type Git = (args: readonly string[], stdin?: string) => Promise<GitOutcome>

/**
 * Switched off for every command: whatever a repository could make git execute or fetch. Nothing is written, nothing is asked, no
 * replacement objects, no configuration of the user or the system, so that the same repository gives the same answer everywhere.
 */
const HARMLESS = [
  '--no-pager',
  '--no-replace-objects',
  '--no-optional-locks',
  '--literal-pathspecs',
  ...[
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'core.untrackedCache=false',
    'core.sshCommand=false',
    'core.pager=cat',
    'core.attributesFile=/dev/null',
    'core.quotePath=false',
    'diff.external=',
    'credential.helper=',
    'protocol.allow=never',
    'submodule.recurse=false',
    'safe.directory=*',
  ].flatMap((setting) => ['-c', setting]),
]

/** Git in `directory`, without hooks, helpers, filters and network. `environment` is that of the process; its GIT_ variables are left out. */
export function createGit(directory: string, environment: Readonly<Record<string, string | undefined>>): Git {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('GIT_'))
  const env = {
    ...Object.fromEntries(kept),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
  }
  return (args, stdin = '') =>
    new Promise((resolve) => {
      const child = spawn('git', [...HARMLESS, ...args], { cwd: directory, env, stdio: ['pipe', 'pipe', 'pipe'] })
      const out: Buffer[] = []
      const err: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
      // A git that ends early closes its input; what it says is in its exit code.
      child.stdin.on('error', () => undefined)
      child.on('error', (error) => resolve({ ok: false, code: undefined, stderr: error.message }))
      child.on('close', (code) => {
        if (code === 0) resolve({ ok: true, stdout: Buffer.concat(out) })
        else resolve({ ok: false, code: code ?? undefined, stderr: Buffer.concat(err).toString('utf8').trim() })
      })
      child.stdin.end(stdin)
    })
}
