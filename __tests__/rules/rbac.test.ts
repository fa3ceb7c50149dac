import { describe, expect, test } from '@jest/globals'
import type { Rule } from '../../src/case/rule.ts'
import { MAX_ROLE_POWERS } from '../../src/model/limits.ts'
import { rbacRules } from '../../src/rules/rbac/table.ts'
import { hitsOf, pointedAt } from '../posture/hits.ts'

function ruleOf(name: string): Rule {
  const rule = rbacRules.find(({ id }) => id === `rbac/${name}`)
  if (rule === undefined) throw new Error(`no rule rbac/${name}`)
  return rule
}

function role(rules: string, kind = 'ClusterRole', more = ''): string {
  return `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: worker${kind === 'Role' ? ', namespace: shop' : ''}${more}}\nrules:\n${rules}\n`
}

function rule(groups: string, resources: string, verbs: string, names = ''): string {
  return `  - {apiGroups: [${groups}], resources: [${resources}], verbs: [${verbs}]${names === '' ? '' : `, resourceNames: [${names}]`}}`
}

function binding(subjects: string, roleName = 'worker', kind = 'RoleBinding', roleKind = 'ClusterRole'): string {
  const namespace = kind === 'RoleBinding' ? ', namespace: shop' : ''
  return `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: {name: bind${namespace}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${roleKind}, name: ${roleName}}
subjects: [${subjects}]
`
}

const APP = '{kind: ServiceAccount, name: app, namespace: shop}'

describe('risks of roles', () => {
  const RBAC = 'rbac.authorization.k8s.io'
  const ADMISSION = 'admissionregistration.k8s.io'
  const CERTIFICATES = 'certificates.k8s.io'
  const AUTHENTICATION = 'authentication.k8s.io'
  const SECURITY = 'security.openshift.io'
  test.each([
    ['escalate-bind', 'error', rule(RBAC, 'clusterroles', 'bind'), rule(RBAC, 'clusterroles', 'get')],
    ['escalate-bind', 'error', rule('"*"', 'roles', 'escalate'), rule('""', 'roles', 'escalate')],
    ['impersonate', 'error', rule('""', 'users', 'impersonate'), rule('""', 'users', 'get')],
    ['impersonate', 'error', rule('""', 'groups', '"*"'), rule('authentication.k8s.io', 'groups', 'impersonate')],
    [
      'impersonate',
      'error',
      rule('authentication.k8s.io', 'userextras/roles', 'impersonate'),
      rule('""', 'userextras/roles', 'impersonate'),
    ],
    ['rbac-write', 'warning', rule(RBAC, 'clusterrolebindings', 'patch'), rule(RBAC, 'clusterrolebindings', 'list')],
    ['secrets-read', 'error', rule('""', 'secrets', 'list'), rule('""', 'secrets', 'get', 'tls')],
    ['secrets-read', 'error', rule('""', '"*"', 'watch'), rule('apps', '"*"', 'watch')],
    ['pod-exec', 'warning', rule('""', 'pods/exec', 'get'), rule('""', 'pods', 'get')],
    ['pod-exec', 'warning', rule('""', '"*/attach"', 'create'), rule('""', '"pods/*"', 'create')],
    ['port-forward', 'notice', rule('""', 'pods/portforward', 'create'), rule('""', 'pods/log', 'create')],
    ['ephemeral', 'warning', rule('""', 'pods/ephemeralcontainers', 'patch'), rule('""', 'pods/ephemeralcontainers', 'get')],
    ['nodes-proxy', 'error', rule('""', 'nodes/proxy', 'get'), rule('""', 'nodes/metrics', 'get')],
    ['token-create', 'error', rule('""', 'serviceaccounts/token', 'create'), rule('""', 'serviceaccounts', 'create')],
    [
      'csr-approve',
      'error',
      rule(CERTIFICATES, 'certificatesigningrequests/approval', 'update'),
      rule(CERTIFICATES, 'certificatesigningrequests', 'update'),
    ],
    ['csr-approve', 'error', rule(CERTIFICATES, 'signers', 'approve'), rule(CERTIFICATES, 'signers', 'attest')],
    ['csr-approve', 'error', rule(CERTIFICATES, 'signers', 'sign'), rule(CERTIFICATES, 'signers', 'get')],
    ['impersonate', 'error', rule(AUTHENTICATION, 'users', 'impersonate:user-info'), rule(AUTHENTICATION, 'users', 'get')],
    [
      'impersonate',
      'error',
      rule(AUTHENTICATION, 'serviceaccounts', 'impersonate:serviceaccount'),
      rule('""', 'serviceaccounts', 'impersonate:serviceaccount'),
    ],
    [
      'impersonate',
      'error',
      rule(AUTHENTICATION, 'nodes', 'impersonate:arbitrary-node'),
      rule('""', 'nodes', 'impersonate:arbitrary-node'),
    ],
    ['impersonate', 'error', rule('""', 'secrets', 'impersonate-on:user-info:list'), rule('""', 'configmaps', 'list')],
    ['port-forward', 'notice', rule('""', 'services/proxy', 'get'), rule('""', 'services', 'get')],
    ['workload-create', 'notice', rule('apps', 'daemonsets', 'patch'), rule('apps', 'daemonsets/scale', 'patch')],
    [
      'webhook-config',
      'error',
      rule(ADMISSION, 'mutatingwebhookconfigurations', 'deletecollection'),
      rule(ADMISSION, 'x', 'create'),
    ],
    [
      'api-write',
      'warning',
      rule('apiregistration.k8s.io', 'apiservices', 'patch'),
      rule('apiregistration.k8s.io', 'apiservices', 'get'),
    ],
    [
      'api-write',
      'warning',
      rule('apiextensions.k8s.io', 'customresourcedefinitions', 'delete'),
      rule('apiextensions.k8s.io', 'customresourcedefinitions', 'list'),
    ],
    ['node-write', 'warning', rule('""', 'nodes/status', 'update'), rule('""', 'nodes', 'list')],
    ['events-delete', 'notice', rule('events.k8s.io', 'events', 'deletecollection'), rule('""', 'events', 'create')],
    [
      'scc-use',
      'warning',
      rule(SECURITY, 'securitycontextconstraints', 'use'),
      rule(SECURITY, 'securitycontextconstraints', 'get'),
    ],
    [
      'gitops-write',
      'warning',
      rule('helm.toolkit.fluxcd.io', 'helmreleases', 'update'),
      rule('argoproj.io', 'workflows', 'create'),
    ],
    [
      'webhook-config',
      'error',
      rule(ADMISSION, 'mutatingwebhookconfigurations', 'create'),
      rule(ADMISSION, 'mutatingwebhookconfigurations', 'get'),
    ],
    [
      'webhook-config',
      'error',
      rule(ADMISSION, 'validatingadmissionpolicybindings', 'delete'),
      rule(ADMISSION, 'validatingadmissionpolicybindings', 'list'),
    ],
    ['pv-create', 'warning', rule('""', 'persistentvolumes', 'create'), rule('""', 'persistentvolumeclaims', 'create')],
    ['workload-create', 'notice', rule('batch', 'cronjobs', 'create'), rule('batch', 'cronjobs', 'get')],
    ['namespace-patch', 'warning', rule('""', 'namespaces', 'patch'), rule('""', 'namespaces', 'get')],
    ['all-powers', 'error', rule('"*"', '"*"', '"*"'), rule('""', '"*"', '"*"')],
    ['wildcard', 'warning', rule('apps', 'deployments', '"*"'), rule('"*"', 'deployments', 'get')],
    ['wildcard', 'warning', rule('apps', '"*"', 'get'), rule('"*"', '"*"', '"*"')],
    ['ineffective-wildcard', 'notice', rule('""', '"pods/*"', 'get'), rule('""', '"*/exec"', 'get')],
  ])('%s (%s) fires on the risk and not on its harmless twin, case %#', (name, level, risky, harmless) => {
    const [hit] = hitsOf(ruleOf(name), { head: role(risky) })
    expect(hit?.level ?? ruleOf(name).level).toBe(level)
    expect(hit?.object).toBe('ClusterRole worker')
    expect(hitsOf(ruleOf(name), { head: role(harmless) })).toEqual([])
    expect(hitsOf(ruleOf(name), { base: role(risky), head: role(risky) })).toEqual([])
  })

  test('all URLs that are no resource are all powers', () => {
    const head = role('  - {nonResourceURLs: ["*"], verbs: [get]}')
    expect(hitsOf(ruleOf('all-powers'), { head })).toHaveLength(1)
    expect(hitsOf(ruleOf('all-powers'), { head: role('  - {nonResourceURLs: [/metrics], verbs: [get]}') })).toEqual([])
  })

  test('reading secrets is a warning in one namespace', () => {
    const head = role(rule('""', 'secrets', 'get'), 'Role')
    expect(hitsOf(ruleOf('secrets-read'), { head })[0]).toMatchObject({ level: 'warning' })
  })

  test('powers over named objects are one level lower', () => {
    const head = role(rule('""', 'serviceaccounts/token', 'create', 'ci'))
    expect(hitsOf(ruleOf('token-create'), { head })[0]).toMatchObject({ level: 'warning' })
  })

  test('losing the names of the objects is a finding', () => {
    const base = role(rule('""', 'secrets', 'get', 'tls'))
    const head = role(rule('""', 'secrets', 'get'))
    expect(hitsOf(ruleOf('secrets-read'), { base, head })).toHaveLength(1)
  })

  test('the finding lies on the verb, and names only what is new', () => {
    const base = role(rule('""', 'secrets', 'get'))
    const head = role(rule('""', 'secrets', 'get, list'))
    const [hit] = hitsOf(ruleOf('secrets-read'), { base, head })
    expect(pointedAt(head, hit)).toBe('list')
    expect(hit?.message).toBe('ClusterRole worker now grants list on secrets')
  })

  test('a constraint that everybody may use is no risk, another one named is one level lower', () => {
    const constraint = (name: string): string => role(rule(SECURITY, 'securitycontextconstraints', 'use', name))
    expect(hitsOf(ruleOf('scc-use'), { head: constraint('restricted-v2') })).toEqual([])
    expect(hitsOf(ruleOf('scc-use'), { head: constraint('restricted-v2, privileged') })[0]).toMatchObject({ level: 'notice' })
  })

  test('everything spelled out verb by verb is all powers, said once', () => {
    const every = 'get, list, watch, create, update, patch, delete'
    const head = role(rule('"*"', '"*"', every))
    expect(rbacRules.flatMap((one) => hitsOf(one, { head }).map(() => one.id))).toEqual(['rbac/all-powers'])
    const reading = role(rule('"*"', '"*"', 'get, list, watch'))
    expect(hitsOf(ruleOf('all-powers'), { head: reading })).toEqual([])
  })

  test('a rule that grants everything is said once', () => {
    const head = role(rule('"*"', '"*"', '"*"'))
    expect(rbacRules.flatMap((one) => hitsOf(one, { head }).map(() => one.id))).toEqual(['rbac/all-powers'])
  })
})

describe('who is given a role', () => {
  test.each([
    [
      'cluster-admin-binding',
      'error',
      binding(APP, 'cluster-admin', 'ClusterRoleBinding'),
      binding(APP, 'view', 'ClusterRoleBinding'),
    ],
    [
      'cluster-admin-binding',
      'warning',
      binding(APP, 'cluster-admin'),
      binding('{kind: Group, name: "system:nodes"}', 'cluster-admin'),
    ],
    [
      'anonymous',
      'error',
      binding('{kind: User, name: "system:anonymous"}', 'view'),
      binding('{kind: User, name: jane}', 'view'),
    ],
    [
      'anonymous',
      'error',
      binding('{kind: Group, name: "system:unauthenticated"}', 'view'),
      binding('{kind: Group, name: devs}', 'view'),
    ],
    [
      'everyone',
      'warning',
      binding('{kind: Group, name: "system:authenticated"}', 'view'),
      binding('{kind: Group, name: devs}', 'view'),
    ],
    [
      'everyone',
      'error',
      binding('{kind: Group, name: "system:serviceaccounts"}', 'edit'),
      binding('{kind: Group, name: "system:serviceaccounts:shop"}', 'edit'),
    ],
    [
      'everyone',
      'error',
      binding('{kind: Group, name: "system:authenticated"}', 'not-in-this-change'),
      binding(APP, 'not-in-this-change'),
    ],
    [
      'masters',
      'error',
      binding('{kind: Group, name: "system:masters"}', 'view'),
      binding('{kind: Group, name: masters}', 'view'),
    ],
    ['default-sa', 'notice', binding('{kind: ServiceAccount, name: default}', 'view'), binding(APP, 'view')],
  ])('%s (%s) fires on the risk and not on its harmless twin, case %#', (name, level, risky, harmless) => {
    expect(hitsOf(ruleOf(name), { head: risky }).map((hit) => hit.level)).toEqual([level])
    expect(hitsOf(ruleOf(name), { head: harmless })).toEqual([])
    expect(hitsOf(ruleOf(name), { base: risky, head: risky })).toEqual([])
  })

  test('a known subject that is given another role is new', () => {
    const hits = hitsOf(ruleOf('cluster-admin-binding'), { base: binding(APP, 'view'), head: binding(APP, 'cluster-admin') })
    expect(hits).toHaveLength(1)
  })
})

describe('widened grants', () => {
  const widened = ruleOf('widened')

  test('what a new role may is said at the role, and its binding is a notice; an old role bound anew is as loud as it is', () => {
    const reads = role(rule('""', 'secrets', 'get'))
    expect(hitsOf(ruleOf('secrets-read'), { head: reads + binding(APP) })).toHaveLength(1)
    expect(hitsOf(widened, { head: reads + binding(APP) })[0]).toMatchObject({ level: 'notice' })
    expect(hitsOf(widened, { base: reads, head: reads + binding(APP) })[0]).toMatchObject({ level: 'warning' })
  })

  const reads = role(rule('""', 'configmaps', 'get'))

  test('a role that grants more than before', () => {
    const head = role(rule('""', 'configmaps', 'get, list'))
    expect(hitsOf(widened, { base: reads, head })[0]).toMatchObject({
      level: 'notice',
      message: 'ClusterRole worker grants more than before: list on configmaps',
    })
    expect(hitsOf(widened, { base: head, head: reads })).toEqual([])
  })

  test('the same grants written in another way are not more', () => {
    const base = role(`${rule('""', 'configmaps, pods', 'get')}\n${rule('apps', '"*"', 'get')}`)
    const head = role(`${rule('""', 'pods', 'get')}\n${rule('apps', 'deployments', 'get')}\n${rule('""', 'configmaps', 'get')}`)
    expect(hitsOf(widened, { base, head })).toEqual([])
  })

  test('a subject that is added to a binding gets everything that its role grants', () => {
    const role_ = role(rule('""', 'secrets', 'get'))
    const other = '{kind: ServiceAccount, name: other, namespace: shop}'
    const hits = hitsOf(widened, { base: role_ + binding(APP), head: role_ + binding(`${APP}, ${other}`) })
    expect(hits).toHaveLength(1)
    expect(hits[0]).toMatchObject({ level: 'warning', evidence: ['get on secrets'] })
    expect(hits[0]?.message).toContain('ServiceAccount shop/other')
  })

  test('a subject whose other binding already gave it as much gets nothing', () => {
    const wide = binding(APP, 'edit').replace('name: bind', 'name: old')
    const head = reads + wide + binding(APP)
    expect(hitsOf(widened, { base: reads + wide, head })).toEqual([])
  })

  test('from one namespace to the whole cluster is more', () => {
    const base = reads + binding(APP)
    const head = reads + binding(APP, 'worker', 'ClusterRoleBinding')
    expect(hitsOf(widened, { base, head })).toHaveLength(1)
    expect(hitsOf(widened, { base: head, head: base })).toEqual([])
  })

  test('a role that is not in the change cannot be judged, and that is no pass', () => {
    const [hit] = hitsOf(widened, { head: binding(APP, 'elsewhere') })
    expect(hit).toMatchObject({ level: 'warning' })
    expect(hit?.message).toContain('cannot be told')
  })

  test.each([
    ['edit', 'RoleBinding', 'warning'],
    ['edit', 'ClusterRoleBinding', 'error'],
    ['view', 'RoleBinding', 'notice'],
  ])('built-in role %s by a %s is a %s', (name, kind, level) => {
    expect(hitsOf(widened, { head: binding(APP, name, kind) })[0]).toMatchObject({ level })
  })

  test('a label that makes a role a part of view', () => {
    const head = role(
      rule('""', 'configmaps', 'get'),
      'ClusterRole',
      ', labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}',
    )
    expect(hitsOf(widened, { base: reads, head })[0]?.message).toContain('everybody who has view')
    expect(hitsOf(widened, { base: head, head })).toEqual([])
  })

  test('what is aggregated to edit widens a binding to edit', () => {
    const label = ', labels: {rbac.authorization.k8s.io/aggregate-to-edit: "true"}'
    const aggregated = role(rule('example.com', 'tigers', 'feed'), 'ClusterRole', label)
    const hits = hitsOf(widened, { base: aggregated, head: aggregated + binding(APP, 'edit') })
    expect(hits[0]?.evidence).toContain('feed on tigers.example.com')
  })

  test('a role that begins to collect others cannot be told', () => {
    const head = `${reads}aggregationRule: {clusterRoleSelectors: [{matchLabels: {collect: me}}]}\n`
    expect(hitsOf(widened, { base: reads, head })[0]).toMatchObject({ level: 'warning' })
  })

  test('a role beyond the limit cannot be compared, one at the limit can', () => {
    const many = (count: number) => role(rule('""', Array.from({ length: count }, (_, n) => `r${n}`).join(', '), 'get'))
    const at = hitsOf(widened, { base: reads, head: many(MAX_ROLE_POWERS) })
    const past = hitsOf(widened, { base: reads, head: many(MAX_ROLE_POWERS + 1) })
    expect(at[0]?.message).toContain('grants more than before')
    expect(past[0]?.message).toContain('than 5000')
  })
})

describe('mounting tokens', () => {
  const pod = (line: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  ${line}\n  containers: [{name: a, image: a}]\n`
  test('starting to mount is a finding, keeping it is not', () => {
    const off = pod('automountServiceAccountToken: false')
    const on = pod('automountServiceAccountToken: true')
    expect(hitsOf(ruleOf('automount'), { head: on })).toHaveLength(1)
    expect(hitsOf(ruleOf('automount'), { base: off, head: pod('hostUsers: false') })).toHaveLength(1)
    expect(hitsOf(ruleOf('automount'), { base: on, head: on })).toEqual([])
    expect(hitsOf(ruleOf('automount'), { head: off })).toEqual([])
  })
})
