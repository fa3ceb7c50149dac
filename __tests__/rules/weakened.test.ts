import { describe, expect, test } from '@jest/globals'
import type { Rule } from '../../src/case/rule.ts'
import { runsGate } from '../../src/compare/gate-files.ts'
import { MAX_SCOPE_COMBINATIONS } from '../../src/model/limits.ts'
import { weakenedRules } from '../../src/rules/weakened/table.ts'
import { hitsOf, pointedAt } from '../posture/hits.ts'

function ruleOf(name: string): Rule {
  const rule = weakenedRules.find(({ id }) => id === `weakened/${name}`)
  if (rule === undefined) throw new Error(`no rule weakened/${name}`)
  return rule
}

/** An object in one line of flow YAML per part. */
function object(type: string, spec: string, metadata = 'name: x'): string {
  const [apiVersion, kind] = type.split(' ')
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${metadata}}\n${spec}\n`
}

const namespace = (labels: string) => object('v1 Namespace', '', `name: shop, labels: {${labels}}`)
const PSA = 'pod-security.kubernetes.io'
const binding = (spec: string) =>
  object('admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding', `spec: {policyName: p, ${spec}}`)
const policy = (spec: string) => object('admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy', `spec: {${spec}}`)
const rules = (operations: string, resources: string) =>
  `resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [${operations}], resources: [${resources}]}]`
const webhook = (hook: string) =>
  object('admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration', `webhooks: [{name: gate.acme.io, ${hook}}]`)
const hookRules = (operations: string) =>
  `rules: [{apiGroups: [apps], apiVersions: [v1], operations: [${operations}], resources: [deployments]}]`
const kyverno = (spec: string) => object('kyverno.io/v1 ClusterPolicy', `spec: {${spec}}`)
const exception = (names: string) =>
  object(
    'kyverno.io/v2 PolicyException',
    `spec: {exceptions: [{policyName: p, ruleNames: [r]}], match: {any: [{resources: {names: [${names}]}}]}}`,
  )
const constraint = (spec: string) => object('constraints.gatekeeper.sh/v1beta1 K8sRequired', `spec: {${spec}}`)
const network = (spec: string) => object('networking.k8s.io/v1 NetworkPolicy', `spec: {${spec}}`, 'name: x, namespace: shop')
const peer = (spec: string) => object('security.istio.io/v1 PeerAuthentication', `spec: {${spec}}`)
const authorization = (spec: string) => object('security.istio.io/v1 AuthorizationPolicy', `spec: {${spec}}`)
const schedule = (spec: string) => object('velero.io/v1 Schedule', `spec: {schedule: "0 1 * * *", ${spec}}`)
const volume = (policyName: string) => object('v1 PersistentVolume', `spec: {persistentVolumeReclaimPolicy: ${policyName}}`)
const stateful = (policies: string) =>
  object('apps/v1 StatefulSet', `spec: {persistentVolumeClaimRetentionPolicy: {${policies}}}`)
const claim = (labels: string) => object('v1 PersistentVolumeClaim', 'spec: {}', `name: data, labels: {${labels}}`)

const ROWS: readonly (readonly [string, string, string, string, string, string])[] = [
  [
    'pod-security-label',
    'enforce lowered',
    'error',
    namespace(`${PSA}/enforce: restricted`),
    namespace(`${PSA}/enforce: baseline`),
    namespace(`${PSA}/enforce: restricted, team: a`),
  ],
  [
    'pod-security-label',
    'enforce removed',
    'error',
    namespace(`${PSA}/enforce: baseline`),
    namespace(''),
    namespace(`${PSA}/enforce: restricted`),
  ],
  [
    'pod-security-label',
    'version pinned back',
    'error',
    namespace(`${PSA}/enforce: baseline`),
    namespace(`${PSA}/enforce: baseline, ${PSA}/enforce-version: v1.28`),
    namespace(`${PSA}/enforce: baseline, ${PSA}/enforce-version: latest`),
  ],
  [
    'pod-security-label',
    'warn removed',
    'warning',
    namespace(`${PSA}/warn: baseline`),
    namespace(''),
    namespace(`${PSA}/warn: restricted`),
  ],
  [
    'pod-security-label',
    'audit lowered',
    'warning',
    namespace(`${PSA}/audit: restricted`),
    namespace(`${PSA}/audit: privileged`),
    namespace(`${PSA}/audit: restricted`),
  ],
  [
    'admission-policy',
    'Deny to Audit',
    'error',
    binding('validationActions: [Deny]'),
    binding('validationActions: [Audit]'),
    binding('validationActions: [Deny, Audit]'),
  ],
  [
    'admission-policy',
    'binding narrowed',
    'error',
    binding('validationActions: [Deny]'),
    binding('validationActions: [Deny], matchResources: {namespaceSelector: {matchLabels: {env: dev}}}'),
    binding('validationActions: [Deny], matchResources: {}'),
  ],
  [
    'admission-policy',
    'binding removed',
    'error',
    binding('validationActions: [Deny]'),
    '',
    binding('validationActions: [Deny]'),
  ],
  [
    'admission-policy',
    'another policy bound',
    'error',
    binding('validationActions: [Deny]'),
    binding('validationActions: [Deny]').replace('policyName: p', 'policyName: q'),
    binding('validationActions: [Deny, Warn]'),
  ],
  [
    'admission-policy',
    'missing parameter allows',
    'error',
    binding('paramRef: {name: p, parameterNotFoundAction: Deny}'),
    binding('paramRef: {name: p, parameterNotFoundAction: Allow}'),
    binding('paramRef: {name: q, parameterNotFoundAction: Deny}'),
  ],
  [
    'admission-policy',
    'failurePolicy ignored',
    'error',
    policy('failurePolicy: Fail'),
    policy('failurePolicy: Ignore'),
    policy(''),
  ],
  [
    'admission-policy',
    'match condition added',
    'error',
    policy('matchConditions: []'),
    policy('matchConditions: [{name: c, expression: "false"}]'),
    policy('matchConditions: null'),
  ],
  [
    'admission-policy',
    'operation lost',
    'error',
    policy(`matchConstraints: {${rules('CREATE, UPDATE', 'deployments')}}`),
    policy(`matchConstraints: {${rules('CREATE', 'deployments')}}`),
    policy(`matchConstraints: {${rules('"*"', 'deployments, pods')}}`),
  ],
  [
    'admission-policy',
    'exclusion added',
    'error',
    policy('matchConstraints: {}'),
    policy(`matchConstraints: {exclude${rules('CREATE', 'pods').replace('r', 'R')}}`),
    policy('matchConstraints: {excludeResourceRules: []}'),
  ],
  [
    'admission-policy',
    'validation lost',
    'error',
    policy('validations: [{expression: a}, {expression: b}]'),
    policy('validations: [{expression: a}]'),
    policy('validations: [{expression: b}, {expression: a, message: m}]'),
  ],
  [
    'admission-policy',
    'validation altered',
    'warning',
    policy('validations: [{expression: a}]'),
    policy('validations: [{expression: "true"}]'),
    policy('validations: [{expression: a}, {expression: b}]'),
  ],
  ['admission-policy', 'policy removed', 'error', policy(''), '', policy('failurePolicy: Fail')],
  [
    'admission-policy',
    'Kyverno Enforce to Audit',
    'warning',
    kyverno('validationFailureAction: Enforce, rules: [{name: r, validate: {}}]'),
    kyverno('validationFailureAction: Audit, rules: [{name: r, validate: {}}]'),
    kyverno('validationFailureAction: enforce, rules: [{name: r, validate: {}}]'),
  ],
  [
    'admission-policy',
    'Kyverno rule to Audit',
    'warning',
    kyverno('rules: [{name: r, validate: {failureAction: Enforce}}]'),
    kyverno('rules: [{name: r, validate: {failureAction: Audit}}]'),
    kyverno('validationFailureAction: Enforce, rules: [{name: r, validate: {}}]'),
  ],
  [
    'admission-policy',
    'Kyverno rule lost',
    'warning',
    kyverno('rules: [{name: r}, {name: s}]'),
    kyverno('rules: [{name: r}]'),
    kyverno('rules: [{name: s}, {name: r}, {name: t}]'),
  ],
  [
    'admission-policy',
    'Kyverno exclusion',
    'warning',
    kyverno('rules: [{name: r}]'),
    kyverno('rules: [{name: r, exclude: {any: []}}]'),
    kyverno('rules: [{name: r, exclude: null}]'),
  ],
  ['admission-policy', 'Kyverno exception for all', 'warning', '', exception('"*"'), ''],
  ['admission-policy', 'Kyverno exception for one', 'notice', '', exception('web'), ''],
  [
    'admission-policy',
    'Gatekeeper dryrun',
    'error',
    constraint('match: {}'),
    constraint('enforcementAction: dryrun, match: {}'),
    constraint('enforcementAction: deny, match: {}'),
  ],
  [
    'admission-policy',
    'Gatekeeper namespace excluded',
    'error',
    constraint('match: {}'),
    constraint('match: {excludedNamespaces: [shop]}'),
    constraint('match: {excludedNamespaces: []}'),
  ],
  [
    'webhook',
    'Fail to Ignore',
    'error',
    webhook('failurePolicy: Fail'),
    webhook('failurePolicy: Ignore'),
    webhook('timeoutSeconds: 5'),
  ],
  [
    'webhook',
    'condition added',
    'error',
    webhook(hookRules('CREATE')),
    webhook(`${hookRules('CREATE')}, matchConditions: [{name: c, expression: e}]`),
    webhook(`${hookRules('CREATE')}, matchConditions: []`),
  ],
  [
    'webhook',
    'namespace excluded',
    'error',
    webhook(hookRules('CREATE')),
    webhook(`${hookRules('CREATE')}, namespaceSelector: {matchExpressions: [{key: skip, operator: DoesNotExist}]}`),
    webhook(`${hookRules('CREATE')}, namespaceSelector: {}`),
  ],
  [
    'webhook',
    'rules narrowed',
    'error',
    webhook(hookRules('CREATE, UPDATE')),
    webhook(hookRules('CREATE')),
    webhook(hookRules('CREATE, UPDATE, DELETE')),
  ],
  [
    'webhook',
    'other server',
    'warning',
    webhook('clientConfig: {service: {name: a, namespace: b}}'),
    webhook('clientConfig: {service: {name: c, namespace: b}}'),
    webhook('clientConfig: {service: {name: a, namespace: b}, caBundle: YQ==}'),
  ],
  ['webhook', 'removed', 'error', webhook(hookRules('CREATE')), '', webhook(hookRules('CREATE'))],
  [
    'network-policy',
    'selector narrowed',
    'warning',
    network('podSelector: {}'),
    network('podSelector: {matchLabels: {app: web}}'),
    network('podSelector: {matchLabels: null}'),
  ],
  [
    'network-policy',
    'from emptied',
    'warning',
    network('podSelector: {}, ingress: [{from: [{podSelector: {}}]}]'),
    network('podSelector: {}, ingress: [{}]'),
    network('podSelector: {}, ingress: [{from: [{podSelector: {}}, {podSelector: {matchLabels: {a: b}}}]}]'),
  ],
  [
    'network-policy',
    'world let in',
    'warning',
    network('podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]'),
    network('podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]'),
    network('podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]'),
  ],
  [
    'network-policy',
    'egress no longer isolated',
    'warning',
    network('podSelector: {}, policyTypes: [Ingress, Egress]'),
    network('podSelector: {}, policyTypes: [Ingress]'),
    network('podSelector: {}, policyTypes: [Egress, Ingress]'),
  ],
  [
    'mtls',
    'STRICT to PERMISSIVE',
    'warning',
    peer('mtls: {mode: STRICT}'),
    peer('mtls: {mode: PERMISSIVE}'),
    peer('mtls: {mode: STRICT}, selector: {}'),
  ],
  [
    'mtls',
    'port disabled',
    'warning',
    peer('mtls: {mode: STRICT}'),
    peer('mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}'),
    peer('mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: STRICT}}'),
  ],
  ['mtls', 'removed', 'warning', peer('mtls: {mode: STRICT}'), '', peer('mtls: {mode: STRICT}')],
  [
    'mtls',
    'deny removed',
    'warning',
    authorization('action: DENY, rules: [{}]'),
    '',
    authorization('action: DENY, rules: [{}, {}]'),
  ],
  [
    'mtls',
    'everybody allowed',
    'warning',
    authorization('rules: [{from: [{source: {principals: [a]}}]}]'),
    authorization('rules: [{}]'),
    authorization('rules: []'),
  ],
  ['backup', 'schedule removed', 'warning', schedule('template: {}'), '', schedule('template: {}')],
  [
    'backup',
    'schedule paused',
    'warning',
    schedule('template: {}'),
    schedule('paused: true, template: {}'),
    schedule('paused: false, template: {}'),
  ],
  [
    'backup',
    'namespace dropped',
    'warning',
    schedule('template: {includedNamespaces: [a, b]}'),
    schedule('template: {includedNamespaces: [a]}'),
    schedule('template: {includedNamespaces: ["*"]}'),
  ],
  [
    'backup',
    'namespace excluded',
    'warning',
    schedule('template: {}'),
    schedule('template: {excludedNamespaces: [a]}'),
    schedule('template: {excludedNamespaces: []}'),
  ],
  [
    'backup',
    'exclude label',
    'warning',
    claim(''),
    claim('velero.io/exclude-from-backup: "true"'),
    claim('velero.io/exclude-from-backup: "false"'),
  ],
  ['backup', 'volume deleted', 'warning', volume('Retain'), volume('Delete'), volume('Recycle')],
  ['backup', 'claims deleted', 'warning', stateful(''), stateful('whenDeleted: Delete'), stateful('whenDeleted: Retain')],
]

describe('a control that got weaker', () => {
  test.each(ROWS)('%s: %s is a finding of level %s, its harmless twin is none', (name, _, level, base, weak, harmless) => {
    const rule = ruleOf(name)
    expect(hitsOf(rule, { base, head: weak }).map((hit) => hit.level)).toEqual([level])
    expect(hitsOf(rule, { base, head: harmless })).toEqual([])
  })

  test('the finding lies on the field that is weaker', () => {
    const head = binding('validationActions: [Audit]')
    const [hit] = hitsOf(ruleOf('admission-policy'), { base: binding('validationActions: [Deny]'), head })
    expect(pointedAt(head, hit)).toBe('validationActions')
    const label = namespace(`${PSA}/enforce: baseline`)
    expect(
      pointedAt(label, hitsOf(ruleOf('pod-security-label'), { base: namespace(`${PSA}/enforce: restricted`), head: label })[0]),
    ).toBe('baseline')
  })

  test('a rule that is split is compared up to the limit, and counts as narrower past it', () => {
    const list = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `r${from + at}`).join(', ')
    const one = (size: number) => policy(`matchConstraints: {${rules('CREATE', list(0, size))}}`)
    const two = (size: number) => {
      const [a, b] = [list(0, 1), list(1, size)].map((names) =>
        rules('CREATE', names).replace('resourceRules: [', '').slice(0, -1),
      )
      return policy(`matchConstraints: {resourceRules: [${a}, ${b}]}`)
    }
    const weaker = (size: number) => hitsOf(ruleOf('admission-policy'), { base: one(size), head: two(size) }).length
    expect(weaker(MAX_SCOPE_COMBINATIONS)).toBe(0)
    expect(weaker(MAX_SCOPE_COMBINATIONS + 1)).toBe(1)
  })

  test('a new control weakens nothing', () => {
    const heads = ROWS.filter(([, what]) => !what.includes('exception')).map(([name, , , , head]) =>
      hitsOf(ruleOf(name), { head }),
    )
    expect(heads.flat()).toEqual([])
  })
})

describe('the gate itself', () => {
  const rule = ruleOf('gate')
  test.each([
    ['policy', undefined, ['warning']],
    ['codeowners', undefined, ['warning']],
    ['trust', undefined, ['warning']],
    ['workflow', true, ['warning']],
    ['workflow', undefined, ['notice']],
    ['workflow', false, []],
  ] as const)('a changed %s (runs the gate: %s) gives %j', (what, runs, levels) => {
    const file = { file: '.github/x.yml', what, status: 'modified' as const, ...(runs === undefined ? {} : { runsGate: runs }) }
    expect(hitsOf(rule, {}, { gateFiles: [file] }).map((hit) => hit.level)).toEqual(levels)
    expect(hitsOf(rule, {}, { gateFiles: [] })).toEqual([])
  })

  test('a workflow runs the gate if any side of it uses it', () => {
    expect(runsGate(['on: push', 'steps: [{uses: acme/preadmit@0123}]'])).toBe(true)
    expect(runsGate(['on: push', 'steps: [{uses: acme/preadmitted@0123}]'])).toBe(false)
  })
})
