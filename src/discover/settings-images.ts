import { isExplicit } from './container-texts.ts'
import { embedded } from './embed.ts'
import type { Sighting, TextFile } from './format.ts'
import { type Located, rootOf } from './located.ts'
import { imagesOfResource, likelyImage } from './resource-images.ts'
import { everyNode } from './walk.ts'

/** An entry that is called after an image, in JSON or YAML. */
const CALLED = /image["']?[ \t]*:/i

/**
 * The images of settings that a ConfigMap or a Secret carries as a text (KServe's `{"image": "kserve/agent:v0.16.0"}`, Istio's templates of
 * sidecars): what is called after an image and is a complete reference. A text that cannot be parsed is read by its lines.
 */
export function imagesInSettings(file: TextFile, at: Located): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || node.plain || !CALLED.test(node.text) || String(path.at(-1)).startsWith('_example')) return []
  const inner = embedded(file, node, path)
  const found = inner.documents.flatMap((root) => [...everyNode(rootOf(root))].flatMap((one) => settingAt(file, one)))
  const scanned = inner.scanned.filter(({ text }) => isExplicit(text)).map((one) => ({ ...one, guess: true }))
  return [...found.map(inner.place), ...scanned]
}

function settingAt(file: TextFile, at: Located): readonly Sighting[] {
  return at.path.at(-1) === 'image' && at.node.kind === 'scalar' ? likelyImage(file, at) : imagesOfResource(file, at)
}
