import { POD_DEFAULTS, TEMPLATE_AT, TYPE_DEFAULTS } from '../../kubernetes/default-table.ts'
import { goTypeOf } from '../../kubernetes/field-table.ts'
import type { DefaultsAt, Written } from '../../kubernetes/written-defaults.ts'
import { canonicalQuantity } from '../../languages/cel/quantity.ts'
import { type Item, type MapEntry, type MapValue, NULL, string, unknownBecause, type Value } from '../../languages/cel/value.ts'
import { COMPUTED } from './computed.ts'
import { changed, put, textIn } from './map-value.ts'
import { withPlugins } from './pod-plugins.ts'
import { filledOut } from './typed-value.ts'

/**
 * The object as the API server keeps it, as far as that is known: the defaults of the built-in kinds put in, and what only the
 * server writes unknown. What admission plugins and webhooks add, and the defaults of custom resources, are not known here.
 */
export function withDefaults(value: Value, type: string): Value {
  if (value.kind !== 'map') return value
  const own = TYPE_DEFAULTS[type] ?? []
  const template = TEMPLATE_AT[type]
  const ofPods =
    template === undefined
      ? []
      : POD_DEFAULTS.filter(({ only }) => only === undefined || only === type || only === (template === '' ? 'pod' : 'template'))
  const prefix = template === undefined || template === '' ? [] : template.split('.')
  const filled = [...own, ...ofPods.map(({ at, add }) => ({ at: [...prefix, ...at], add }))].reduce<MapValue>(
    (whole, { at, add }) => changed(whole, at, (map) => filledWith(map, add)),
    template === undefined ? value : changed(value, [...prefix, 'spec'], withNewAccount),
  )
  const rollout = ROLLOUTS[type]
  const rolled = rollout === undefined ? filled : changed(filled, rollout.at, (map) => withRollout(map, rollout.add))
  const computed = template === undefined ? rolled : withComputed(rolled, prefix)
  const counted = (AMOUNTS[type] ?? []).reduce((whole, at) => changed(whole, at, withCanonical), computed)
  const whole = COMPUTED[type]?.(counted) ?? counted
  const written = withServerFields(type === '/Pod' ? withPlugins(whole) : whole, type)
  const goType = goTypeOf(textIn(value, 'apiVersion') ?? '', textIn(value, 'kind') ?? '')
  return goType === undefined ? written : filledOut(written, goType)
}

/** How pods are replaced step by step, where a strategy is written and does not say so. */
const ROLLOUTS: Readonly<Record<string, DefaultsAt>> = {
  'apps/Deployment': { at: ['spec', 'strategy'], add: { maxSurge: '25%', maxUnavailable: '25%' } },
  'apps/StatefulSet': { at: ['spec', 'updateStrategy'], add: { partition: 0, maxUnavailable: 1 } },
  'apps/DaemonSet': { at: ['spec', 'updateStrategy'], add: { maxSurge: 0, maxUnavailable: 1 } },
}

function withRollout(strategy: MapValue, add: DefaultsAt['add']): MapValue {
  if (strategy.entries.has('stype') && textIn(strategy, 'type') !== 'RollingUpdate') return strategy
  const whole = filledWith(strategy, { type: 'RollingUpdate', rollingUpdate: {} })
  return changed(whole, ['rollingUpdate'], (map) => filledWith(map, add))
}

/** Where quantities stand beside those of containers. */
const AMOUNTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '/PersistentVolumeClaim': [
    ['spec', 'resources', 'requests'],
    ['spec', 'resources', 'limits'],
  ],
  '/PersistentVolume': [['spec', 'capacity']],
  '/ResourceQuota': [['spec', 'hard']],
}

/** Adds what is not there. In a patch it may stand elsewhere, so nothing is certain. */
function filledWith(map: MapValue, add: Readonly<Record<string, Written>>): MapValue {
  if (map.open !== undefined) return map
  return Object.entries(add).reduce(
    (whole, [key, written]) => (whole.entries.has(`s${key}`) ? whole : put(whole, key, fromTable(written))),
    map,
  )
}

function fromTable(written: Written): Item {
  if (typeof written === 'string') return string(written)
  if (typeof written === 'number') return { kind: 'int', value: BigInt(written) }
  if (typeof written === 'boolean') return { kind: 'bool', value: written }
  if (Array.isArray(written)) return { kind: 'list', items: written.map(fromTable) }
  if ('nothing' in written) return NULL
  if ('unknown' in written && typeof written.unknown === 'string') return unknownBecause(written.unknown)
  const entries = Object.entries(written).map(([key, value]): [string, MapEntry] => [
    `s${key}`,
    { key: string(key), value: fromTable(value) },
  ])
  return { kind: 'map', entries: new Map(entries) }
}

/** The defaults that follow from another field. */
function withComputed(value: MapValue, prefix: readonly string[]): MapValue {
  const isPod = prefix.length === 0
  const lists = ['containers', 'initContainers'].map((list) => [...prefix, 'spec', list, '*'])
  const pulled = lists.reduce((whole, at) => changed(whole, at, withPullPolicy), value)
  const measured = ['limits', 'requests'].reduce(
    (whole, kind) => lists.reduce((inner, at) => changed(inner, [...at, 'resources', kind], withCanonical), whole),
    pulled,
  )
  const sized = isPod ? lists.reduce((whole, at) => changed(whole, [...at, 'resources'], withRequests), measured) : measured
  const housed = changed(sized, [...prefix, 'spec', 'volumes', '*'], withVolumeSource)
  return changed(
    changed(housed, [...prefix, 'spec'], (spec) => withHostPorts(spec, isPod)),
    [...prefix, 'spec'],
    withAccount,
  )
}

function withPullPolicy(container: MapValue): MapValue {
  return withPolicyFor(container, textIn(container, 'image'), 'imagePullPolicy')
}

function withPolicyFor(map: MapValue, image: string | undefined, key: string): MapValue {
  if (map.open !== undefined || map.entries.has(`s${key}`)) return map
  if (image === undefined) return put(map, key, unknownBecause('the pull policy follows from the image'))
  const last = image.slice(image.lastIndexOf('/') + 1)
  const latest = !image.includes('@') && (!last.includes(':') || last.endsWith(':latest'))
  const both = image.includes('@') && /:latest@/.test(last)
  return put(map, key, string(latest || both ? 'Always' : 'IfNotPresent'))
}

/** Quantities as the API server writes them back. */
function withCanonical(amounts: MapValue): MapValue {
  const written = (value: Item): Item => {
    if (value.kind !== 'string') return value
    const canonical = canonicalQuantity(value.value)
    return canonical === undefined
      ? unknownBecause(`how the API server writes the quantity "${value.value.slice(0, 30)}"`)
      : string(canonical)
  }
  return {
    ...amounts,
    entries: new Map([...amounts.entries].map(([key, entry]) => [key, { ...entry, value: written(entry.value) }])),
  }
}

function withRequests(resources: MapValue): MapValue {
  const limits = resources.entries.get('slimits')?.value
  if (resources.open !== undefined || limits?.kind !== 'map' || limits.open !== undefined) return resources
  const own = resources.entries.get('srequests')?.value
  if (own !== undefined && own.kind !== 'map') return resources
  const requests: MapValue = { kind: 'map', entries: new Map([...limits.entries, ...(own?.entries ?? [])]) }
  return requests.entries.size === 0 ? resources : put(resources, 'requests', requests)
}

function withVolumeSource(volume: MapValue): MapValue {
  const bare = volume.open === undefined && [...volume.entries.keys()].every((key) => key === 'sname')
  if (bare) return put(volume, 'emptyDir', { kind: 'map', entries: new Map() })
  return changed(volume, ['image'], (image) => withPolicyFor(image, textIn(image, 'reference'), 'pullPolicy'))
}

/** The older name of the field counts where the newer one is not written. */
function withNewAccount(spec: MapValue): MapValue {
  const older = spec.entries.get('sserviceAccount')?.value
  return older === undefined || spec.entries.has('sserviceAccountName') ? spec : put(spec, 'serviceAccountName', older)
}

/** The older name of the field says the same. */
function withAccount(spec: MapValue): MapValue {
  const name = spec.entries.get('sserviceAccountName')?.value
  return name === undefined || spec.open !== undefined ? spec : put(spec, 'serviceAccount', name)
}

/** On the network of the node a container's port is one of the node; for templates that depends on the version of the cluster. */
function withHostPorts(spec: MapValue, isPod: boolean): MapValue {
  const host = spec.entries.get('shostNetwork')?.value
  if (host?.kind !== 'bool' || !host.value) return spec
  const why = unknownBecause('on the network of the node, the port of the node is put in by the cluster')
  const port = (map: MapValue): MapValue => {
    const own = isPod ? map.entries.get('scontainerPort')?.value : undefined
    return map.entries.has('shostPort') ? map : put(map, 'hostPort', own ?? why)
  }
  return ['containers', 'initContainers'].reduce((whole, list) => changed(whole, [list, '*', 'ports', '*'], port), spec)
}

const SERVER = ['uid', 'creationTimestamp', 'resourceVersion', 'generation', 'managedFields', 'selfLink']

/** What only the server, or whoever applies the manifest, knows. */
function withServerFields(value: MapValue, type: string): MapValue {
  const status = value.entries.has('sstatus')
    ? value
    : put(value, 'status', unknownBecause('the status is written by the cluster'))
  return changed(status, ['metadata'], (metadata) => {
    const why = (key: string): Item => unknownBecause(`metadata.${key} is written by the cluster`)
    const filled = SERVER.reduce((whole, key) => put(whole, key, why(key)), metadata)
    const name = textIn(filled, 'name')
    if (name === undefined) return put(filled, 'name', unknownBecause('the manifest does not say the name'))
    return type === '/Namespace'
      ? changed(withLabels(filled), ['labels'], (labels) => put(labels, 'kubernetes.io/metadata.name', string(name)))
      : filled
  })
}

function withLabels(metadata: MapValue): MapValue {
  return metadata.entries.has('slabels') ? metadata : put(metadata, 'labels', { kind: 'map', entries: new Map() })
}
