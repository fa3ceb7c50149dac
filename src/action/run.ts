import { writeFile } from 'node:fs/promises'
import type { GithubApi } from '../adapters/github/api.ts'
import { createGithubChange } from '../adapters/github/change.ts'
import { believedEvent, type GithubEvent, readEvent } from '../adapters/github/event.ts'
import { createGithubForge } from '../adapters/github/forge.ts'
import { createPinnedReader } from '../adapters/github/pinned.ts'
import { readPolicyInput } from '../adapters/github/policy-input.ts'
import { type Environment, readEventPayload, runUrlOf, type StepRunner } from '../adapters/runner.ts'
import { type GateResult, gate } from '../gate.ts'
import type { Report } from '../model/report.ts'
import { UsageError } from '../model/usage-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { Forge } from '../ports/forge.ts'
import type { Log } from '../ports/log.ts'
import { abandonCheck, deliver, type OpenedCheck, openCheck } from '../report/deliver.ts'
import { deployedDiff } from '../report/deployed-diff.ts'
import { command } from '../report/escape.ts'
import { describe } from '../report/report.ts'
import { reporterFor } from '../report/reporters/table.ts'
import { requestsOf } from '../report/requests.ts'
import {
  openAttestations,
  openBudget,
  openGithubApi,
  optional,
  policyDoors,
  type RunBudget,
  readDockerConfig,
  readShard,
  refuseTamperedEnvironment,
  version,
} from '../wiring.ts'
import { type Inputs, readInputs } from './inputs.ts'
import { type Shares, shareOut } from './shares.ts'

/** What the entry gives to a run of the action. */
export interface ActionWorld {
  readonly env: Environment
  readonly runner: StepRunner
  readonly log: Log
  readonly clock: Clock
  /** Aborts when the runner ends the process: what is open on GitHub is closed, and nothing passes. */
  readonly interrupted?: AbortSignal
}

/** How long a run that is over may still take to end by itself. Nothing on GitHub is waited for then. */
const GRACE_MS = 5_000

/** Runs the action once; the exit code of the process. Mistakes of the user end as 2 and are said as an annotation. */
export async function runAction(world: ActionWorld): Promise<number> {
  try {
    refuseTamperedEnvironment(world.env)
    return await run(world, readInputs(world.env))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    for (const { message, hint } of [error, ...error.others]) {
      const instead = hint === undefined ? [] : [`Write instead: ${hint}`]
      world.runner.command(command('error', { title: 'Preadmit is misconfigured' }, [message, ...instead]))
    }
    await world.runner.output('verdict', 'misconfigured')
    return 2
  }
}

async function run(world: ActionWorld, inputs: Inputs): Promise<number> {
  const { env, log, clock, runner } = world
  log.secret(inputs.token)
  if (inputs.policyToken !== '') log.secret(inputs.policyToken)
  const startedAt = clock.now()
  const began = clock.elapsedMs()
  const shares = shareOut(openBudget(inputs.timeout, clock))
  const stop = setTimeout(() => process.exit(70), shares.closing.remainingMs() + GRACE_MS).unref()
  const event = believedEvent(
    readEvent({
      name: env.GITHUB_EVENT_NAME ?? '',
      payload: await readEventPayload(env),
      repository: env.GITHUB_REPOSITORY ?? '',
      sha: env.GITHUB_SHA ?? '',
      ref: env.GITHUB_REF ?? '',
      scope: inputs.scope,
    }),
    inputs.namedByBranch,
  )
  const aim = {
    policy: readPolicyInput(inputs.policy),
    shard: readShard(inputs.shard),
    dockerConfig: await readDockerConfig(inputs.dockerConfig, env),
  }
  const api = openGithubApi({ env, token: inputs.token, budget: shares.looking, clock, log })
  const policyApi =
    inputs.policyToken === '' ? api : openGithubApi({ env, token: inputs.policyToken, budget: shares.looking, clock, log })
  const runUrl = runUrlOf(env)
  const about = { event, ...optional('runUrl', runUrl), ...optional('runId', env.GITHUB_RUN_ID) }
  const forge: Forge = { ...forgeWithin(api, shares, about), runner }
  const check = await openCheck(forge, inputs.checkRun)
  const abandon = (): Promise<void> => abandonCheck(forge, check)
  world.interrupted?.addEventListener('abort', () => void abandon().finally(() => process.exit(70)))
  try {
    return await lookAndTell(world, inputs, {
      aim: { ...aim, api, policyApi, event, budget: shares.looking },
      forge,
      check,
      runUrl,
      startedAt,
      began,
    })
  } catch (error) {
    await abandon()
    throw error
  } finally {
    clearTimeout(stop)
  }
}

/** GitHub as it is told things: each kind of telling has its share of the time, so that none can take that of the others. */
function forgeWithin(api: GithubApi, shares: Shares, about: Omit<Parameters<typeof createGithubForge>[0], 'api'>): Forge {
  const [opening, telling, closing] = [shares.opening, shares.telling, shares.closing].map((budget) =>
    createGithubForge({ ...about, api: api.within(budget) }),
  )
  const checks = telling?.checks
  const [start, finish] = [opening?.checks?.start, closing?.checks?.finish]
  if (checks === undefined || start === undefined || finish === undefined) return { ...telling }
  return { ...telling, checks: { ...checks, start, finish } }
}

interface Session {
  readonly aim: Aim
  readonly forge: Forge
  readonly check: OpenedCheck
  readonly runUrl: string | undefined
  readonly startedAt: Date
  readonly began: number
}

async function lookAndTell(world: ActionWorld, inputs: Inputs, session: Session): Promise<number> {
  const { env, log, clock, runner } = world
  const { aim, forge, check } = session
  const result = await look(world, inputs, aim)
  const report = describe({
    ...result,
    run: {
      version,
      startedAt: session.startedAt,
      durationMs: Math.round(clock.elapsedMs() - session.began),
      ...optional('runUrl', session.runUrl),
      ...optional('serverUrl', env.GITHUB_SERVER_URL || undefined),
    },
  })
  const withApi = addRequests(report, aim.policyApi === aim.api ? [aim.api] : [aim.api, aim.policyApi])
  await writeFiles(inputs, result, withApi, world)
  const superseded = result.facts.problems.some((problem) => problem.kind === 'superseded')
  const deliveries = await deliver(withApi, forge, {
    checkRun: inputs.checkRun,
    review: inputs.review,
    summaryComment: inputs.summaryComment,
    check,
    superseded,
    ...(inputs.shard === '' ? {} : { shard: inputs.shard }),
  })
  for (const { channel, status, detail } of deliveries) log.debug(`${channel}: ${status}, ${detail}`)
  await writeOutputs(runner, inputs, withApi)
  log.info(`verdict: ${withApi.verdict}`)
  return withApi.exitCode
}

interface Aim {
  readonly api: GithubApi
  /** The API as the token for policies sees it. */
  readonly policyApi: GithubApi
  readonly event: GithubEvent
  readonly budget: RunBudget
  readonly policy: ReturnType<typeof readPolicyInput>
  readonly shard: ReturnType<typeof readShard>
  readonly dockerConfig: Awaited<ReturnType<typeof readDockerConfig>>
}

async function look({ env, log, clock }: ActionWorld, inputs: Inputs, aim: Aim): Promise<GateResult> {
  const { api, policyApi, event, budget, policy, shard, dockerConfig } = aim
  const request = {
    policyPath: policy.path,
    paths: inputs.paths,
    ...optional('policyRepository', policy.remote?.repository),
    ...optional('shard', shard),
  }
  return gate(request, {
    change: createGithubChange({ api, event, policy, policyApi }),
    pinned: createPinnedReader(policyApi),
    clock,
    log,
    attestations: openAttestations(api, { env, budget, clock, log }),
    deadline: budget.deadline,
    ...policyDoors({ dockerConfig, githubToken: inputs.token, env, budget, clock, log }),
  })
}

/** The API's requests count too: the budget of a token is stated and kept. */
function addRequests(report: Report, apis: readonly GithubApi[]): Report {
  return { ...report, requests: requestsOf([...report.requests.byHost, ...apis.flatMap((api) => api.requests())]) }
}

async function writeFiles(inputs: Inputs, result: GateResult, report: Report, { log }: ActionWorld): Promise<void> {
  const files: readonly (readonly [string, () => string])[] = [
    [inputs.reportFile, () => reporterFor('json')?.render(report) ?? ''],
    [inputs.sarifFile, () => reporterFor('sarif')?.render(report) ?? ''],
    [inputs.factsFile, () => `${JSON.stringify(result.facts)}\n`],
    [inputs.renderedDiff, () => deployedDiff(report.deploys)],
  ]
  for (const [file, text] of files) {
    if (file === '') continue
    try {
      await writeFile(file, text())
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      log.warn(`${file} could not be written: ${String(error.code)}`)
    }
  }
}

async function writeOutputs(runner: StepRunner, inputs: Inputs, report: Report): Promise<void> {
  const { counts } = report
  const outputs = {
    verdict: report.verdict,
    cleared: counts.cleared,
    blocked: counts.blocked,
    unverified: counts.unverified,
    exempt: counts.exempt,
    errors: counts.errors,
    warnings: counts.warnings,
    notices: counts.notices,
    'report-file': inputs.reportFile,
    'sarif-file': inputs.sarifFile,
  }
  for (const [name, value] of Object.entries(outputs)) await runner.output(name, String(value))
}
