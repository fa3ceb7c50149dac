/** A branch that a CI service names in its environment, and the variable that names it. */
export interface NamedBranch {
  readonly branch: string
  readonly variable: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Variables that hold the branch a pull request is to be merged into, from each service's own list of predefined variables. CircleCI
 * has none: its jobs know the pull request's address only.
 */
const TARGETS = [
  'GITHUB_BASE_REF',
  'CI_MERGE_REQUEST_TARGET_BRANCH_NAME',
  'CHANGE_TARGET',
  'SYSTEM_PULLREQUEST_TARGETBRANCH',
  'BITBUCKET_PR_DESTINATION_BRANCH',
  'BUILDKITE_PULL_REQUEST_BASE_BRANCH',
  'CI_COMMIT_TARGET_BRANCH',
  'DRONE_TARGET_BRANCH',
]

/** Variables that hold the default branch: GitLab, Buildkite, Woodpecker, Drone. */
const DEFAULTS = ['CI_DEFAULT_BRANCH', 'BUILDKITE_PIPELINE_DEFAULT_BRANCH', 'CI_REPO_DEFAULT_BRANCH', 'DRONE_REPO_BRANCH']

/** The branch that the running job's pull request is to be merged into; undefined where no service says so. */
export function targetBranch(environment: Environment): NamedBranch | undefined {
  return firstNamed(TARGETS, environment)
}

/** The default branch as the running job's service names it; undefined where none does. */
export function serviceDefault(environment: Environment): NamedBranch | undefined {
  return firstNamed(DEFAULTS, environment)
}

function firstNamed(variables: readonly string[], environment: Environment): NamedBranch | undefined {
  const variable = variables.find((name) => (environment[name] ?? '') !== '')
  return variable === undefined ? undefined : { branch: shortName(environment[variable] ?? ''), variable }
}

/** Azure Pipelines writes refs/heads/main where the others write main. */
function shortName(branch: string): string {
  return branch.replace(/^refs\/heads\//, '')
}
