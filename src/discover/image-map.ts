import type { Value } from '../languages/interpolation/interpolate.ts'
import { helmText } from '../languages/yaml/scalar-texts.ts'
import { parseDigest, parseImageName } from '../model/image-name.ts'
import type { PathStep, Place } from '../model/span.ts'
import { type MapNode, type ScalarNode, textOf } from '../model/tree.ts'
import { isExplicit } from './container-texts.ts'
import { entriesUnder } from './entry-index.ts'
import type { Sighting, TextFile } from './format.ts'
import { placeOf } from './sight.ts'

const TAG_KEYS = ['tag', 'imageTag', 'image_tag', 'version']
const DIGEST_KEYS = ['digest', 'imageDigest', 'sha', 'sha256']
const NO_IMAGE = /^(?:https?|git|ssh|oci|file|s3|gs):|^git@|\.git$|^[./]/

/** What fills in for a tag that is not written: a chart's appVersion, with the prefix that its templates put before it; or why that cannot be told. */
export interface Defaults {
  readonly tag?: Value
  readonly unknown?: string
}

/**
 * The image that a mapping of parts names (`{registry, repository, tag, digest}` and its variants), reported at the part that
 * names the repository; nothing when the mapping names none.
 */
export function imageOfMap(
  file: TextFile,
  map: MapNode,
  path: readonly PathStep[],
  defaults: Defaults = {},
): readonly Sighting[] {
  const repository = scalarOf(map, 'repository') ?? scalarOf(map, 'repo') ?? scalarOf(map, 'imageRepository')
  const name = scalarOf(map, 'name') ?? scalarOf(map, 'imageName')
  const main = repository ?? name
  if (main === undefined) return wholeReference(map, path)
  if (NO_IMAGE.test(main.text)) return []
  if (repository === undefined && first(map, [...TAG_KEYS, ...DIGEST_KEYS]) === undefined) return []
  const registry = scalarOf(map, 'registry')
  const third = repository === undefined || registry === undefined ? undefined : scalarOf(map, 'name')
  const bare = [registry?.text, main.text, third?.text].filter((text) => text !== undefined && text !== '')
  const whole = registry !== undefined && main.text.startsWith(`${registry.text}/`) ? bare.slice(1).join('/') : bare.join('/')
  return [composed(file, { main, path, text: whole, parts: [registry, third] }, map, defaults)]
}

/** `{reference: host/name:tag}`, where the whole stands in one part. */
function wholeReference(map: MapNode, path: readonly PathStep[]): readonly Sighting[] {
  const whole = scalarOf(map, 'reference')
  return whole === undefined || !isExplicit(whole.text)
    ? []
    : [{ span: whole.span, text: whole.text, path: [...path, 'reference'] }]
}

interface Composition {
  readonly main: ScalarNode
  readonly path: readonly PathStep[]
  readonly text: string
  readonly parts: readonly (ScalarNode | undefined)[]
}

/** A name with the tag and digest that stand beside it in `map`. */
export function composed(file: TextFile, base: Composition, map: MapNode, defaults: Defaults): Sighting {
  const tag = first(map, TAG_KEYS)
  const digest = first(map, DIGEST_KEYS)
  const places: Place[] = [...base.parts, tag, digest].flatMap((node) => (node === undefined ? [] : [placeOf(file, node)]))
  const complete = /[:@][^/]*$/.test(base.text)
  const fallback = tag === undefined && digest === undefined && !complete ? defaults.tag : undefined
  const suffix = tagSuffix(tag === undefined ? fallback?.text : helmText(tag), complete) + digestSuffix(digest?.text)
  const sighting = {
    span: base.main.span,
    text: base.text + suffix,
    path: base.path,
    related: [...places, ...(fallback?.places ?? [])],
  }
  const open = suffix === '' && !complete && defaults.unknown !== undefined && parseImageName(base.text).ok
  return open ? { ...sighting, dynamic: defaults.unknown } : withNumber(sighting, tag)
}

/** A name whose tag was meant as a text and is read as a number that no tag can be. */
export function withNumber(sighting: Sighting, tag: ScalarNode | undefined): Sighting {
  const printed = tag === undefined ? undefined : helmText(tag)
  if (tag === undefined || printed === tag.text || parseImageName(sighting.text).ok) return sighting
  return { ...sighting, dynamic: `Helm reads the tag ${tag.text} as the number ${printed}: write it in quotes` }
}

function tagSuffix(tag: string | undefined, complete: boolean): string {
  if (tag === undefined || complete) return ''
  if (tag.startsWith('@')) return tag
  return parseDigest(tag) === undefined ? `:${tag}` : `@${tag}`
}

function digestSuffix(digest: string | undefined): string {
  if (digest === undefined) return ''
  return /^[0-9a-f]{64}$/.test(digest) ? `@sha256:${digest}` : `@${digest.replace(/^@/, '')}`
}

function first(map: MapNode, keys: readonly string[]): ScalarNode | undefined {
  for (const key of keys) {
    const scalar = scalarOf(map, key)
    if (scalar !== undefined) return scalar
  }
  return undefined
}

/** A scalar value that is neither null nor empty. */
export function scalarOf(map: MapNode, key: string): ScalarNode | undefined {
  const node = entriesUnder(map, key).at(-1)?.value
  return node?.kind === 'scalar' && (textOf(node) ?? '') !== '' ? node : undefined
}
