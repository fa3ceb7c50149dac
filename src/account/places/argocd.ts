import { type DecidingPlace, placeOfFile, placeOfObject, REMOTE_ANSWER, RENDER_ANSWER } from '../deciding-place.ts'
import { isImageKey, isImagePart, isImageValue } from '../image-key.ts'
import type { Scene } from '../scene.ts'

const APPLICATION = { group: /^argoproj\.io$/, kind: /^Application(?:Set)?$/, program: 'Argo CD' } as const

/** The name of the parameter that a scalar belongs to: a list item is called by its name. */
function isImageParameter(scene: Scene): boolean {
  const name = /\/\[([^\]]+)\]\/\w+$/.exec(scene.path)?.[1] ?? ''
  const last = name.split('.').at(-1) ?? ''
  return isImageKey(last) || isImagePart({ ...scene, key: last }) || name.split('.').some((step) => /image$/i.test(step))
}

/** What Argo CD reads for images, and for where they come from. */
export const argocdPlaces: readonly DecidingPlace[] = [
  placeOfObject({
    ...APPLICATION,
    name: 'argocd-template-patch',
    path: /^spec\/templatePatch(?:\/|$)/,
    when: ({ path, key, text }) =>
      path === 'spec/templatePatch' || isImagePart({ path, key, text }) || /revision|repoURL/i.test(key),
    answer: 'Write the patch into the template, or have the ApplicationSet rendered.',
  }),
  placeOfObject({
    ...APPLICATION,
    name: 'argocd-source',
    path: /(?:^|\/)sources?\/(?:[^/]+\/)?(?:repoURL|targetRevision|chart|ref)$/,
    answer: REMOTE_ANSWER,
  }),
  placeOfObject({
    ...APPLICATION,
    name: 'argocd-path',
    path: /(?:^|\/)sources?\/(?:[^/]+\/)?path$/,
    when: ({ change }) => change.kind !== 'added',
    answer: 'Have the application rendered on both sides, or except the path with a reason.',
  }),
  placeOfObject({
    ...APPLICATION,
    name: 'argocd-parameters',
    path: /(?:^|\/)(?:helm|plugin|jsonnet)\/(?:parameters|fileParameters|env|extVars|tlas)\//,
    when: isImageParameter,
    answer: 'Give the repository and the tag together, so that the image can be looked up, or have the application rendered.',
  }),
  placeOfObject({
    ...APPLICATION,
    name: 'argocd-values',
    path: /(?:^|\/)helm\/(?:values|valuesObject)(?:\/|$)/,
    when: isImageValue,
    answer: RENDER_ANSWER,
  }),
  placeOfObject({
    ...APPLICATION,
    name: 'argocd-value-files',
    path: /(?:^|\/)(?:helm\/valueFiles\/|plugin\/name$|kustomize\/(?:version$|components\/))/,
    answer: RENDER_ANSWER,
  }),
  placeOfObject({
    ...APPLICATION,
    name: 'argocd-images',
    path: /(?:^|\/)kustomize\/(?:images|patches)(?:\/|$)/,
    when: ({ change, path }) => change.kind !== 'added' && (/images/.test(path) || /image|\/value$/i.test(path)),
    answer: 'Say which image runs without this: pin it where it is used.',
  }),
  placeOfObject({
    ...APPLICATION,
    name: 'argocd-elements',
    path: /^spec\/generators\/.*(?:elements|values|repoURL|revision|repo|files|directories|template)(?:\/|$)/,
    when: (scene) => /\/(?:repoURL|revision)$/.test(scene.path) || isImagePart(scene),
    answer: 'Write the image out in the template, or have the ApplicationSet rendered.',
  }),
  placeOfObject({
    ...APPLICATION,
    name: 'argocd-image-updater',
    program: 'Argo CD Image Updater',
    path: /^(?:.*\/)?metadata\/annotations\/argocd-image-updater\.argoproj\.io\//,
    when: ({ key, path }) =>
      /image-list$|\.(?:allow-tags|update-strategy|helm\.|kustomize\.|ignore-tags|platforms)/.test(key + path),
    answer: 'Pin the image in git: what the updater picks is not known here.',
  }),
  placeOfObject({
    group: /^argocd-image-updater\.argoproj\.io$/,
    kind: /^ImageUpdater$/,
    program: 'Argo CD Image Updater',
    name: 'argocd-image-updater-object',
    path: /^spec\//,
    when: ({ key, path }) => /image|tag|strategy|constraint/i.test(path) && !/^namePattern$/.test(key),
    answer: 'Pin the image in git: what the updater picks is not known here.',
  }),
  placeOfFile({
    file: /(?:^|\/)\.argocd-source[^/]*\.ya?ml$/,
    path: /^(?:helm|kustomize|plugin|directory)\//,
    name: 'argocd-source-file',
    program: 'Argo CD',
    outlives: ({ hasFolder, file }) => hasFolder(file.slice(0, file.lastIndexOf('/') + 1)),
    answer: 'Give the repository and the tag together, or have the application rendered.',
  }),
  placeOfObject({
    group: /^argoproj\.io$/,
    kind: /^Rollout$/,
    program: 'Argo Rollouts',
    name: 'argo-rollouts-workload',
    path: /^spec\/workloadRef\//,
    when: ({ change }) => change.kind === 'altered',
    answer: 'Pin the image of the workload that is named.',
  }),
  placeOfObject({
    group: /^kargo\.akuity\.io$/,
    kind: /^(?:Warehouse|Stage|PromotionTask|ClusterPromotionTask)$/,
    program: 'Kargo',
    name: 'kargo',
    path: /^spec\/.*(?:repoURL|image|tag|constraint|semver|digest|imageSelectionStrategy|branch|commit|path)/i,
    when: ({ path }) => !/\/path$/.test(path),
    answer: 'Pin the image in git: what is promoted is not known here.',
  }),
]
