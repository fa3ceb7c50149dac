import type { ClusterDemand, ClusterPolicy, ObjectMatch, PolicyCheck } from '../model/cluster-policy.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import { entriesOf, itemsOf, nodeAt } from '../model/tree.ts'
import {
  choiceAt,
  type Fields,
  fieldsOf,
  flagAt,
  has,
  listAt,
  mapsAt,
  noIssues,
  requiredText,
  textAt,
  textsAt,
  wrong,
} from './fields.ts'
import type { KeyFiles } from './key-files.ts'
import { ATTESTOR_SET, type AttestorContext, readAttestorSets, repositoryAt, storeOfType } from './kyverno-attestor.ts'
import { readRuleMatch } from './kyverno-match.ts'
import { plainValue } from './plain.ts'

const SPEC = [
  ...['validationFailureAction', 'validationFailureActionOverrides', 'failurePolicy', 'background', 'rules', 'admission'],
  ...['webhookConfiguration', 'webhookTimeoutSeconds', 'schemaValidation', 'emitWarning', 'applyRules', 'useServerSideApply'],
  ...['mutateExistingOnPolicyUpdate', 'generateExisting', 'generateExistingOnPolicyUpdate'],
]
const RULE = [
  ...['name', 'match', 'exclude', 'context', 'preconditions', 'celPreconditions', 'imageExtractors', 'verifyImages'],
  ...['skipBackgroundRequests', 'reportProperties', 'validate', 'mutate', 'generate'],
]
const ENTRY = [
  ...['imageReferences', 'skipImageReferences', 'attestors', 'attestations', 'type', 'failureAction', 'failureActionOverrides'],
  ...[
    'repository',
    'cosignOCI11',
    'mutateDigest',
    'verifyDigest',
    'required',
    'useCache',
    'imageRegistryCredentials',
    'validate',
  ],
  ...['annotations', 'image', 'key', 'issuer', 'subject', 'roots', 'additionalExtensions'],
]
const LEGACY = ['key', 'issuer', 'subject', 'roots', 'additionalExtensions']

/** Whether an object is a Kyverno policy with a rule that verifies images. */
export function isVerifyImagesPolicy({ apiVersion, kind, tree }: ManifestObject): boolean {
  if (!/^kyverno\.io\//.test(apiVersion) || (kind !== 'ClusterPolicy' && kind !== 'Policy')) return false
  const rules = itemsOf(nodeAt(tree, ['spec', 'rules']))
  return rules.some((rule) => entriesOf(rule).some(({ key }) => key.text === 'verifyImages'))
}

/** Reads the `verifyImages` rules of a ClusterPolicy or Policy of Kyverno; its other rules are not looked at. */
export function readVerifyImagesPolicy(object: ManifestObject, keys: KeyFiles): ClusterPolicy {
  const issues = noIssues()
  const root = fieldsOf(plainValue(object.tree), '', ['apiVersion', 'kind', 'metadata', 'spec', 'status'], issues)
  const spec = fieldsOf(root.value.spec, 'spec', SPEC, issues)
  const first = choiceAt(spec, 'applyRules', ['All', 'One']) === 'One'
  const mode = modeAt(spec, 'validationFailureAction') ?? 'audit'
  const overrides = readOverrides(spec, 'validationFailureActionOverrides')
  const own: readonly ObjectMatch[] =
    object.kind === 'Policy' ? [{ kind: 'namespace', wildcards: [object.namespace ?? 'default'] }] : []
  const rules = mapsAt(spec, 'rules', RULE).filter((rule) => has(rule, 'verifyImages'))
  const checks = rules.flatMap((rule) =>
    readRule(rule, keys).map((check) => ({ ...check, objects: all([...own, check.objects]) })),
  )
  return {
    kind: 'kyverno-verify-images',
    name: object.name ?? 'without a name',
    place: { file: object.origin.file, span: object.origin.span },
    mode,
    checks: checks
      .map((check) => (first ? { ...check, demand: FIRST_ONLY } : check))
      .flatMap((check) => withOverrides(check, overrides)),
    trustRoots: [],
    problems: issues.problems,
    notes: issues.notes,
  }
}

const FIRST_ONLY: ClusterDemand = { kind: 'open', why: 'spec.applyRules is One: which rule applies first is not worked out here' }

type Mode = ClusterPolicy['mode']

interface Override {
  readonly mode: Mode
  readonly objects: ObjectMatch
}

function modeAt(fields: Fields, key: string): Mode | undefined {
  const text = textAt(fields, key)
  if (text === undefined) return undefined
  if (/^audit$/i.test(text)) return 'audit'
  if (!/^enforce$/i.test(text)) wrong(fields, key, `is "${text}": it must be Enforce or Audit`)
  return 'enforce'
}

function readOverrides(fields: Fields, key: string): readonly Override[] {
  return mapsAt(fields, key, ['action', 'namespaces', 'namespaceSelector']).map((override) => {
    const namespaces = textsAt(override, 'namespaces')
    const open = has(override, 'namespaceSelector')
    return {
      mode: modeAt(override, 'action') ?? 'audit',
      objects: open
        ? { kind: 'open', why: `${override.at}.namespaceSelector: a file does not say the labels of the namespace` }
        : { kind: 'namespace', wildcards: namespaces },
    }
  })
}

/** The check once for each namespace override, in its mode, and once for everywhere else. */
function withOverrides(check: PolicyCheck, overrides: readonly Override[]): readonly PolicyCheck[] {
  const elsewhere = overrides.map(({ objects }): ObjectMatch => ({ kind: 'not', of: objects }))
  const there = overrides.map(({ mode, objects }): PolicyCheck => ({ ...check, mode, objects: all([check.objects, objects]) }))
  return [...there, elsewhere.length === 0 ? check : { ...check, objects: all([check.objects, ...elsewhere]) }]
}

function readRule(rule: Fields, keys: KeyFiles): readonly PolicyCheck[] {
  const name = requiredText(rule, 'name')
  if (has(rule, 'imageExtractors')) rule.issues.notes.push(`${rule.at}.imageExtractors: every image that was found is taken`)
  const objects = readRuleMatch(rule)
  const entries = mapsAt(rule, 'verifyImages', ENTRY)
  return entries.flatMap((entry, index) => {
    const mode = modeAt(entry, 'failureAction')
    const check: PolicyCheck = {
      name: entries.length === 1 ? name : `${name} [${index}]`,
      images: readImages(entry),
      objects,
      demand: readEntry(entry, keys),
      ...(mode === undefined ? {} : { mode }),
    }
    return withOverrides(check, readOverrides(entry, 'failureActionOverrides'))
  })
}

function readImages(entry: Fields): PolicyCheck['images'] {
  const image = textAt(entry, 'image')
  const wildcards = [...(image === undefined ? [] : [image]), ...textsAt(entry, 'imageReferences')]
  if (wildcards.length === 0) wrong(entry, 'imageReferences', 'needs at least one entry')
  const skip = textsAt(entry, 'skipImageReferences')
  return { kind: 'kyverno', wildcards: wildcards.length === 0 ? ['*'] : wildcards, skip }
}

function readEntry(entry: Fields, keys: KeyFiles): ClusterDemand {
  const reads = storeOfType(entry)
  const repository = repositoryAt(entry, 'repository')
  const asksMore = has(entry, 'annotations') ? [`${entry.at}.annotations are not compared here`] : []
  const context: AttestorContext = {
    keys,
    reads: reads === 'Notary' ? 'any' : reads,
    notary: reads === 'Notary',
    asksMore,
    ...(repository === undefined ? {} : { repository }),
  }
  const sets = mapsAt(entry, 'attestors', ATTESTOR_SET)
  const who = readAttestorSets(sets, context)
  const statements = readAttestations(entry, context)
  const digest: readonly ClusterDemand[] =
    flagAt(entry, 'verifyDigest', true) && !flagAt(entry, 'mutateDigest', true) ? [{ kind: 'pinned' }] : []
  const legacy = LEGACY.some((key) => has(entry, key))
  const nobody = sets.length === 0 && statements.length === 0 && !legacy && flagAt(entry, 'required', true)
  const open = [
    ...(reads === 'Notary' && statements.length > 0 ? [`${entry.at}.attestations of type Notary are not verified here`] : []),
    ...(flagAt(entry, 'cosignOCI11', false) ? [`${entry.at}.cosignOCI11 is not looked up here`] : []),
    ...(has(entry, 'validate') ? [`${entry.at}.validate is not evaluated here`] : []),
    ...LEGACY.filter((key) => has(entry, key)).map(
      (key) => `${entry.at}.${key} is an old field that is not evaluated here: use attestors`,
    ),
    ...(nobody ? [`${entry.at}.required: the entry names no attestor, so another rule must verify the image`] : []),
  ].map((why): ClusterDemand => ({ kind: 'open', why }))
  return { kind: 'all', of: [...digest, who, ...(reads === 'Notary' ? [] : statements), ...open] }
}

/** Every statement of the type must meet the conditions, which are not evaluated: a policy with conditions stays open. */
function readAttestations(entry: Fields, context: AttestorContext): readonly ClusterDemand[] {
  return mapsAt(entry, 'attestations', ['name', 'type', 'predicateType', 'attestors', 'conditions']).map((attestation) => {
    const type = textAt(attestation, 'type') ?? textAt(attestation, 'predicateType')
    if (type === undefined) wrong(attestation, 'type', 'is missing')
    const sets = mapsAt(attestation, 'attestors', ATTESTOR_SET)
    if (sets.length === 0)
      return { kind: 'open', why: `${attestation.at} names no attestors: Kyverno would take unsigned statements` }
    const conditions = listAt(attestation, 'conditions').length > 0 ? [`${attestation.at}.conditions are not evaluated here`] : []
    const asked = { ...context, attestation: { type: type ?? '', where: {} }, asksMore: [...context.asksMore, ...conditions] }
    return readAttestorSets(sets, asked)
  })
}

function all(of: readonly ObjectMatch[]): ObjectMatch {
  const [first] = of
  return of.length === 1 && first !== undefined ? first : { kind: 'all', of }
}
