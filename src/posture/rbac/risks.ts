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
  /** Verbs that begin like this count on whatever resource the rule names. */
  readonly verbPrefix?: string
  /** Objects that are harmless to name: a rule that names only these has no risk. */
  readonly harmlessNames?: readonly string[]
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
/**
 * Acting as somebody else: all of their powers, or (constrained impersonation, KEP-5284, on by default since Kubernetes
 * 1.36) what an `impersonate-on:MODE:VERB` allows beside an `impersonate:MODE`.
 */
export const impersonate: Risk = {
  name: 'impersonate',
  level: 'error',
  powers: [
    ...powers('', ['users', 'groups', 'serviceaccounts'], ['impersonate']),
    ...powers('authentication.k8s.io', ['uids', 'userextras'], ['impersonate']),
    ...powers('authentication.k8s.io', ['users', 'groups', 'uids', 'userextras'], ['impersonate:user-info']),
    ...powers('authentication.k8s.io', ['serviceaccounts'], ['impersonate:serviceaccount']),
    ...powers('authentication.k8s.io', ['nodes'], ['impersonate:arbitrary-node', 'impersonate:associated-node']),
  ],
  family: { group: 'authentication.k8s.io', prefix: 'userextras/', verbs: ['impersonate', 'impersonate:user-info'] },
  verbPrefix: 'impersonate-on:',
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
/** Reaching ports of pods and services through the API server; the method of a proxied request is its verb. */
export const portForward: Risk = {
  name: 'port-forward',
  level: 'notice',
  powers: [
    ...powers('', ['pods/portforward'], ['create', 'get']),
    ...powers('', ['pods/proxy', 'services/proxy'], ['get', 'create', 'update', 'patch', 'delete']),
  ],
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
    ...powers('certificates.k8s.io', ['certificatesigningrequests/status'], ['update', 'patch']),
    ...powers('certificates.k8s.io', ['signers'], ['approve', 'sign']),
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
    [...WRITES, 'delete', 'deletecollection'],
  ),
}
/** Creating persistent volumes. */
export const pvCreate: Risk = { name: 'pv-create', level: 'warning', powers: powers('', ['persistentvolumes'], ['create']) }
/** Creating or altering workloads: an altered image or template runs with the same powers as a new one. */
export const workloadCreate: Risk = {
  name: 'workload-create',
  level: 'notice',
  powers: [
    ...powers('', ['pods', 'replicationcontrollers'], WRITES),
    ...powers('apps', CONTROLLERS, WRITES),
    ...powers('batch', ['jobs', 'cronjobs'], WRITES),
  ],
}
/** Changing what the API serves, and who answers for it. */
export const apiWrite: Risk = {
  name: 'api-write',
  level: 'warning',
  powers: [
    ...powers('apiregistration.k8s.io', ['apiservices'], WRITES),
    ...powers('apiextensions.k8s.io', ['customresourcedefinitions'], [...WRITES, 'delete']),
  ],
}
/** Changing nodes: labels, taints and state that decide what is scheduled where. */
export const nodeWrite: Risk = {
  name: 'node-write',
  level: 'warning',
  powers: powers('', ['nodes', 'nodes/status'], ['update', 'patch']),
}
/** Removing events, the traces of what was done. */
export const eventsDelete: Risk = {
  name: 'events-delete',
  level: 'notice',
  powers: [
    ...powers('', ['events'], ['delete', 'deletecollection']),
    ...powers('events.k8s.io', ['events'], ['delete', 'deletecollection']),
  ],
}
/** Running pods under a security context constraint of OpenShift; those for everybody are harmless. */
export const sccUse: Risk = {
  name: 'scc-use',
  level: 'warning',
  powers: powers('security.openshift.io', ['securitycontextconstraints'], ['use']),
  harmlessNames: ['restricted', 'restricted-v2', 'restricted-v3'],
}
/** Writing the objects that a deployer with great powers carries out. */
export const gitopsWrite: Risk = {
  name: 'gitops-write',
  level: 'warning',
  powers: [
    ...powers('argoproj.io', ['applications', 'applicationsets', 'appprojects'], WRITES),
    ...powers('kustomize.toolkit.fluxcd.io', ['kustomizations'], WRITES),
    ...powers('helm.toolkit.fluxcd.io', ['helmreleases'], WRITES),
    ...powers('source.toolkit.fluxcd.io', ['gitrepositories', 'ocirepositories', 'helmrepositories', 'buckets'], WRITES),
    ...powers('fluxcd.controlplane.io', ['fluxinstances', 'resourcesets'], WRITES),
    ...powers('helm.cattle.io', ['helmcharts', 'helmchartconfigs'], WRITES),
    ...powers('fleet.cattle.io', ['gitrepos', 'bundles'], WRITES),
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
  apiWrite,
  nodeWrite,
  sccUse,
  gitopsWrite,
  portForward,
  workloadCreate,
  eventsDelete,
]

function powers(group: string, resources: readonly string[], verbs: readonly string[]): readonly Power[] {
  return resources.flatMap((resource) => verbs.map((verb) => ({ group, resource, verb, names: [] })))
}
