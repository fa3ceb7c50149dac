import { parseCel } from '../languages/cel/parse.ts'
import type { Cel } from '../languages/cel/syntax.ts'
import type { ClusterDemand, ClusterPolicy, ImageMatch, KindPattern, ObjectMatch, PolicyCheck } from '../model/cluster-policy.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import type { AttestationDemand } from '../model/policy.ts'
import { demandsIn, IMAGE_LISTS } from './cel-images.ts'
import { exactlyOne } from './cip-fields.ts'
import { readSelector } from './cip-rules.ts'
import {
  choiceAt,
  type Fields,
  fieldsOf,
  flagAt,
  has,
  listAt,
  mapAt,
  mapsAt,
  noIssues,
  requiredText,
  textAt,
  textsAt,
  wrong,
} from './fields.ts'
import { separatorlessGlob } from './image-match.ts'
import { type Attestor, readAttestor } from './image-validating-attestor.ts'
import type { KeyFiles } from './key-files.ts'
import { plainValue } from './plain.ts'

const SPEC = [
  ...[
    'matchConstraints',
    'matchConditions',
    'matchImageReferences',
    'credentials',
    'images',
    'attestors',
    'attestations',
    'validations',
  ],
  ...['auditAnnotations', 'variables', 'failurePolicy', 'validationActions', 'validationConfigurations', 'webhookConfiguration'],
  ...['evaluation', 'autogen'],
]
const CONSTRAINTS = ['resourceRules', 'excludeResourceRules', 'namespaceSelector', 'objectSelector', 'matchPolicy']
const RULE = ['apiGroups', 'apiVersions', 'operations', 'resources', 'resourceNames', 'scope']

/** Whether an object is an ImageValidatingPolicy of Kyverno, cluster-wide or namespaced. */
export function isImageValidatingPolicy({ apiVersion, kind }: Pick<ManifestObject, 'apiVersion' | 'kind'>): boolean {
  return /^policies\.kyverno\.io\//.test(apiVersion) && /^(?:Namespaced)?ImageValidatingPolicy$/.test(kind)
}

/** Reads an ImageValidatingPolicy: each validation as demands for the images that it looks at. */
export function readImageValidatingPolicy(object: ManifestObject, keys: KeyFiles): ClusterPolicy {
  const issues = noIssues()
  const root = fieldsOf(plainValue(object.tree), '', ['apiVersion', 'kind', 'metadata', 'spec', 'status'], issues)
  if (!/\/v1(?:alpha1|beta1)?$/.test(object.apiVersion)) wrong(root, 'apiVersion', `${object.apiVersion} is not known here`)
  const spec = fieldsOf(root.value.spec, 'spec', SPEC, issues)
  const name = object.name ?? 'without a name'
  const attestors = mapsAt(spec, 'attestors', ['name', 'cosign', 'notary']).map((one) => readAttestor(one, name, keys))
  const own: readonly ObjectMatch[] = object.kind.startsWith('Namespaced')
    ? [{ kind: 'namespace', wildcards: [object.namespace ?? 'default'] }]
    : []
  const outside =
    choiceAt(mapAt(spec, 'evaluation', ['mode', 'admission', 'background']) ?? spec, 'mode', ['Kubernetes', 'JSON']) === 'JSON'
  const objects: ObjectMatch = { kind: 'all', of: [...own, ...readConstraints(spec, outside), ...readConditions(spec)] }
  return {
    kind: 'kyverno-image-validating-policy',
    name,
    place: { file: object.origin.file, span: object.origin.span },
    mode: modeOf(spec),
    checks: outside ? [] : readChecks(spec, attestors, { images: readImages(spec), objects }),
    trustRoots: attestors.flatMap(({ trustRoot }) => trustRoot ?? []),
    problems: issues.problems,
    notes: issues.notes,
  }
}

function modeOf(spec: Fields): ClusterPolicy['mode'] {
  const actions = textsAt(spec, 'validationActions')
  const strange = actions.find((action) => !['Deny', 'Warn', 'Audit'].includes(action))
  if (strange !== undefined) wrong(spec, 'validationActions', `has "${strange}": it must be Deny, Warn or Audit`)
  choiceAt(spec, 'failurePolicy', ['Fail', 'Ignore'])
  if (strange !== undefined || actions.length === 0 || actions.includes('Deny')) return 'enforce'
  return actions.includes('Warn') ? 'warn' : 'audit'
}

function readChecks(
  spec: Fields,
  attestors: readonly Attestor[],
  about: Pick<PolicyCheck, 'images' | 'objects'>,
): readonly PolicyCheck[] {
  const configured = mapAt(spec, 'validationConfigurations', ['mutateDigest', 'verifyDigest', 'required'])
  const flag = (key: string): boolean => (configured === undefined ? true : flagAt(configured, key, true))
  const [mutate, verify, required] = [flag('mutateDigest'), flag('verifyDigest'), flag('required')]
  const validations = readValidations(spec, attestors)
  const checks = validations.map(({ name, lists, demand }): PolicyCheck => {
    const fields = lists?.map((list): ObjectMatch => ({ kind: 'field', name: list })) ?? []
    return {
      ...about,
      name,
      demand,
      objects: fields.length === 0 ? about.objects : { kind: 'all', of: [about.objects, { kind: 'any', of: fields }] },
    }
  })
  const seen = validations.flatMap(({ lists }) => lists ?? IMAGE_LISTS)
  const unseen = IMAGE_LISTS.filter((list) => !seen.includes(list)).map(
    (list): ObjectMatch => ({ kind: 'field', name: list, surely: true }),
  )
  const why =
    'validationConfigurations.required: no validation of the policy looks at this list of images, so another policy must verify them'
  const rest: PolicyCheck = {
    ...about,
    name: '',
    demand: { kind: 'open', why },
    objects: { kind: 'all', of: [about.objects, { kind: 'any', of: unseen }] },
  }
  const digest: PolicyCheck = { ...about, name: '', demand: { kind: 'pinned' } }
  return [...checks, ...(required && unseen.length > 0 ? [rest] : []), ...(verify && !mutate ? [digest] : [])]
}

interface Validation {
  readonly name: string
  readonly lists: readonly (typeof IMAGE_LISTS)[number][] | undefined
  readonly demand: ClusterDemand
}

function readValidations(spec: Fields, attestors: readonly Attestor[]): readonly Validation[] {
  const validations = mapsAt(spec, 'validations', ['expression', 'message', 'messageExpression', 'reason'])
  if (validations.length === 0) wrong(spec, 'validations', 'needs at least one entry')
  const types = readAttestations(spec)
  const means = { vouched: vouchedBy(attestors, types), variables: readVariables(spec) }
  return validations.flatMap((validation, index) => {
    const text = requiredText(validation, 'expression')
    const name = textAt(validation, 'message') ?? `validations[${index}]`
    const parsed = parseCel(text)
    if (parsed.ok) return demandsIn(parsed.cel, text, means).map((part) => ({ ...part, name }))
    return [
      {
        name,
        lists: undefined,
        demand: { kind: 'open', why: `${validation.at}.expression cannot be parsed here: ${parsed.why}` },
      },
    ]
  })
}

function vouchedBy(attestors: readonly Attestor[], types: ReadonlyMap<string, string | undefined>) {
  return (name: string, attestation?: string): ClusterDemand | undefined => {
    const attestor = attestors.find((one) => one.name === name)
    if (attestor === undefined) return undefined
    if (attestation === undefined) return attestor.vouched()
    if (!types.has(attestation)) return undefined
    const type = types.get(attestation)
    const asked: AttestationDemand | undefined = type === undefined ? undefined : { type, where: {} }
    return asked === undefined
      ? { kind: 'open', why: `attestations.${attestation} is a referrer, which is not verified here` }
      : attestor.vouched(asked)
  }
}

/** The predicate type of every attestation by name; undefined for one that is not an in-toto statement. */
function readAttestations(spec: Fields): ReadonlyMap<string, string | undefined> {
  return new Map(
    mapsAt(spec, 'attestations', ['name', 'intoto', 'referrer']).map((attestation) => {
      exactlyOne(attestation, ['intoto', 'referrer'])
      const intoto = mapAt(attestation, 'intoto', ['type'])
      mapAt(attestation, 'referrer', ['type'])
      return [requiredText(attestation, 'name'), intoto === undefined ? undefined : requiredText(intoto, 'type')] as const
    }),
  )
}

function readVariables(spec: Fields): ReadonlyMap<string, Cel> {
  return new Map(
    mapsAt(spec, 'variables', ['name', 'expression']).flatMap((variable) => {
      const parsed = parseCel(requiredText(variable, 'expression'))
      return parsed.ok ? [[requiredText(variable, 'name'), parsed.cel] as const] : []
    }),
  )
}

function readImages(spec: Fields): ImageMatch {
  if (listAt(spec, 'images').length > 0) spec.issues.notes.push('spec.images: every image that was found is taken')
  const references = mapsAt(spec, 'matchImageReferences', ['glob', 'expression'])
  if (references.length === 0) return { kind: 'every' }
  for (const reference of references) {
    exactlyOne(reference, ['glob', 'expression'])
    const glob = textAt(reference, 'glob')
    if (glob !== undefined && separatorlessGlob(glob) === undefined) wrong(reference, 'glob', `"${glob}" is no glob`)
  }
  return {
    kind: 'kyverno-glob',
    globs: references.flatMap((reference) => textAt(reference, 'glob') ?? []),
    open: references.flatMap((reference) =>
      has(reference, 'expression') ? [`${reference.at}.expression is not evaluated here`] : [],
    ),
  }
}

function readConditions(spec: Fields): readonly ObjectMatch[] {
  return mapsAt(spec, 'matchConditions', ['name', 'expression']).flatMap((condition): readonly ObjectMatch[] => {
    const text = requiredText(condition, 'expression').trim()
    return text === 'true' ? [] : [{ kind: 'open', why: `${condition.at}.expression is not evaluated here` }]
  })
}

function readConstraints(spec: Fields, outside: boolean): readonly ObjectMatch[] {
  const constraints = mapAt(spec, 'matchConstraints', CONSTRAINTS)
  const rules = constraints === undefined ? [] : mapsAt(constraints, 'resourceRules', RULE)
  if (!outside && (constraints === undefined || rules.length === 0))
    wrong(spec, 'matchConstraints', 'needs at least one entry in resourceRules')
  if (constraints === undefined) return []
  const labels = readSelector(constraints, 'objectSelector')
  const namespaced = readSelector(constraints, 'namespaceSelector')
  const excluded = mapsAt(constraints, 'excludeResourceRules', RULE)
  return [
    { kind: 'any', of: rules.map(readRule) },
    ...(labels.length === 0 ? [] : [{ kind: 'labels' as const, wanted: labels }]),
    ...(namespaced.length === 0
      ? []
      : [{ kind: 'open' as const, why: `${constraints.at}.namespaceSelector: a file does not say the labels of the namespace` }]),
    ...excluded.map((rule): ObjectMatch => ({ kind: 'not', of: readRule(rule) })),
  ]
}

function readRule(rule: Fields): ObjectMatch {
  const operations = textsAt(rule, 'operations')
  if (operations.length > 0 && !operations.some((one) => ['*', 'CREATE', 'UPDATE'].includes(one))) return { kind: 'any', of: [] }
  const [groups, versions] = [textsAt(rule, 'apiGroups'), textsAt(rule, 'apiVersions')]
  const resources = textsAt(rule, 'resources')
    .map((one) => (one === '*/*' ? '*' : one))
    .filter((one) => !one.includes('/'))
  const kinds = groups.flatMap((group) =>
    versions.flatMap((version) => resources.map((resource): KindPattern => ({ group, version, resource }))),
  )
  const names = textsAt(rule, 'resourceNames')
  return {
    kind: 'all',
    of: [{ kind: 'kinds', kinds }, ...(names.length === 0 ? [] : [{ kind: 'name' as const, wildcards: names }])],
  }
}
