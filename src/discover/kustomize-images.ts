import { child, type Node, textOf } from '../model/tree.ts'
import { embedded } from './embed.ts'
import type { Sighting, TextFile } from './format.ts'
import { scalarOf } from './image-map.ts'
import { type Located, rootOf, select } from './located.ts'
import { manifestIn } from './object-images.ts'
import { imageAt } from './sight.ts'

const KEPT = 'the tag that stands in the resources stays, and they are in other files'
const SUFFIXED = 'its suffix is put after a tag that stands in another file'

/**
 * What an entry of `images` makes of the images that it selects: `(newName or name)[:newTag][@digest]`, as kustomize 5 writes it: a new
 * name alone keeps the tag of the resource, and a suffix is dropped beside a new tag. An entry that only selects names no image.
 */
export function overriddenImage(file: TextFile, at: Located): readonly Sighting[] {
  if (at.node.kind !== 'map') return []
  const map = at.node
  const [name, tag, digest, suffix] = ['name', 'newTag', 'digest', 'tagSuffix'].map((key) => scalarOf(map, key))
  const main = scalarOf(map, 'newName') ?? name
  if (main === undefined || (main === name && tag === undefined && digest === undefined && suffix === undefined)) return []
  const text = `${main.text}${tag === undefined ? '' : `:${tag.text}`}${digest === undefined ? '' : `@${digest.text}`}`
  const related = [tag, digest, suffix, name === main ? undefined : name].flatMap((node) =>
    node === undefined ? [] : [{ file: file.path, span: node.span }],
  )
  const sighting = { span: main.span, text, path: at.path, related }
  if (tag !== undefined || digest !== undefined) return [sighting]
  return [{ ...sighting, dynamic: suffix === undefined ? KEPT : SUFFIXED }]
}

/** The images that patches put in: strategic merge patches, and JSON 6902 operations whose path ends in `/image`. */
export function patchedImages(file: TextFile, at: Located): readonly Sighting[] {
  if (at.node.kind !== 'scalar') return operationImages(file, at)
  const objects = manifestIn(file, at)
  if (objects.length > 0) return objects
  const inner = embedded(file, at.node, at.path)
  return [...inner.documents.flatMap((root) => operationImages(file, rootOf(root))).map(inner.place), ...inner.scanned]
}

/** The images of JSON 6902 operations: values at a path that ends in `/image`, and `image` entries of values put in whole. */
export function operationImages(file: TextFile, at: Located): readonly Sighting[] {
  return select(at, '*').flatMap((operation) => {
    const path = textOf(child(operation.node, 'path')) ?? ''
    const steps = path.split('/').slice(1)
    return select(operation, 'value').flatMap((value) => {
      const named = { node: value.node, path: [...at.path, path] }
      if (/(?:^|\/)(?:image|\w*Image)$/.test(path)) return imageAt(file, named)
      return containersIn(file, named, steps.at(-1) ?? '')
    })
  })
}

function containersIn(file: TextFile, at: Located, key: string): readonly Sighting[] {
  const lists = /ontainers$/.test(key) ? [at] : []
  const below = ['containers', 'initContainers'].flatMap((name) => [
    ...select(at, name),
    ...select(at, 'spec', name),
    ...select(at, 'template', 'spec', name),
  ])
  const single = select(at, 'image').flatMap((one) => imageAt(file, one))
  return [...single, ...[...lists, ...below].flatMap((list) => select(list, '*', 'image')).flatMap((one) => imageAt(file, one))]
}

/** Whether a document is a list of JSON 6902 operations. */
export function isPatch(root: Node): boolean {
  return (
    root.kind === 'list' &&
    root.items.length > 0 &&
    root.items.every((one) => child(one, 'op') !== undefined && child(one, 'path') !== undefined)
  )
}
