import { parseCel } from '../../languages/cel/parse.ts'
import type { Cel } from '../../languages/cel/syntax.ts'
import type { DecidingObjects, LabelDemand } from '../../model/cluster-policy.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { readSelector } from '../cip-rules.ts'
import { choiceAt, type Fields, fieldsOf, has, mapAt, mapsAt, noIssues, requiredText, textAt, textsAt, wrong } from '../fields.ts'
import { plainValue } from '../plain.ts'

/** A policy that decides on objects by expressions, and who it applies to, ready to be evaluated. */
export interface Deciding {
  readonly failurePolicy: 'Fail' | 'Ignore'
  readonly constraints: Constraints
  readonly conditions: readonly NamedCel[]
  readonly variables: ReadonlyMap<string, Cel>
  readonly validations: readonly Validation[]
  readonly annotations: readonly NamedCel[]
  readonly paramKind: { readonly apiVersion: string; readonly kind: string } | undefined
  readonly bindings: readonly Binding[]
  /** A namespaced policy is about its own namespace. */
  readonly namespace: string | undefined
  /** Why the policy cannot be evaluated at all; each names its field. */
  readonly problems: readonly string[]
}

/** An expression with its name. */
export interface NamedCel {
  readonly name: string
  readonly cel: Cel
}

/** One thing that must hold. */
export interface Validation {
  readonly text: string
  readonly cel: Cel
  readonly message: string | undefined
  readonly messageCel: Cel | undefined
}

/** How a policy is put in force: on what, with which parameters, and what a denial does. */
export interface Binding {
  readonly name: string
  readonly mode: 'enforce' | 'warn' | 'audit'
  readonly constraints: Constraints | undefined
  readonly params: ParamRef | undefined
}

/** Where the parameters are: by name or by labels. */
export interface ParamRef {
  readonly name: string | undefined
  readonly namespace: string | undefined
  readonly selector: readonly LabelDemand[] | undefined
  readonly notFound: string
}

/** Which requests are meant: a rule that matches, none that excludes, and labels. */
export interface Constraints {
  readonly rules: readonly ResourceRule[]
  readonly excluded: readonly ResourceRule[]
  readonly exact: boolean
  readonly namespaceSelector: readonly LabelDemand[]
  readonly objectSelector: readonly LabelDemand[]
}

/** Which resources and operations are meant. */
export interface ResourceRule {
  readonly groups: readonly string[]
  readonly versions: readonly string[]
  readonly operations: readonly string[]
  readonly resources: readonly string[]
  readonly names: readonly string[]
  readonly scope: string
}

const CONSTRAINTS = ['resourceRules', 'excludeResourceRules', 'namespaceSelector', 'objectSelector', 'matchPolicy']
const RULE = ['apiGroups', 'apiVersions', 'operations', 'resources', 'resourceNames', 'scope']
const SPEC = ['failurePolicy', 'matchConstraints', 'matchConditions', 'variables', 'validations', 'auditAnnotations']
const NATIVE = [...SPEC, 'paramKind']
const KYVERNO = [...SPEC, 'validationActions', 'evaluation', 'webhookConfiguration', 'autogen']
const BINDING = ['policyName', 'paramRef', 'matchResources', 'validationActions']

const read = new WeakMap<DecidingObjects, Deciding>()

/** Reads a policy with its bindings, once. A field that is not known here is a problem by its name. */
export function readDeciding(objects: DecidingObjects): Deciding {
  const known = read.get(objects) ?? readNow(objects)
  read.set(objects, known)
  return known
}

function readNow({ policy, bindings }: DecidingObjects): Deciding {
  const issues = noIssues()
  const native = policy.kind === 'ValidatingAdmissionPolicy'
  const spec = specOf(policy, native ? NATIVE : KYVERNO, issues)
  const kind = native ? mapAt(spec, 'paramKind', ['apiVersion', 'kind']) : undefined
  const validations = mapsAt(spec, 'validations', ['expression', 'message', 'messageExpression', 'reason']).map(readValidation)
  const named = mapsAt(spec, 'variables', ['name', 'expression']).map(readNamed)
  return {
    failurePolicy: choiceAt(spec, 'failurePolicy', ['Fail', 'Ignore']),
    constraints: readConstraints(mapAt(spec, 'matchConstraints', CONSTRAINTS)) ?? readConstraints(fieldsOf({}, '', [], issues)),
    conditions: mapsAt(spec, 'matchConditions', ['name', 'expression']).map(readNamed),
    variables: new Map(named.map(({ name, cel }) => [name, cel])),
    validations,
    annotations: mapsAt(spec, 'auditAnnotations', ['key', 'valueExpression']).map((one) => ({
      name: requiredText(one, 'key'),
      cel: celAt(one, 'valueExpression').cel,
    })),
    paramKind:
      kind === undefined ? undefined : { apiVersion: requiredText(kind, 'apiVersion'), kind: requiredText(kind, 'kind') },
    bindings:
      bindings.length > 0
        ? bindings.map((binding) => readBinding(specOf(binding, BINDING, issues), binding.name ?? ''))
        : [{ name: '', mode: native ? 'enforce' : modeOf(spec), constraints: undefined, params: undefined }],
    namespace: policy.kind.startsWith('Namespaced') ? (policy.namespace ?? 'default') : undefined,
    problems: [...new Set(issues.problems)],
  }
}

function specOf(object: ManifestObject, known: readonly string[], issues: Fields['issues']): Fields {
  const root = fieldsOf(plainValue(object.tree), '', ['apiVersion', 'kind', 'metadata', 'spec', 'status'], issues)
  return fieldsOf(root.value.spec, 'spec', known, issues)
}

/** What a denial does; Kyverno takes an empty list for Deny. */
export function modeOf(spec: Fields): Binding['mode'] {
  const actions = textsAt(spec, 'validationActions')
  const strange = actions.find((action) => !['Deny', 'Warn', 'Audit'].includes(action))
  if (strange !== undefined) wrong(spec, 'validationActions', `has "${strange}": it must be Deny, Warn or Audit`)
  if (actions.length === 0 || strange !== undefined || actions.includes('Deny')) return 'enforce'
  return actions.includes('Warn') ? 'warn' : 'audit'
}

function readBinding(spec: Fields, name: string): Binding {
  const resources = mapAt(spec, 'matchResources', CONSTRAINTS)
  const ref = mapAt(spec, 'paramRef', ['name', 'namespace', 'selector', 'parameterNotFoundAction'])
  return {
    name,
    mode: modeOf(spec),
    constraints: resources === undefined ? undefined : readConstraints(resources),
    params:
      ref === undefined
        ? undefined
        : {
            name: textAt(ref, 'name'),
            namespace: textAt(ref, 'namespace'),
            selector: has(ref, 'selector') ? readSelector(ref, 'selector') : undefined,
            notFound: choiceAt(ref, 'parameterNotFoundAction', ['Deny', 'Allow']),
          },
  }
}

function readConstraints(fields: Fields): Constraints
function readConstraints(fields: Fields | undefined): Constraints | undefined
function readConstraints(fields: Fields | undefined): Constraints | undefined {
  if (fields === undefined) return undefined
  return {
    rules: mapsAt(fields, 'resourceRules', RULE).map(readRule),
    excluded: mapsAt(fields, 'excludeResourceRules', RULE).map(readRule),
    exact: choiceAt(fields, 'matchPolicy', ['Equivalent', 'Exact']) === 'Exact',
    namespaceSelector: readSelector(fields, 'namespaceSelector'),
    objectSelector: readSelector(fields, 'objectSelector'),
  }
}

function readRule(rule: Fields): ResourceRule {
  const scope = choiceAt(rule, 'scope', ['*', 'Cluster', 'Namespaced'])
  return {
    groups: textsAt(rule, 'apiGroups'),
    versions: textsAt(rule, 'apiVersions'),
    operations: textsAt(rule, 'operations'),
    resources: textsAt(rule, 'resources'),
    names: textsAt(rule, 'resourceNames'),
    scope,
  }
}

function celAt(fields: Fields, key: string): { readonly text: string; readonly cel: Cel } {
  const text = requiredText(fields, key)
  const parsed = parseCel(text)
  if (parsed.ok) return { text, cel: parsed.cel }
  wrong(fields, key, `is not CEL that can be read here: ${parsed.why}`)
  return { text, cel: { kind: 'call', name: 'unread', args: [] } }
}

function readNamed(fields: Fields): NamedCel {
  return { name: requiredText(fields, 'name'), cel: celAt(fields, 'expression').cel }
}

function readValidation(fields: Fields): Validation {
  const { text, cel } = celAt(fields, 'expression')
  const messageCel = has(fields, 'messageExpression') ? celAt(fields, 'messageExpression').cel : undefined
  return { text, cel, message: textAt(fields, 'message'), messageCel }
}
