import type { Answer } from '../../model/answer.ts'
import { found, unknown } from '../../model/answer.ts'
import type { BranchRules, GateSetting, RequiredCheck, RequiredWorkflow } from '../../model/gate-setting.ts'
import type { GithubApi } from './api.ts'
import { repositoryDefaultBranch } from './commits.ts'
import type { Json } from './json.ts'
import { at, booleanAt, integerAt, listAt, textAt } from './json.ts'

/** What `owner/name` requires before something is merged into its default branch: rulesets and branch protection together. */
export async function readGateSetting(api: GithubApi, repository: string): Promise<Answer<GateSetting>> {
  const branch = await repositoryDefaultBranch(api, repository)
  if (branch.kind !== 'found') return branch
  return found({ repository, branch: branch.value, rules: await branchRules(api, repository, branch.value) })
}

async function branchRules(api: GithubApi, repository: string, branch: string): Promise<Answer<BranchRules>> {
  const name = encodeURIComponent(branch)
  const [shown, rulesets, details] = await Promise.all([
    api.json({ method: 'GET', path: `/repos/${repository}/branches/${name}` }),
    api.pages(`/repos/${repository}/rules/branches/${name}`),
    api.json({ method: 'GET', path: `/repos/${repository}/branches/${name}/protection` }),
  ])
  if (shown.kind === 'absent') return unknown('unresolved', branch, 'GitHub does not show the default branch')
  if (shown.kind === 'unknown') return shown
  if (rulesets.kind === 'unknown') return rulesets
  // Only administrators may read the details; whether there is protection, and its checks, is shown to every reader.
  const classic = details.kind === 'found' ? details.value : (at(shown.value, 'protection') ?? {})
  const rules = rulesets.kind === 'found' ? rulesets.value : []
  const some = (type: string): boolean => rules.some((rule) => textAt(rule, 'type') === type)
  const parameter = (type: string, key: string): boolean =>
    rules.some((rule) => textAt(rule, 'type') === type && booleanAt(rule, 'parameters', key) === true)
  const reviews = at(classic, 'required_pull_request_reviews')
  return found({
    checks: [...classicChecks(classic), ...rules.flatMap(ruleChecks)],
    workflows: rules.flatMap(ruleWorkflows),
    upToDate:
      booleanAt(classic, 'required_status_checks', 'strict') === true ||
      parameter('required_status_checks', 'strict_required_status_checks_policy'),
    mergeQueue: some('merge_queue'),
    pullRequest: reviews !== undefined || some('pull_request'),
    codeOwners:
      booleanAt(reviews, 'require_code_owner_reviews') === true || parameter('pull_request', 'require_code_owner_review'),
    administrators: administrators(details, booleanAt(shown.value, 'protected') === true),
  })
}

function administrators(details: Answer<Json>, isProtected: boolean): Answer<boolean> {
  if (details.kind === 'found') return found(booleanAt(details.value, 'enforce_admins', 'enabled') === true)
  if (details.kind === 'unknown' || isProtected) return unknown('denied', 'branch protection', 'only administrators may read it')
  return { kind: 'absent' }
}

function classicChecks(protection: Json): readonly RequiredCheck[] {
  const source = 'branch protection'
  const checks = listAt(protection, 'required_status_checks', 'checks') ?? []
  const detailed = checks.flatMap((check): readonly RequiredCheck[] => {
    const [name, app] = [textAt(check, 'context'), integerAt(check, 'app_id')]
    // -1 says that any app will do.
    return name === undefined ? [] : [{ name, source, ...(app === undefined || app < 0 ? {} : { app }) }]
  })
  const plain = (listAt(protection, 'required_status_checks', 'contexts') ?? []).flatMap((name): readonly RequiredCheck[] =>
    typeof name === 'string' && !detailed.some((check) => check.name === name) ? [{ name, source }] : [],
  )
  return [...detailed, ...plain]
}

function ruleChecks(rule: Json): readonly RequiredCheck[] {
  if (textAt(rule, 'type') !== 'required_status_checks') return []
  return (listAt(rule, 'parameters', 'required_status_checks') ?? []).flatMap((check): readonly RequiredCheck[] => {
    const [name, app] = [textAt(check, 'context'), integerAt(check, 'integration_id')]
    return name === undefined ? [] : [{ name, source: 'ruleset', ...(app === undefined ? {} : { app }) }]
  })
}

function ruleWorkflows(rule: Json): readonly RequiredWorkflow[] {
  if (textAt(rule, 'type') !== 'workflows') return []
  return (listAt(rule, 'parameters', 'workflows') ?? []).flatMap((workflow): readonly RequiredWorkflow[] => {
    const [path, repositoryId] = [textAt(workflow, 'path'), integerAt(workflow, 'repository_id')]
    if (path === undefined || repositoryId === undefined) return []
    const [sha, ref] = [textAt(workflow, 'sha'), textAt(workflow, 'ref')]
    return [{ path, repositoryId, ...(sha === undefined ? {} : { sha }), ...(ref === undefined ? {} : { ref }) }]
  })
}
