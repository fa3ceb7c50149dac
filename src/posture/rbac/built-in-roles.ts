import type { Grant } from './grants.ts'

const READ = ['get', 'list', 'watch']
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update']
const RBAC = 'rbac.authorization.k8s.io'

const viewCore = [
  'bindings',
  'configmaps',
  'endpoints',
  'events',
  'limitranges',
  'namespaces',
  'namespaces/status',
  'persistentvolumeclaims',
  'persistentvolumeclaims/status',
  'pods',
  'pods/log',
  'pods/status',
  'replicationcontrollers',
  'replicationcontrollers/scale',
  'replicationcontrollers/status',
  'resourcequotas',
  'resourcequotas/status',
  'serviceaccounts',
  'services',
  'services/status',
]
const viewApps = [
  'controllerrevisions',
  'daemonsets',
  'daemonsets/status',
  'deployments',
  'deployments/scale',
  'deployments/status',
  'replicasets',
  'replicasets/scale',
  'replicasets/status',
  'statefulsets',
  'statefulsets/scale',
  'statefulsets/status',
]
const view: readonly Grant[] = [
  grant([''], viewCore, READ),
  grant(['discovery.k8s.io'], ['endpointslices'], READ),
  grant(['apps'], viewApps, READ),
  grant(['autoscaling'], ['horizontalpodautoscalers', 'horizontalpodautoscalers/status'], READ),
  grant(['batch'], ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status'], READ),
  grant(['policy'], ['poddisruptionbudgets', 'poddisruptionbudgets/status'], READ),
  grant(['networking.k8s.io'], ['ingresses', 'ingresses/status', 'networkpolicies'], READ),
]
const edit: readonly Grant[] = [
  ...view,
  grant([''], ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy'], READ),
  grant([''], ['serviceaccounts'], ['impersonate', ...WRITE]),
  grant([''], ['pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'], WRITE),
  grant([''], ['pods/eviction', 'serviceaccounts/token'], ['create']),
  grant([''], ['configmaps', 'events', 'persistentvolumeclaims', 'replicationcontrollers'], WRITE),
  grant([''], ['replicationcontrollers/scale', 'secrets', 'services', 'services/proxy'], WRITE),
  grant(['apps'], ['daemonsets', 'deployments', 'deployments/rollback', 'deployments/scale', 'replicasets'], WRITE),
  grant(['apps'], ['replicasets/scale', 'statefulsets', 'statefulsets/scale'], WRITE),
  grant(['autoscaling'], ['horizontalpodautoscalers'], WRITE),
  grant(['batch'], ['cronjobs', 'jobs'], WRITE),
  grant(['policy'], ['poddisruptionbudgets'], WRITE),
  grant(['networking.k8s.io'], ['ingresses', 'networkpolicies'], WRITE),
  grant(['coordination.k8s.io'], ['leases'], [...READ, ...WRITE]),
]
const admin: readonly Grant[] = [
  ...edit,
  grant(['authorization.k8s.io'], ['localsubjectaccessreviews'], ['create']),
  grant([RBAC], ['rolebindings', 'roles'], [...READ, ...WRITE]),
]
const everything: readonly Grant[] = [
  grant(['*'], ['*'], ['*']),
  { groups: [], resources: [], verbs: ['*'], names: [], urls: ['*'] },
]

/**
 * What the ClusterRoles that every cluster brings grant, as far as they are given to people; other roles named `system:` are
 * not known. Aggregation may add more to admin, edit and view.
 */
export const builtInRoles: ReadonlyMap<string, readonly Grant[]> = new Map([
  ['cluster-admin', everything],
  ['admin', admin],
  ['edit', edit],
  ['view', view],
  ['system:discovery', []],
  ['system:public-info-viewer', []],
  ['system:basic-user', [grant(['authorization.k8s.io'], ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], ['create'])]],
  [
    'system:auth-delegator',
    [
      grant(['authentication.k8s.io'], ['tokenreviews'], ['create']),
      grant(['authorization.k8s.io'], ['subjectaccessreviews'], ['create']),
    ],
  ],
])

function grant(groups: readonly string[], resources: readonly string[], verbs: readonly string[]): Grant {
  return { groups, resources, verbs, names: [], urls: [] }
}
