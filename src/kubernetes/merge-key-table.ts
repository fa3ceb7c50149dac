// Written by scripts/kustomize-tables.mjs from the OpenAPI document of Kubernetes v1.21.2 in sigs.k8s.io/kustomize/kyaml v0.21.2.
// Only definitions below which some list is merged are kept; metadata is everywhere the same.

/** `DEFINITION: FIELD…`; `[key,…]`: a list merged by these keys (`=`: by value), `[]`: another list, `>`: what it holds. */
export const MERGED_LISTS = `
admissionregistration.v1.MutatingWebhook: namespaceSelector>meta.LabelSelector objectSelector>meta.LabelSelector
admissionregistration.v1.MutatingWebhookConfiguration: webhooks[name]>admissionregistration.v1.MutatingWebhook
admissionregistration.v1.ValidatingWebhook: namespaceSelector>meta.LabelSelector objectSelector>meta.LabelSelector
admissionregistration.v1.ValidatingWebhookConfiguration: webhooks[name]>admissionregistration.v1.ValidatingWebhook
admissionregistration.v1beta1.MutatingWebhook: namespaceSelector>meta.LabelSelector objectSelector>meta.LabelSelector
admissionregistration.v1beta1.MutatingWebhookConfiguration: webhooks[name]>admissionregistration.v1beta1.MutatingWebhook
admissionregistration.v1beta1.ValidatingWebhook: namespaceSelector>meta.LabelSelector objectSelector>meta.LabelSelector
admissionregistration.v1beta1.ValidatingWebhookConfiguration:
  webhooks[name]>admissionregistration.v1beta1.ValidatingWebhook
apps.v1.DaemonSet: spec>apps.v1.DaemonSetSpec status>apps.v1.DaemonSetStatus
apps.v1.DaemonSetSpec: selector>meta.LabelSelector template>PodTemplateSpec
apps.v1.DaemonSetStatus: conditions[type]
apps.v1.Deployment: spec>apps.v1.DeploymentSpec status>apps.v1.DeploymentStatus
apps.v1.DeploymentSpec: selector>meta.LabelSelector template>PodTemplateSpec
apps.v1.DeploymentStatus: conditions[type]
apps.v1.ReplicaSet: spec>apps.v1.ReplicaSetSpec status>apps.v1.ReplicaSetStatus
apps.v1.ReplicaSetSpec: selector>meta.LabelSelector template>PodTemplateSpec
apps.v1.ReplicaSetStatus: conditions[type]
apps.v1.StatefulSet: spec>apps.v1.StatefulSetSpec status>apps.v1.StatefulSetStatus
apps.v1.StatefulSetSpec: selector>meta.LabelSelector template>PodTemplateSpec volumeClaimTemplates[]>PersistentVolumeClaim
apps.v1.StatefulSetStatus: conditions[type]
autoscaling.v2beta1.ExternalMetricSource: metricSelector>meta.LabelSelector
autoscaling.v2beta1.ExternalMetricStatus: metricSelector>meta.LabelSelector
autoscaling.v2beta1.HorizontalPodAutoscaler: spec>autoscaling.v2beta1.HorizontalPodAutoscalerSpec
  status>autoscaling.v2beta1.HorizontalPodAutoscalerStatus
autoscaling.v2beta1.HorizontalPodAutoscalerSpec: metrics[]>autoscaling.v2beta1.MetricSpec
autoscaling.v2beta1.HorizontalPodAutoscalerStatus: currentMetrics[]>autoscaling.v2beta1.MetricStatus
autoscaling.v2beta1.MetricSpec: external>autoscaling.v2beta1.ExternalMetricSource
  object>autoscaling.v2beta1.ObjectMetricSource pods>autoscaling.v2beta1.PodsMetricSource
autoscaling.v2beta1.MetricStatus: external>autoscaling.v2beta1.ExternalMetricStatus
  object>autoscaling.v2beta1.ObjectMetricStatus pods>autoscaling.v2beta1.PodsMetricStatus
autoscaling.v2beta1.ObjectMetricSource: selector>meta.LabelSelector
autoscaling.v2beta1.ObjectMetricStatus: selector>meta.LabelSelector
autoscaling.v2beta1.PodsMetricSource: selector>meta.LabelSelector
autoscaling.v2beta1.PodsMetricStatus: selector>meta.LabelSelector
autoscaling.v2beta2.ExternalMetricSource: metric>autoscaling.v2beta2.MetricIdentifier
autoscaling.v2beta2.ExternalMetricStatus: metric>autoscaling.v2beta2.MetricIdentifier
autoscaling.v2beta2.HorizontalPodAutoscaler: spec>autoscaling.v2beta2.HorizontalPodAutoscalerSpec
  status>autoscaling.v2beta2.HorizontalPodAutoscalerStatus
autoscaling.v2beta2.HorizontalPodAutoscalerSpec: metrics[]>autoscaling.v2beta2.MetricSpec
autoscaling.v2beta2.HorizontalPodAutoscalerStatus: currentMetrics[]>autoscaling.v2beta2.MetricStatus
autoscaling.v2beta2.MetricIdentifier: selector>meta.LabelSelector
autoscaling.v2beta2.MetricSpec: external>autoscaling.v2beta2.ExternalMetricSource
  object>autoscaling.v2beta2.ObjectMetricSource pods>autoscaling.v2beta2.PodsMetricSource
autoscaling.v2beta2.MetricStatus: external>autoscaling.v2beta2.ExternalMetricStatus
  object>autoscaling.v2beta2.ObjectMetricStatus pods>autoscaling.v2beta2.PodsMetricStatus
autoscaling.v2beta2.ObjectMetricSource: metric>autoscaling.v2beta2.MetricIdentifier
autoscaling.v2beta2.ObjectMetricStatus: metric>autoscaling.v2beta2.MetricIdentifier
autoscaling.v2beta2.PodsMetricSource: metric>autoscaling.v2beta2.MetricIdentifier
autoscaling.v2beta2.PodsMetricStatus: metric>autoscaling.v2beta2.MetricIdentifier
batch.v1.CronJob: spec>batch.v1.CronJobSpec
batch.v1.CronJobSpec: jobTemplate>batch.v1.JobTemplateSpec
batch.v1.Job: spec>batch.v1.JobSpec status>batch.v1.JobStatus
batch.v1.JobSpec: selector>meta.LabelSelector template>PodTemplateSpec
batch.v1.JobStatus: conditions[type]
batch.v1.JobTemplateSpec: spec>batch.v1.JobSpec
batch.v1beta1.CronJob: spec>batch.v1beta1.CronJobSpec
batch.v1beta1.CronJobSpec: jobTemplate>batch.v1beta1.JobTemplateSpec
batch.v1beta1.JobTemplateSpec: spec>batch.v1.JobSpec
Affinity: podAffinity>PodAffinity podAntiAffinity>PodAntiAffinity
ComponentStatus: conditions[type]
Container: env[name] ports[containerPort,protocol] volumeDevices[devicePath] volumeMounts[mountPath]
EphemeralContainer: env[name] volumeDevices[devicePath] volumeMounts[mountPath]
EphemeralVolumeSource: volumeClaimTemplate>PersistentVolumeClaimTemplate
Namespace: status>NamespaceStatus
NamespaceStatus: conditions[type]
Node: spec>NodeSpec status>NodeStatus
NodeSpec: podCIDRs[=]
NodeStatus: addresses[type] conditions[type]
PersistentVolumeClaim: spec>PersistentVolumeClaimSpec status>PersistentVolumeClaimStatus
PersistentVolumeClaimSpec: selector>meta.LabelSelector
PersistentVolumeClaimStatus: conditions[type]
PersistentVolumeClaimTemplate: spec>PersistentVolumeClaimSpec
Pod: spec>PodSpec status>PodStatus
PodAffinity: preferredDuringSchedulingIgnoredDuringExecution[]>WeightedPodAffinityTerm
  requiredDuringSchedulingIgnoredDuringExecution[]>PodAffinityTerm
PodAffinityTerm: labelSelector>meta.LabelSelector namespaceSelector>meta.LabelSelector
PodAntiAffinity: preferredDuringSchedulingIgnoredDuringExecution[]>WeightedPodAffinityTerm
  requiredDuringSchedulingIgnoredDuringExecution[]>PodAffinityTerm
PodSpec: affinity>Affinity containers[name]>Container ephemeralContainers[name]>EphemeralContainer hostAliases[ip]
  imagePullSecrets[name] initContainers[name]>Container
  topologySpreadConstraints[topologyKey,whenUnsatisfiable]>TopologySpreadConstraint volumes[name]>Volume
PodStatus: conditions[type] podIPs[ip]
PodTemplate: template>PodTemplateSpec
PodTemplateSpec: spec>PodSpec
ReplicationController: spec>ReplicationControllerSpec status>ReplicationControllerStatus
ReplicationControllerSpec: template>PodTemplateSpec
ReplicationControllerStatus: conditions[type]
Service: spec>ServiceSpec status>ServiceStatus
ServiceAccount: secrets[name]
ServiceSpec: ports[port,protocol]
ServiceStatus: conditions[type]
TopologySpreadConstraint: labelSelector>meta.LabelSelector
Volume: ephemeral>EphemeralVolumeSource
WeightedPodAffinityTerm: podAffinityTerm>PodAffinityTerm
networking.v1.NetworkPolicy: spec>networking.v1.NetworkPolicySpec
networking.v1.NetworkPolicyEgressRule: to[]>networking.v1.NetworkPolicyPeer
networking.v1.NetworkPolicyIngressRule: from[]>networking.v1.NetworkPolicyPeer
networking.v1.NetworkPolicyPeer: namespaceSelector>meta.LabelSelector podSelector>meta.LabelSelector
networking.v1.NetworkPolicySpec: egress[]>networking.v1.NetworkPolicyEgressRule
  ingress[]>networking.v1.NetworkPolicyIngressRule podSelector>meta.LabelSelector
policy.v1.PodDisruptionBudget: spec>policy.v1.PodDisruptionBudgetSpec status>policy.v1.PodDisruptionBudgetStatus
policy.v1.PodDisruptionBudgetSpec: selector>meta.LabelSelector
policy.v1.PodDisruptionBudgetStatus: conditions[type]
policy.v1beta1.PodDisruptionBudget: spec>policy.v1beta1.PodDisruptionBudgetSpec
  status>policy.v1beta1.PodDisruptionBudgetStatus
policy.v1beta1.PodDisruptionBudgetSpec: selector>meta.LabelSelector
policy.v1beta1.PodDisruptionBudgetStatus: conditions[type]
rbac.v1.AggregationRule: clusterRoleSelectors[]>meta.LabelSelector
rbac.v1.ClusterRole: aggregationRule>rbac.v1.AggregationRule
rbac.v1beta1.AggregationRule: clusterRoleSelectors[]>meta.LabelSelector
rbac.v1beta1.ClusterRole: aggregationRule>rbac.v1beta1.AggregationRule
storage.v1.CSINode: spec>storage.v1.CSINodeSpec
storage.v1.CSINodeSpec: drivers[name]
storage.v1beta1.CSINode: spec>storage.v1beta1.CSINodeSpec
storage.v1beta1.CSINodeSpec: drivers[name]
storage.v1beta1.CSIStorageCapacity: nodeTopology>meta.LabelSelector
meta.LabelSelector: matchExpressions[]>meta.LabelSelectorRequirement
meta.LabelSelectorRequirement: key[key]
meta.ObjectMeta: finalizers[=] ownerReferences[uid]
apiregistration.v1.APIService: status>apiregistration.v1.APIServiceStatus
apiregistration.v1.APIServiceStatus: conditions[type]
apiregistration.v1beta1.APIService: status>apiregistration.v1beta1.APIServiceStatus
apiregistration.v1beta1.APIServiceStatus: conditions[type]
`

/** Which definition an object of `APIVERSION/KIND` has; those without one have merged lists in `metadata` alone. */
export const MERGED_KINDS = `
kinds: admissionregistration.k8s.io/v1/MutatingWebhookConfiguration=admissionregistration.v1.MutatingWebhookConfiguration
  admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration=admissionregistration.v1.ValidatingWebhookConfiguration
  admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration=admissionregistration.v1beta1.MutatingWebhookConfiguration
  admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration=admissionregistration.v1beta1.ValidatingWebhookConfiguration
  apiextensions.k8s.io/v1/CustomResourceDefinition apiextensions.k8s.io/v1beta1/CustomResourceDefinition
  apiregistration.k8s.io/v1/APIService=apiregistration.v1.APIService
  apiregistration.k8s.io/v1beta1/APIService=apiregistration.v1beta1.APIService apps/v1/ControllerRevision
  apps/v1/DaemonSet=apps.v1.DaemonSet apps/v1/Deployment=apps.v1.Deployment apps/v1/ReplicaSet=apps.v1.ReplicaSet
  apps/v1/StatefulSet=apps.v1.StatefulSet authentication.k8s.io/v1/TokenRequest autoscaling/v1/HorizontalPodAutoscaler
  autoscaling/v1/Scale autoscaling/v2beta1/HorizontalPodAutoscaler=autoscaling.v2beta1.HorizontalPodAutoscaler
  autoscaling/v2beta2/HorizontalPodAutoscaler=autoscaling.v2beta2.HorizontalPodAutoscaler batch/v1/CronJob=batch.v1.CronJob
  batch/v1/Job=batch.v1.Job batch/v1beta1/CronJob=batch.v1beta1.CronJob certificates.k8s.io/v1/CertificateSigningRequest
  certificates.k8s.io/v1beta1/CertificateSigningRequest coordination.k8s.io/v1/Lease coordination.k8s.io/v1beta1/Lease
  discovery.k8s.io/v1/EndpointSlice discovery.k8s.io/v1beta1/EndpointSlice extensions/v1beta1/Ingress
  flowcontrol.apiserver.k8s.io/v1beta1/FlowSchema flowcontrol.apiserver.k8s.io/v1beta1/PriorityLevelConfiguration
  networking.k8s.io/v1/Ingress networking.k8s.io/v1/IngressClass
  networking.k8s.io/v1/NetworkPolicy=networking.v1.NetworkPolicy networking.k8s.io/v1beta1/Ingress
  networking.k8s.io/v1beta1/IngressClass node.k8s.io/v1/RuntimeClass node.k8s.io/v1beta1/RuntimeClass
  policy/v1/PodDisruptionBudget=policy.v1.PodDisruptionBudget policy/v1beta1/Eviction
  policy/v1beta1/PodDisruptionBudget=policy.v1beta1.PodDisruptionBudget policy/v1beta1/PodSecurityPolicy
  rbac.authorization.k8s.io/v1/ClusterRole=rbac.v1.ClusterRole rbac.authorization.k8s.io/v1/ClusterRoleBinding
  rbac.authorization.k8s.io/v1/Role rbac.authorization.k8s.io/v1/RoleBinding
  rbac.authorization.k8s.io/v1beta1/ClusterRole=rbac.v1beta1.ClusterRole
  rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding rbac.authorization.k8s.io/v1beta1/Role
  rbac.authorization.k8s.io/v1beta1/RoleBinding scheduling.k8s.io/v1/PriorityClass scheduling.k8s.io/v1beta1/PriorityClass
  storage.k8s.io/v1/CSIDriver storage.k8s.io/v1/CSINode=storage.v1.CSINode storage.k8s.io/v1/StorageClass
  storage.k8s.io/v1/VolumeAttachment storage.k8s.io/v1beta1/CSIDriver
  storage.k8s.io/v1beta1/CSINode=storage.v1beta1.CSINode
  storage.k8s.io/v1beta1/CSIStorageCapacity=storage.v1beta1.CSIStorageCapacity storage.k8s.io/v1beta1/StorageClass
  storage.k8s.io/v1beta1/VolumeAttachment v1/Binding v1/ComponentStatus=ComponentStatus v1/ConfigMap v1/Endpoints
  v1/LimitRange v1/Namespace=Namespace v1/Node=Node v1/PersistentVolume v1/PersistentVolumeClaim=PersistentVolumeClaim
  v1/Pod=Pod v1/PodTemplate=PodTemplate v1/ReplicationController=ReplicationController v1/ResourceQuota v1/Secret
  v1/Service=Service v1/ServiceAccount=ServiceAccount v1/Status
`
