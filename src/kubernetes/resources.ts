/** Whether objects of a kind stand in a namespace; `unknown` where only the cluster could say. */
export type Scope = 'Cluster' | 'Namespaced' | 'unknown'

const CLUSTER = new Set([
  ...[
    '/Namespace',
    '/Node',
    '/PersistentVolume',
    'rbac.authorization.k8s.io/ClusterRole',
    'rbac.authorization.k8s.io/ClusterRoleBinding',
  ],
  ...['storage.k8s.io/StorageClass', 'storage.k8s.io/CSIDriver', 'storage.k8s.io/VolumeAttachment', 'storage.k8s.io/CSINode'],
  ...[
    'scheduling.k8s.io/PriorityClass',
    'node.k8s.io/RuntimeClass',
    'networking.k8s.io/IngressClass',
    'networking.k8s.io/ServiceCIDR',
    'networking.k8s.io/IPAddress',
  ],
  ...[
    'apiextensions.k8s.io/CustomResourceDefinition',
    'apiregistration.k8s.io/APIService',
    'certificates.k8s.io/CertificateSigningRequest',
  ],
  ...['admissionregistration.k8s.io/ValidatingWebhookConfiguration', 'admissionregistration.k8s.io/MutatingWebhookConfiguration'],
  ...['admissionregistration.k8s.io/ValidatingAdmissionPolicy', 'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding'],
  ...['admissionregistration.k8s.io/MutatingAdmissionPolicy', 'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding'],
  ...['storage.k8s.io/VolumeAttributesClass', 'resource.k8s.io/DeviceClass', 'resource.k8s.io/ResourceSlice'],
  ...['certificates.k8s.io/ClusterTrustBundle', 'policy/PodSecurityPolicy', '/ComponentStatus'],
  ...['flowcontrol.apiserver.k8s.io/FlowSchema', 'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration'],
])
const BUILT_IN = new Set([
  ...['', 'apps', 'batch', 'autoscaling', 'policy', 'extensions', 'events.k8s.io', 'coordination.k8s.io', 'discovery.k8s.io'],
  ...['networking.k8s.io', 'rbac.authorization.k8s.io', 'storage.k8s.io', 'scheduling.k8s.io', 'node.k8s.io', 'resource.k8s.io'],
  ...[
    'admissionregistration.k8s.io',
    'apiextensions.k8s.io',
    'apiregistration.k8s.io',
    'certificates.k8s.io',
    'authentication.k8s.io',
  ],
  ...['authorization.k8s.io', 'flowcontrol.apiserver.k8s.io'],
])

/** Whether objects of a kind stand in a namespace; unknown for custom resources. */
export function isClusterScoped(group: string, kind: string): Scope {
  if (CLUSTER.has(`${group}/${kind}`)) return 'Cluster'
  return BUILT_IN.has(group) ? 'Namespaced' : 'unknown'
}

/** Whether a group is one of Kubernetes itself. */
export function isBuiltIn(group: string): boolean {
  return BUILT_IN.has(group)
}

/** The names under which a kind may be served: its plural as Kubernetes makes it, and for custom resources what else may be one. */
export function pluralsOf(group: string, kind: string): readonly string[] {
  const lower = kind.toLowerCase()
  const usual = lower.endsWith('s') ? `${lower}es` : lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`
  if (BUILT_IN.has(group)) return [kind === 'Endpoints' ? 'endpoints' : usual]
  // index and indices, analysis and analyses
  const classical =
    lower.endsWith('is') || /[ei]x$/.test(lower) ? `${lower.slice(0, -2)}${lower.endsWith('is') ? 'es' : 'ices'}` : usual
  return [...new Set([usual, lower, `${lower}s`, `${lower}es`, classical])]
}
