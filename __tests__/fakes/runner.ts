import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunnerEvent } from './github/events.ts'
import type { Annotation } from './runner-commands.ts'
import { readCommands, readFileCommands } from './runner-commands.ts'

/** One run of a JavaScript action, as the workflow runner starts it. */
export interface ActionRun {
  readonly node: string
  readonly main: string
  readonly with: Readonly<Record<string, string>>
  readonly event: RunnerEvent
  readonly repository: string
  readonly apiUrl: string
  readonly graphqlUrl: string
  readonly env?: Readonly<Record<string, string>>
  /** Gets a function that ends the process: at once, as a lost runner would, or by the signal of a cancelled job. */
  readonly onStart?: (kill: (signal?: 'SIGKILL' | 'SIGINT' | 'SIGTERM') => void) => void
}

/** What the runner saw. `conclusion` is the step's; annotations are those that GitHub shows (ten per level). */
export interface ActionResult {
  readonly conclusion: 'success' | 'failure'
  readonly exitCode: number | null
  readonly signal: string | null
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly masks: readonly string[]
  readonly annotations: readonly Annotation[]
  readonly shown: readonly Annotation[]
  /** Commands that a line of the log smuggled in: `##[…]` anywhere, or a deprecated command. */
  readonly smuggled: readonly string[]
  readonly milliseconds: number
}

const SHOWN_PER_LEVEL = 10
const MAX_SUMMARY = 1024 * 1024

/** A step that is set up: its environment and its folder, and what it left behind once its log is complete. */
export interface Step extends Disposable {
  readonly env: Readonly<Record<string, string>>
  readonly workspace: string
  left(log: string): Omit<ActionResult, 'conclusion' | 'exitCode' | 'signal' | 'milliseconds'>
}

/** Sets a step up as the runner does: event, files for outputs and summary, an empty workspace, a clean environment. */
export function openStep(run: ActionRun): Step {
  const temp = mkdtempSync(join(tmpdir(), 'preadmit-runner-'))
  const files = prepare(temp, run)
  return {
    env: environment(run, files),
    workspace: files.GITHUB_WORKSPACE ?? temp,
    left: (log) => {
      const { annotations, masks, smuggled } = readCommands(log)
      const summary = readFileSync(files.GITHUB_STEP_SUMMARY ?? '', 'utf8')
      return {
        log,
        outputs: readFileCommands(readFileSync(files.GITHUB_OUTPUT ?? '', 'utf8')),
        summary: Buffer.byteLength(summary) > MAX_SUMMARY ? '' : summary,
        masks,
        annotations,
        shown: ['error', 'warning', 'notice'].flatMap((level) =>
          annotations.filter((one) => one.level === level).slice(0, SHOWN_PER_LEVEL),
        ),
        smuggled,
      }
    },
    [Symbol.dispose]: () => rmSync(temp, { recursive: true, force: true }),
  }
}

/** Runs the action in its own process, in a clean environment and an empty workspace, and reads what it left behind. */
export async function runAction(run: ActionRun): Promise<ActionResult> {
  using step = openStep(run)
  const started = performance.now()
  const { exitCode, signal, log } = await execute(run, step)
  const milliseconds = performance.now() - started
  return { conclusion: exitCode === 0 ? 'success' : 'failure', exitCode, signal, milliseconds, ...step.left(log) }
}

function prepare(temp: string, run: ActionRun): Readonly<Record<string, string>> {
  const folder = (name: string): string => {
    mkdirSync(join(temp, name), { recursive: true })
    return join(temp, name)
  }
  const commands = folder('_runner_file_commands')
  const file = (name: string): string => {
    writeFileSync(join(commands, name), '')
    return join(commands, name)
  }
  const eventPath = join(folder('_github_workflow'), 'event.json')
  writeFileSync(eventPath, JSON.stringify(run.event.payload))
  return {
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_OUTPUT: file('set_output'),
    GITHUB_STEP_SUMMARY: file('step_summary'),
    GITHUB_STATE: file('save_state'),
    GITHUB_ENV: file('set_env'),
    GITHUB_PATH: file('add_path'),
    GITHUB_WORKSPACE: folder('workspace'),
    RUNNER_TEMP: temp,
    HOME: folder('home'),
  }
}

/** A proxy that does not exist: what a run asks of the outside does not leave this machine. */
export const NOWHERE = 'http://127.0.0.1:9'

function environment(run: ActionRun, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [owner = ''] = run.repository.split('/')
  const inputs = Object.entries(run.with).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'C.UTF-8',
    HTTPS_PROXY: new URL(run.apiUrl).origin,
    ...run.env,
    ...Object.fromEntries(inputs),
    ...files,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: 'preadmit',
    GITHUB_ACTOR: 'contributor',
    GITHUB_API_URL: run.apiUrl,
    GITHUB_GRAPHQL_URL: run.graphqlUrl,
    GITHUB_BASE_REF: run.event.baseRef ?? '',
    GITHUB_HEAD_REF: run.event.headRef ?? '',
    GITHUB_EVENT_NAME: run.event.name,
    GITHUB_JOB: 'gate',
    GITHUB_REF: run.event.ref,
    GITHUB_REPOSITORY: run.repository,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_NUMBER: '7',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: run.event.sha,
    GITHUB_WORKFLOW: 'gate',
    GITHUB_WORKFLOW_REF: `${run.repository}/.github/workflows/gate.yml@${run.event.ref}`,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'emulated',
    RUNNER_ENVIRONMENT: 'github-hosted',
  }
}

interface Ended {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly log: string
}

function execute(run: ActionRun, step: Step): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(run.node, [run.main], { cwd: step.workspace, env: step.env, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, log: Buffer.concat(chunks).toString('utf8') }))
    run.onStart?.((signal = 'SIGKILL') => child.kill(signal))
  })
}
