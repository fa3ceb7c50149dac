import { groupOf } from '../kubernetes/pods.ts'
import { expand } from '../languages/interpolation/interpolate.ts'
import { MAX_EMBEDDING } from '../model/limits.ts'
import { child, textOf } from '../model/tree.ts'
import { imagesInArgs, imagesInEnv, isQualified } from './container-texts.ts'
import { embedded } from './embed.ts'
import type { Sighting, TextFile } from './format.ts'
import { imageOfMap } from './image-map.ts'
import { type Located, rootOf, select } from './located.ts'
import { type FoundObject, objectsOf } from './manifest.ts'
import { isPathLike } from './not-images.ts'
import { isAdmissionPolicy, isOfMachines, isOpen, namesNoImages } from './object-scope.ts'
import { artifactAt, dependedPackages } from './oci-artifacts.ts'
import { imagesOfResource } from './resource-images.ts'
import { imagesInSettings } from './settings-images.ts'
import { imageAfter, imageAt, isTemplate } from './sight.ts'
import { ofRemoteChart, sightValues } from './values.ts'
import { everyNode } from './walk.ts'

const CONTAINER_LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers', 'steps', 'sidecars'])
const TEMPLATES = [
  ['spec', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
]
/** Annotations of those who put containers of their own into pods; anybody else's are prose. */
const INJECTED =
  /^(?:[\w-]+\.)*(?:istio\.io|linkerd\.io|vault\.hashicorp\.com|consul\.hashicorp\.com|dapr\.io|kuma\.io|appmesh\.k8s\.aws|opentelemetry\.io|jaegertracing\.io|datadoghq\.com|dynatrace\.com|contrast\.com|instana\.io)\/[\w.-]*image$/i
const TOO_DEEP = `manifests stand in texts of manifests more than ${MAX_EMBEDDING} deep`

/** The images of one object. */
export function sightObject(file: TextFile, object: FoundObject, depth = 0): readonly Sighting[] {
  const at = rootOf(object.tree, ...object.path)
  const found: Sighting[] = [...annotated(file, at)]
  if (isTextCarrier(object)) found.push(...carriedImages(file, at, depth))
  if (namesNoImages(object)) return found
  const changesOnly = isAdmissionPolicy(object)
  for (const one of everyNode(at, isOpen)) {
    if (changesOnly && !one.path.some((step) => /^(?:mutat|generat|parameters)/.test(String(step)))) continue
    found.push(...sightNode(file, one, object), ...manifestIn(file, one, depth))
  }
  if (object.kind === 'Assign') found.push(...assignedImage(file, at))
  return found.map(withDefault)
}

function isTextCarrier({ kind, apiVersion }: FoundObject): boolean {
  return apiVersion === 'v1' && (kind === 'ConfigMap' || kind === 'Secret')
}

/** Gatekeeper's `Assign` puts a value at a place: an image, where the place is called so. */
function assignedImage(file: TextFile, at: Located): readonly Sighting[] {
  const location = select(at, 'spec', 'location')[0]?.node
  if (!/image$/i.test(textOf(location) ?? '')) return []
  return select(at, 'spec', 'parameters', 'assign', 'value').flatMap((one) => imageAt(file, one))
}

/** `${VAR:-default}` and `${VAR:=default}`, as envsubst and Flux fill them in when nothing gives the variable. */
function withDefault(sighting: Sighting): Sighting {
  if (!/\$\{\w+:?[-=]/.test(sighting.text)) return sighting
  const { text, missing } = expand(sighting.text, () => undefined)
  return missing.length === 0 && text !== '' ? { ...sighting, text } : sighting
}

/** What a ConfigMap or a Secret carries: values files, whole manifests, containers, references. Its other texts are prose and settings. */
function carriedImages(file: TextFile, at: Located, depth: number): readonly Sighting[] {
  return [...select(at, 'data', '*'), ...select(at, 'stringData', '*')].flatMap((one) => {
    if (one.node.kind !== 'scalar') return []
    if (/^values[\w.-]*\.ya?ml$/.test(String(one.path.at(-1)))) {
      const inner = embedded(file, one.node, one.path)
      return [
        ...inner.documents.flatMap((root) => sightValues(file, rootOf(root), ofRemoteChart)).map(inner.place),
        ...inner.disputed,
      ]
    }
    if (isQualified(one.node.text)) return [{ span: one.node.span, text: one.node.text, path: one.path, guess: true }]
    const inside = [...manifestIn(file, one, depth), ...containerIn(file, one)]
    if (inside.some(({ unread }) => unread !== undefined)) return inside
    return [...inside, ...imagesInSettings(file, one).filter((found) => !inside.some((other) => isSame(found, other)))]
  })
}

function isSame(a: Sighting, b: Sighting): boolean {
  return a.span.start === b.span.start && a.text === b.text
}

/** A container that is written as a text (plugins of Argo, templates of runners): `image` beside a name or what it runs. */
function containerIn(file: TextFile, at: Located): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || !/^[ \t]*(?:-[ \t]+)?image[ \t]*:/m.test(node.text) || /\bapiVersion\b/.test(node.text)) return []
  const inner = embedded(file, node, path)
  const roots = inner.documents.flatMap((root) => [rootOf(root), ...select(rootOf(root), '*')])
  const containers = roots.filter((one) => ['name', 'command', 'args'].some((key) => child(one.node, key) !== undefined))
  return containers
    .flatMap((one) => select(one, 'image'))
    .flatMap((one) => imageAt(file, one))
    .map(inner.place)
}

/** The images of manifests that a text holds: templates of other tools, patches, parameters. */
export function manifestIn(file: TextFile, at: Located, depth = 0): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || node.plain) return []
  if (!/(?:^|[\s{,])["']?apiVersion["']?[ \t]*:/m.test(node.text) || !/(?:^|[\s{,])["']?kind["']?\s*:/m.test(node.text)) return []
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
  const pods = [at, ...TEMPLATES.flatMap((steps) => select(at, ...steps))]
  const injected = pods.flatMap((pod) => select(pod, 'metadata', 'annotations')).flatMap((one) => injectedImages(file, one))
  const krm = select(at, 'metadata', 'annotations', 'config.kubernetes.io/function').flatMap((one) => {
    if (one.node.kind !== 'scalar') return []
    const inner = embedded(file, one.node, one.path)
    const images = inner.documents.flatMap((root) => select(rootOf(root), 'container', 'image'))
    return [...images.flatMap((image) => imageAt(file, image)).map(inner.place), ...inner.scanned]
  })
  return [...olm, ...injected, ...krm]
}

/** Annotations that tell an injector which image a container of its own has: `sidecar.istio.io/proxyImage`, `config.linkerd.io/proxy-image`. */
function injectedImages(file: TextFile, annotations: Located): readonly Sighting[] {
  return select(annotations, '*').flatMap((one) => {
    const key = String(one.path.at(-1))
    if (!INJECTED.test(key) || one.node.kind !== 'scalar' || !/[/:]/.test(one.node.text)) return []
    const version = child(annotations.node, key.replace(/image$/, 'version'))
    const bare = !/[:@][^/]*$/.test(one.node.text)
    const tag = bare && version?.kind === 'scalar' && version.text !== '' ? version : undefined
    if (tag === undefined) return imageAt(file, one).map((found) => ({ ...found, guess: true }))
    const related = [{ file: file.path, span: tag.span }]
    return [{ span: one.node.span, text: `${one.node.text}:${tag.text}`, path: one.path, related, guess: true }]
  })
}

function sightNode(file: TextFile, at: Located, object: FoundObject): readonly Sighting[] {
  const [key, parent] = [at.path.at(-1), at.path.at(-2)]
  if (key === 'image') return isOfMachines(object) && !inContainer(at) ? machineImage(file, at) : imageEntry(file, at)
  if (key === 'env') return imagesInEnv(file, at)
  if (key === 'args' || key === 'command') return imagesInArgs(file, at)
  if (key === 'from') return dockerImage(file, at)
  if (key === 'url' && parent === 'registry') return imageAfter(file, at, 'docker://')
  if (key === 'imageName' && groupOf(object) === 'postgresql.cnpg.io') return imageAt(file, at)
  if (key === 'osImageURL') return imageAt(file, at)
  if (key === 'podSpecPatch') return patchImages(file, at)
  if (key === 'package' && groupOf(object) === 'pkg.crossplane.io')
    return imageAt(file, at).map((one) => ({ ...one, artifact: true }))
  if (key === 'dependsOn' && groupOf(object) === 'meta.pkg.crossplane.io') return dependedPackages(file, at)
  if (key === 'ref' && /^oci/i.test(String(parent))) return qualified(file, at).map((one) => ({ ...one, artifact: true }))
  if (isOfMachines(object)) return /[a-z]Image$/.test(String(key)) ? qualified(file, at) : []
  return [...imagesOfResource(file, at), ...artifactAt(file, at)]
}

/** In a group of machines only the disk of a KubeVirt machine, and what is a reference beyond doubt, is an image of a container. */
function machineImage(file: TextFile, at: Located): readonly Sighting[] {
  if (at.path.at(-2) === 'containerDisk') return imageEntry(file, at)
  return qualified(file, at)
}

/** A reference with registry host and tag or digest; nothing for anything less. */
function qualified(file: TextFile, at: Located): readonly Sighting[] {
  return at.node.kind === 'scalar' && isQualified(at.node.text) ? imageAt(file, at) : []
}

/** Containers in a patch that is written as a text (Argo Workflows). */
function patchImages(file: TextFile, at: Located): readonly Sighting[] {
  if (at.node.kind !== 'scalar') return []
  const inner = embedded(file, at.node, at.path)
  const images = inner.documents.flatMap((root) => [...everyNode(rootOf(root))].filter(({ path }) => path.at(-1) === 'image'))
  return [...images.flatMap((one) => imageAt(file, one)).map(inner.place), ...inner.scanned, ...inner.disputed]
}

function imageEntry(file: TextFile, at: Located): readonly Sighting[] {
  const parent = at.path.at(-2)
  if (parent === 'output') return []
  if (at.node.kind === 'map' && !isTemplate(file, at.node)) {
    const volume = select(at, 'reference').flatMap((one) => imageAt(file, one))
    return volume.length > 0 ? volume : imageOfMap(file, at.node, at.path)
  }
  const found = imageAt(file, at)
  return inContainer(at) ? found : found.filter((one) => !isPathLike(one.text))
}

function inContainer(at: Located): boolean {
  return CONTAINER_LISTS.has(String(at.path.at(-3)))
}

function dockerImage(file: TextFile, at: Located): readonly Sighting[] {
  if (textOf(child(at.node, 'kind')) !== 'DockerImage') return []
  return select(at, 'name').flatMap((one) => imageAt(file, one))
}
