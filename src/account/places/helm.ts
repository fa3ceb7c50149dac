import type { ScalarDocument } from '../../model/account.ts'
import { type DecidingPlace, placeOfFile, placeOfObject, REMOTE_ANSWER, RENDER_ANSWER } from '../deciding-place.ts'
import { isImageValue } from '../image-key.ts'
import { folderOf, type Scene } from '../scene.ts'

const VALUES =
  /(?:^|\/)(?:[\w.-]*[._-])?values(?:[._-][\w.-]+)?\.(?:ya?ml|json)(?:\.gotmpl)?$|(?:^|\/)(?:helm-)?values\/[^/]+\.ya?ml$/i

/** A key that the templates of the chart use where they name an image. */
function isOfTemplates({ change, key }: Scene): boolean {
  return takesPart(change.document, key)
}

function takesPart({ imageKeys }: ScalarDocument, key: string): boolean {
  return imageKeys === 'any' || imageKeys?.has(key) === true
}

/** By its name, or by what it holds: files of any name are included by a helmfile. */
function isHelmfile({ file, kind, change }: Scene): boolean {
  if (kind !== '' || !/\.ya?ml(?:\.gotmpl)?$/i.test(file)) return false
  if (/(?:^|\/)(?:helmfile[^/]*|helmfile\.d\/.*)\.ya?ml/.test(file)) return true
  const known = helmfiles.get(change.document)
  if (known !== undefined) return known
  const found = change.document.scalars.some(({ path }) => path[0] === 'releases' && path.length === 3 && path[2] === 'chart')
  helmfiles.set(change.document, found)
  return found
}

/** Each document is looked through once, however many of its scalars changed. */
const helmfiles = new WeakMap<ScalarDocument, boolean>()

/** The chart that a file belongs to is still there. */
function chartStays({ has, file }: Scene): boolean {
  for (let end = file.lastIndexOf('/'); ; end = file.lastIndexOf('/', end - 1)) {
    if (has(`${file.slice(0, end + 1)}Chart.yaml`)) return true
    if (end < 0) return false
  }
}

/** A mapping that can only be the values of a chart: `image: {tag: …}`. */
function isImageMapping({ path, key }: Scene): boolean {
  const parent = path.split('/').at(-2) ?? ''
  return /image$/i.test(parent) && /^(?:tag|digest|registry|repository|sha256)$/.test(key)
}

/** What Helm and those who call it read for images, and for where they come from. */
export const helmPlaces: readonly DecidingPlace[] = [
  {
    name: 'helm-values',
    program: 'Helm',
    answer: RENDER_ANSWER,
    reads: (scene) => {
      const { document } = scene.change
      if (document.kind !== undefined || /^(?:compose|github|gitlab|kustomize|helm-chart|dotenv|settings)$/.test(document.format))
        return false
      if (/Chart\.(?:ya?ml|lock)$|requirements\.(?:ya?ml|lock)$/.test(scene.file)) return false
      if (/(?:^|\/)(?:helmfile[^/]*\.ya?ml|fleet\.yaml)/.test(scene.file) || !/\.(?:ya?ml|json|gotmpl)$/i.test(scene.file))
        return false
      if (document.imageKeys !== undefined && !/^templates\//.test(scene.file)) return isOfTemplates(scene) || isImageValue(scene)
      if (document.format === 'helm-values' || VALUES.test(scene.file)) return isImageValue(scene)
      return document.format === '' && isImageMapping(scene)
    },
    outlives: (scene) => chartStays(scene),
  },
  {
    name: 'helm-templates',
    program: 'Helm',
    answer: 'Have the chart rendered (`render` in the policy), or write the image out in the template.',
    reads: ({ change, text, path }) =>
      (path === 'line' && takesPart(change.document, `line:${text}`)) ||
      (change.document.format === 'helm-template' &&
        change.kind === 'removed' &&
        /\b(?:image|tag|digest|registry|repository)\b/i.test(text)),
  },
  placeOfFile({
    name: 'helm-dependencies',
    program: 'helm dependency',
    file: /(?:^|\/)(?:Chart|requirements)\.ya?ml$/,
    path: /^dependencies\/[^/]+\/(?:name|version|repository|alias|import-values(?:\/.*)?)$/,
    answer: REMOTE_ANSWER,
  }),
  placeOfFile({
    name: 'helm-lock',
    program: 'helm dependency',
    file: /(?:^|\/)(?:Chart|requirements)\.lock$/,
    path: /^dependencies\/[^/]+\/(?:name|version|repository)$/,
    outlives: ({ has, file }) => has(`${folderOf(file)}Chart.yaml`),
    answer: REMOTE_ANSWER,
  }),
  {
    name: 'helmfile',
    program: 'helmfile',
    answer: REMOTE_ANSWER,
    reads: (scene) =>
      isHelmfile(scene) &&
      (/(?:^|\/)(?:releases|repositories|templates|environments|commonLabels)\/(?:.*\/)?(?:chart|version|url|oci|verify|values|secrets)$/.test(
        scene.path,
      ) ||
        /^(?:helmfiles|bases)(?:\/|$)|(?:^|\/)(?:values|secrets)\/\*$/.test(scene.path) ||
        (/\/(?:values|set|setString|valuesTemplate|setTemplate)\//.test(scene.path) && isImageValue(scene))),
  },
  placeOfFile({
    name: 'fleet',
    program: 'Fleet',
    file: /(?:^|\/)fleet\.ya?ml$/,
    path: /(?:^|\/)(?:helm|kustomize|yaml)\//,
    when: (scene) =>
      /\/(?:chart|repo|version|dir|path)$|valuesFiles?(?:From)?\/|overlays\//.test(scene.path) || isImageValue(scene),
    answer: REMOTE_ANSWER,
  }),
  placeOfObject({
    name: 'fleet-git-repo',
    program: 'Fleet',
    group: /^fleet\.cattle\.io$/,
    kind: /^(?:GitRepo|HelmOp|Bundle)$/,
    path: /^spec\/(?:repo|branch|revision|paths\/|helm\/|helmAppSpec)/,
    when: (scene) => !/\/values\//.test(scene.path) || isImageValue(scene),
    answer: REMOTE_ANSWER,
  }),
  placeOfObject({
    name: 'k3s-helm-chart',
    program: 'k3s helm-controller',
    group: /^helm\.cattle\.io$/,
    kind: /^HelmChart(?:Config)?$/,
    path: /^spec\/(?:chart|chartContent|version|repo|valuesContent|valuesSecrets|values|set)(?:\/|$)/,
    when: (scene) => !/^spec\/(?:valuesContent|values|set)\//.test(scene.path) || isImageValue(scene),
    answer: REMOTE_ANSWER,
  }),
  placeOfObject({
    name: 'helm-objects',
    program: 'controllers that install charts',
    group:
      /^(?:helm\.crossplane\.io|helm\.m\.crossplane\.io|addons\.cluster\.x-k8s\.io|config\.projectsveltos\.io|source\.werf\.io|app\.terraform\.io|k0s\.k0sproject\.io|helm\.k0sproject\.io|packages\.eks\.amazonaws\.com|apps\.kubermatic\.k8c\.io)$/,
    kind: /./,
    path: /(?:^|\/)(?:chart|chartName|chartname|name|repository|repositoryURL|repoURL|url|version|chartVersion|values|valuesTemplate|valuesFrom|set|source)(?:\/|$)/,
    when: (scene) =>
      (/hart|helm/i.test(scene.path) &&
        /\/(?:chartName|chartname|name|repository|repositoryURL|repoURL|url|version|chartVersion)$/.test(scene.path)) ||
      (/values|set/i.test(scene.path) && isImageValue(scene)),
    answer: REMOTE_ANSWER,
  }),
]
