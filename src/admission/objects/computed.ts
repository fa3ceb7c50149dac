import { type Item, list, type MapValue, mapOf, string, unknownBecause } from '../../languages/cel/value.ts'
import { labelsOfTemplate, withJobDefaults, withTemplateLabels } from './job-defaults.ts'
import { changed, put, textIn } from './map-value.ts'
import { withServiceDefaults } from './service-defaults.ts'

/** The defaults of a kind that follow from other fields, as kube-apiserver 1.37.2 puts them in; by API group and kind. */
export const COMPUTED: Readonly<Record<string, (object: MapValue) => MapValue>> = {
  'networking.k8s.io/NetworkPolicy': (object) => changed(object, ['spec'], withPolicyTypes),
  'rbac.authorization.k8s.io/RoleBinding': (object) => changed(object, ['subjects', '*'], withSubjectGroup),
  'rbac.authorization.k8s.io/ClusterRoleBinding': (object) => changed(object, ['subjects', '*'], withSubjectGroup),
  'autoscaling/HorizontalPodAutoscaler': withMetrics,
  'apps/StatefulSet': (object) => changed(object, ['spec', 'volumeClaimTemplates', '*'], withClaimType),
  'batch/Job': withJobDefaults,
  '/Service': (object) => withServiceDefaults(changed(object, ['spec', 'ports', '*'], withTargetPort)),
  '/ReplicationController': withOwnSelector,
  'apps/DaemonSet': withGeneration,
  '/LimitRange': (object) => changed(object, ['spec', 'limits', '*'], withLimits),
  '/Node': (object) => changed(object, ['spec'], withTaint),
  '/PersistentVolumeClaim': (object) => changed(object, ['metadata'], withFinalizer('kubernetes.io/pvc-protection')),
  '/PersistentVolume': (object) => changed(object, ['metadata'], withFinalizer('kubernetes.io/pv-protection')),
  'storage.k8s.io/VolumeAttributesClass': (object) =>
    changed(object, ['metadata'], withFinalizer('kubernetes.io/vac-protection')),
  'apiextensions.k8s.io/CustomResourceDefinition': (object) => changed(object, ['spec', 'names'], withNames),
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
function withMetrics(object: MapValue): MapValue {
  return changed(object, ['spec'], textIn(object, 'apiVersion') === 'autoscaling/v1' ? withPercentage : withProcessor)
}

function withPercentage(spec: MapValue): MapValue {
  const open = spec.open !== undefined || spec.entries.has('stargetCPUUtilizationPercentage')
  return open ? spec : put(spec, 'targetCPUUtilizationPercentage', { kind: 'int', value: 80n })
}

function withProcessor(spec: MapValue): MapValue {
  if (spec.open !== undefined || spec.entries.has('smetrics')) return spec
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

function withTargetPort(port: MapValue): MapValue {
  const own = port.entries.get('sport')
  return own === undefined || port.entries.has('stargetPort') || port.open !== undefined
    ? port
    : put(port, 'targetPort', own.value)
}

function withOwnSelector(controller: MapValue): MapValue {
  const labels = labelsOfTemplate(controller)
  const selected = changed(controller, ['spec'], (spec) =>
    labels === undefined || spec.open !== undefined || spec.entries.has('sselector') ? spec : put(spec, 'selector', labels),
  )
  return withTemplateLabels(selected)
}

/** How often the template was changed only the server knows. */
function withGeneration(set: MapValue): MapValue {
  return changed(set, ['metadata'], (metadata) => {
    const own = metadata.entries.get('sannotations')?.value ?? mapOf([])
    const generation = unknownBecause('the generation of the template is counted by the API server')
    return own.kind === 'map' && metadata.open === undefined
      ? put(metadata, 'annotations', put(own, 'deprecated.daemonset.template.generation', generation))
      : metadata
  })
}

/** A container's limits are at most the maximum, its requests the limits, unless the range says otherwise. */
function withLimits(limit: MapValue): MapValue {
  if (limit.open !== undefined || textIn(limit, 'type') !== 'Container') return limit
  const of = (key: string): MapValue => {
    const value = limit.entries.get(`s${key}`)?.value
    return value?.kind === 'map' ? value : mapOf([])
  }
  const defaults = new Map([...of('max').entries, ...of('default').entries])
  const requests = new Map([...of('min').entries, ...defaults, ...of('defaultRequest').entries])
  const set = (map: MapValue, key: string, entries: MapValue['entries']): MapValue =>
    entries.size === 0 ? map : put(map, key, { kind: 'map', entries })
  return set(set(limit, 'default', defaults), 'defaultRequest', requests)
}

/** A node that is not ready yet takes no pods. */
function withTaint(spec: MapValue): MapValue {
  const own = spec.entries.get('staints')?.value
  if (spec.open !== undefined || (own !== undefined && own.kind !== 'list')) return spec
  const taint = mapOf([
    ['key', string('node.kubernetes.io/not-ready')],
    ['effect', string('NoSchedule')],
  ])
  return put(spec, 'taints', list([...(own?.items ?? []), taint]))
}

function withFinalizer(name: string): (metadata: MapValue) => MapValue {
  return (metadata) => {
    const own = metadata.entries.get('sfinalizers')?.value
    if (metadata.open !== undefined || (own !== undefined && own.kind !== 'list')) return metadata
    const items = own?.items ?? []
    return items.some((item) => item.kind === 'string' && item.value === name)
      ? metadata
      : put(metadata, 'finalizers', list([...items, string(name)]))
  }
}

function withNames(names: MapValue): MapValue {
  const kind = textIn(names, 'kind')
  if (names.open !== undefined || kind === undefined) return names
  const singular = names.entries.has('ssingular') ? names : put(names, 'singular', string(kind.toLowerCase()))
  return singular.entries.has('slistKind') ? singular : put(singular, 'listKind', string(`${kind}List`))
}
