// Written by scripts/kustomize-tables.mjs from sigs.k8s.io/kustomize/api v0.21.2. A line is `KIND.VERSION.GROUP: PATH…` (`*`: every
// object); a `+` before a path says that the field is made where it is absent.

/** Fields that get name prefixes. */
export const PREFIX_FIELDS = `
*: metadata/name
`

/** Fields that get name suffixes. */
export const SUFFIX_FIELDS = `
*: metadata/name
`

/** Fields that get the namespace, beside `metadata.namespace`. */
export const NAMESPACE_FIELDS = `
Namespace: +metadata/name
APIService..apiregistration.k8s.io: +spec/service/namespace
CustomResourceDefinition..apiextensions.k8s.io: spec/conversion/webhook/clientConfig/service/namespace
`

/** Maps of labels and selectors that get common labels. */
export const COMMON_LABEL_FIELDS = `
Service.v1: +spec/selector
ReplicationController.v1: +spec/selector +spec/template/metadata/labels
Deployment: +spec/selector/matchLabels +spec/template/metadata/labels
Deployment..apps:
  spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
  spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
  spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
  spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
  spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels
ReplicaSet: +spec/selector/matchLabels +spec/template/metadata/labels
DaemonSet: +spec/selector/matchLabels +spec/template/metadata/labels
StatefulSet..apps: +spec/selector/matchLabels
  spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
  spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
  spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
  spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
  spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels +spec/template/metadata/labels
  +spec/volumeClaimTemplates[]/metadata/labels
Job..batch: spec/selector/matchLabels +spec/template/metadata/labels
CronJob..batch: spec/jobTemplate/spec/selector/matchLabels +spec/jobTemplate/metadata/labels
  +spec/jobTemplate/spec/template/metadata/labels
PodDisruptionBudget..policy: spec/selector/matchLabels
NetworkPolicy..networking.k8s.io: spec/podSelector/matchLabels spec/ingress/from/podSelector/matchLabels
  spec/egress/to/podSelector/matchLabels
*: +metadata/labels
`

/** Maps of labels that get labels with `includeTemplates`. */
export const TEMPLATE_LABEL_FIELDS = `
*: +metadata/labels
ReplicationController.v1: +spec/template/metadata/labels
Deployment: +spec/template/metadata/labels
ReplicaSet: +spec/template/metadata/labels
DaemonSet: +spec/template/metadata/labels
StatefulSet..apps: +spec/template/metadata/labels
Job..batch: +spec/template/metadata/labels
CronJob..batch: +spec/jobTemplate/metadata/labels +spec/jobTemplate/spec/template/metadata/labels
`

/** Maps of labels that get labels with `includeVolumeClaimTemplates`. */
export const CLAIM_LABEL_FIELDS = `
StatefulSet..apps: +spec/volumeClaimTemplates[]/metadata/labels
`

/** Maps of annotations that get common annotations. */
export const ANNOTATION_FIELDS = `
*: +metadata/annotations
ReplicationController.v1: +spec/template/metadata/annotations
Deployment: +spec/template/metadata/annotations
ReplicaSet: +spec/template/metadata/annotations
DaemonSet: +spec/template/metadata/annotations
StatefulSet: +spec/template/metadata/annotations
Job..batch: +spec/template/metadata/annotations
CronJob..batch: +spec/jobTemplate/metadata/annotations +spec/jobTemplate/spec/template/metadata/annotations
`

/** Fields that hold images. */
export const IMAGE_FIELDS = `
*: +spec/containers[]/image +spec/initContainers[]/image +spec/volumes[]/image/reference
  +spec/template/spec/containers[]/image +spec/template/spec/initContainers[]/image
  +spec/template/spec/volumes[]/image/reference +spec/jobTemplate/spec/template/spec/volumes[]/image/reference
`

/** Fields that hold a number of replicas. */
export const REPLICA_FIELDS = `
Deployment: +spec/replicas
ReplicationController: +spec/replicas
ReplicaSet: +spec/replicas
StatefulSet: +spec/replicas
`

/** Fields in which `$(NAME)` of `vars` is replaced. */
export const VARIABLE_FIELDS = `
CronJob: spec/jobTemplate/spec/template/spec/containers/args spec/jobTemplate/spec/template/spec/containers/command
  spec/jobTemplate/spec/template/spec/containers/env/value
  spec/jobTemplate/spec/template/spec/containers/volumeMounts/mountPath
  spec/jobTemplate/spec/template/spec/initContainers/args spec/jobTemplate/spec/template/spec/initContainers/command
  spec/jobTemplate/spec/template/spec/initContainers/env/value
  spec/jobTemplate/spec/template/spec/initContainers/volumeMounts/mountPath
  spec/jobTemplate/spec/template/volumes/nfs/server
DaemonSet: spec/template/spec/containers/args spec/template/spec/containers/command spec/template/spec/containers/env/value
  spec/template/spec/containers/volumeMounts/mountPath spec/template/spec/initContainers/args
  spec/template/spec/initContainers/command spec/template/spec/initContainers/env/value
  spec/template/spec/initContainers/volumeMounts/mountPath spec/template/spec/volumes/nfs/server
Deployment: spec/template/spec/containers/args spec/template/spec/containers/command
  spec/template/spec/containers/env/value spec/template/spec/containers/volumeMounts/mountPath
  spec/template/spec/initContainers/args spec/template/spec/initContainers/command
  spec/template/spec/initContainers/env/value spec/template/spec/initContainers/volumeMounts/mountPath
  spec/template/spec/volumes/nfs/server spec/template/metadata/annotations
Ingress: spec/rules/host spec/tls/hosts spec/tls/secretName
Job: spec/template/spec/containers/args spec/template/spec/containers/command spec/template/spec/containers/env/value
  spec/template/spec/containers/volumeMounts/mountPath spec/template/spec/initContainers/args
  spec/template/spec/initContainers/command spec/template/spec/initContainers/env/value
  spec/template/spec/initContainers/volumeMounts/mountPath spec/template/spec/volumes/nfs/server
Pod: spec/containers/args spec/containers/command spec/containers/env/value spec/containers/volumeMounts/mountPath
  spec/initContainers/args spec/initContainers/command spec/initContainers/env/value
  spec/initContainers/volumeMounts/mountPath spec/volumes/nfs/server
ReplicaSet: spec/template/spec/containers/args spec/template/spec/containers/command
  spec/template/spec/containers/env/value spec/template/spec/containers/volumeMounts/mountPath
  spec/template/spec/initContainers/args spec/template/spec/initContainers/command
  spec/template/spec/initContainers/env/value spec/template/spec/initContainers/volumeMounts/mountPath
  spec/template/spec/volumes/nfs/server
Service: spec/ports/port spec/ports/targetPort
StatefulSet: spec/template/spec/containers/args spec/template/spec/containers/command
  spec/template/spec/containers/env/value spec/template/spec/containers/volumeMounts/mountPath
  spec/template/spec/initContainers/args spec/template/spec/initContainers/command
  spec/template/spec/initContainers/env/value spec/template/spec/initContainers/volumeMounts/mountPath
  spec/volumeClaimTemplates/spec/nfs/server
PersistentVolume: spec/nfs/server
*: metadata/labels metadata/annotations
`
