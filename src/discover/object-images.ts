import { groupOf } from '../kubernetes/pods.ts'
import { expand } from '../languages/interpolation/interpolate.ts'
import { MAX_EMBEDDING } from '../model/limits.ts'
import { child, textOf } from '../model/tree.ts'
import { imagesInArgs, imagesInEnv, isExplicit } from './container-texts.ts'
import { embedded } from './embed.ts'
import type { Sighting, TextFile } from './format.ts'
import { imageOfMap } from './image-map.ts'
import { type Located, rootOf, select } from './located.ts'
import { type FoundObject, objectsOf } from './manifest.ts'
import { PATH_LIKE } from './not-images.ts'
import { imageAfter, imageAt, isTemplate } from './sight.ts'
import { sightValues } from './values.ts'
import { everyNode } from './walk.ts'

const NO_IMAGES =
  /^(?:CustomResourceDefinition|ConfigMap|Secret|.*AdmissionPolicy(?:Binding)?|ConstraintTemplate|ImageDigestMirrorSet|ImageTagMirrorSet)$/
const POLICY_GROUPS =
  /(?:^|\.)(?:kyverno\.io|policy\.sigstore\.dev|constraints\.gatekeeper\.sh|infrastructure\.cluster\.x-k8s\.io)$/
const CLOSED = new Set(['metadata', 'openAPIV3Schema', 'labels', 'annotations', 'matchLabels'])
const TOO_DEEP = `manifests stand in texts of manifests more than ${MAX_EMBEDDING} deep`
const CONTAINER_LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers', 'steps', 'sidecars'])

/** The images of one object. */
export function sightObject(file: TextFile, object: FoundObject, depth = 0): readonly Sighting[] {
  const at = rootOf(object.tree, ...object.path)
  const found: Sighting[] = [...annotated(file, at)]
  if (object.kind === 'ConfigMap') found.push(...configMapImages(file, at, depth))
  if (NO_IMAGES.test(object.kind) || POLICY_GROUPS.test(groupOf(object))) return found
  for (const one of everyNode(at, ({ path }) => !CLOSED.has(String(path.at(-1))))) {
    found.push(...sightNode(file, one, object), ...manifestIn(file, one, depth))
  }
  return found.map(withDefault)
}

/** `${VAR:-default}` and `${VAR:=default}`, as envsubst and Flux fill them in when nothing gives the variable. */
function withDefault(sighting: Sighting): Sighting {
  if (!/\$\{\w+:?[-=]/.test(sighting.text)) return sighting
  const { text, missing } = expand(sighting.text, () => undefined)
  return missing.length === 0 && text !== '' ? { ...sighting, text } : sighting
}

/** Values files and whole manifests that a ConfigMap carries. Its other texts are prose and settings. */
function configMapImages(file: TextFile, at: Located, depth: number): readonly Sighting[] {
  return select(at, 'data', '*').flatMap((one) => {
    if (!/^values[\w.-]*\.ya?ml$/.test(String(one.path.at(-1))) || one.node.kind !== 'scalar') return manifestIn(file, one, depth)
    const inner = embedded(file, one.node, one.path)
    return inner.documents.flatMap((root) => sightValues(file, rootOf(root))).map(inner.place)
  })
}

/** The images of manifests that a text holds: templates of other tools, patches, parameters. */
export function manifestIn(file: TextFile, at: Located, depth = 0): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || node.plain) return []
  if (!/^[ \t]*["']?apiVersion["']?[ \t]*:/m.test(node.text) || !/(?:^|[\s{,])["']?kind["']?\s*:/m.test(node.text)) return []
  if (depth >= MAX_EMBEDDING) return [{ span: node.span, text: '', path, unread: TOO_DEEP }]
  const inner = embedded(file, node, path)
  const objects = inner.documents.flatMap((root) => objectsOf(root))
  return [
    ...objects.flatMap((object) => sightObject(file, object, depth + 1)).map(inner.place),
    ...inner.scanned,
    ...inner.disputed,
  ]
}

function annotated(file: TextFile, at: Located): readonly Sighting[] {
  const olm = select(at, 'metadata', 'annotations', 'containerImage').flatMap((one) => imageAt(file, one))
  const krm = select(at, 'metadata', 'annotations', 'config.kubernetes.io/function').flatMap((one) => {
    if (one.node.kind !== 'scalar') return []
    const inner = embedded(file, one.node, one.path)
    const images = inner.documents.flatMap((root) => select(rootOf(root), 'container', 'image'))
    return [...images.flatMap((image) => imageAt(file, image)).map(inner.place), ...inner.scanned]
  })
  return [...olm, ...krm]
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
