import { type Item, list, type MapValue, mapOf, string, unknownBecause } from '../../languages/cel/value.ts'
import { changed, put, textIn } from './map-value.ts'

/** The defaults of a kind that follow from other fields, as kube-apiserver 1.37.2 puts them in; by API group and kind. */
export const COMPUTED: Readonly<Record<string, (object: MapValue) => MapValue>> = {
  'networking.k8s.io/NetworkPolicy': (object) => changed(object, ['spec'], withPolicyTypes),
  'rbac.authorization.k8s.io/RoleBinding': (object) => changed(object, ['subjects', '*'], withSubjectGroup),
  'rbac.authorization.k8s.io/ClusterRoleBinding': (object) => changed(object, ['subjects', '*'], withSubjectGroup),
  'autoscaling/HorizontalPodAutoscaler': (object) => changed(object, ['spec'], withMetrics),
  'apps/StatefulSet': (object) => changed(object, ['spec', 'volumeClaimTemplates', '*'], withClaimType),
  'batch/Job': withJobSelector,
}

function withPolicyTypes(spec: MapValue): MapValue {
  if (spec.open !== undefined || spec.entries.has('spolicyTypes')) return spec
  const egress = spec.entries.has('segress') ? ['Egress'] : []
  return put(spec, 'policyTypes', list(['Ingress', ...egress].map(string)))
}

function withSubjectGroup(subject: MapValue): MapValue {
  if (subject.open !== undefined || subject.entries.has('sapiGroup')) return subject
  const kind = textIn(subject, 'kind')
  return kind === 'User' || kind === 'Group' ? put(subject, 'apiGroup', string('rbac.authorization.k8s.io')) : subject
}

/** Version 2; version 1 has a percentage of its own. */
function withMetrics(spec: MapValue): MapValue {
  const first = spec.entries.has('stargetCPUUtilizationPercentage')
  if (spec.open !== undefined || spec.entries.has('smetrics') || first) return spec
  const target = mapOf([
    ['type', string('Utilization')],
    ['averageUtilization', { kind: 'int', value: 80n } as Item],
  ])
  const resource = mapOf([
    ['name', string('cpu')],
    ['target', target],
  ])
  return put(
    spec,
    'metrics',
    list([
      mapOf([
        ['type', string('Resource')],
        ['resource', resource],
      ]),
    ]),
  )
}

function withClaimType(claim: MapValue): MapValue {
  if (claim.open !== undefined) return claim
  const typed = put(put(claim, 'apiVersion', string('v1')), 'kind', string('PersistentVolumeClaim'))
  return typed.entries.has('sstatus') ? typed : put(typed, 'status', mapOf([['phase', string('Pending')]]))
}

/** A job that does not bring its own selector gets one by the uid that only the server knows. */
function withJobSelector(job: MapValue): MapValue {
  const spec = job.entries.get('sspec')?.value
  if (spec?.kind !== 'map' || spec.open !== undefined || spec.entries.has('sselector')) return job
  const uid = unknownBecause('the uid of the job is made by the API server')
  const name = job.entries.get('smetadata')?.value
  const jobName =
    (name?.kind === 'map' ? name.entries.get('sname')?.value : undefined) ?? unknownBecause('the manifest does not say the name')
  const labels = ['batch.kubernetes.io/controller-uid', 'controller-uid'].map((key) => [key, uid] as const)
  const names = ['batch.kubernetes.io/job-name', 'job-name'].map((key) => [key, jobName] as const)
  const selected = put(spec, 'selector', mapOf([['matchLabels', mapOf(labels.slice(0, 1))]]))
  const template = selected.entries.get('stemplate')?.value
  if (template?.kind !== 'map') return put(job, 'spec', selected)
  const metadata = template.entries.get('smetadata')?.value ?? mapOf([])
  if (metadata.kind !== 'map') return put(job, 'spec', selected)
  const own = metadata.entries.get('slabels')?.value
  const all = mapOf([...labels, ...names])
  const merged = own?.kind === 'map' ? { ...own, entries: new Map([...own.entries, ...all.entries]) } : all
  return put(job, 'spec', put(selected, 'template', put(template, 'metadata', put(metadata, 'labels', merged))))
}
