import type { KindPattern, LabelDemand, ObjectMatch } from '../model/cluster-policy.ts'
import { exactlyOne } from './cip-fields.ts'
import { type Fields, has, listAt, mapAt, mapsAt, requiredText, textAt, textsAt, wrong } from './fields.ts'

const POLICY_FIELDS = ['type', 'data', 'remote', 'configMapRef']
const SPEC_POLICY_FIELDS = [...POLICY_FIELDS, 'fetchConfigFile', 'includeSpec', 'includeObjectMeta', 'includeTypeMeta']
const RESOURCES = ['replicasets', 'deployments', 'pods', 'cronjobs', 'jobs', 'statefulsets', 'daemonsets']

/** Checks a `policy` (CUE or Rego) and names it; undefined when there is none. It is never evaluated here. */
export function checkCuePolicy(fields: Fields, inSpec: boolean): string | undefined {
  const policy = mapAt(fields, 'policy', inSpec ? SPEC_POLICY_FIELDS : POLICY_FIELDS)
  if (policy === undefined) return undefined
  const type = textAt(policy, 'type')
  if (type !== 'cue' && type !== 'rego') wrong(policy, 'type', 'must be cue or rego')
  exactlyOne(policy, ['data', 'remote', 'configMapRef'])
  const remote = mapAt(policy, 'remote', ['url', 'sha256sum'])
  if (remote !== undefined) for (const key of ['url', 'sha256sum']) requiredText(remote, key)
  const map = mapAt(policy, 'configMapRef', ['name', 'namespace', 'key'])
  if (map !== undefined) for (const key of ['name', 'key']) requiredText(map, key)
  return `${policy.at} is ${type ?? 'a program'}, which is not run here`
}

/** Which objects a ClusterImagePolicy is about: all without `match`, else those of any entry. */
export function readMatch(spec: Fields): ObjectMatch {
  const entries = mapsAt(spec, 'match', ['group', 'version', 'resource', 'selector'])
  return entries.length === 0 ? { kind: 'all', of: [] } : { kind: 'any', of: entries.map(readEntry) }
}

/** A label selector of Kubernetes as conditions; an operator that is none is a problem. */
export function readSelector(fields: Fields, key: string): readonly LabelDemand[] {
  const selector = mapAt(fields, key, ['matchLabels', 'matchExpressions'])
  if (selector === undefined) return []
  const labels = Object.entries(mapAt(selector, 'matchLabels', Object.keys(selector.value.matchLabels ?? {}))?.value ?? {})
  const exact = labels.map(([label, value]) => ({ key: label, operator: 'In', values: [`${value}`], wildcards: false }) as const)
  const expressions = mapsAt(selector, 'matchExpressions', ['key', 'operator', 'values']).map((expression) => {
    const operator = (['In', 'NotIn', 'Exists', 'DoesNotExist'] as const).find((one) => one === textAt(expression, 'operator'))
    if (operator === undefined) wrong(expression, 'operator', 'must be In, NotIn, Exists or DoesNotExist')
    const values = textsAt(expression, 'values')
    return { key: requiredText(expression, 'key'), operator: operator ?? 'Exists', values, wildcards: false }
  })
  return [...exact, ...expressions]
}

function readEntry(entry: Fields): ObjectMatch {
  const resource = textAt(entry, 'resource')
  if (resource !== undefined && !RESOURCES.includes(resource))
    wrong(entry, 'resource', `"${resource}" is not one of ${RESOURCES.join(', ')}`)
  const bare = resource === undefined && !has(entry, 'group') && !has(entry, 'version')
  if (bare && has(entry, 'selector')) wrong(entry, 'selector', 'needs resource beside it')
  const kind: KindPattern = {
    group: textAt(entry, 'group') ?? '*',
    version: textAt(entry, 'version') ?? '*',
    resource: resource ?? '*',
  }
  const wanted = readSelector(entry, 'selector')
  const labels: readonly ObjectMatch[] = wanted.length === 0 ? [] : [{ kind: 'labels', wanted }]
  return { kind: 'all', of: [{ kind: 'kinds', kinds: [kind] }, ...labels] }
}

/** Whether a list is there and empty or left out, where one entry at least is needed. */
export function needsEntries(fields: Fields, key: string): void {
  if (listAt(fields, key).length === 0) wrong(fields, key, 'needs at least one entry')
}
