import { type DecidingPlace, placeOfObject, REMOTE_ANSWER, RENDER_ANSWER } from '../deciding-place.ts'
import { isImageKey, isImagePart, isImageValue } from '../image-key.ts'
import type { Scene } from '../scene.ts'

const HELM = { group: /^helm\.toolkit\.fluxcd\.io$/, kind: /^HelmRelease$/, program: 'Flux helm-controller' } as const
const KUSTOMIZE = {
  group: /^kustomize\.toolkit\.fluxcd\.io$/,
  kind: /^Kustomization$/,
  program: 'Flux kustomize-controller',
} as const
const SOURCE = {
  group: /^source\.toolkit\.fluxcd\.io$/,
  kind: /^(?:GitRepository|HelmRepository|OCIRepository|Bucket|HelmChart)$/,
  program: 'Flux source-controller',
} as const

/** What Flux reads for images, and for where they come from. */
export const fluxPlaces: readonly DecidingPlace[] = [
  placeOfObject({
    ...HELM,
    name: 'flux-chart',
    path: /^spec\/(?:chart\/spec\/(?:chart|version|sourceRef\/|valuesFiles?(?:\/|$))|chartRef\/)/,
    // The source that a new release names is an object of its own, and a reference where it is an OCI artifact.
    when: ({ change, path }) => change.kind !== 'added' || !/^spec\/chartRef/.test(path),
    answer: REMOTE_ANSWER,
  }),
  placeOfObject({
    ...HELM,
    name: 'flux-chart-verify',
    path: /^spec\/chart\/spec\/verify(?:\/|$)/,
    when: ({ change }) => change.kind !== 'added',
    answer: 'Keep `verify`, so that Flux goes on to refuse charts that nobody signed.',
  }),
  placeOfObject({ ...HELM, name: 'flux-values', path: /^spec\/values\//, when: isImageValue, answer: RENDER_ANSWER }),
  placeOfObject({ ...HELM, name: 'flux-values-from', path: /^spec\/valuesFrom\//, answer: RENDER_ANSWER }),
  placeOfObject({
    ...HELM,
    name: 'flux-post-renderers',
    path: /^spec\/postRenderers\//,
    when: ({ change, path }) => change.kind === 'removed' && /image|\/value$|newTag|newName|digest/i.test(path),
    answer: 'Say which image the chart runs without this: pin it in the values.',
  }),
  placeOfObject({
    ...KUSTOMIZE,
    name: 'flux-substitute',
    path: /^spec\/postBuild\/substitute\//,
    when: isImagePart,
    answer: 'Write the image out, or have the Kustomization rendered.',
  }),
  placeOfObject({
    ...KUSTOMIZE,
    name: 'flux-substitute-from',
    path: /^spec\/postBuild\/substituteFrom\//,
    when: ({ change }) => change.kind !== 'added',
    answer: 'Write the image out, or have the Kustomization rendered.',
  }),
  placeOfObject({
    ...KUSTOMIZE,
    name: 'flux-path',
    path: /^spec\/(?:path|sourceRef\/\w+)$/,
    when: ({ change }) => change.kind !== 'added',
    answer: 'Have the Kustomization rendered on both sides, or except the path with a reason.',
  }),
  placeOfObject({
    ...KUSTOMIZE,
    name: 'flux-images',
    path: /^spec\/(?:images|components)\//,
    when: ({ change }) => change.kind !== 'added',
    answer: 'Say which image runs without this: pin it where it is used.',
  }),
  placeOfObject({
    ...SOURCE,
    name: 'flux-source',
    path: /^spec\/(?:url|ref\/|chart$|version$|bucketName$|endpoint$|provider$|include\/|layerSelector\/|type$)/,
    when: ({ change, path }) => change.kind !== 'added' || !/^spec\/(?:layerSelector|provider|type)/.test(path),
    answer: REMOTE_ANSWER,
  }),
  placeOfObject({
    ...SOURCE,
    name: 'flux-source-verify',
    path: /^spec\/(?:verify(?:\/|$)|insecure$)/,
    when: ({ change, path }) => change.kind !== 'added' || path === 'spec/insecure',
    answer: 'Keep `verify`, so that Flux goes on to refuse what nobody signed.',
  }),
  placeOfObject({
    group: /^fluxcd\.controlplane\.io$/,
    kind: /^(?:FluxInstance|ResourceSet|ResourceSetInputProvider)$/,
    program: 'flux-operator',
    name: 'flux-operator',
    path: /^spec\/(?:distribution\/|sync\/|inputs\/|inputsFrom\/|url$|filter\/|defaultValues\/)/,
    when: (scene) => !/\/(?:inputs|defaultValues)\//.test(`/${scene.path}`) || isImagePart(scene) || fillsIn(scene),
    answer: REMOTE_ANSWER,
  }),
  placeOfObject({
    group: /^source\.extensions\.fluxcd\.io$|^image\.toolkit\.fluxcd\.io$/,
    kind: /^ArtifactGenerator$/,
    program: 'Flux source-watcher',
    name: 'flux-artifact-generator',
    path: /^spec\/(?:sources|artifacts|outputArtifacts)\//,
    answer: REMOTE_ANSWER,
  }),
]

/**
 * Whether a template of the set puts the input into a place that may be an image or decides a source. The templates of a
 * provider stand in the sets that ask it, wherever they are.
 */
function fillsIn({ change, key, kind }: Scene): boolean {
  if (kind === 'ResourceSetInputProvider') return true
  return change.document.scalars.some(
    ({ text, path }) =>
      text.includes('<<') &&
      text.includes(`inputs.${key}`) &&
      (/^(?:image|url|ref|path|chart|tag|digest|version|repository|branch|commit|semver|resourcesTemplate)/i.test(
        path.at(-1) ?? '',
      ) ||
        isImageKey(path.at(-1) ?? '')),
  )
}
