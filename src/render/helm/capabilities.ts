import type { Callable } from '../../languages/govalue/callable.ts'
import { text } from '../../languages/govalue/text.ts'
import { bool, list, type Struct, type Value } from '../../languages/govalue/value.ts'
import type { HelmVersion } from './load.ts'

/** Versions that stand in `.Capabilities.HelmVersion`: those whose behaviour is followed here. */
export const HELM_VERSIONS: Readonly<Record<HelmVersion, string>> = { 3: 'v3.22.0', 4: 'v4.3.2' }

/** What `helm template` knows without a cluster, in its order (measured: helm v3.22.0 and v4.3.2). */
const KNOWN_VERSIONS: readonly string[] = [
  'v1',
  ...of('admissionregistration.k8s.io', 'v1', 'v1alpha1', 'v1beta1'),
  ...of('internal.apiserver.k8s.io', 'v1alpha1'),
  ...of('apps', 'v1', 'v1beta1', 'v1beta2'),
  ...of('authentication.k8s.io', 'v1', 'v1alpha1', 'v1beta1'),
  ...of('authorization.k8s.io', 'v1', 'v1beta1'),
  ...of('autoscaling', 'v1', 'v2'),
  ...of('batch', 'v1', 'v1beta1'),
  ...of('certificates.k8s.io', 'v1', 'v1beta1', 'v1alpha1'),
  ...of('coordination.k8s.io', 'v1alpha2', 'v1beta1', 'v1'),
  ...of('discovery.k8s.io', 'v1', 'v1beta1'),
  ...of('events.k8s.io', 'v1', 'v1beta1'),
  ...of('extensions', 'v1beta1'),
  ...of('flowcontrol.apiserver.k8s.io', 'v1', 'v1beta1', 'v1beta2', 'v1beta3'),
  ...of('lifecycle.k8s.io', 'v1alpha1'),
  ...of('networking.k8s.io', 'v1', 'v1beta1'),
  ...of('node.k8s.io', 'v1', 'v1alpha1', 'v1beta1'),
  ...of('policy', 'v1', 'v1beta1'),
  ...of('rbac.authorization.k8s.io', 'v1', 'v1beta1', 'v1alpha1'),
  ...of('resource.k8s.io', 'v1', 'v1beta2', 'v1beta1', 'v1alpha3'),
  ...of('scheduling.k8s.io', 'v1alpha3', 'v1beta1', 'v1'),
  ...of('storage.k8s.io', 'v1beta1', 'v1', 'v1alpha1'),
  ...of('storagemigration.k8s.io', 'v1', 'v1beta1'),
  ...of('apiextensions.k8s.io', 'v1beta1', 'v1'),
]

function of(group: string, ...versions: readonly string[]): readonly string[] {
  return versions.map((version) => `${group}/${version}`)
}

/** A Kubernetes version as `--kube-version` takes it. */
export interface KubeVersion {
  /** What `.Capabilities.KubeVersion.Version` prints. */
  readonly version: string
  /** Without what follows the numbers: the version that ranges are checked against. */
  readonly plain: string
  readonly major: string
  readonly minor: string
}

/** Reads `v1.34.1-eks-1`: Helm 3 drops what follows the numbers, Helm 4 keeps it. Undefined for a text that is no version. */
export function parseKubeVersion(written: string, helm: HelmVersion): KubeVersion | undefined {
  const numbers = /^\s*v?([0-9]+(?:\.[0-9]+)+)/.exec(written)?.[1]
  if (numbers === undefined) return undefined
  const [major = '', minor = ''] = numbers.split('.')
  const plain = `v${numbers}`
  const version = helm === 3 ? plain : written.startsWith('v') ? written : `v${written}`
  return { version, plain, major: String(Number(major)), minor: String(Number(minor)) }
}

/** `.Capabilities`, with further API versions that the cluster is said to have. */
export function capabilitiesOf(kube: KubeVersion, apiVersions: readonly string[], helm: HelmVersion): Struct {
  const home = helm === 3 ? 'chartutil' : 'common'
  const versions = [...KNOWN_VERSIONS, ...apiVersions]
  const known = new Set(versions)
  const has: Callable = {
    name: 'Has',
    params: ['string'],
    result: 'bool',
    call: ([version]) => bool(version?.kind === 'text' && known.has(version.text)),
  }
  const set = list(
    versions.map((version) => text(version)),
    `${home}.VersionSet`,
  )
  const fields = new Map<string, Value>([
    ['KubeVersion', kubeVersionStruct(kube, home, helm)],
    ['APIVersions', { ...set, underlying: '[]string', methods: new Map([['Has', has]]) }],
    ['HelmVersion', helmVersionStruct(helm)],
  ])
  return { kind: 'struct', type: `*${home}.Capabilities`, fields, sources: undefined }
}

function kubeVersionStruct(kube: KubeVersion, home: string, helm: HelmVersion): Struct {
  const printed = helm === 3 ? kube.version : kube.plain
  const method = (name: string, answer: string): [string, Callable] => [
    name,
    { name, params: [], result: 'string', call: () => text(answer) },
  ]
  return {
    kind: 'struct',
    type: `${home}.KubeVersion`,
    fields: new Map([
      ['Version', text(kube.version)],
      ['Major', text(kube.major)],
      ['Minor', text(kube.minor)],
    ]),
    methods: new Map([method('String', printed), method('GitVersion', kube.version)]),
    print: () => text(printed),
    sources: undefined,
  }
}

function helmVersionStruct(helm: HelmVersion): Struct {
  const known: (readonly [string, string, string])[] = [
    ['Version', 'version', HELM_VERSIONS[helm]],
    ['GitCommit', 'git_commit', ''],
    ['GitTreeState', 'git_tree_state', ''],
    ['GoVersion', 'go_version', 'go1.26.8'],
    ...(helm === 4 ? [['KubeClientVersion', 'kube_client_version', 'v1.37'] as const] : []),
  ]
  const fields = new Map<string, Value>(known.map(([name, , value]) => [name, text(value)]))
  const written = new Map<string, Value>(
    known.filter(([, , value]) => value !== '').map(([, json, value]) => [json, text(value)]),
  )
  const type = 'version.BuildInfo'
  return {
    kind: 'struct',
    type,
    fields,
    json: () => ({ kind: 'struct', type, fields: written, sources: undefined }),
    sources: undefined,
  }
}
