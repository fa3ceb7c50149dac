import { type Answer, found, unknown } from './answer.ts'
import { type Digest, parseDigest } from './image-name.ts'
import { MAX_DESCRIPTORS, MAX_MANIFEST_VALUES } from './limits.ts'
import { foldKey, isList, isObject, type JsonObject, type JsonValue, member, parseStrictJson } from './strict-json.ts'

/** A pointer to content, as OCI descriptors write it. `urls` and `data` are ignored: content comes from its digest only. */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  readonly artifactType?: string
  readonly platform?: string
  readonly annotations: Readonly<Record<string, string>>
}

/** A manifest or an index, read so that no other reader can see something else in the same bytes. */
export interface OciManifest {
  readonly kind: 'image' | 'index'
  readonly mediaType: string
  readonly config?: Descriptor
  readonly layers: readonly Descriptor[]
  readonly manifests: readonly Descriptor[]
  readonly subject?: Descriptor
  readonly artifactType?: string
  readonly annotations: Readonly<Record<string, string>>
}

/** The manifest types that are read, with the shape that each must have. */
export const MANIFEST_KINDS: Readonly<Record<string, 'image' | 'index'>> = {
  'application/vnd.oci.image.manifest.v1+json': 'image',
  'application/vnd.oci.image.index.v1+json': 'index',
  'application/vnd.docker.distribution.manifest.v2+json': 'image',
  'application/vnd.docker.distribution.manifest.list.v2+json': 'index',
}

const SCHEMA_1 = /^application\/vnd\.docker\.distribution\.manifest\.v1\+(?:json|prettyjws)$/
const SCHEMA_1_REFUSED =
  'it is a Docker image manifest of schema 1, which has no digest that covers what is pulled: push the image again with a current tool'
const MANIFEST_KEYS = keys(
  'schemaVersion mediaType config layers manifests subject artifactType annotations fsLayers signatures history blobs',
)
const KEY_RULES = { maps: ['annotations'], atMost: MAX_MANIFEST_VALUES }
const DESCRIPTOR_KEYS = keys('mediaType digest size urls data annotations platform artifactType')
const PLATFORM_KEYS = keys('architecture os os.version os.features variant features')

/**
 * Reads a manifest (image-spec 1.1, Docker image manifest 2.2) whose transport said `mediaType`. Unknown `malformed` when body
 * and media type disagree, when it has the shape of both an image and an index, when a key is there twice or in another
 * case, or when a digest or a size is none; `unsupported` for schema 1 and for media types that are no manifest.
 */
export function parseManifest(bytes: Uint8Array, mediaType: string, about = 'manifest'): Answer<OciManifest> {
  const kind = Object.hasOwn(MANIFEST_KINDS, mediaType) ? MANIFEST_KINDS[mediaType] : undefined
  if (kind === undefined) return unknown('unsupported', about, unsupportedType(mediaType))
  const json = parseStrictJson(bytes, KEY_RULES)
  if (!json.ok) return unknown('malformed', about, `the manifest is not strict JSON: ${json.why}`)
  const mistakes: Mistake[] = []
  const manifest = readManifest(json.value, { kind, mediaType }, mistakes)
  const first = mistakes[0]
  return first === undefined ? found(manifest) : unknown(first.kind, about, first.what)
}

interface Mistake {
  readonly kind: 'malformed' | 'unsupported' | 'too-many'
  readonly what: string
}

interface Expected {
  readonly kind: 'image' | 'index'
  readonly mediaType: string
}

function readManifest(value: JsonValue, expected: Expected, mistakes: Mistake[]): OciManifest {
  const body = isObject(value) ? value : wrong({}, mistakes, 'the manifest is not a JSON object')
  checkKeys(body, MANIFEST_KEYS, mistakes)
  checkShape(body, expected, mistakes)
  const config = optionalDescriptor(body, 'config', mistakes)
  const subject = optionalDescriptor(body, 'subject', mistakes)
  if (expected.kind === 'image' && config === undefined) wrong(0, mistakes, 'an image manifest must have a config')
  return {
    ...expected,
    ...(config === undefined ? {} : { config }),
    layers: descriptors(body, 'layers', mistakes),
    manifests: descriptors(body, 'manifests', mistakes),
    ...(subject === undefined ? {} : { subject }),
    ...textMember(body, 'artifactType', mistakes),
    annotations: annotationsOf(body, mistakes),
  }
}

function checkShape(body: JsonObject, expected: Expected, mistakes: Mistake[]): void {
  const version = member(body, 'schemaVersion')
  if (version === 1) mistakes.push({ kind: 'unsupported', what: SCHEMA_1_REFUSED })
  else if (version !== 2) wrong(0, mistakes, 'schemaVersion must be 2')
  const stated = member(body, 'mediaType')
  if (isSet(stated) && stated !== expected.mediaType)
    wrong(0, mistakes, `the registry calls it ${expected.mediaType}, the manifest calls itself ${shown(stated)}`)
  const foreign = expected.kind === 'image' ? ['manifests'] : ['layers', 'config']
  for (const key of [...foreign, 'fsLayers', 'blobs'])
    if (isSet(member(body, key))) wrong(0, mistakes, `a manifest of type ${expected.mediaType} must not have "${key}"`)
  const list = expected.kind === 'image' ? 'layers' : 'manifests'
  if (!Object.hasOwn(body, list)) wrong(0, mistakes, `a manifest of type ${expected.mediaType} must have "${list}"`)
}

function descriptors(body: JsonObject, key: string, mistakes: Mistake[]): readonly Descriptor[] {
  const list = member(body, key)
  if (!isSet(list)) return []
  if (!isList(list)) return wrong([], mistakes, `"${key}" must be a list`)
  if (list.length > MAX_DESCRIPTORS) {
    mistakes.push({
      kind: 'too-many',
      what: `"${key}" has ${list.length} entries, more than ${MAX_DESCRIPTORS}`,
    })
    return []
  }
  return list.flatMap((entry) => descriptor(entry, key, mistakes) ?? [])
}

function optionalDescriptor(body: JsonObject, key: string, mistakes: Mistake[]): Descriptor | undefined {
  const value = member(body, key)
  return isSet(value) ? descriptor(value, key, mistakes) : undefined
}

function descriptor(value: JsonValue, where: string, mistakes: Mistake[]): Descriptor | undefined {
  if (!isObject(value)) return wrong(undefined, mistakes, `"${where}" must hold descriptors`)
  checkKeys(value, DESCRIPTOR_KEYS, mistakes)
  const text = member(value, 'digest')
  const digest = typeof text === 'string' ? parseDigest(text) : undefined
  if (digest === undefined) return wrong(undefined, mistakes, `a digest in "${where}" is none: ${shown(text)}`)
  const size = member(value, 'size')
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    return wrong(undefined, mistakes, `a size in "${where}" is none: ${shown(size)}`)
  const mediaType = member(value, 'mediaType')
  if (typeof mediaType !== 'string') return wrong(undefined, mistakes, `a descriptor in "${where}" has no mediaType`)
  return {
    mediaType,
    digest,
    size,
    ...textMember(value, 'artifactType', mistakes),
    ...platformOf(value, mistakes),
    annotations: annotationsOf(value, mistakes),
  }
}

function platformOf(value: JsonObject, mistakes: Mistake[]): { readonly platform?: string } {
  const platform = member(value, 'platform')
  if (!isSet(platform)) return {}
  if (!isObject(platform)) return wrong({}, mistakes, 'a platform must be an object')
  checkKeys(platform, PLATFORM_KEYS, mistakes)
  const parts = ['os', 'architecture', 'variant'].map((key) => member(platform, key) ?? '')
  if (parts.some((part) => typeof part !== 'string')) return wrong({}, mistakes, 'a platform is not written as text')
  const [os, architecture, variant] = parts
  return { platform: `${os}/${architecture}${variant === '' ? '' : `/${variant}`}` }
}

function annotationsOf(value: JsonObject, mistakes: Mistake[]): Readonly<Record<string, string>> {
  const annotations = member(value, 'annotations')
  if (!isSet(annotations)) return {}
  if (!isObject(annotations)) return wrong({}, mistakes, '"annotations" must be an object')
  const entries = Object.entries(annotations)
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return texts.length < entries.length
    ? wrong({}, mistakes, 'an annotation is not text')
    : Object.assign(Object.create(null), Object.fromEntries(texts))
}

function textMember<K extends string>(value: JsonObject, key: K, mistakes: Mistake[]): { readonly [P in K]?: string } {
  const text = member(value, key)
  if (!isSet(text) || text === '') return {}
  const one: { [P in K]?: string } = {}
  if (typeof text === 'string') one[key] = text
  else wrong(0, mistakes, `"${key}" must be text`)
  return one
}

function checkKeys(object: JsonObject, known: ReadonlyMap<string, string>, mistakes: Mistake[]): void {
  for (const key of Object.keys(object)) {
    const meant = known.get(foldKey(key))
    if (meant !== undefined && meant !== key)
      wrong(0, mistakes, `the key ${shown(key)} would be read as "${meant}" by other programs`)
  }
}

function keys(names: string): ReadonlyMap<string, string> {
  return new Map(names.split(' ').map((name) => [foldKey(name), name]))
}

function isSet(value: JsonValue | undefined): value is Exclude<JsonValue, null> {
  return value !== undefined && value !== null
}

function wrong<T>(instead: T, mistakes: Mistake[], what: string): T {
  mistakes.push({ kind: 'malformed', what })
  return instead
}

function unsupportedType(mediaType: string): string {
  return SCHEMA_1.test(mediaType)
    ? SCHEMA_1_REFUSED
    : `${shown(mediaType)} is not the media type of an image manifest or an index`
}

function shown(value: JsonValue | undefined): string {
  return JSON.stringify(value)?.slice(0, 120) ?? 'missing'
}
