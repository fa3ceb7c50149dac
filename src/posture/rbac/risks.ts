import type { Power } from './grants.ts'

/** A level of a finding. */
export type Loud = 'error' | 'warning' | 'notice'

/** Powers that need a second look, as a group. `everywhere` is the level where a ClusterRole grants them. */
export interface Risk {
  readonly name: string
  readonly level: Loud
  readonly everywhere?: Loud
  readonly powers: readonly Power[]
  /** Resources whose names begin like this count as well, each with these verbs. */
  readonly family?: { readonly group: string; readonly prefix: string; readonly verbs: readonly string[] }
  /** Whether the risk is gone where the rule names its objects; else it is one level lower. */
  readonly harmlessByName?: boolean
}

const RBAC = 'rbac.authorization.k8s.io'
const ADMISSION = 'admissionregistration.k8s.io'
const WRITES = ['create', 'update', 'patch']
const CONTROLLERS = ['deployments', 'daemonsets', 'statefulsets', 'replicasets']

/** Handing out more than the own powers. */
export const escalateBind: Risk = {
  name: 'escalate-bind',
  level: 'error',
  powers: powers(RBAC, ['roles', 'clusterroles'], ['escalate', 'bind']),
}
/** Acting as somebody else. */
export const impersonate: Risk = {
  name: 'impersonate',
  level: 'error',
  powers: [
    ...powers('', ['users', 'groups', 'serviceaccounts'], ['impersonate']),
    ...powers('authentication.k8s.io', ['uids', 'userextras'], ['impersonate']),
  ],
  family: { group: 'authentication.k8s.io', prefix: 'userextras/', verbs: ['impersonate'] },
}
/** Writing bindings. */
export const rbacWrite: Risk = {
  name: 'rbac-write',
  level: 'warning',
  powers: powers(RBAC, ['rolebindings', 'clusterrolebindings'], WRITES),
}
/** Reading secrets; a ClusterRole can be bound for the whole cluster. */
export const secretsRead: Risk = {
  name: 'secrets-read',
  level: 'warning',
  everywhere: 'error',
  powers: powers('', ['secrets'], ['get', 'list', 'watch']),
  harmlessByName: true,
}
/** Running commands in containers; get is enough over a websocket. */
export const podExec: Risk = {
  name: 'pod-exec',
  level: 'warning',
  powers: powers('', ['pods/exec', 'pods/attach'], ['create', 'get']),
}
/** Reaching ports of pods through the API server. */
export const portForward: Risk = {
  name: 'port-forward',
  level: 'notice',
  powers: powers('', ['pods/portforward'], ['create', 'get']),
}
/** Adding containers to running pods. */
export const ephemeral: Risk = {
  name: 'ephemeral',
  level: 'warning',
  powers: powers('', ['pods/ephemeralcontainers'], ['update', 'patch']),
}
/** The kubelet API, where even get runs commands. */
export const nodesProxy: Risk = {
  name: 'nodes-proxy',
  level: 'error',
  powers: powers('', ['nodes/proxy'], ['get', 'create', 'update', 'patch', 'delete']),
}
/** Issuing tokens for service accounts. */
export const tokenCreate: Risk = {
  name: 'token-create',
  level: 'error',
  powers: powers('', ['serviceaccounts/token'], ['create']),
}
/** Having client certificates signed. */
export const csrApprove: Risk = {
  name: 'csr-approve',
  level: 'error',
  powers: [
    ...powers('certificates.k8s.io', ['certificatesigningrequests/approval'], ['update', 'patch']),
    ...powers('certificates.k8s.io', ['signers'], ['approve']),
  ],
}
/** Changing admission control. */
export const webhookConfig: Risk = {
  name: 'webhook-config',
  level: 'error',
  powers: powers(
    ADMISSION,
    [
      'validatingwebhookconfigurations',
      'mutatingwebhookconfigurations',
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
      'mutatingadmissionpolicies',
      'mutatingadmissionpolicybindings',
    ],
    [...WRITES, 'delete'],
  ),
}
/** Creating persistent volumes. */
export const pvCreate: Risk = { name: 'pv-create', level: 'warning', powers: powers('', ['persistentvolumes'], ['create']) }
/** Creating workloads. */
export const workloadCreate: Risk = {
  name: 'workload-create',
  level: 'notice',
  powers: [
    ...powers('', ['pods', 'replicationcontrollers'], ['create']),
    ...powers('apps', CONTROLLERS, ['create']),
    ...powers('batch', ['jobs', 'cronjobs'], ['create']),
  ],
}
/** Changing the labels of namespaces. */
export const namespacePatch: Risk = {
  name: 'namespace-patch',
  level: 'warning',
  powers: powers('', ['namespaces'], ['patch', 'update']),
}

/** Every risk, worst first. */
export const risks: readonly Risk[] = [
  escalateBind,
  impersonate,
  nodesProxy,
  tokenCreate,
  csrApprove,
  webhookConfig,
  secretsRead,
  rbacWrite,
  podExec,
  ephemeral,
  pvCreate,
  namespacePatch,
  portForward,
  workloadCreate,
]

function powers(group: string, resources: readonly string[], verbs: readonly string[]): readonly Power[] {
  return resources.flatMap((resource) => verbs.map((verb) => ({ group, resource, verb, names: [] })))
}
