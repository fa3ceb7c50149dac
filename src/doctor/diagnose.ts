import type { BranchRules, GateSetting } from '../model/gate-setting.ts'
import type { Diagnosis } from './diagnosis.ts'
import { checkOn, diagnoseJob, type FoundJob, gateJobs, placeOf, type Workflow } from './jobs.ts'
import { gatesUnderOtherNames } from './other-names.ts'
import { diagnoseTriggers, triggersOf } from './triggers.ts'

/** What the doctor is shown: the setting as far as it can be seen, the workflows and CODEOWNERS of the default branch. */
export interface Examination {
  readonly setting?: GateSetting
  readonly workflows: readonly Workflow[]
  readonly codeOwners: string
  /** Who owns the repository, for lines to paste. */
  readonly owner?: string
}

const RANK = { error: 0, warning: 1, notice: 2 }

/** Would this gate hold? Everything that would let a change in without a verdict, worst first. */
export function diagnose(examination: Examination): readonly Diagnosis[] {
  const { setting, workflows } = examination
  const rules = setting?.rules.kind === 'found' ? setting.rules.value : undefined
  const jobs = gateJobs(workflows)
  const files = workflows.filter((workflow) => jobs.some((job) => job.file === workflow.file))
  const others = gatesUnderOtherNames(workflows, jobs.map(placeOf))
  const found = [
    ...(jobs.length === 0 ? [noGate()] : []),
    ...others,
    ...(jobs.length > 0 && !ownsPolicy(examination.codeOwners) ? [unowned(examination)] : []),
    ...files.flatMap((workflow) => diagnoseTriggers(workflow, rules?.mergeQueue ?? false)),
    ...jobs.flatMap(diagnoseJob),
    ...(rules === undefined ? [unseen(setting)] : branch(rules, jobs, examination)),
  ]
  return found.toSorted((a, b) => RANK[a.level] - RANK[b.level])
}

/** Whether somebody is named for the files of the gate: for all of them, for `.github`, or for everything. */
function ownsPolicy(codeOwners: string): boolean {
  return /^\s*(?:\*|\*\*|\/?\.github(?:\/\S*)?)\s+[^\s#]/m.test(codeOwners)
}

function ownersLine({ owner = 'OWNER' }: Examination): string {
  return `/.github/ @${owner}/TEAM`
}

function unowned(examination: Examination): Diagnosis {
  return {
    level: 'notice',
    place: '.github/CODEOWNERS',
    message: 'nobody is named for the policy and the workflow of the gate',
    why: 'A change of the policy judges everything after its merge: those who answer for it should be asked.',
    fix: `${ownersLine(examination)}    (a line of .github/CODEOWNERS, with "Require review from Code Owners" on the branch)`,
  }
}

function noGate(): Diagnosis {
  const why = 'Nothing is judged.'
  const fix = 'the workflow of the README'
  return { level: 'error', place: '.github/workflows', message: 'no workflow of the default branch runs Preadmit', why, fix }
}

function unseen(setting: GateSetting | undefined): Diagnosis {
  const detail = setting?.rules.kind === 'unknown' ? `: ${setting.rules.problem.detail}` : ''
  return {
    level: 'warning',
    place: 'the default branch',
    message:
      setting === undefined ? 'what it requires was not asked: there is no token' : `what it requires could not be read${detail}`,
    why: 'A gate that is not required can be walked around.',
    fix: 'GITHUB_TOKEN=… preadmit doctor --repo OWNER/NAME',
  }
}

function branch(rules: BranchRules, jobs: readonly FoundJob[], examination: Examination): readonly Diagnosis[] {
  const name = examination.setting?.branch ?? ''
  const place = `branch ${name}`
  const reported = jobs.map((job) => ({ ...job, check: checkOn(job, name) }))
  const loose = reported.filter((job) => !rules.checks.some((check) => check.name === job.check))
  const enforced = rules.workflows.some((required) => jobs.some((job) => job.file === required.path))
  return [
    ...(rules.pullRequest || rules.mergeQueue ? [] : [pushed(place)]),
    ...(enforced ? [] : loose.map((job) => notRequired(place, job, rules))),
    ...rules.checks
      .filter((check) => check.app === undefined && reported.some((job) => job.check === check.name))
      .map((check) => anyApp(place, check.name)),
    ...rules.workflows.filter((workflow) => workflow.sha === undefined).map((workflow) => movable(place, workflow.path)),
    ...(enforced
      ? []
      : jobs.filter((job) => ownVersion(job, rules, examination)).map((job) => editable(job, ownersLine(examination)))),
    ...(rules.administrators.kind === 'found' && !rules.administrators.value ? [bypass(place)] : []),
    ...(rules.upToDate || rules.mergeQueue ? [] : [stale(place)]),
  ]
}

function pushed(place: string): Diagnosis {
  const message = 'it can be pushed to without a pull request'
  return {
    level: 'error',
    place,
    message,
    why: 'What is pushed is judged when it is already there, if at all.',
    fix: 'a ruleset with "Require a pull request before merging"',
  }
}

function notRequired(place: string, job: FoundJob, rules: BranchRules): Diagnosis {
  const extra = rules.checks.some((check) => check.name === job.checkRun)
  const message = extra
    ? `it requires the extra check run "${job.checkRun}", not the job "${job.check}"`
    : `it does not require the job "${job.check}"`
  const why = extra
    ? 'The check run is there to be read: GitHub files it under the first workflow of the commit, and a run that dies leaves it open.'
    : 'A pull request can be merged whatever the gate says.'
  return {
    level: extra ? 'warning' : 'error',
    place,
    message,
    why,
    fix: `a ruleset with the required status check "${job.check}", from GitHub Actions`,
  }
}

function anyApp(place: string, name: string): Diagnosis {
  const why = 'Whoever may push can set a commit status of any name, and it would count.'
  return {
    level: 'warning',
    place,
    message: `the required check "${name}" may come from any app`,
    why,
    fix: 'choose GitHub Actions as the source of the check',
  }
}

function movable(place: string, path: string): Diagnosis {
  const why = 'Whoever can write to that branch can change the gate for every repository under the ruleset.'
  return {
    level: 'notice',
    place,
    message: `the required workflow ${path} is not fixed to a commit`,
    why,
    fix: 'choose a commit for the workflow of the ruleset',
  }
}

/** On `pull_request`, the workflow file of the pull request itself runs, unless its owners have to approve a change to it. */
function ownVersion(job: FoundJob, rules: BranchRules, { codeOwners }: Examination): boolean {
  const guarded = rules.codeOwners && /^\s*\/?\.github(?:\/\S*)?\s+\S/m.test(codeOwners)
  return triggersOf(job.workflow.root).has('pull_request') && !guarded
}

function editable(job: FoundJob, line: string): Diagnosis {
  return {
    level: 'warning',
    place: placeOf(job),
    message: 'a pull request can change the workflow that judges it',
    why: 'On pull_request GitHub runs the workflow file of the pull request: a branch of this repository can empty the job and keep its name.',
    fix: `a ruleset that requires this workflow at a commit; or on: pull_request_target (there is no checkout); or "${line}" in .github/CODEOWNERS with required review`,
  }
}

function bypass(place: string): Diagnosis {
  return {
    level: 'notice',
    place,
    message: 'administrators are not bound by it',
    why: 'They can merge past the gate.',
    fix: '"Do not allow bypassing the above settings"',
  }
}

function stale(place: string): Diagnosis {
  const why = 'Two changes that pass one by one can be bad together: the verdict is about the head of the pull request.'
  return {
    level: 'notice',
    place,
    message: 'branches need not be up to date before merging',
    why,
    fix: 'a merge queue, or "Require branches to be up to date"',
  }
}
