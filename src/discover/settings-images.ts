import { MAX_EMBEDDING } from '../model/limits.ts'
import type { ScalarNode } from '../model/tree.ts'
import { isExplicit } from './container-texts.ts'
import { embedded } from './embed.ts'
import type { Sighting, TextFile } from './format.ts'
import { type Located, rootOf } from './located.ts'
import { imagesOfResource, likelyImage } from './resource-images.ts'
import { partAt } from './sight.ts'
import { everyNode } from './walk.ts'

/** An entry that is called after an image, in JSON or YAML. */
const CALLED = /image["']?[ \t]*[:=]/i
const TOO_DEEP = `settings stand in texts of settings more than ${MAX_EMBEDDING} deep`
/** A line of settings as TOML and properties files have it: `helper_image = "ghcr.io/acme/helper:1"`. */
const ASSIGNED = /^[ \t]*["']?(?:[\w.-]*[_.-])?(?:image|\w+Image|IMAGE)["']?[ \t]*=[ \t]*["']?([\w.:/@-]+)["']?[ \t]*\r?$/gm

/**
 * The images of settings that a ConfigMap or a Secret carries as a text (KServe's `{"image": "kserve/agent:v0.16.0"}`, Istio's templates of
 * sidecars): what is called after an image and is a complete reference. A text that cannot be parsed is read by its lines.
 */
export function imagesInSettings(file: TextFile, at: Located, depth = 0): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || node.plain || !CALLED.test(node.text) || String(path.at(-1)).startsWith('_example')) return []
  const assigned = assignedIn(file, { node, path })
  if (assigned.length > 0) return assigned
  const inner = embedded(file, node, path)
  const found = inner.documents.flatMap((root) => [...everyNode(rootOf(root))].flatMap((one) => settingAt(file, one, depth)))
  const scanned = inner.scanned.filter(({ text }) => isExplicit(text)).map((one) => ({ ...one, guess: true }))
  return [...found.map(inner.place), ...scanned]
}

function settingAt(file: TextFile, at: Located, depth: number): readonly Sighting[] {
  // Settings may hold templates as texts again, as Istio's do.
  const isText = at.node.kind === 'scalar' && at.node.text.includes('\n')
  if (isText && depth < MAX_EMBEDDING) return imagesInSettings(file, at, depth + 1)
  if (isText && CALLED.test(at.node.text)) return [{ span: at.node.span, text: '', path: at.path, unread: TOO_DEEP }]
  return at.path.at(-1) === 'image' && at.node.kind === 'scalar' ? likelyImage(file, at) : imagesOfResource(file, at)
}

function assignedIn(file: TextFile, at: { readonly node: ScalarNode; readonly path: Located['path'] }): readonly Sighting[] {
  return [...at.node.text.matchAll(ASSIGNED)].flatMap((match) => {
    const text = match[1] ?? ''
    if (!isExplicit(text)) return []
    return [{ ...partAt(file, at, match.index + match[0].lastIndexOf(text), text), guess: true }]
  })
}
