import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import type { ManifestObject } from '../../src/model/manifest-object.ts'
import { child, type MapNode, textOf } from '../../src/model/tree.ts'

/** The objects of a YAML stream, as discovery gives them. */
export function objectsIn(text: string, file = 'app.yaml'): readonly ManifestObject[] {
  return parseYaml(text).documents.flatMap((tree) => (tree.kind === 'map' ? [objectOf(tree, file)] : []))
}

/** The only object of a YAML text. */
export function objectIn(text: string, file = 'app.yaml'): ManifestObject {
  const [object] = objectsIn(text, file)
  if (object === undefined) throw new Error('the text holds no object')
  return object
}

/** An object around a tree. */
export function objectOf(tree: MapNode, file: string): ManifestObject {
  const metadata = child(tree, 'metadata')
  const namespace = textOf(child(metadata, 'namespace'))
  const name = textOf(child(metadata, 'name'))
  return {
    origin: { file, span: tree.span, related: [], format: 'kubernetes', path: [] },
    apiVersion: textOf(child(tree, 'apiVersion')) ?? '',
    kind: textOf(child(tree, 'kind')) ?? '',
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    tree,
  }
}
