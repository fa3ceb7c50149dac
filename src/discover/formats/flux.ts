import { groupOf } from '../../kubernetes/pods.ts'
import { child, textOf } from '../../model/tree.ts'
import type { DocumentFormat, Reading, Sighting, TextFile } from '../format.ts'
import { scalarOf } from '../image-map.ts'
import { overriddenImage, patchedImages } from '../kustomize-images.ts'
import { type Located, rootOf, select } from '../located.ts'
import { type FoundObject, objectsOf } from '../manifest.ts'
import { imageAt, partAt } from '../sight.ts'
import { ofRemoteChart, sightValues } from '../values.ts'

const GROUP = /\.toolkit\.fluxcd\.io$/

/** Flux: HelmReleases, Kustomizations, OCI sources and image repositories. */
export const flux: DocumentFormat = {
  name: 'flux',
  title: 'Flux',
  files: 'documents of `*.toolkit.fluxcd.io`',
  rows: [
    { where: 'HelmRelease `spec.values`', meaning: 'as Helm values; ConfigMaps with a `values.yaml` too' },
    {
      where: 'HelmRelease `spec.postRenderers[].kustomize`, Kustomization `spec.images`, `spec.patches`',
      meaning: 'as Kustomize',
    },
    { where: 'OCIRepository `spec.url` with `ref`', meaning: 'an OCI artifact; with a version range dynamic' },
    { where: 'ImageRepository `spec.image`', meaning: 'a repository without tag' },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ text }) => text.includes('.toolkit.fluxcd.io/'),
  claims: ({ root }) => objectsOf(root).some((object) => GROUP.test(groupOf(object))) && objectsOf(root).length === 1,
  read: ({ file, root }) => readFlux(file, objectsOf(root)),
}

function readFlux(file: TextFile, objects: readonly FoundObject[]): Reading {
  return { objects, sightings: objects.flatMap((object) => sightFlux(file, object)) }
}

/** The images of one Flux object. */
function sightFlux(file: TextFile, object: FoundObject): readonly Sighting[] {
  const spec = select(rootOf(object.tree, ...object.path), 'spec')
  const at = (...steps: readonly string[]): readonly Located[] => spec.flatMap((one) => select(one, ...steps))
  if (object.kind === 'ImageRepository') return at('image').flatMap((one) => imageAt(file, one))
  if (object.kind === 'OCIRepository') return spec.flatMap((one) => artifactOf(file, one))
  const values = at('values').flatMap((one) => sightValues(file, one, ofRemoteChart))
  const renderers = [...at('postRenderers', '*', 'kustomize'), ...spec]
  const images = renderers.flatMap((one) => select(one, 'images', '*')).flatMap((one) => overriddenImage(file, one))
  const patches = renderers.flatMap((one) => [
    ...select(one, 'patches', '*', 'patch'),
    ...select(one, 'patchesStrategicMerge', '*'),
    ...select(one, 'patchesJson6902', '*', 'patch'),
  ])
  return [...values, ...images, ...patches.flatMap((one) => patchedImages(file, one))]
}

function artifactOf(file: TextFile, spec: Located): readonly Sighting[] {
  const ref = child(spec.node, 'ref')
  const part = (key: string) => (ref?.kind === 'map' ? scalarOf(ref, key) : undefined)
  const [tag, digest, range] = [part('tag'), part('digest'), part('semver')]
  return select(spec, 'url').flatMap(({ node, path }) => {
    if (node.kind !== 'scalar' || !node.text.startsWith('oci://')) return []
    const base = node.text.slice('oci://'.length).replace(/\/$/, '')
    const text = `${base}${tag === undefined ? '' : `:${tag.text}`}${digest === undefined ? '' : `@${digest.text}`}`
    const related = [tag, digest, range].flatMap((one) => (one === undefined ? [] : [{ file: file.path, span: one.span }]))
    const sighting = { ...partAt(file, { node, path }, 'oci://'.length, base), text, related, artifact: true }
    if (digest !== undefined || range === undefined) return [sighting]
    return [{ ...sighting, dynamic: `the version range ${textOf(range) ?? ''} picks its tag` }]
  })
}
