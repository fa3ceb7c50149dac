import { helmText } from '../languages/yaml/scalar-texts.ts'
import { entriesOf, type MapEntry, type MapNode, textOf } from '../model/tree.ts'
import { imagesInArgs, imagesInEnv, isExplicit } from './container-texts.ts'
import { embedded } from './embed.ts'
import type { Sighting, TextFile } from './format.ts'
import { composed, type Defaults, imageOfMap, scalarOf, withNumber } from './image-map.ts'
import { type Located, rootOf } from './located.ts'
import { isPathLike } from './not-images.ts'
import { placeholderIn } from './placeholder.ts'
import { imagesInSettings } from './settings-images.ts'
import { imageAt, isTemplate } from './sight.ts'
import { everyNode } from './walk.ts'

const NOT_AN_IMAGE_MAP = /^(?:charts?|git|sources?|repos?|repository|plugins?|dependencies|values|helm)$/i
const PART_KEYS = ['tag', 'digest', 'sha', 'registry', 'pullPolicy', 'imageTag']

/** What fills in for a missing tag of the image at a path; nothing by default. */
export type TagDefaults = (path: Located['path']) => Defaults

/** Values for a chart that is not in the repository: it knows the tag of an image whose values have none. */
export const ofRemoteChart: TagDefaults = () => ({ unknown: 'the chart gives its tag, and the chart is not in this repository' })

/**
 * The images of Helm values, wherever they stand: mappings of parts, texts under keys that end in `image`, and the pairs that charts
 * use (`image` + `tag`, `imageRepository` + `imageTag`). Values have no schema, so that a text that is no reference is none.
 */
export function sightValues(file: TextFile, at: Located, defaults: TagDefaults = () => ({})): readonly Sighting[] {
  const found: Sighting[] = []
  for (const one of everyNode(at, (inner) => !isTemplate(file, inner.node))) {
    if (one.node.kind === 'map') found.push(...sightMap(file, one.node, one.path, defaults))
    else if (one.node.kind === 'scalar') found.push(...textImages(file, one))
    else
      found.push(...imagesInEnv(file, one), ...(/args$|^command$/i.test(String(one.path.at(-1))) ? imagesInArgs(file, one) : []))
  }
  return found.map(softened)
}

/** A placeholder stays, as dynamic; anything else must be a complete reference. */
function softened(sighting: Sighting): Sighting {
  return sighting.dynamic === undefined && placeholderIn(sighting.text) === undefined ? { ...sighting, guess: true } : sighting
}

function sightMap(file: TextFile, map: MapNode, path: Located['path'], defaults: TagDefaults): readonly Sighting[] {
  if (isTemplate(file, map)) return path.at(-1) === 'image' ? imageAt(file, { node: map, path }) : []
  const whole = isImageMap(map, path) ? imageOfMap(file, map, path, defaults(path)) : []
  return [...whole, ...entriesOf(map).flatMap((entry) => sightEntry(file, map, entry, path))]
}

function isImageMap(map: MapNode, path: Located['path']): boolean {
  const key = String(path.at(-1) ?? '')
  const named = /image$/i.test(key)
  if ((scalarOf(map, 'repository') ?? scalarOf(map, 'repo')) === undefined)
    return named && (scalarOf(map, 'name') ?? scalarOf(map, 'reference')) !== undefined
  if (NOT_AN_IMAGE_MAP.test(key)) return false
  // `images: {repository: prefix}` is the prefix that templates put before the names of several images.
  if (key === 'images' && scalarOf(map, 'tag') === undefined) return false
  const ancestor = path.some((step) => typeof step === 'string' && /images?$/i.test(step))
  return named || ancestor || map.entries.some((entry) => PART_KEYS.includes(entry.key.text))
}

function sightEntry(file: TextFile, map: MapNode, entry: MapEntry, path: Located['path']): readonly Sighting[] {
  const key = entry.key.text
  const { value } = entry
  const at = { node: value, path: [...path, key] }
  if (value.kind !== 'scalar' || !textOf(value)) return []
  const pair = /^(.*image)(?:Repository|_repository|Repo|_repo|Name|_name)$/i.exec(key)
  if (pair !== null) return paired(file, map, entry, path, pair[1] ?? '')
  if (!/image$/i.test(key) || isPathLike(value.text) || /^(?:true|false|\d+)$/i.test(value.text)) return []
  const tag = /[:@]/.test(value.text.replace(/^.*\//, '')) ? undefined : tagBeside(map, key)
  if (tag === undefined) return key === 'image' || isExplicit(value.text) ? imageAt(file, at) : []
  const related = [{ file: file.path, span: tag.span }]
  return [withNumber({ span: value.span, text: `${value.text}:${helmText(tag)}`, path: at.path, related }, tag)]
}

function tagBeside(map: MapNode, key: string) {
  return [`${key}Tag`, `${key}_tag`, ...(key === 'image' ? ['tag'] : [])]
    .map((name) => scalarOf(map, name))
    .find((one) => one !== undefined)
}

function paired(file: TextFile, map: MapNode, entry: MapEntry, path: Located['path'], stem: string): readonly Sighting[] {
  if (entry.value.kind !== 'scalar' || isPathLike(entry.value.text)) return []
  const tag = tagBeside(map, stem) ?? (stem.toLowerCase() === 'image' ? scalarOf(map, 'tag') : undefined)
  if (tag === undefined && !isExplicit(entry.value.text) && !entry.value.text.includes('/')) return []
  const parts: MapNode = { ...map, entries: tag === undefined ? [] : [{ key: { ...entry.key, text: 'tag' }, value: tag }] }
  return [composed(file, { main: entry.value, path: [...path, entry.key.text], text: entry.value.text, parts: [] }, parts, {})]
}

/** Containers and settings that a values file carries as a text. */
function textImages(file: TextFile, at: Located): readonly Sighting[] {
  const listed = listedIn(file, at)
  const known = new Set(listed.map(({ span }) => span.start))
  return [...listed, ...imagesInSettings(file, at).filter(({ span }) => !known.has(span.start))]
}

/** Containers that a values file carries as a text, for a template to put in. */
function listedIn(file: TextFile, at: Located): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || node.plain || !/^[ \t]*(?:-[ \t]+)?image:[ \t]+\S/m.test(node.text)) return []
  const inner = embedded(file, node, path)
  const images = inner.documents.flatMap((root) => [...everyNode(rootOf(root))].filter((one) => one.path.at(-1) === 'image'))
  return images.flatMap((one) => imageAt(file, one)).map(inner.place)
}
