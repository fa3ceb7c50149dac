import { CONFIGURATION_DEFAULTS } from './configuration-default-table.ts'
import type { DefaultsAt, Written } from './written-defaults.ts'

/** Where the pod template stands, by API group and kind; the pod itself at the empty path. */
export const TEMPLATE_AT: Readonly<Record<string, string>> = {
  '/Pod': '',
  '/PodTemplate': 'template',
  '/ReplicationController': 'spec.template',
  'apps/Deployment': 'spec.template',
  'apps/ReplicaSet': 'spec.template',
  'apps/StatefulSet': 'spec.template',
  'apps/DaemonSet': 'spec.template',
  'batch/Job': 'spec.template',
  'batch/CronJob': 'spec.jobTemplate.spec.template',
}

const spec = ['spec']
const by = (plugin: string): Written => ({ unknown: `${plugin} of the cluster may put it in` })
const PROBE = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }
const probes = ['livenessProbe', 'readinessProbe', 'startupProbe']
const containers = ['containers', 'initContainers'].map((list) => ['spec', list, '*'])

/** The defaults inside a pod. `only`: of pods, of templates, or of one kind; else of both. */
export const POD_DEFAULTS: readonly (DefaultsAt & { readonly only?: string })[] = [
  {
    at: spec,
    add: {
      dnsPolicy: 'ClusterFirst',
      terminationGracePeriodSeconds: 30,
      securityContext: {},
      schedulerName: 'default-scheduler',
    },
  },
  ...[
    '/Pod',
    '/PodTemplate',
    '/ReplicationController',
    'apps/Deployment',
    'apps/ReplicaSet',
    'apps/StatefulSet',
    'apps/DaemonSet',
  ].map((only) => ({ at: spec, add: { restartPolicy: 'Always' }, only })),
  { at: spec, add: { enableServiceLinks: true, serviceAccountName: 'default' }, only: 'pod' },
  {
    at: spec,
    add: {
      imagePullSecrets: by('the service account'),
    },
    only: 'pod',
  },
  ...containers.flatMap((at) => [
    { at, add: { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', resources: {} } },
    { at: [...at, 'ports', '*'], add: { protocol: 'TCP' } },
    { at: [...at, 'env', '*', 'valueFrom', 'fieldRef'], add: { apiVersion: 'v1' } },
    { at: [...at, 'env', '*', 'valueFrom', 'resourceFieldRef'], add: { divisor: '0' } },
    ...['postStart', 'preStop'].map((hook) => ({
      at: [...at, 'lifecycle', hook, 'httpGet'],
      add: { path: '/', scheme: 'HTTP' },
    })),
    ...probes.flatMap((probe) => [
      { at: [...at, probe], add: PROBE },
      { at: [...at, probe, 'httpGet'], add: { scheme: 'HTTP', path: '/' } },
      { at: [...at, probe, 'grpc'], add: { service: '' } },
    ]),
  ]),
  ...['secret', 'configMap', 'downwardAPI', 'projected'].map((source) => ({
    at: ['spec', 'volumes', '*', source],
    add: { defaultMode: 420 },
  })),
  { at: ['spec', 'volumes', '*', 'hostPath'], add: { type: '' } },
  { at: ['spec', 'volumes', '*', 'downwardAPI', 'items', '*', 'fieldRef'], add: { apiVersion: 'v1' } },
  {
    at: ['spec', 'volumes', '*', 'projected', 'sources', '*', 'downwardAPI', 'items', '*', 'fieldRef'],
    add: { apiVersion: 'v1' },
  },
  { at: ['spec', 'volumes', '*', 'projected', 'sources', '*', 'serviceAccountToken'], add: { expirationSeconds: 3600 } },
  { at: ['spec', 'volumes', '*', 'ephemeral', 'volumeClaimTemplate', 'spec'], add: { volumeMode: 'Filesystem' } },
  { at: ['spec', 'volumes', '*', 'iscsi'], add: { iscsiInterface: 'default' } },
  { at: ['spec', 'volumes', '*', 'rbd'], add: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' } },
]

/** The defaults of a kind beside its pod template, by API group and kind. */
export const TYPE_DEFAULTS: Readonly<Record<string, readonly DefaultsAt[]>> = {
  ...CONFIGURATION_DEFAULTS,
  '/ReplicationController': [{ at: spec, add: { replicas: 1 } }],
  'apps/Deployment': [
    {
      at: spec,
      add: {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      },
    },
    { at: ['spec', 'strategy'], add: { type: 'RollingUpdate' } },
  ],
  'apps/ReplicaSet': [{ at: spec, add: { replicas: 1 } }],
  'apps/StatefulSet': [
    {
      at: spec,
      add: {
        ...{ replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: 'OrderedReady' },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 1 } },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      },
    },
    { at: ['spec', 'persistentVolumeClaimRetentionPolicy'], add: { whenDeleted: 'Retain', whenScaled: 'Retain' } },
    { at: ['spec', 'volumeClaimTemplates', '*', 'spec'], add: { volumeMode: 'Filesystem' } },
  ],
  'apps/DaemonSet': [
    {
      at: spec,
      add: {
        revisionHistoryLimit: 10,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      },
    },
  ],
  'batch/Job': [
    { at: spec, add: { completionMode: 'NonIndexed', suspend: false } },
    { at: ['spec', 'podFailurePolicy', 'rules', '*', 'onPodConditions', '*'], add: { status: 'True' } },
  ],
  'batch/CronJob': [
    {
      at: ['spec', 'jobTemplate', 'spec', 'podFailurePolicy', 'rules', '*', 'onPodConditions', '*'],
      add: { status: 'True' },
    },
    { at: spec, add: { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 } },
  ],
  '/Service': [
    { at: spec, add: { type: 'ClusterIP', sessionAffinity: 'None' } },
    { at: ['spec', 'ports', '*'], add: { protocol: 'TCP' } },
  ],
  '/Namespace': [
    { at: [], add: { spec: {} } },
    { at: spec, add: { finalizers: ['kubernetes'] } },
  ],
  '/Secret': [{ at: [], add: { type: 'Opaque' } }],
  '/Endpoints': [{ at: ['subsets', '*', 'ports', '*'], add: { protocol: 'TCP' } }],
  'discovery.k8s.io/EndpointSlice': [
    { at: ['ports', '*'], add: { protocol: 'TCP', name: '' } },
    { at: ['endpoints', '*'], add: { conditions: {} } },
  ],
  'rbac.authorization.k8s.io/Role': [{ at: [], add: { rules: { nothing: true } } }],
  'rbac.authorization.k8s.io/ClusterRole': [{ at: [], add: { rules: { nothing: true } } }],
  'networking.k8s.io/IngressClass': [{ at: ['spec', 'parameters'], add: { scope: 'Cluster' } }],
  'storage.k8s.io/StorageClass': [{ at: [], add: { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' } }],
  'scheduling.k8s.io/PriorityClass': [{ at: [], add: { preemptionPolicy: 'PreemptLowerPriority' } }],
  'apiregistration.k8s.io/APIService': [{ at: ['spec', 'service'], add: { port: 443 } }],
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': webhooks({}),
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': webhooks({ reinvocationPolicy: 'Never' }),
  'flowcontrol.apiserver.k8s.io/FlowSchema': [{ at: spec, add: { matchingPrecedence: 1000 } }],
  '/PersistentVolumeClaim': [
    {
      at: spec,
      add: {
        volumeMode: 'Filesystem',
        storageClassName: by('the storage class plugin'),
        volumeName: by('the volume controller'),
      },
    },
  ],
  '/PersistentVolume': [
    { at: spec, add: { volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' } },
    { at: ['spec', 'hostPath'], add: { type: '' } },
  ],
  '/ServiceAccount': [{ at: [], add: { secrets: by('the token controller') } }],
  'networking.k8s.io/Ingress': [{ at: spec, add: { ingressClassName: by('the ingress class plugin') } }],
  'networking.k8s.io/NetworkPolicy': [
    ...['ingress', 'egress'].map((way) => ({ at: ['spec', way, '*', 'ports', '*'], add: { protocol: 'TCP' } })),
    { at: spec, add: { podSelector: {} } },
  ],
  'rbac.authorization.k8s.io/RoleBinding': [{ at: ['roleRef'], add: { apiGroup: 'rbac.authorization.k8s.io' } }],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [{ at: ['roleRef'], add: { apiGroup: 'rbac.authorization.k8s.io' } }],
}

/** The defaults of webhooks, and of the rules by which they are called. */
function webhooks(more: Readonly<Record<string, Written>>): readonly DefaultsAt[] {
  return [
    {
      at: ['webhooks', '*'],
      add: {
        ...{ failurePolicy: 'Fail', matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 10 },
        ...more,
      },
    },
    { at: ['webhooks', '*', 'rules', '*'], add: { scope: '*' } },
    { at: ['webhooks', '*', 'clientConfig', 'service'], add: { port: 443 } },
  ]
}
