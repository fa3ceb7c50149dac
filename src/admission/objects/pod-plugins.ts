import { bool, type Item, list, type MapValue, mapOf, string, unknownBecause } from '../../languages/cel/value.ts'
import { changed, put, textIn } from './map-value.ts'

const CONTAINERS = ['containers', 'initContainers'].map((name) => ['spec', name, '*'])
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/'

/**
 * A pod as the API server's own plugins leave it before policies see it: the volume with the token of its service account, and the
 * AppArmor profiles that annotations still give (kube-apiserver 1.37.2). A service account that does without its token is not looked for.
 */
export function withPlugins(pod: MapValue): MapValue {
  return changed(changed(withToken(withProfiles(pod)), ['spec'], withPriority), ['spec'], (spec) =>
    withTolerations(spec, isDaemon(pod)),
  )
}

function withToken(pod: MapValue): MapValue {
  const spec = pod.entries.get('sspec')?.value
  if (spec?.kind !== 'map' || spec.open !== undefined) return pod
  const automount = spec.entries.get('sautomountServiceAccountToken')?.value
  if (automount?.kind === 'bool' && !automount.value) return pod
  const name = unknownBecause('the name of the token volume is made up by the API server')
  const mount = mapOf([
    ['name', name],
    ['readOnly', bool(true)],
    ['mountPath', string(TOKEN_PATH)],
  ])
  let mounted = false
  const withMount = (container: MapValue): MapValue => {
    const own = container.entries.get('svolumeMounts')?.value
    const mounts = own?.kind === 'list' ? own.items : []
    if (own !== undefined && own.kind !== 'list') return container
    if (mounts.some((one) => one.kind === 'map' && textIn(one, 'mountPath') === TOKEN_PATH)) return container
    mounted = true
    return put(container, 'volumeMounts', { kind: 'list', ...own, items: [...mounts, mount] })
  }
  const filled = CONTAINERS.reduce((whole, at) => changed(whole, at, withMount), pod)
  if (!mounted) return pod
  return changed(filled, ['spec'], (inner) => {
    const own = inner.entries.get('svolumes')?.value
    if (own !== undefined && own.kind !== 'list') return inner
    return put(inner, 'volumes', { kind: 'list', ...own, items: [...(own?.items ?? []), tokenVolume(name)] })
  })
}

function tokenVolume(name: Item): Item {
  const source = (key: string, value: Item): Item => mapOf([[key, value]])
  const path = (text: string): readonly [string, Item] => ['path', string(text)]
  const namespace = mapOf([
    path('namespace'),
    [
      'fieldRef',
      mapOf([
        ['apiVersion', string('v1')],
        ['fieldPath', string('metadata.namespace')],
      ]),
    ],
  ])
  const certificate = mapOf([['key', string('ca.crt')], path('ca.crt')])
  const sources = list([
    source('serviceAccountToken', mapOf([['expirationSeconds', { kind: 'int', value: 3607n }], path('token')])),
    source(
      'configMap',
      mapOf([
        ['name', string('kube-root-ca.crt')],
        ['items', list([certificate])],
      ]),
    ),
    source('downwardAPI', mapOf([['items', list([namespace])]])),
  ])
  return mapOf([
    ['name', name],
    [
      'projected',
      mapOf([
        ['defaultMode', { kind: 'int', value: 420n }],
        ['sources', sources],
      ]),
    ],
  ])
}

/** Since 1.30 the API server copies the annotation of a container into its security context, where that says nothing. */
function withProfiles(pod: MapValue): MapValue {
  const metadata = pod.entries.get('smetadata')?.value
  const annotations = metadata?.kind === 'map' ? metadata.entries.get('sannotations')?.value : undefined
  if (annotations?.kind !== 'map') return pod
  return CONTAINERS.reduce(
    (whole, at) =>
      changed(whole, at, (container) => {
        const profile = profileOf(textIn(annotations, `${APP_ARMOR}${textIn(container, 'name') ?? ''}`))
        if (profile === undefined) return container
        const context = container.entries.get('ssecurityContext')?.value ?? mapOf([])
        if (context.kind !== 'map' || context.entries.has('sappArmorProfile')) return container
        return put(container, 'securityContext', put(context, 'appArmorProfile', profile))
      }),
    pod,
  )
}

function profileOf(annotation: string | undefined): Item | undefined {
  if (annotation === 'unconfined') return mapOf([['type', string('Unconfined')]])
  if (annotation === 'runtime/default') return mapOf([['type', string('RuntimeDefault')]])
  if (annotation?.startsWith('localhost/') !== true) return undefined
  const profile = string(annotation.slice('localhost/'.length))
  return mapOf([
    ['type', string('Localhost')],
    ['localhostProfile', profile],
  ])
}

const CRITICAL: Readonly<Record<string, bigint>> = {
  'system-cluster-critical': 2_000_000_000n,
  'system-node-critical': 2_000_001_000n,
}

/** Without a class of priority it is 0, as long as the cluster has no class for all. */
function withPriority(spec: MapValue): MapValue {
  if (spec.open !== undefined) return spec
  const name = spec.entries.has('spriorityClassName') ? (textIn(spec, 'priorityClassName') ?? '') : undefined
  const value = name === undefined ? 0n : Object.hasOwn(CRITICAL, name) ? CRITICAL[name] : undefined
  const why = unknownBecause('the priority follows from its class')
  const known = value === undefined ? why : ({ kind: 'int', value } as const)
  const prior = spec.entries.has('spriority') ? spec : put(spec, 'priority', known)
  if (prior.entries.has('spreemptionPolicy')) return prior
  return put(prior, 'preemptionPolicy', value === undefined ? why : string('PreemptLowerPriority'))
}

/** Pods of a DaemonSet tolerate more, by what its controller puts in. */
function isDaemon(pod: MapValue): boolean {
  const metadata = pod.entries.get('smetadata')?.value
  const owners = metadata?.kind === 'map' ? metadata.entries.get('sownerReferences')?.value : undefined
  return owners?.kind === 'list' && owners.items.some((one) => one.kind === 'map' && textIn(one, 'kind') === 'DaemonSet')
}

/** A pod stays for five minutes on a node that fails, unless it says otherwise itself. */
function withTolerations(spec: MapValue, daemon: boolean): MapValue {
  const own = spec.entries.get('stolerations')?.value
  if (spec.open !== undefined || (own !== undefined && (own.kind !== 'list' || own.open !== undefined))) return spec
  if (daemon) return put(spec, 'tolerations', unknownBecause('the DaemonSet adds to the tolerations of its pods'))
  const items = own?.kind === 'list' ? own.items : []
  if (items.some((item) => item.kind === 'unknown')) return put(spec, 'tolerations', unknownBecause('a toleration is not known'))
  const added = ['not-ready', 'unreachable']
    .map((state) => `node.kubernetes.io/${state}`)
    .filter((key) => !isTolerated(items, key))
  return added.length === 0 ? spec : put(spec, 'tolerations', list([...items, ...added.map(toleration)]))
}

function isTolerated(items: readonly Item[], key: string): boolean {
  return items.some((item) => {
    if (item.kind !== 'map') return false
    const [own, effect] = [textIn(item, 'key') ?? '', textIn(item, 'effect') ?? '']
    return (own === key || own === '') && (effect === 'NoExecute' || effect === '')
  })
}

function toleration(key: string): Item {
  return mapOf([
    ['key', string(key)],
    ['operator', string('Exists')],
    ['effect', string('NoExecute')],
    ['tolerationSeconds', { kind: 'int', value: 300n } as Item],
  ])
}
