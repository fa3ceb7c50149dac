import type { Files } from './change.ts'

/** A change at one deciding place, and where it is said. */
export interface PlaceCase {
  readonly place: string
  readonly says: string
  readonly base: Files
  readonly head: Files
  readonly at: string
}

/** A case that alters one text in one file; other files stay as they are. */
function altered(
  place: string,
  says: string,
  file: string,
  text: string,
  [from, to]: readonly [string, string],
  more: Files = {},
): PlaceCase {
  const head = text.replace(from, to)
  if (head === text) throw new Error(`${place}: nothing changes`)
  const at = text.indexOf(from)
  const line = text.slice(0, at).split('\n').length + (from.startsWith('\n') ? 1 : 0)
  return { place, says, base: { ...more, [file]: text }, head: { ...more, [file]: head }, at: `${file}:${line}` }
}

function removed(place: string, says: string, file: string, text: string, part: string, at: number, more: Files = {}): PlaceCase {
  if (!text.includes(part)) throw new Error(`${place}: nothing is removed`)
  return { place, says, base: { ...more, [file]: text }, head: { ...more, [file]: text.replace(part, '') }, at: `${file}:${at}` }
}

const RELEASE = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec:
  chart:
    spec:
      chart: web
      version: 1.0.0
      sourceRef: {kind: HelmRepository, name: acme}
      verify:
        provider: cosign
  valuesFrom:
    - kind: ConfigMap
      name: web-values
  values:
    image:
      tag: "1.0"
  postRenderers:
    - kustomize:
        images:
          - name: web
            newTag: "2.0"
`
const KUSTOMIZATION = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps}
spec:
  path: ./apps/v1
  sourceRef: {kind: GitRepository, name: flux-system}
  components:
    - ../components/a
  images:
    - name: web
      newTag: "2.0"
  postBuild:
    substitute:
      web_tag: "1.0"
    substituteFrom:
      - kind: ConfigMap
        name: versions
`
const SOURCE = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: apps}
spec:
  url: https://example.com/apps
  ref: {tag: v1}
  verify:
    mode: HEAD
`
const APPLICATION = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web
  annotations:
    argocd-image-updater.argoproj.io/image-list: web=quay.example/acme/web:~1
spec:
  source:
    repoURL: https://example.com/apps
    targetRevision: v1
    path: apps/web
    helm:
      valueFiles: [prod.yaml]
      parameters:
        - name: image.tag
          value: "1.0"
      valuesObject:
        image:
          tag: "1.0"
    kustomize:
      images:
        - web=quay.example/acme/web:1
`
const SET = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: web}
spec:
  generators:
    - list:
        elements:
          - cluster: a
            imageTag: "1.0"
  templatePatch: |
    spec:
      source:
        targetRevision: v1
  template:
    spec:
      source: {repoURL: https://example.com/apps, targetRevision: main, path: a}
`
const OVERLAY = `resources:
  - https://github.com/acme/base?ref=v1
  - ../base
helmCharts:
  - name: web
    repo: https://charts.example
    version: 1.0.0
    valuesInline:
      image: {tag: "1.0"}
replacements:
  - source: {kind: ConfigMap, name: images, fieldPath: data.web}
configMapGenerator:
  - name: images
    literals: ["web_image=web:1"]
images:
  - name: web
    newTag: "2.0"
patches:
  - path: patch.yaml
`
const CHART = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'chart/templates/_helpers.tpl': '{{- define "web.image" -}}\n{{ .Values.main.img }}:{{ .Values.main.ver }}\n{{- end }}\n',
  'chart/templates/web.yaml':
    'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: web\n      image: {{ include "web.image" . }}\n',
}

/** One case at least for every deciding place. */
export const PLACE_CASES: readonly PlaceCase[] = [
  altered('flux-chart', 'the version of a chart', 'a.yaml', RELEASE, ['version: 1.0.0', 'version: 1.1.0']),
  removed(
    'flux-chart-verify',
    'its signatures are no longer asked for',
    'a.yaml',
    RELEASE,
    '      verify:\n        provider: cosign\n',
    7,
  ),
  altered('flux-values', 'a tag alone', 'a.yaml', RELEASE, ['tag: "1.0"', 'tag: "1.1"']),
  altered('flux-values-from', 'values from elsewhere', 'a.yaml', RELEASE, ['name: web-values', 'name: other']),
  removed('flux-post-renderers', 'the tag that replaced that of the chart', 'a.yaml', RELEASE, '            newTag: "2.0"\n', 21),
  altered('flux-substitute', 'a variable', 'a.yaml', KUSTOMIZATION, ['web_tag: "1.0"', 'web_tag: "1.1"']),
  altered('flux-substitute-from', 'variables from elsewhere', 'a.yaml', KUSTOMIZATION, ['name: versions', 'name: other']),
  altered('flux-path', 'another folder', 'a.yaml', KUSTOMIZATION, ['./apps/v1', './apps/v2']),
  removed('flux-images', 'an override', 'a.yaml', KUSTOMIZATION, '  images:\n    - name: web\n      newTag: "2.0"\n', 5),
  altered('flux-source', 'another revision', 'a.yaml', SOURCE, ['tag: v1', 'tag: v2']),
  removed('flux-source-verify', 'its signatures are no longer asked for', 'a.yaml', SOURCE, '  verify:\n    mode: HEAD\n', 5),
  altered(
    'flux-operator',
    'the version of Flux',
    'a.yaml',
    'apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux}\nspec:\n  distribution:\n    version: 2.6.x\n',
    ['2.6.x', '2.7.x'],
  ),
  altered(
    'flux-operator',
    'an input of any name that a template puts into an image',
    'a.yaml',
    'apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: r}\nspec:\n  inputs: [{s: one}]\n  resources:\n    - apiVersion: v1\n      kind: Pod\n      metadata: {name: web}\n      spec: {containers: [{name: web, image: "ghcr.io/acme/web:<< inputs.s >>"}]}\n',
    ['{s: one}', '{s: two}'],
  ),
  altered(
    'flux-artifact-generator',
    'another source',
    'a.yaml',
    'apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata: {name: a}\nspec:\n  sources:\n    - alias: a\n      name: old\n',
    ['name: old', 'name: new'],
  ),
  altered('argocd-source', 'another revision', 'a.yaml', APPLICATION, ['targetRevision: v1', 'targetRevision: v2']),
  altered('argocd-path', 'another folder', 'a.yaml', APPLICATION, ['path: apps/web', 'path: apps/other']),
  altered('argocd-parameters', 'a tag alone', 'a.yaml', APPLICATION, ['value: "1.0"', 'value: "1.1"']),
  altered('argocd-values', 'a tag alone', 'a.yaml', APPLICATION, ['tag: "1.0"', 'tag: "1.1"']),
  altered('argocd-value-files', 'another values file', 'a.yaml', APPLICATION, ['prod.yaml', 'test.yaml']),
  removed(
    'argocd-images',
    'an override',
    'a.yaml',
    APPLICATION,
    '    kustomize:\n      images:\n        - web=quay.example/acme/web:1\n',
    9,
  ),
  altered('argocd-elements', 'an element of a list', 'a.yaml', SET, ['imageTag: "1.0"', 'imageTag: "1.1"']),
  altered('argocd-template-patch', 'a patch of the template', 'a.yaml', SET, ['targetRevision: v1', 'targetRevision: v2']),
  altered('argocd-image-updater', 'what the updater may pick', 'a.yaml', APPLICATION, ['web:~1', 'web:~2']),
  altered(
    'argocd-image-updater-object',
    'what the updater may pick',
    'a.yaml',
    'apiVersion: argocd-image-updater.argoproj.io/v1alpha1\nkind: ImageUpdater\nmetadata: {name: a}\nspec:\n  applicationRefs:\n    - namePattern: web\n      images:\n        - alias: web\n          imageName: quay.example/acme/web:1.x\n',
    ['web:1.x', 'web:2.x'],
  ),
  altered(
    'argocd-source-file',
    'a tag alone',
    'apps/.argocd-source-web.yaml',
    'helm:\n  parameters:\n    - name: image.tag\n      value: "1.0"\n',
    ['"1.0"', '"1.1"'],
  ),
  altered(
    'argo-rollouts-workload',
    'another workload',
    'a.yaml',
    'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: a}\nspec:\n  workloadRef:\n    name: old\n',
    ['old', 'new'],
  ),
  altered(
    'kargo',
    'what may be promoted',
    'a.yaml',
    'apiVersion: kargo.akuity.io/v1alpha1\nkind: Warehouse\nmetadata: {name: a}\nspec:\n  subscriptions:\n    - image:\n        semverConstraint: ^1.0.0\n',
    ['^1.0.0', '^2.0.0'],
  ),
  altered('kustomize-remote', 'a remote base', 'o/kustomization.yaml', OVERLAY, ['ref=v1', 'ref=v2']),
  altered('kustomize-helm', 'the version of a chart', 'o/kustomization.yaml', OVERLAY, ['version: 1.0.0', 'version: 1.1.0']),
  altered('kustomize-helm-values', 'a tag alone', 'o/kustomization.yaml', OVERLAY, ['tag: "1.0"', 'tag: "1.1"']),
  altered('kustomize-replacements', 'another source', 'o/kustomization.yaml', OVERLAY, ['data.web', 'data.other']),
  altered(
    'kustomize-transformer',
    'a source in a file of its own',
    'o/replace.yaml',
    'apiVersion: builtin\nkind: ReplacementTransformer\nmetadata: {name: r}\nreplacements:\n  - source: {kind: ConfigMap, name: a, fieldPath: data.a}\n',
    ['data.a', 'data.b'],
  ),
  altered('kustomize-generators', 'a literal', 'o/kustomization.yaml', OVERLAY, ['web_image=web:1', 'web_image=web:2']),
  removed('kustomize-images', 'an override', 'o/kustomization.yaml', OVERLAY, 'images:\n  - name: web\n    newTag: "2.0"\n', 1),
  removed('kustomize-patches', 'a patch', 'o/kustomization.yaml', OVERLAY, 'patches:\n  - path: patch.yaml\n', 1),
  altered('kustomize-parameters', 'a parameter in a file', 'o/params.env', 'web-image=acme/web:1\n', ['web:1', 'web:2'], {
    'o/kustomization.yaml': 'resources: [a.yaml]\n',
  }),
  altered(
    'config-map-image',
    'an image for others to copy',
    'a.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  webImage: acme/web:1\n',
    ['web:1', 'web:2'],
  ),
  altered(
    'operator-version-1',
    'the version of a stack',
    'a.yaml',
    'apiVersion: elasticsearch.k8s.elastic.co/v1\nkind: Elasticsearch\nmetadata: {name: a}\nspec:\n  version: 8.1.0\n',
    ['8.1.0', '8.2.0'],
  ),
  ...operatorVersions(),
  altered(
    'kubeadm',
    'where all images of the cluster come from',
    'a.yaml',
    'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nimageRepository: registry.k8s.io\n',
    ['registry.k8s.io', 'evil.example'],
  ),
  altered(
    'istio-hub',
    'where all images of the mesh come from',
    'a.yaml',
    'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: a}\nspec:\n  hub: docker.io/istio\n  tag: 1.28.0\n',
    ['docker.io/istio', 'evil.example/istio'],
  ),
  altered(
    'machine-config',
    'the operating system',
    'a.yaml',
    'apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineOSConfig\nmetadata: {name: a}\nspec:\n  containerFile:\n    - content: FROM configs AS a\n',
    ['configs AS a', 'evil AS a'],
  ),
  altered(
    'cluster-version',
    'the version of the cluster',
    'a.yaml',
    'apiVersion: config.openshift.io/v1\nkind: ClusterVersion\nmetadata: {name: version}\nspec:\n  desiredUpdate: {version: 4.18.1}\n',
    ['4.18.1', '4.19.1'],
  ),
  altered(
    'mirror-set',
    'a mirror',
    'a.yaml',
    'apiVersion: config.openshift.io/v1\nkind: ImageTagMirrorSet\nmetadata: {name: a}\nspec:\n  imageTagMirrors:\n    - source: quay.io/acme\n      mirrors: [mirror.example/acme]\n',
    ['mirror.example', 'evil.example'],
  ),
  altered(
    'registry-mirrors',
    'a mirror of k3s',
    'etc/registries.yaml',
    'mirrors:\n  docker.io:\n    endpoint: [https://mirror.example]\n',
    ['mirror.example', 'evil.example'],
  ),
  altered(
    'registry-mirrors-of-machines',
    'a mirror of Talos',
    'talos.yaml',
    'machine:\n  registries:\n    mirrors:\n      docker.io:\n        endpoints: [https://mirror.example]\n  install: {image: ghcr.io/siderolabs/installer:v1.9.0}\n',
    ['mirror.example', 'evil.example'],
  ),
  altered(
    'injected-containers',
    'the version of a proxy',
    'a.yaml',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    metadata:\n      annotations:\n        config.linkerd.io/proxy-version: edge-1\n',
    ['edge-1', 'edge-2'],
  ),
  altered(
    'container-arguments',
    'a tag in an argument',
    'a.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: quay.io/acme/a:1\n      args: ["--sidecar-image-tag=v1"]\n',
    ['=v1', '=v2'],
  ),
  altered(
    'container-environment',
    'a composed image in a variable',
    'a.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: quay.io/acme/a:1\n      env:\n        - name: AGENT_IMAGE_TAG\n          value: v1\n',
    ['value: v1', 'value: v2'],
  ),
  altered(
    'mutating-policies',
    'an image that a policy puts in',
    'a.yaml',
    "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingAdmissionPolicy\nmetadata: {name: a}\nspec:\n  mutations:\n    - patchType: ApplyConfiguration\n      applyConfiguration:\n        expression: \"Object{spec: Object.spec{containers: [Object.spec.containers{name: 'a', image: 'acme/a:1'}]}}\"\n",
    ['acme/a:1', 'acme/a:2'],
  ),
  altered(
    'olm',
    'the channel of an operator',
    'a.yaml',
    'apiVersion: operators.coreos.com/v1alpha1\nkind: Subscription\nmetadata: {name: a}\nspec:\n  channel: stable\n',
    ['stable', 'candidate'],
  ),
  altered(
    'carvel',
    'where an app is fetched from',
    'a.yaml',
    'apiVersion: kappctrl.k14s.io/v1alpha1\nkind: App\nmetadata: {name: a}\nspec:\n  fetch:\n    - git: {url: https://example.com/a, ref: v1}\n',
    ['ref: v1', 'ref: v2'],
  ),
  altered(
    'crossplane',
    'a package that a configuration needs',
    'a.yaml',
    'apiVersion: meta.pkg.crossplane.io/v1\nkind: Configuration\nmetadata: {name: a}\nspec:\n  dependsOn:\n    - provider: acme/provider\n      version: ">=v1"\n',
    ['>=v1', '>=v2'],
  ),
  altered(
    'tekton-resolver',
    'where a task comes from',
    'a.yaml',
    'apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: {name: a}\nspec:\n  taskRef:\n    resolver: git\n    params:\n      - name: revision\n        value: v1\n',
    ['value: v1', 'value: v2'],
  ),
  altered(
    'tekton-parameters',
    'a tag that a task is given',
    'a.yaml',
    'apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: {name: a}\nspec:\n  params:\n    - name: image-tag\n      value: 1.0.0\n',
    ['1.0.0', '1.1.0'],
  ),
  altered('compose-remote', 'a remote build', 'compose.yaml', 'services:\n  web:\n    build: https://example.com/web.git#v1\n', [
    '#v1',
    '#v2',
  ]),
  removed(
    'compose-overrides',
    'an override',
    'compose.override.yaml',
    'services:\n  web:\n    image: acme/web:2\n    ports: ["80:80"]\n',
    '    image: acme/web:2\n',
    3,
    { 'compose.yaml': 'services:\n  web:\n    image: acme/web:1\n' },
  ),
  altered('dotenv', 'a tag in a file of variables', 'web.env', 'WEB_TAG=1.0\n', ['1.0', '1.1'], {
    'compose.yaml': 'services: {web: {image: "acme/web:1"}}\n',
  }),
  altered(
    'gitlab-include',
    'an included project',
    '.gitlab-ci.yml',
    'include:\n  - project: acme/ci\n    ref: v1\n    file: a.yml\njob:\n  stage: test\n  script: make\n',
    ['ref: v1', 'ref: v2'],
  ),
  altered('circleci-orbs', 'an orb', '.circleci/config.yml', 'version: 2.1\norbs:\n  node: circleci/node@5.0\njobs: {}\n', [
    '5.0',
    '6.0',
  ]),
  altered(
    'github-workflows',
    'a workflow of another repository',
    '.github/workflows/a.yml',
    'on: push\njobs:\n  a:\n    uses: acme/ci/.github/workflows/a.yml@v1\n',
    ['@v1', '@v2'],
  ),
  altered(
    'azure-templates',
    'a template repository',
    'azure-pipelines.yml',
    'resources:\n  repositories:\n    - repository: t\n      type: git\n      name: acme/t\n      ref: refs/tags/v1\njobs:\n  - job: a\n    container: acme/ci:1\n',
    ['tags/v1', 'tags/v2'],
  ),
  altered(
    'jenkins-library',
    'a shared library',
    'Jenkinsfile',
    "@Library('ci@v1') _\npipeline { agent { docker { image 'acme/ci:1' } } }\n",
    ['ci@v1', 'ci@v2'],
  ),
  altered(
    'terraform-modules',
    'the version of a module',
    'main.tf',
    'module "web" {\n  source  = "acme/web/aws"\n  version = "1.0.0"\n}\n',
    ['1.0.0', '1.1.0'],
  ),
  altered(
    'terraform-helm',
    'the version of a chart',
    'main.tf',
    'resource "helm_release" "web" {\n  name    = "web"\n  chart   = "web"\n  version = "1.0.0"\n}\n',
    ['1.0.0', '1.1.0'],
  ),
  altered('terraform-variables', 'a tag', 'prod.tfvars', 'web_tag = "1.0"\n', ['1.0', '1.1']),
  altered(
    'terraform-arguments',
    'a tag that a module is given',
    'main.tf',
    'module "web" {\n  source    = "./web"\n  image_tag = "1.0"\n}\n',
    ['"1.0"', '"1.1"'],
  ),
  altered(
    'skaffold',
    'a chart',
    'skaffold.yaml',
    'apiVersion: skaffold/v4beta11\nkind: Config\ndeploy:\n  helm:\n    releases:\n      - name: web\n        remoteChart: acme/web\n        version: 1.0.0\n',
    ['1.0.0', '1.1.0'],
  ),
  altered(
    'vendored',
    'what is copied in',
    'vendir.yml',
    'apiVersion: vendir.k14s.io/v1alpha1\nkind: Config\ndirectories:\n  - path: vendor\n    contents:\n      - path: a\n        git: {url: https://example.com/a, ref: v1}\n',
    ['ref: v1', 'ref: v2'],
  ),
  altered(
    'helm-values',
    'a key that the templates name an image with',
    'chart/values-prod.yaml',
    'main:\n  ver: one\n',
    ['one', 'two'],
    { ...CHART, 'chart/values.yaml': 'main:\n  img: acme/web\n  ver: zero\n' },
  ),
  altered('helm-values', 'a registry for all', 'env/values-prod.yaml', 'global:\n  imageRegistry: quay.io\n', [
    'quay.io',
    'evil.example',
  ]),
  altered('helm-values', 'a tag alone in a file of any name', 'env/prod.yaml', 'web:\n  image:\n    tag: "1.0"\n', [
    '1.0',
    '1.1',
  ]),
  altered(
    'helm-templates',
    'a helper that makes an image',
    'chart/templates/_helpers.tpl',
    CHART['chart/templates/_helpers.tpl'],
    ['{{ .Values.main.img }}', 'evil.example/{{ .Values.main.img }}'],
    { 'chart/Chart.yaml': CHART['chart/Chart.yaml'], 'chart/templates/web.yaml': CHART['chart/templates/web.yaml'] },
  ),
  altered(
    'helm-dependencies',
    'the version of a dependency',
    'chart/Chart.yaml',
    'apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies:\n  - name: redis\n    repository: https://charts.example\n    version: 1.0.0\n',
    ['version: 1.0.0', 'version: 1.1.0'],
  ),
  altered(
    'helm-lock',
    'a locked dependency',
    'chart/Chart.lock',
    'dependencies:\n- name: redis\n  repository: https://charts.example\n  version: 1.0.0\ndigest: sha256:0\n',
    ['1.0.0', '1.1.0'],
    { 'chart/Chart.yaml': CHART['chart/Chart.yaml'] },
  ),
  altered(
    'helmfile',
    'the version of a chart',
    'helmfile.yaml',
    'releases:\n  - name: web\n    chart: acme/web\n    version: 1.0.0\n',
    ['1.0.0', '1.1.0'],
  ),
  altered('manifests-in-code', 'an image in Jsonnet', 'a/params.libsonnet', '{\n  web: { image: "quay.io/acme/web:1" },\n}\n', [
    'web:1',
    'web:2',
  ]),
  altered(
    'helmfile',
    'a chart in a file of any name',
    'clusters/prod.yaml',
    'releases:\n  - name: web\n    chart: acme/web\n    version: 1.0.0\n',
    ['1.0.0', '1.1.0'],
  ),
  altered(
    'fleet',
    'the version of a chart',
    'fleet.yaml',
    'helm:\n  chart: web\n  repo: https://charts.example\n  version: 1.0.0\n',
    ['1.0.0', '1.1.0'],
  ),
  altered(
    'fleet-git-repo',
    'another revision',
    'a.yaml',
    'apiVersion: fleet.cattle.io/v1alpha1\nkind: GitRepo\nmetadata: {name: a}\nspec:\n  repo: https://example.com/a\n  revision: v1\n',
    ['v1\n', 'v2\n'],
  ),
  altered(
    'k3s-helm-chart',
    'a tag alone',
    'a.yaml',
    'apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: traefik}\nspec:\n  valuesContent: |-\n    image:\n      tag: 3.0.0\n',
    ['3.0.0', '3.1.0'],
  ),
  altered(
    'helm-objects',
    'the version of a chart',
    'a.yaml',
    'apiVersion: addons.cluster.x-k8s.io/v1alpha1\nkind: HelmChartProxy\nmetadata: {name: a}\nspec:\n  chartName: web\n  version: 1.0.0\n',
    ['chartName: web', 'chartName: evil'],
  ),
  removed(
    'override-removed',
    'an image of a patch',
    'patch.yaml',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers:\n        - name: a\n          image: acme/a:2\n          tty: true\n',
    '          image: acme/a:2\n',
    8,
  ),
  altered(
    'deploy-command',
    'helm upgrade in a job',
    '.gitlab-ci.yml',
    'deploy:\n  script:\n    - helm upgrade web ./web --set image.tag=1.0.0\n',
    ['helm upgrade web ./web --set image.tag=1.0.0', 'helm upgrade web ./web --set image.tag=2.0.0'],
  ),
  altered(
    'deploy-command-variables',
    'a variable of a job',
    '.gitlab-ci.yml',
    'variables:\n  RELEASE: one\ndeploy:\n  script:\n    - helm upgrade web ./web --set image.tag=$RELEASE\n',
    ['one', 'two'],
  ),
]

function operatorVersions(): readonly PlaceCase[] {
  const cases: readonly (readonly [string, string, string])[] = [
    ['kafka.strimzi.io/v1beta2', 'Kafka', 'spec:\n  kafka:\n    version: 3.1.0\n'],
    ['monitoring.coreos.com/v1', 'Prometheus', 'spec:\n  version: 3.1.0\n'],
    ['acid.zalan.do/v1', 'postgresql', 'spec:\n  postgresql:\n    version: 3.1.0\n'],
    ['postgres-operator.crunchydata.com/v1beta1', 'PostgresCluster', 'spec:\n  postgresVersion: 3.1.0\n'],
    ['postgresql.cnpg.io/v1', 'Cluster', 'spec:\n  imageCatalogRef:\n    major: 3.1.0\n'],
    ['mysql.oracle.com/v2', 'InnoDBCluster', 'spec:\n  version: 3.1.0\n'],
    ['mongodbcommunity.mongodb.com/v1', 'MongoDBCommunity', 'spec:\n  version: 3.1.0\n'],
    ['kubedb.com/v1', 'Postgres', 'spec:\n  version: 3.1.0\n'],
    ['grafana.integreatly.org/v1beta1', 'Grafana', 'spec:\n  version: 3.1.0\n'],
    ['operator.knative.dev/v1beta1', 'KnativeServing', 'spec:\n  version: 3.1.0\n'],
    ['sailoperator.io/v1', 'Istio', 'spec:\n  version: 3.1.0\n'],
    ['operator.victoriametrics.com/v1beta1', 'VMSingle', 'spec:\n  image:\n    tag: 3.1.0\n'],
    ['controlplane.cluster.x-k8s.io/v1beta1', 'KubeadmControlPlane', 'spec:\n  version: 3.1.0\n'],
    ['upgrade.cattle.io/v1', 'Plan', 'spec:\n  version: 3.1.0\n'],
    ['kops.k8s.io/v1alpha2', 'Cluster', 'spec:\n  kubernetesVersion: 3.1.0\n'],
    ['velero.io/v1', 'DataProtection', 'spec:\n  imagePrefix: 3.1.0\n'],
  ]
  return cases.map(([apiVersion, kind, spec], at) =>
    altered(
      `operator-version-${at + 2}`,
      `${kind} picks its images by it`,
      'a.yaml',
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n${spec}`,
      ['3.1.0', '3.2.0'],
    ),
  )
}
