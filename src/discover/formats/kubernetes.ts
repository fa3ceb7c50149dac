import { child, textOf } from '../../model/tree.ts'
import { imagesInArgs, imagesInEnv, isExplicit } from '../container-texts.ts'
import type { Document, DocumentFormat, Reading, Sighting, TextFile } from '../format.ts'
import { imageOfMap } from '../image-map.ts'
import { type Located, rootOf, select } from '../located.ts'
import { type FoundObject, groupOf, objectsOf } from '../manifest.ts'
import { imageAfter, imageAt, isTemplate } from '../sight.ts'
import { everyNode } from '../walk.ts'

const NO_IMAGES =
  /^(?:CustomResourceDefinition|ConfigMap|Secret|.*AdmissionPolicy(?:Binding)?|ConstraintTemplate|ImageDigestMirrorSet|ImageTagMirrorSet)$/
const POLICY_GROUPS =
  /(?:^|\.)(?:kyverno\.io|policy\.sigstore\.dev|constraints\.gatekeeper\.sh|infrastructure\.cluster\.x-k8s\.io)$/
const CLOSED = new Set(['metadata', 'openAPIV3Schema', 'labels', 'annotations', 'matchLabels'])
const CONTAINER_LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers', 'steps', 'sidecars'])
const PATH_LIKE = /^(?:\.{0,2}\/|https?:|data:|file:)|^[^@]*\.(?:png|jpe?g|gif|svg|webp|ico|iso|qcow2|img|vmdk)$/i

/** Kubernetes manifests in YAML and JSON: typed pod specs and, for every other kind, any `image` entry. */
export const kubernetes: DocumentFormat = {
  name: 'kubernetes',
  title: 'Kubernetes manifests and custom resources',
  files: 'any YAML or JSON document with `apiVersion` and `kind`, whatever the file is called',
  rows: [
    {
      where: '`containers[].image`, `initContainers[].image`, `ephemeralContainers[].image`',
      meaning: 'in every workload kind, pod template and custom resource, lists included',
    },
    { where: '`volumes[].image.reference`', meaning: 'image volumes' },
    {
      where: 'any `image` entry of any other kind',
      meaning:
        'a text, or a mapping of `{registry, repository, tag, digest}`; not `rbd.image`, build outputs, labels, schemas, admission policies',
    },
    {
      where: '`env` named `*IMAGE*`, `args` such as `--x-image=…`',
      meaning: 'where the value has a registry host, a tag or a digest',
    },
    { where: 'CloudNativePG `imageName`', meaning: 'an image' },
    {
      where: 'OpenShift `from` with `kind: DockerImage`',
      meaning: 'ImageStream and BuildConfig; ImageStreamTag is not a registry reference',
    },
    { where: 'OLM `annotations.containerImage`, `relatedImages[].image`', meaning: 'ClusterServiceVersion' },
    { where: 'Crossplane `spec.package`', meaning: 'an OCI artifact' },
    { where: 'KubeVirt `registry.url: docker://…`', meaning: 'an image' },
  ],
  reads: 'documents',
  suspects: ({ text }) => text.includes('apiVersion') && text.includes('kind'),
  claims: ({ root }) => objectsOf(root).length > 0 || isEmptyList(root),
  read: readKubernetes,
}

function isEmptyList(root: Document['root']): boolean {
  return (textOf(child(root, 'kind')) ?? '').endsWith('List') && child(root, 'apiVersion') !== undefined
}

function readKubernetes({ file, root }: Document): Reading {
  const objects = objectsOf(root)
  return { objects, sightings: objects.flatMap((object) => sightObject(file, object)) }
}

/** The images of one object. */
export function sightObject(file: TextFile, object: FoundObject): readonly Sighting[] {
  const at = rootOf(object.tree, ...object.path)
  const extra = annotated(file, at)
  if (NO_IMAGES.test(object.kind) || POLICY_GROUPS.test(groupOf(object))) return extra
  const found: Sighting[] = [...extra]
  for (const one of everyNode(at, ({ path }) => !CLOSED.has(String(path.at(-1))))) found.push(...sightNode(file, one, object))
  return found
}

function annotated(file: TextFile, at: Located): readonly Sighting[] {
  return select(at, 'metadata', 'annotations', 'containerImage').flatMap((one) => imageAt(file, one))
}

function sightNode(file: TextFile, at: Located, object: FoundObject): readonly Sighting[] {
  const [key, parent] = [at.path.at(-1), at.path.at(-2)]
  if (key === 'image') return imageEntry(file, at)
  if (key === 'env') return imagesInEnv(file, at)
  if (key === 'args' || key === 'command') return imagesInArgs(file, at)
  if (key === 'from') return dockerImage(file, at)
  if (key === 'url' && parent === 'registry') return imageAfter(file, at, 'docker://')
  if (key === 'imageName' && groupOf(object) === 'postgresql.cnpg.io') return imageAt(file, at)
  if (key === 'package' && groupOf(object) === 'pkg.crossplane.io')
    return imageAt(file, at).map((one) => ({ ...one, artifact: true }))
  if (typeof key === 'string' && /[a-z]Image$/.test(key)) return likely(file, at)
  return []
}

function imageEntry(file: TextFile, at: Located): readonly Sighting[] {
  const parent = at.path.at(-2)
  if (parent === 'rbd' || (parent === 'output' && at.path.includes('build'))) return []
  if (at.node.kind === 'map' && !isTemplate(file, at.node)) {
    const volume = select(at, 'reference').flatMap((one) => imageAt(file, one))
    return volume.length > 0 ? volume : imageOfMap(file, at.node, at.path)
  }
  const found = imageAt(file, at)
  return inContainer(at) ? found : found.filter((one) => !PATH_LIKE.test(one.text))
}

function inContainer(at: Located): boolean {
  return CONTAINER_LISTS.has(String(at.path.at(-3)))
}

function dockerImage(file: TextFile, at: Located): readonly Sighting[] {
  if (textOf(child(at.node, 'kind')) !== 'DockerImage') return []
  return select(at, 'name').flatMap((one) => imageAt(file, one))
}

function likely(file: TextFile, at: Located): readonly Sighting[] {
  return imageAt(file, at)
    .filter((one) => isExplicit(one.text))
    .map((one) => ({ ...one, guess: true }))
}
