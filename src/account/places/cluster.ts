import { type DecidingPlace, placeOfFile, placeOfObject, REMOTE_ANSWER } from '../deciding-place.ts'
import { isImageKey, isImagePart, isImageValue, isQualified } from '../image-key.ts'

const PIN = 'Pin the image itself where the object has a field for it, or except the path with a reason.'
const MIRROR =
  'What a mirror serves under another name is not known here: pin images by digest, and except the path with a reason.'

/** Annotations of those who put containers of their own into pods. */
const INJECTED =
  /^(?:[\w-]+\.)*(?:istio\.io|linkerd\.io|vault\.hashicorp\.com|consul\.hashicorp\.com|dapr\.io|kuma\.io|appmesh\.k8s\.aws|opentelemetry\.io|jaegertracing\.io|datadoghq\.com|dynatrace\.com|contrast\.com|instana\.io)\/[\w.-]*(?:image(?:-?(?:tag|registry|repository|version|name))?|proxy-version)$/i
/** Operators that pick an image by a version: group, kind, path. */
const VERSIONED: readonly (readonly [program: string, group: RegExp, kind: RegExp, path: RegExp])[] = [
  ['Elastic Cloud on Kubernetes', /\.k8s\.elastic\.co$/, /./, /^spec\/version$/],
  ['Strimzi', /^kafka\.strimzi\.io$/, /./, /^spec\/(?:kafka\/)?version$/],
  [
    'Prometheus Operator',
    /^monitoring\.coreos\.com$/,
    /^(?:Prometheus|PrometheusAgent|Alertmanager|ThanosRuler)$/,
    /^spec\/(?:version|baseImage|tag|sha)$/,
  ],
  ['Zalando Postgres Operator', /^acid\.zalan\.do$/, /./, /^spec\/postgresql\/version$/],
  ['Crunchy Postgres Operator', /^postgres-operator\.crunchydata\.com$/, /./, /^spec\/postgresVersion$/],
  ['CloudNativePG', /^postgresql\.cnpg\.io$/, /^Cluster$/, /^spec\/imageCatalogRef\//],
  ['Oracle MySQL Operator', /^mysql\.oracle\.com$/, /./, /^spec\/(?:version|edition|imageRepository)$/],
  ['MongoDB operators', /^mongodb(?:community)?\.(?:mongodb\.)?com$/, /./, /^spec\/version$/],
  ['KubeDB', /\.?kubedb\.com$/, /./, /^spec\/version$/],
  ['Grafana Operator', /^grafana\.integreatly\.org$/, /^Grafana$/, /^spec\/version$/],
  [
    'Keda, Knative and Tekton operators',
    /^operator\.(?:knative|tekton)\.dev$/,
    /./,
    /^spec\/(?:version|registry\/|manifests\/|additionalManifests\/)/,
  ],
  ['Sail operator', /^(?:operator|sailoperator)\.(?:istio|sailoperator)\.io$|^sailoperator\.io$/, /./, /^spec\/version$/],
  ['ECK, VictoriaMetrics and others', /^operator\.victoriametrics\.com$/, /./, /\/image\/(?:repository|tag)$/],
  [
    'Kubernetes Cluster API',
    /(?:^|\.)cluster\.x-k8s\.io$/,
    /./,
    /(?:^|\/)(?:version|imageRepository|kubernetesVersion|imageTag)$/,
  ],
  ['system-upgrade-controller', /^upgrade\.cattle\.io$/, /^Plan$/, /^spec\/(?:version|channel)$/],
  [
    'Kubernetes operators of clusters',
    /^(?:kops\.k8s\.io|k0s\.k0sproject\.io|autopilot\.k0sproject\.io|controlplane\.cluster\.x-k8s\.io)$/,
    /./,
    /(?:^|\/)(?:kubernetesVersion|version|containerProxy|containerRegistry)$/,
  ],
  ['Velero', /^velero\.io$/, /./, /^spec\/.*image/i],
]

/** What clusters, their operators and what puts containers into pods read for images. */
export const clusterPlaces: readonly DecidingPlace[] = [
  ...VERSIONED.map(([program, group, kind, path], at) =>
    placeOfObject({ name: `operator-version-${at + 1}`, program, group, kind, path, answer: PIN }),
  ),
  placeOfObject({
    name: 'kubeadm',
    program: 'kubeadm',
    group: /^kubeadm\.k8s\.io$/,
    kind: /^ClusterConfiguration$/,
    path: /(?:^|\/)(?:imageRepository|kubernetesVersion|imageTag|image)$/,
    answer: PIN,
  }),
  placeOfObject({
    name: 'istio-hub',
    program: 'istioctl and the Istio operator',
    group: /(?:^|\.)istio\.io$|sailoperator\.io$/,
    kind: /^(?:IstioOperator|Istio|IstioCNI|ZTunnel)$/,
    path: /^spec\//,
    when: (scene) => /(?:^|\/)(?:hub|tag|profile|installPackagePath)$/.test(scene.path) || isImageValue(scene),
    answer: PIN,
  }),
  placeOfObject({
    name: 'machine-config',
    program: 'OpenShift machine-config-operator',
    group: /^machineconfiguration\.openshift\.io$/,
    kind: /./,
    path: /(?:^|\/)(?:osImageURL|baseOSExtensionsContainerImage|baseImagePullSpec|renderedImagePushSpec)$|containerFile/i,
    answer: PIN,
  }),
  placeOfObject({
    name: 'cluster-version',
    program: 'OpenShift cluster-version-operator',
    group: /^config\.openshift\.io$/,
    kind: /^ClusterVersion$/,
    path: /^spec\/(?:desiredUpdate\/|channel$|upstream$)/,
    answer: PIN,
  }),
  placeOfObject({
    name: 'mirror-set',
    program: 'OpenShift and the container runtime',
    group: /^(?:config|operator)\.openshift\.io$/,
    kind: /^(?:Image(?:Digest|Tag)MirrorSet|ImageContentSourcePolicy|ImageContentPolicy|Image)$/,
    path: /^spec\//,
    outlives: () => true,
    answer: MIRROR,
  }),
  placeOfFile({
    name: 'registry-mirrors',
    program: 'the container runtime',
    file: /(?:^|\/)(?:registries\.(?:ya?ml|conf)|hosts\.toml|daemon\.json|\d*-?registr[\w-]*\.conf)$|containerd[^/]*\.toml$/i,
    path: /mirror|endpoint|rewrite|location|insecure|host|server|registry|prefix/i,
    outlives: () => true,
    answer: MIRROR,
  }),
  {
    name: 'registry-mirrors-of-machines',
    program: 'Talos and kind',
    answer: MIRROR,
    reads: ({ path }) => /(?:^|\/)registries\/mirrors\/|^containerdConfigPatches/.test(path),
  },
  {
    name: 'injected-containers',
    program: 'sidecar injectors',
    answer: 'Write a reference with registry host and tag or digest.',
    reads: ({ kind, path, key }) => kind !== '' && /(?:^|\/)annotations\/[^/]*(?:\/[^/]*)?$/.test(path) && INJECTED.test(key),
  },
  {
    name: 'container-arguments',
    program: 'the program in the container',
    answer: 'Write a reference with registry host and tag or digest, so that it can be looked up.',
    reads: ({ kind, path, text }) =>
      kind !== '' &&
      /(?:^|\/)(?:args|command)\/\*$/.test(path) &&
      /^--?[\w.-]*image(?:-?(?:repo(?:sitory)?|tag|registry|name|version))?=\S/i.test(text) &&
      !/pull-?(?:policy|secret)|image-?(?:gc|builder-)|=(?:true|false|\d+)$/i.test(text),
  },
  {
    name: 'container-environment',
    program: 'the program in the container',
    answer: 'Write a reference with registry host and tag or digest, so that it can be looked up.',
    reads: ({ kind, path, text }) => {
      const name = /\/env\/\[([^\]]+)\]\/value$/.exec(path)?.[1]
      if (kind === '' || name === undefined || text === '' || /^(?:true|false|\d+)$/.test(text)) return false
      return (
        /(?:^|_)IMAGE(?:S|_(?:NAME|TAG|REPO|REPOSITORY|REGISTRY|VERSION|DIGEST))?$|^RELATED_IMAGE_|(?:^|_)IMAGE_[A-Z]+$/.test(
          name,
        ) && !/PULL|POLICY|SECRET|SIZE|COUNT|PATH|DIR/.test(name)
      )
    },
  },
  placeOfObject({
    name: 'mutating-policies',
    program: 'Kyverno and other mutating webhooks',
    group: /^(?:policies\.)?kyverno\.io$|^mutations\.gatekeeper\.sh$|^admissionregistration\.k8s\.io$/,
    kind: /^(?:ClusterPolicy|Policy|(?:Namespaced)?(?:MutatingPolicy|GeneratingPolicy)|Assign|AssignImage|ModifySet|MutatingAdmissionPolicy)$/,
    path: /mutat|generat|parameters|spec\/location/i,
    when: (scene) =>
      isImageKey(scene.key) || isQualified(scene.text) || /AssignImage/.test(scene.kind) || /\bimage\b/i.test(scene.text),
    answer: 'Write the image as a literal reference where the policy puts it in.',
  }),
  placeOfObject({
    name: 'olm',
    program: 'Operator Lifecycle Manager',
    group: /^(?:operators\.coreos\.com|olm\.operatorframework\.io)$/,
    kind: /^(?:Subscription|CatalogSource|ClusterExtension|ClusterCatalog|OperatorGroup)$/,
    path: /^spec\/(?:name|source|sourceNamespace|channel|startingCSV|image|address|source\/.*|package\w*)(?:\/|$)/,
    answer: REMOTE_ANSWER,
  }),
  placeOfObject({
    name: 'carvel',
    program: 'kapp-controller',
    group: /(?:^|\.)(?:kappctrl|packaging)\.(?:k14s\.io|carvel\.dev)$/,
    kind: /./,
    path: /(?:^|\/)(?:fetch|template|packageRef|versionSelection)(?:\/|$)/,
    when: ({ path }) => /(?:url|ref|image|version|constraints|name|subPath|repository)/i.test(path),
    answer: REMOTE_ANSWER,
  }),
  placeOfObject({
    name: 'crossplane',
    program: 'Crossplane',
    group: /^(?:apiextensions|pkg|meta\.pkg)\.crossplane\.io$/,
    kind: /^(?:Configuration|Provider|Function|ImageConfig|DeploymentRuntimeConfig)$/,
    path: /(?:^|\/)(?:dependsOn\/|spec\/(?:package|rewriteImage\/|matchImages\/|controller\/image))/,
    answer: REMOTE_ANSWER,
  }),
  placeOfObject({
    name: 'tekton-resolver',
    program: 'Tekton',
    group: /^tekton\.dev$/,
    kind: /./,
    path: /(?:task|pipeline|stepaction)?[rR]ef\/(?:resolver|bundle|params\/)/,
    when: (scene) =>
      /resolver$|bundle$/.test(scene.path) ||
      /\[(?:url|revision|pathInRepo|bundle|name|version|catalog|repo|org)\]/.test(scene.path),
    answer: REMOTE_ANSWER,
  }),
  placeOfObject({
    name: 'tekton-parameters',
    program: 'Tekton',
    group: /^tekton\.dev$/,
    kind: /./,
    path: /params\/\[[^\]]*image[^\]]*\]\/(?:default|value)$/i,
    when: isImagePart,
    answer: 'Write a reference with registry host and tag or digest, so that it can be looked up.',
  }),
]
