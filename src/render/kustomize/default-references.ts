// Written by scripts/kustomize-tables.mjs from sigs.k8s.io/kustomize/api v0.21.2.

/** Who names whom: `= KIND.VERSION.GROUP` of the object named, then the fields of those that name it. */
export const NAME_REFERENCES = `
= Deployment
HorizontalPodAutoscaler: spec/scaleTargetRef/name
= ReplicationController
HorizontalPodAutoscaler: spec/scaleTargetRef/name
= ReplicaSet
HorizontalPodAutoscaler: spec/scaleTargetRef/name
= StatefulSet
HorizontalPodAutoscaler: spec/scaleTargetRef/name
= ConfigMap.v1
Pod.v1: spec/volumes/configMap/name spec/containers/env/valueFrom/configMapKeyRef/name
  spec/initContainers/env/valueFrom/configMapKeyRef/name spec/containers/envFrom/configMapRef/name
  spec/initContainers/envFrom/configMapRef/name spec/volumes/projected/sources/configMap/name
PodTemplate: template/spec/volumes/configMap/name template/spec/containers/env/valueFrom/configMapKeyRef/name
  template/spec/initContainers/env/valueFrom/configMapKeyRef/name template/spec/containers/envFrom/configMapRef/name
  template/spec/initContainers/envFrom/configMapRef/name template/spec/volumes/projected/sources/configMap/name
Deployment: spec/template/spec/volumes/configMap/name spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
  spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
  spec/template/spec/containers/envFrom/configMapRef/name spec/template/spec/initContainers/envFrom/configMapRef/name
  spec/template/spec/volumes/projected/sources/configMap/name
ReplicaSet: spec/template/spec/volumes/configMap/name spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
  spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
  spec/template/spec/containers/envFrom/configMapRef/name spec/template/spec/initContainers/envFrom/configMapRef/name
  spec/template/spec/volumes/projected/sources/configMap/name
DaemonSet: spec/template/spec/volumes/configMap/name spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
  spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
  spec/template/spec/containers/envFrom/configMapRef/name spec/template/spec/initContainers/envFrom/configMapRef/name
  spec/template/spec/volumes/projected/sources/configMap/name
StatefulSet: spec/template/spec/volumes/configMap/name spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
  spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
  spec/template/spec/containers/envFrom/configMapRef/name spec/template/spec/initContainers/envFrom/configMapRef/name
  spec/template/spec/volumes/projected/sources/configMap/name
Job: spec/template/spec/volumes/configMap/name spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
  spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
  spec/template/spec/containers/envFrom/configMapRef/name spec/template/spec/initContainers/envFrom/configMapRef/name
  spec/template/spec/volumes/projected/sources/configMap/name
CronJob: spec/jobTemplate/spec/template/spec/volumes/configMap/name
  spec/jobTemplate/spec/template/spec/volumes/projected/sources/configMap/name
  spec/jobTemplate/spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
  spec/jobTemplate/spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
  spec/jobTemplate/spec/template/spec/containers/envFrom/configMapRef/name
  spec/jobTemplate/spec/template/spec/initContainers/envFrom/configMapRef/name
Node: spec/configSource/configMap
Role: rules/resourceNames
ClusterRole: rules/resourceNames
Ingress: metadata/annotations/nginx.ingress.kubernetes.io/fastcgi-params-configmap
= Secret.v1
Pod.v1: spec/volumes/secret/secretName spec/containers/env/valueFrom/secretKeyRef/name
  spec/initContainers/env/valueFrom/secretKeyRef/name spec/containers/envFrom/secretRef/name
  spec/initContainers/envFrom/secretRef/name spec/imagePullSecrets/name spec/volumes/projected/sources/secret/name
PodTemplate: template/spec/volumes/secret/secretName template/spec/containers/env/valueFrom/secretKeyRef/name
  template/spec/initContainers/env/valueFrom/secretKeyRef/name template/spec/containers/envFrom/secretRef/name
  template/spec/initContainers/envFrom/secretRef/name template/spec/imagePullSecrets/name
  template/spec/volumes/projected/sources/secret/name
Deployment: spec/template/spec/volumes/secret/secretName spec/template/spec/containers/env/valueFrom/secretKeyRef/name
  spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name spec/template/spec/containers/envFrom/secretRef/name
  spec/template/spec/initContainers/envFrom/secretRef/name spec/template/spec/imagePullSecrets/name
  spec/template/spec/volumes/projected/sources/secret/name
ReplicaSet: spec/template/spec/volumes/secret/secretName spec/template/spec/containers/env/valueFrom/secretKeyRef/name
  spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name spec/template/spec/containers/envFrom/secretRef/name
  spec/template/spec/initContainers/envFrom/secretRef/name spec/template/spec/imagePullSecrets/name
  spec/template/spec/volumes/projected/sources/secret/name
DaemonSet: spec/template/spec/volumes/secret/secretName spec/template/spec/containers/env/valueFrom/secretKeyRef/name
  spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name spec/template/spec/containers/envFrom/secretRef/name
  spec/template/spec/initContainers/envFrom/secretRef/name spec/template/spec/imagePullSecrets/name
  spec/template/spec/volumes/projected/sources/secret/name
StatefulSet: spec/template/spec/volumes/secret/secretName spec/template/spec/containers/env/valueFrom/secretKeyRef/name
  spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name spec/template/spec/containers/envFrom/secretRef/name
  spec/template/spec/initContainers/envFrom/secretRef/name spec/template/spec/imagePullSecrets/name
  spec/template/spec/volumes/projected/sources/secret/name
Job: spec/template/spec/volumes/secret/secretName spec/template/spec/containers/env/valueFrom/secretKeyRef/name
  spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name spec/template/spec/containers/envFrom/secretRef/name
  spec/template/spec/initContainers/envFrom/secretRef/name spec/template/spec/imagePullSecrets/name
  spec/template/spec/volumes/projected/sources/secret/name
CronJob: spec/jobTemplate/spec/template/spec/volumes/secret/secretName
  spec/jobTemplate/spec/template/spec/volumes/projected/sources/secret/name
  spec/jobTemplate/spec/template/spec/containers/env/valueFrom/secretKeyRef/name
  spec/jobTemplate/spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name
  spec/jobTemplate/spec/template/spec/containers/envFrom/secretRef/name
  spec/jobTemplate/spec/template/spec/initContainers/envFrom/secretRef/name
  spec/jobTemplate/spec/template/spec/imagePullSecrets/name
Ingress: spec/tls/secretName metadata/annotations/ingress.kubernetes.io/auth-secret
  metadata/annotations/nginx.ingress.kubernetes.io/auth-secret
  metadata/annotations/nginx.ingress.kubernetes.io/auth-tls-secret spec/tls/secretName
ServiceAccount: imagePullSecrets/name
StorageClass: parameters/secretName parameters/adminSecretName parameters/userSecretName parameters/secretRef
Role: rules/resourceNames
ClusterRole: rules/resourceNames
Service.v1.serving.knative.dev: spec/template/spec/containers/env/valueFrom/secretKeyRef/name
PersistentVolume: spec/azureFile/secretName
= Service.v1
StatefulSet..apps: spec/serviceName
Ingress: spec/rules/http/paths/backend/serviceName spec/backend/serviceName spec/rules/http/paths/backend/service/name
  spec/defaultBackend/service/name
APIService..apiregistration.k8s.io: spec/service/name
ValidatingWebhookConfiguration..admissionregistration.k8s.io: webhooks/clientConfig/service
MutatingWebhookConfiguration..admissionregistration.k8s.io: webhooks/clientConfig/service
= Role..rbac.authorization.k8s.io
RoleBinding..rbac.authorization.k8s.io: roleRef/name
= ClusterRole..rbac.authorization.k8s.io
RoleBinding..rbac.authorization.k8s.io: roleRef/name
ClusterRoleBinding..rbac.authorization.k8s.io: roleRef/name
= ServiceAccount.v1
RoleBinding..rbac.authorization.k8s.io: subjects
ClusterRoleBinding..rbac.authorization.k8s.io: subjects
Pod: spec/serviceAccountName
StatefulSet: spec/template/spec/serviceAccountName
Deployment: spec/template/spec/serviceAccountName
ReplicationController: spec/template/spec/serviceAccountName
CronJob: spec/jobTemplate/spec/template/spec/serviceAccountName
Job: spec/template/spec/serviceAccountName
DaemonSet: spec/template/spec/serviceAccountName
= PersistentVolumeClaim.v1
Pod: spec/volumes/persistentVolumeClaim/claimName
StatefulSet: spec/template/spec/volumes/persistentVolumeClaim/claimName
Deployment: spec/template/spec/volumes/persistentVolumeClaim/claimName
ReplicationController: spec/template/spec/volumes/persistentVolumeClaim/claimName
CronJob: spec/jobTemplate/spec/template/spec/volumes/persistentVolumeClaim/claimName
Job: spec/template/spec/volumes/persistentVolumeClaim/claimName
DaemonSet: spec/template/spec/volumes/persistentVolumeClaim/claimName
= PersistentVolume.v1
PersistentVolumeClaim: spec/volumeName
ClusterRole: rules/resourceNames
= StorageClass.v1.storage.k8s.io
PersistentVolume: spec/storageClassName
PersistentVolumeClaim: spec/storageClassName
StatefulSet: spec/volumeClaimTemplates/spec/storageClassName
= PriorityClass.v1.scheduling.k8s.io
Pod: spec/priorityClassName
StatefulSet: spec/template/spec/priorityClassName
Deployment: spec/template/spec/priorityClassName
ReplicationController: spec/template/spec/priorityClassName
CronJob: spec/jobTemplate/spec/template/spec/priorityClassName
Job: spec/template/spec/priorityClassName
DaemonSet: spec/template/spec/priorityClassName
= IngressClass.v1.networking.k8s.io/v1
Ingress: spec/ingressClassName
= ValidatingAdmissionPolicy..admissionregistration.k8s.io
ValidatingAdmissionPolicyBinding..admissionregistration.k8s.io: spec/policyName
`
