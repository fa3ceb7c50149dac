import { describe, expect, test } from '@jest/globals'
import { discoverTexts } from './case-text.ts'

const found = (text: string, path = 'a.yaml'): readonly string[] =>
  discoverTexts(new Map([[path, text]])).references.map(({ kind, text: one }) => (kind === 'static' ? one : `${kind} ${one}`))
const pod = (rest: string, annotations = ''): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    metadata: {annotations: {${annotations}}}\n    spec:\n      containers:\n        - name: a\n${rest}`
const resource = (spec: string, apiVersion = 'x.io/v1', kind = 'A'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nspec: ${spec}\n`

describe('images of custom resources', () => {
  test.each([
    ['{image: evil.example/app.img}', ['evil.example/app.img']],
    ['{sidecarImage: evil/agent}', ['evil/agent']],
    ['{imageRepository: evil/agent, imageTag: "1"}', ['evil/agent:1']],
    ['{web: {repository: evil/agent, tag: "1"}}', ['evil/agent:1']],
    ['{imageName: evil/a:1, imageRef: quay.io/a/b, images: ["quay.io/a/c:1"]}', ['evil/a:1', 'quay.io/a/b', 'quay.io/a/c:1']],
    ['{labels: {containers: [{name: a, image: evil/a:1}]}}', ['evil/a:1']],
    ['{git: {repository: acme/app, tag: "1"}, labels: {image: web}}', []],
  ])('%s', (spec, images) => {
    expect(found(resource(spec))).toEqual(images)
  })

  test('that are called as kinds without images are', () => {
    expect(found(resource('{image: evil/a:1}', 'x.io/v1', 'Secret'))).toEqual(['evil/a:1'])
  })

  test.each([
    ['kops.k8s.io/v1alpha2', 'InstanceGroup', '{image: 099720109477/ubuntu/images/x-2026}'],
    [
      'compute.gcp.upbound.io/v1beta1',
      'Instance',
      '{forProvider: {bootDisk: [{initializeParams: [{image: debian/debian-11}]}]}}',
    ],
    ['core.gardener.cloud/v1beta1', 'Shoot', '{provider: {workers: [{machine: {image: {name: gardenlinux, version: 1.0.0}}}]}}'],
  ])('of machines are none: %s', (apiVersion, kind, spec) => {
    expect(found(resource(spec, apiVersion, kind))).toEqual([])
  })

  test('of machines that KubeVirt runs are', () => {
    const spec = '{template: {spec: {volumes: [{containerDisk: {image: quay.io/a/disk}}]}}}'
    expect(found(resource(spec, 'infrastructure.cluster.x-k8s.io/v1beta1', 'KubevirtMachineTemplate'))).toEqual([
      'quay.io/a/disk',
    ])
  })

  test('that policies put in, not those that they match', () => {
    const spec =
      '{rules: [{name: r, match: {any: [{resources: {image: no/x:1}}]}, generate: {data: {spec: {containers: [{name: a, image: "evil/a:1"}]}}}}]}'
    expect(found(resource(spec, 'kyverno.io/v1', 'ClusterPolicy'))).toEqual(['evil/a:1'])
    const assign = '{location: "spec.containers[name:*].image", parameters: {assign: {value: evil/a:1}}}'
    expect(found(resource(assign, 'mutations.gatekeeper.sh/v1', 'Assign'))).toEqual(['evil/a:1'])
  })

  test('that a policy of Talos only matches are none', () => {
    expect(found('apiVersion: v1alpha1\nkind: ImageVerificationConfig\nrules: [{image: "ghcr.io/*"}]\n')).toEqual([])
  })
})

describe('images that a container is told about', () => {
  test('in arguments, in one word or two', () => {
    expect(found(pod('          args: ["--sidecar-image=evil/a:v1", "--sidecar-image evil/b:v1", "--image-count=3"]\n'))).toEqual(
      ['evil/a:v1', 'evil/b:v1'],
    )
  })

  test('in variables, with those that stand before', () => {
    const env =
      '          env: [{name: RELATED_IMAGE_X, value: evil/a}, {name: HUB, value: quay.io/x}, {name: A_IMAGE, value: "$(HUB)/b:1"}, {name: B_IMAGE, value: "$(NO)/b:1"}]\n'
    expect(found(pod(env))).toEqual(['evil/a', 'quay.io/x/b:1', 'dynamic $(NO)/b:1'])
  })

  test('by annotations of injectors, not by those of anybody', () => {
    const annotations =
      'sidecar.istio.io/proxyImage: "evil/p:1", config.linkerd.io/proxy-image: evil/q, config.linkerd.io/proxy-version: v2, example.com/image: "a/b:1"'
    expect(found(pod('', annotations))).toEqual(['evil/p:1', 'evil/q:v2'])
  })
})

describe('images in texts', () => {
  test.each([
    [
      'a manifest in one line',
      `apiVersion: v1\nkind: ConfigMap\ndata:\n  a: '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a", "image": "evil/a:1"}]}}'\n`,
    ],
    [
      'a manifest in a Secret',
      'apiVersion: v1\nkind: Secret\nstringData:\n  a: |\n    apiVersion: v1\n    kind: Pod\n    spec: {containers: [{name: a, image: evil/a:1}]}\n',
    ],
    [
      'a container of a plugin',
      'apiVersion: v1\nkind: ConfigMap\ndata:\n  sidecar.container: |\n    image: evil/a:1\n    name: x\n',
    ],
    [
      'a patch of pods',
      'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  podSpecPatch: |\n    containers:\n      - name: main\n        image: evil/a:1\n',
    ],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual(['evil/a:1'])
  })

  test('a reference beyond doubt under any key of a ConfigMap', () => {
    expect(found('apiVersion: v1\nkind: ConfigMap\ndata: {web: "quay.io/a/b:1", other: "db.prod:5432/x"}\n')).toEqual([
      'quay.io/a/b:1',
    ])
  })
})

describe('values of a chart that is not there', () => {
  test('leave the tag of a bare repository open', () => {
    const release = resource('{values: {image: {repository: ghcr.io/acme/operator}}}', 'helm.toolkit.fluxcd.io/v2', 'HelmRelease')
    expect(found(release)).toEqual(['dynamic ghcr.io/acme/operator'])
  })
})
