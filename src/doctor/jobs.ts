import { child, entriesOf, itemsOf, type Node, textOf } from '../model/tree.ts'
import type { Diagnosis, GateJob } from './diagnosis.ts'
import { triggersOf } from './triggers.ts'
import type { Workflow } from './workflow.ts'

export type { Workflow }

/** A gate job with the nodes that the checks look into. */
export interface FoundJob extends GateJob {
  readonly workflow: Workflow
  readonly job: Node
  readonly step: Node
  readonly position: number
  /** The job of another workflow file that calls this one, where the workflow of this one is reusable. */
  readonly caller?: Node
}

/**
 * Every job of the workflows that has a step of this action: `owner/preadmit@ref`, whoever the owner is. A job of a reusable workflow of the
 * same repository stands for each job that calls it, under the name that it then reports.
 */
export function gateJobs(workflows: readonly Workflow[]): readonly FoundJob[] {
  const direct = stepsOf(workflows)
  const called = workflows.flatMap((workflow) =>
    entriesOf(child(workflow.root, 'jobs')).flatMap(({ key, value: caller }) => {
      const target = textOf(child(caller, 'uses'))
      return direct
        .filter(({ file }) => target === `./${file}`)
        .map((job) => {
          const check = `${textOf(child(caller, 'name')) ?? key.text} / ${job.check}`
          return { ...job, file: workflow.file, id: key.text, check, workflow, caller }
        })
    }),
  )
  const onlyCalled = (job: FoundJob): boolean =>
    [...triggersOf(job.workflow.root).keys()].every((name) => name === 'workflow_call')
  return [...direct.filter((job) => !(called.some(({ job: node }) => node === job.job) && onlyCalled(job))), ...called]
}

/** Whether a step uses this action under its own name. */
export function isGate(uses: string): boolean {
  return /^[\w.-]+\/preadmit@/.test(uses)
}

function stepsOf(workflows: readonly Workflow[]): readonly FoundJob[] {
  return workflows.flatMap((workflow) =>
    entriesOf(child(workflow.root, 'jobs')).flatMap(({ key, value: job }) =>
      itemsOf(child(job, 'steps')).flatMap((step, position): readonly FoundJob[] => {
        const uses = textOf(child(step, 'uses')) ?? ''
        if (!isGate(uses)) return []
        const check = textOf(child(job, 'name')) ?? key.text
        const checkRun = textOf(child(child(step, 'with'), 'check-run')) ?? 'preadmit'
        return [{ file: workflow.file, id: key.text, check, checkRun, uses, workflow, job, step, position }]
      }),
    ),
  )
}

/** What in a job makes it pass without judging, or makes its verdict another's. */
export function diagnoseJob(found: FoundJob): readonly Diagnosis[] {
  const { job, step } = found
  return [
    ...skips(found, job, 'job'),
    ...(found.caller === undefined ? [] : skips(found, found.caller, 'job')),
    ...skips(found, step, 'step'),
    ...permissions(found),
    ...([job, found.caller].every((node) => child(node, 'needs') === undefined) ? [] : [needs(found)]),
    ...([job, found.caller].every((node) => child(node, 'strategy') === undefined) ? [] : [matrix(found)]),
    ...(/@(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(found.uses) ? [] : [unpinned(found)]),
    ...(found.check === found.checkRun ? [sameName(found)] : []),
    ...(found.position === 0 ? [] : [notAlone(found)]),
    ...(withSecrets(found) ? [secretSteps(found)] : []),
    ...(isNamedByBranch(found) ? [] : [oneName(found)]),
  ]
}

const SKIPPED = 'GitHub counts a job that is skipped, or that may fail, as passing.'

function skips(found: FoundJob, node: Node, what: 'job' | 'step'): readonly Diagnosis[] {
  return ['if', 'continue-on-error'].flatMap((key): readonly Diagnosis[] => {
    const value = child(node, key)
    if (value === undefined || textOf(value) === 'false') return []
    const message = `the ${what} that runs the gate has "${key}"`
    return [{ level: 'error', place: placeOf(found), message, why: SKIPPED, fix: `remove "${key}" from the ${what}` }]
  })
}

function needs(found: FoundJob): Diagnosis {
  const message = 'the job that runs the gate needs another job'
  return {
    level: 'error',
    place: placeOf(found),
    message,
    why: `When that job fails, this one is skipped. ${SKIPPED}`,
    fix: 'remove "needs"',
  }
}

function matrix(found: FoundJob): Diagnosis {
  return {
    level: 'warning',
    place: placeOf(found),
    message: 'the job that runs the gate has a strategy',
    why: 'Each of its runs reports a name of its own; a required check that names none of them waits for ever.',
    fix: 'remove "strategy"; where shards are wanted, require a job without a condition that reads their results',
  }
}

function unpinned(found: FoundJob): Diagnosis {
  return {
    level: 'warning',
    place: placeOf(found),
    message: `"uses: ${found.uses}" is not fixed to a commit`,
    why: 'A tag or a branch of an action can be moved to other code, which then runs with this token.',
    fix: `uses: ${found.uses.split('@')[0]}@<the 40 hexadecimal digits of a release's commit>`,
  }
}

function sameName(found: FoundJob): Diagnosis {
  return {
    level: 'notice',
    place: placeOf(found),
    message: `the job and its extra check run are both named "${found.check}"`,
    why: 'A required check of that name is then met by whichever of them reported last.',
    fix: `give the job another name, such as "name: admission", and require that`,
  }
}

function notAlone(found: FoundJob): Diagnosis {
  return {
    level: 'warning',
    place: placeOf(found),
    message: 'other steps run before the gate in its job',
    why: 'A step can change the environment of the steps after it: certificates, proxies, credentials.',
    fix: 'make the gate the first step of its own job',
  }
}

/** Where the gate is told that its job is named by the branch, it is. */
function isNamedByBranch({ step, check }: FoundJob): boolean {
  return textOf(child(child(step, 'with'), 'named-by-branch')) !== 'true' || BRANCH_IN_NAME.test(check)
}

const BRANCH_IN_NAME = /\$\{\{(?:(?!\}\}).)*github\.(?:base_ref|ref_name|event\.deployment\.environment)(?:(?!\}\}).)*\}\}/

/** The name that a job reports for a branch. */
export function checkOn(job: GateJob, branch: string): string {
  return job.check.replace(BRANCH_IN_NAME, (written) => (written.includes('refs/heads/') ? `refs/heads/${branch}` : branch))
}

function oneName(found: FoundJob): Diagnosis {
  return {
    level: 'error',
    place: placeOf(found),
    message: '"named-by-branch" is true, and the name of the job holds no branch',
    why: 'A verdict stays on the commit: one for a branch with fewer demands would then count for every other branch.',
    fix: "name: admission (${{ github.event.merge_group.base_ref || format('refs/heads/{0}', github.base_ref || github.ref_name) }})",
  }
}

/** On pull_request_target the job has the secrets of the base, and a step beside the gate could run what a stranger wrote. */
function withSecrets({ workflow, job }: FoundJob): boolean {
  return triggersOf(workflow.root).has('pull_request_target') && itemsOf(child(job, 'steps')).length > 1
}

function secretSteps(found: FoundJob): Diagnosis {
  return {
    level: 'warning',
    place: placeOf(found),
    message: 'on pull_request_target other steps run in the job of the gate',
    why: "There the job has a token and secrets of this repository. The gate runs nothing of the pull request; a checkout beside it brings a stranger's files into the job.",
    fix: 'leave the gate alone in its job, and give the other steps a job on pull_request',
  }
}

const CHANNELS = [
  ['pull-requests', 'write', 'no review comments and no summary comment'],
  ['checks', 'write', 'no check run with all annotations'],
] as const

/** A job's permissions stand in for the workflow's; without either, the repository's default applies. */
function permissions(found: FoundJob): readonly Diagnosis[] {
  const place = placeOf(found)
  const own = child(found.job, 'permissions') ?? child(found.caller, 'permissions')
  const node = own ?? child(found.workflow.root, 'permissions')
  if (node === undefined || textOf(node) === 'write-all') {
    const message = node === undefined ? 'the job says nothing about permissions' : 'the job has every permission'
    const why = 'The gate needs little; a token that may write more is worth more to an attacker.'
    return [{ level: 'warning', place, message, why, fix: 'permissions: {contents: read, pull-requests: write, checks: write}' }]
  }
  const granted = (scope: string): string =>
    textOf(child(node, scope)) ?? (/^(?:read)-all$/.exec(textOf(node) ?? '') ? 'read' : 'none')
  const wide = granted('contents') === 'write' ? [tooWide(place)] : []
  const blind = granted('contents') === 'none' ? [cannotRead(place)] : []
  const lost = CHANNELS.filter(([scope, access]) => granted(scope) !== access).map(
    ([scope, access, costs]): Diagnosis => ({
      level: 'notice',
      place,
      message: `without "${scope}: ${access}" there are ${costs}`,
      why: 'Findings are then shown as workflow annotations, ten of each level, and in the job summary.',
      fix: `permissions: ${scope}: ${access}`,
    }),
  )
  return [...wide, ...blind, ...lost]
}

function tooWide(place: string): Diagnosis {
  const why = 'The gate never writes to the repository.'
  return { level: 'warning', place, message: 'the job has "contents: write"', why, fix: 'contents: read' }
}

function cannotRead(place: string): Diagnosis {
  const why =
    'The gate reads both sides of the change through the API: without it every run of a private repository ends unverified.'
  return { level: 'error', place, message: 'the job has no "contents: read"', why, fix: 'permissions: contents: read' }
}

/** `file, job id`, as people look for it. */
export function placeOf({ file, id }: GateJob): string {
  return `${file}, job ${id}`
}
