import { expand, type Lookup } from '../../languages/interpolation/interpolate.ts'
import { child, type Node, type ScalarNode, textOf } from '../../model/tree.ts'
import { composeArguments } from '../build-callers.ts'
import { composeLookups, NAMED_COMPOSE as NAMED } from '../compose-variables.ts'
import { imagesInArgs, imagesInVariables } from '../container-texts.ts'
import type { Document, DocumentFormat, Reading, Side, Sighting, TextFile } from '../format.ts'
import { inside, type Located, rootOf, select } from '../located.ts'
import { imageAfter, imageAt, partAt } from '../sight.ts'
import { cut } from '../text-span.ts'
import { everyNode } from '../walk.ts'
import type { BuildArguments } from '../workflow-builds.ts'
import { sightDockerfile } from './dockerfile.ts'

/** Compose files: services, builds and extension fields. */
export const compose: DocumentFormat = {
  name: 'compose',
  title: 'Compose',
  files: '`compose*.yaml`, `docker-compose*.yml`, and any YAML with `services` that have an `image` or a `build`',
  rows: [
    {
      where: '`services.*.image`',
      meaning:
        '`${V:-default}` in all its forms, from `.env` files as Compose reads them (the project that includes or extends a file first) or the default; without either: dynamic. With `build` it is still pulled first, unless `pull_policy` is `build` or `never`; `!reset` is none',
    },
    { where: '`include: oci://…`, `models.*.model`', meaning: 'artifacts' },
    { where: '`x-*` fragments with `image`', meaning: 'reported where they are written, also when merged' },
    { where: '`build.additional_contexts`', meaning: '`docker-image://…`' },
    { where: '`build.cache_from`', meaning: 'references and `type=registry,ref=…`' },
    { where: '`build.dockerfile_inline`', meaning: 'as a Dockerfile' },
    { where: '`volumes[].type: image`', meaning: 'its `source`' },
    {
      where: '`environment`, `command`',
      meaning: 'by the rule for variables and arguments of Kubernetes, where no variable stands in them',
    },
  ],
  applied: 'elsewhere',
  parts: /(?:^|\/)\.env$/i,
  settings: 'compose',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ path, text }) => NAMED.test(path) || /^services\s*:/m.test(text) || /"services"\s*:/.test(text.slice(0, 4096)),
  claims: ({ file, root }) => child(root, 'apiVersion') === undefined && (hasServices(root) || isOverlay(file, root)),
  read: readCompose,
}

function hasServices(root: Node): boolean {
  return select(rootOf(root), 'services', '*').some(
    ({ node }) =>
      child(node, 'image') !== undefined || child(node, 'build') !== undefined || child(node, 'extends') !== undefined,
  )
}

function isOverlay(file: TextFile, root: Node): boolean {
  return NAMED.test(file.path) && (child(root, 'services')?.kind === 'map' || isVersionOne(root))
}

/** The first version of the format: services at the top, and no `services`. */
function isVersionOne(root: Node): boolean {
  if (child(root, 'services') !== undefined) return false
  return select(rootOf(root), '*').some(({ node }) => (child(node, 'image') ?? child(node, 'build')) !== undefined)
}

function readCompose({ file, root }: Document, side: Side): Reading {
  const top = rootOf(root)
  const sightings = composeLookups(file, side).flatMap((lookup) => readProject(file, top, lookup))
  return { sightings: [...sightings, ...select(top, 'include').flatMap((at) => includedArtifacts(file, at))] }
}

function readProject(file: TextFile, top: Located, lookup: Lookup): readonly Sighting[] {
  const services = (isVersionOne(top.node) ? select(top, '*') : select(top, 'services', '*')).flatMap((service) =>
    sightService(file, service, lookup),
  )
  const fragments = inside(top).filter(({ path }) => String(path[0]).startsWith('x-'))
  const shared = fragments.flatMap((fragment) =>
    [...everyNode(fragment)].filter(({ path }) => path.at(-1) === 'image').flatMap((at) => interpolated(file, at, lookup)),
  )
  const models = [...select(top, 'models', '*', 'model'), ...select(top, 'services', '*', 'provider', 'options', 'model')]
  return [
    ...services,
    ...shared,
    ...models.flatMap((at) => interpolated(file, at, lookup)).map((one) => ({ ...one, artifact: true })),
  ]
}

/** Projects that are taken in from a registry. */
function includedArtifacts(file: TextFile, include: Located): readonly Sighting[] {
  const entries = select(include, '*').flatMap((at) => (at.node.kind === 'map' ? select(at, 'path') : [at]))
  const paths = entries.flatMap((at) => (at.node.kind === 'list' ? select(at, '*') : [at]))
  return paths.flatMap((at) => imageAfter(file, at, 'oci://')).map((one) => ({ ...one, artifact: true }))
}

/** Whether Compose never pulls the image of a service, because it always builds it or takes what is there. */
function isOnlyBuilt(service: Node): boolean {
  const build = child(service, 'build')
  if (build === undefined || build.tag === '!reset' || (build.kind === 'scalar' && textOf(build) === undefined)) return false
  return /^(?:build|never)$/.test(textOf(child(service, 'pull_policy')) ?? '')
}

function sightService(file: TextFile, service: Located, lookup: Lookup): readonly Sighting[] {
  const images = select(service, 'image').filter(({ node }) => node.tag !== '!reset')
  const image = isOnlyBuilt(service.node) ? [] : images.flatMap((at) => interpolated(file, at, lookup))
  const contexts = [...select(service, 'build', 'additional_contexts', '*')].flatMap((at) => contextImage(file, at, lookup))
  const caches = ['cache_from'].flatMap((key) => select(service, 'build', key, '*')).flatMap((at) => cacheImage(file, at))
  const given = select(service, 'build').flatMap((build) => [...composeArguments(file, build, lookup)])
  const inline = select(service, 'build', 'dockerfile_inline').flatMap((at) => inlineDockerfile(file, at, new Map(given)))
  const mounts = select(service, 'volumes', '*').flatMap((at) => mountedImage(file, at, lookup))
  return [...image, ...contexts, ...caches, ...inline, ...mounts, ...toldImages(file, service)]
}

/** Images that a container is told about: in its environment and in its arguments. */
function toldImages(file: TextFile, service: Located): readonly Sighting[] {
  const args = ['command', 'entrypoint'].flatMap((key) => select(service, key))
  return [
    ...select(service, 'environment').flatMap((at) => imagesInVariables(file, at)),
    ...args.flatMap((at) => imagesInArgs(file, at)),
  ]
}

function mountedImage(file: TextFile, at: Located, lookup: Lookup): readonly Sighting[] {
  const type = child(at.node, 'type')
  if (type?.kind !== 'scalar' || type.text !== 'image') return []
  return select(at, 'source').flatMap((source) => interpolated(file, source, lookup))
}

/** An image whose variables are replaced; dynamic, as written, when one has no value. */
export function interpolated(file: TextFile, at: Located, lookup: Lookup): readonly Sighting[] {
  return imageAt(file, at).flatMap((sighting) => {
    if (sighting.dynamic !== undefined || !sighting.text.includes('$')) return [sighting]
    const { text, places, missing } = expand(sighting.text, lookup)
    if (missing.length > 0) return [{ ...sighting, dynamic: `nothing here gives ${[...new Set(missing)].join(', ')} a value` }]
    return text === '' ? [] : [{ ...sighting, text, related: places }]
  })
}

function contextImage(file: TextFile, at: Located, lookup: Lookup): readonly Sighting[] {
  if (at.node.kind !== 'scalar') return []
  const match = /^(?:[^=]*=)?docker-image:\/\//.exec(at.node.text)
  if (match === null) return []
  const text = at.node.text.slice(match[0].length)
  const { missing, places, text: value } = expand(text, lookup)
  const sighting = partAt(file, { node: at.node, path: at.path }, match[0].length, text)
  if (missing.length > 0) return [{ ...sighting, dynamic: `nothing here gives ${missing.join(', ')} a value` }]
  return [{ ...sighting, text: value, related: places }]
}

/** The image of a build cache entry: a bare reference or `type=registry,ref=…`. */
export function cacheImage(file: TextFile, at: Located): readonly Sighting[] {
  if (at.node.kind !== 'scalar') return []
  const { text } = at.node
  const node: ScalarNode = at.node
  if (node.unknown !== undefined) return /type=(?!registry)/.test(text) ? [] : imageAt(file, at)
  if (!text.includes('=')) return [{ ...partAt(file, { node, path: at.path }, 0, text), guess: true }]
  const ref = /(?:^|,)ref=([^,]+)/.exec(text)
  if (ref === null || !/type=registry/.test(text)) return []
  return [
    { ...partAt(file, { node, path: at.path }, ref.index + ref[0].length - (ref[1] ?? '').length, ref[1] ?? ''), guess: true },
  ]
}

function inlineDockerfile(file: TextFile, at: Located, given: BuildArguments): readonly Sighting[] {
  if (at.node.kind !== 'scalar') return []
  const raw = cut(file, at.node.span)
  const literal = raw.includes('\n') || raw === at.node.text
  if (literal) return sightDockerfile(file.path, raw, at.node.span.start, at.path, given)
  return sightDockerfile(file.path, at.node.text, 0, at.path, given).map((one) => ({ ...one, span: at.node.span, related: [] }))
}
