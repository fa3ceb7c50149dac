import { type Environment, readInput, readSwitch } from '../adapters/runner.ts'
import { UsageError } from '../model/usage-error.ts'

/** The action's inputs, read and checked. Paths of files to write are empty when nothing is to be written. */
export interface Inputs {
  readonly token: string
  readonly policy: string
  readonly policyToken: string
  /** The name of the job holds the branch and the environment, so that a verdict for one is none for another. */
  readonly namedByBranch: boolean
  readonly scope: 'auto' | 'changed' | 'all'
  readonly paths: readonly string[]
  readonly review: boolean
  readonly summaryComment: 'always' | 'on-failure' | 'never'
  readonly checkRun: string
  readonly dockerConfig: string
  readonly reportFile: string
  readonly sarifFile: string
  readonly factsFile: string
  readonly renderedDiff: string
  readonly shard: string
  readonly timeout: string
}

/** Reads every input that `action.yml` declares. Throws `UsageError` for values that are none of an input's. */
export function readInputs(env: Environment): Inputs {
  const token = readInput(env, 'github-token')
  if (token === '') throw new UsageError('the input "github-token" is empty', 'github-token: ${{ github.token }}')
  return {
    token,
    policy: readInput(env, 'policy') || '.github/preadmit.yml',
    policyToken: readInput(env, 'policy-token'),
    namedByBranch: readSwitch(env, 'named-by-branch', false),
    scope: oneOf(env, 'scope', ['auto', 'changed', 'all']),
    paths: readInput(env, 'paths')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    review: readSwitch(env, 'review', true),
    summaryComment: oneOf(env, 'summary-comment', ['on-failure', 'always', 'never']),
    checkRun: readInput(env, 'check-run'),
    dockerConfig: readInput(env, 'docker-config'),
    reportFile: readInput(env, 'report-file'),
    sarifFile: readInput(env, 'sarif-file'),
    factsFile: readInput(env, 'facts-file'),
    renderedDiff: readInput(env, 'rendered-diff'),
    shard: readInput(env, 'shard'),
    timeout: readInput(env, 'timeout') || '10m',
  }
}

/** One of a closed list, the first where nothing was given. */
function oneOf<T extends string>(env: Environment, name: string, values: readonly [T, ...T[]]): T {
  const text = readInput(env, name)
  if (text === '') return values[0]
  const value = values.find((candidate) => candidate === text)
  if (value === undefined)
    throw new UsageError(`the input "${name}" is "${text}", none of ${values.join(', ')}`, `${name}: ${values[0]}`)
  return value
}
