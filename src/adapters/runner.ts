import { appendFile, readFile, stat } from 'node:fs/promises'
import type { Answer } from '../model/answer.ts'
import { found, unknown } from '../model/answer.ts'
import { MAX_EVENT_BYTES, MAX_STEP_SUMMARY_BYTES } from '../model/limits.ts'
import { UsageError } from '../model/usage-error.ts'
import type { Runner } from '../ports/forge.ts'
import type { Json } from './github/json.ts'
import { parseJson } from './github/json.ts'
import { isSystemError } from './system-error.ts'

/** The environment that the runner sets. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The runner of a workflow step, with its outputs. */
export interface StepRunner extends Runner {
  /** Sets an output of the step. */
  output(name: string, value: string): Promise<Answer<true>>
}

/** An input of the action, trimmed; empty when it was not given, which the runner does not tell apart. */
export function readInput(env: Environment, name: string): string {
  return (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim()
}

/** A switch among the inputs: true or false as YAML 1.2 writes them. Throws UsageError for anything else. */
export function readSwitch(env: Environment, name: string, otherwise: boolean): boolean {
  const text = readInput(env, name)
  if (text === '') return otherwise
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  throw new UsageError(`the input "${name}" is "${text}", neither true nor false`, `${name}: true`)
}

/** The payload of the event that started the workflow. Throws UsageError where there is none: this is no workflow. */
export async function readEventPayload(env: Environment): Promise<Json> {
  const path = env.GITHUB_EVENT_PATH
  if (!path) throw new UsageError('GITHUB_EVENT_PATH is not set: this is not a GitHub workflow', 'use the command line instead')
  const size = await sizeOf(path)
  if (size > MAX_EVENT_BYTES) throw new UsageError(`the event payload has ${size} bytes, more than ${MAX_EVENT_BYTES}`)
  const payload = parseJson(await readFile(path, 'utf8'))
  if (payload === undefined) throw new UsageError('the event payload is not JSON')
  return payload
}

/** The link to the run of the job, where the environment names one. */
export function runUrlOf(env: Environment): string | undefined {
  const [server, repository, run] = [env.GITHUB_SERVER_URL, env.GITHUB_REPOSITORY, env.GITHUB_RUN_ID]
  if (!server || !repository || !run) return undefined
  const attempt = env.GITHUB_RUN_ATTEMPT
  return `${server}/${repository}/actions/runs/${run}${attempt && attempt !== '1' ? `/attempts/${attempt}` : ''}`
}

/** Sets an output of the step, as `@actions/core` does. */
export type SetOutput = (name: string, value: string) => void

/** The runner behind an environment; `write` gets the lines of standard output, without line ends. */
export function createStepRunner(env: Environment, write: (line: string) => void, setOutput: SetOutput): StepRunner {
  return {
    command: (text) => write(text.replaceAll('\r', '%0D').replaceAll('\n', '%0A')),
    summary: (markdown) => appendSummary(env.GITHUB_STEP_SUMMARY, markdown),
    output: async (name, value) => {
      if (!env.GITHUB_OUTPUT) return unknown('unsupported', 'outputs', 'the runner offers no file for outputs')
      return settled('outputs', () => setOutput(name, value))
    },
  }
}

async function appendSummary(file: string | undefined, markdown: string): Promise<Answer<true>> {
  if (!file) return unknown('unsupported', 'job summary', 'the runner offers no file for the job summary')
  const bytes = Buffer.byteLength(markdown) + (await sizeOf(file))
  if (bytes > MAX_STEP_SUMMARY_BYTES)
    return unknown(
      'too-large',
      'job summary',
      `it would have ${bytes} bytes, and the runner drops more than ${MAX_STEP_SUMMARY_BYTES}`,
    )
  return written('job summary', appendFile(file, markdown))
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (isSystemError(error)) return 0
    throw error
  }
}

function settled(what: string, act: () => void): Answer<true> {
  try {
    act()
    return found(true)
  } catch (error) {
    if (error instanceof Error) return unknown('denied', what, error.message)
    throw error
  }
}

async function written(what: string, writing: Promise<void>): Promise<Answer<true>> {
  try {
    await writing
    return found(true)
  } catch (error) {
    if (isSystemError(error)) return unknown('denied', what, error.code)
    throw error
  }
}
