import { type DecidingPlace, placeOfFile, placeOfObject, REMOTE_ANSWER, RENDER_ANSWER } from '../deciding-place.ts'
import { isImageKey, isImagePart, isImageValue, isQualified, setsImage } from '../image-key.ts'
import { folderOf, type Scene } from '../scene.ts'

const FILE = /(?:^|\/)kustomization\.ya?ml$|(?:^|\/)Kustomization$/i
const PROGRAM = 'kustomize'

function isRemote(text: string): boolean {
  if (/^(?:\.{0,2}\/|\.\.?$)/.test(text)) return false
  if (/:\/\/|^git@|[?&](?:ref|version)=|\.git(?:\/|$)/.test(text)) return true
  return /^[\w-]+(?:\.[\w-]+)+\/[^/]+\/[^/]+/.test(text) && !/\.(?:ya?ml|json)$/i.test(text)
}

/** The former or the present text leads out of the repository. */
function leadsOut({ text, change }: Scene): boolean {
  return isRemote(text) || (change.before !== undefined && isRemote(change.before.text))
}

function isLiteralImage(scene: Scene): boolean {
  const equals = scene.text.indexOf('=')
  if (equals < 0) return isImagePart(scene)
  return isImagePart({ path: scene.path, key: scene.text.slice(0, equals).trim(), text: scene.text.slice(equals + 1).trim() })
}

/** The folder goes on to be applied: something else in it is still there. */
function folderStays({ hasFolder, file }: Scene): boolean {
  return hasFolder(folderOf(file))
}

/** What kustomize reads for images, and for where they come from. */
export const kustomizePlaces: readonly DecidingPlace[] = [
  placeOfFile({
    name: 'kustomize-remote',
    program: PROGRAM,
    file: FILE,
    path: /^(?:resources|bases|components|crds|configurations|transformers|generators|validators|patches|patchesStrategicMerge|openapi)(?:\/|$)/,
    when: leadsOut,
    answer: REMOTE_ANSWER,
  }),
  placeOfFile({
    name: 'kustomize-helm',
    program: 'kustomize with Helm',
    file: FILE,
    path: /^(?:helmCharts|helmChartInflationGenerator)\/[^/]+\/(?:name|repo|version|releaseName|valuesFile|values|additionalValuesFiles|chartName|chartRepoUrl|chartVersion|chartHome|chartRepo)(?:\/|$)|^helmGlobals\//,
    when: ({ key }) => key !== 'releaseName',
    answer: REMOTE_ANSWER,
  }),
  placeOfFile({
    name: 'kustomize-helm-values',
    program: 'kustomize with Helm',
    file: FILE,
    path: /^helmCharts\/[^/]+\/valuesInline\//,
    when: isImageValue,
    answer: RENDER_ANSWER,
  }),
  placeOfFile({
    name: 'kustomize-replacements',
    program: PROGRAM,
    file: FILE,
    path: /^(?:replacements|vars)\//,
    answer: 'Have the kustomization rendered, or write the image out where it is used.',
  }),
  placeOfObject({
    name: 'kustomize-transformer',
    program: PROGRAM,
    group: /^builtin$|\.kustomize\.config\.k8s\.io$|^kustomize\.config\.k8s\.io$/,
    kind: /Transformer$|^HelmChartInflationGenerator$|Generator$/,
    path: /^(?:replacements|imageTag|images|fieldSpecs|source|targets|chart\w*|name|repo|version|values\w*|patch|literals|envs)(?:\/|$)/,
    when: (scene) => !/^(?:literals|envs|patch|name)/.test(scene.path) || isLiteralImage(scene),
    outlives: folderStays,
    answer: 'Have the kustomization rendered, or write the image out where it is used.',
  }),
  placeOfFile({
    name: 'kustomize-generators',
    program: PROGRAM,
    file: FILE,
    path: /^(?:configMapGenerator|secretGenerator)\/[^/]+\/(?:literals|env|envs|files)(?:\/|$)/,
    when: (scene) => (/\/literals\//.test(scene.path) ? isLiteralImage(scene) : scene.change.kind !== 'added'),
    answer: 'Have the kustomization rendered, or write the image out where it is used.',
  }),
  placeOfFile({
    name: 'kustomize-images',
    program: PROGRAM,
    file: FILE,
    path: /^(?:images|imageTags|imageTag)\//i,
    when: ({ change, key }) => change.kind !== 'added' || !/^name$/i.test(key),
    outlives: folderStays,
    answer: 'Say which image runs without this: pin it in the resource itself.',
  }),
  placeOfFile({
    name: 'kustomize-patches',
    program: PROGRAM,
    file: FILE,
    path: /^(?:patches|patchesStrategicMerge|patchesJson6902|components|transformers)(?:\/|$)/,
    when: ({ change, path, key }) =>
      change.kind !== 'added' &&
      (/^(?:components|transformers)/.test(path) ||
        /\/path$/.test(path) ||
        /^\w+\/\*$/.test(path) ||
        /image/i.test(path) ||
        isImageKey(key)),
    outlives: folderStays,
    answer: 'Say which image runs without this: pin it in the resource itself.',
  }),
  {
    name: 'kustomize-parameters',
    program: PROGRAM,
    answer: 'Have the kustomization rendered, or write the image out where it is used.',
    reads: (scene) =>
      scene.change.document.format === 'dotenv' &&
      ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].some((name) => scene.has(folderOf(scene.file) + name)) &&
      isImagePart(scene),
    outlives: folderStays,
  },
  placeOfObject({
    name: 'config-map-image',
    program: 'kustomize replacements and operators',
    group: /^$/,
    kind: /^(?:ConfigMap|Secret)$/,
    path: /^(?:data|stringData)\//,
    when: (scene) =>
      isImageKey(scene.key) ||
      isQualified(scene.text) ||
      (scene.path.split('/').length > 2 ? isImageValue(scene) : setsImage(scene)),
    answer: 'Write the image out where it is used, or have what reads this object rendered.',
  }),
]
