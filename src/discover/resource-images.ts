import { type MapNode, textOf } from '../model/tree.ts'
import { isExplicit } from './container-texts.ts'
import type { Sighting, TextFile } from './format.ts'
import { composed, imageOfMap, scalarOf } from './image-map.ts'
import { inside, type Located } from './located.ts'
import { isPathLike } from './not-images.ts'
import { imageAt } from './sight.ts'

const NAMED = /[a-z]Image$|[-_.]image$|^image(?:Name|Ref|Reference)$/

/**
 * The images of custom resources under other keys than `image`: `sidecarImage`, `native-builder-image`, `imageName`, `imageRef`, `{repository, tag}`,
 * `imageRepository` + `imageTag`, lists called `images`. No schema promises them, so that each must be a complete reference.
 */
export function imagesOfResource(file: TextFile, at: Located): readonly Sighting[] {
  const key = String(at.path.at(-1))
  if (at.node.kind === 'scalar') return NAMED.test(key) ? likelyImage(file, at) : []
  if (at.node.kind === 'list') return /^(?:\w+I|i)mages$/.test(key) ? inside(at).flatMap((one) => likelyImage(file, one)) : []
  return [...partsOf(file, at.node, at), ...pairOf(file, at.node, at)].map((one) => ({ ...one, guess: true }))
}

/** What stands where an image may stand, when it is a complete reference or at least `owner/name`. */
export function likelyImage(file: TextFile, at: Located): readonly Sighting[] {
  if (at.node.kind !== 'scalar' || isPathLike(at.node.text)) return []
  const certain = isExplicit(at.node.text) || /^[a-z0-9][\w.-]*\/[a-z0-9][\w./-]*$/.test(at.node.text)
  return certain ? imageAt(file, at).map((one) => ({ ...one, guess: true })) : []
}

function partsOf(file: TextFile, map: MapNode, at: Located): readonly Sighting[] {
  const key = String(at.path.at(-1))
  if (/^(?:image|charts?|git|sources?|repo|repository|oci)$/i.test(key)) return []
  const tag = scalarOf(map, 'tag') ?? scalarOf(map, 'digest')
  return scalarOf(map, 'repository') === undefined || tag === undefined ? [] : imageOfMap(file, map, at.path)
}

function pairOf(file: TextFile, map: MapNode, at: Located): readonly Sighting[] {
  const repository = scalarOf(map, 'imageRepository')
  const tag = scalarOf(map, 'imageTag') ?? scalarOf(map, 'imageVersion')
  if (repository === undefined || tag === undefined || textOf(repository) === undefined) return []
  const parts: MapNode = { ...map, entries: [{ key: { ...tag, text: 'tag' }, value: tag }] }
  return [
    composed(file, { main: repository, path: [...at.path, 'imageRepository'], text: repository.text, parts: [] }, parts, {}),
  ]
}
