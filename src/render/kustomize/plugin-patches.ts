import type { Node } from '../../model/tree.ts'
import type { Build } from './build.ts'
import { type Decoder, struct, text, texts } from './decode.ts'
import type { Loader } from './loader.ts'
import { readInline } from './objects.ts'
import { mergeSelected, strategicPatches } from './patches.ts'
import { Refusal } from './refusal.ts'
import { oneById, type Resources } from './resources.ts'

/** The patches of a PatchStrategicMergeTransformer: files or texts in `paths`, and the text of `patches`. */
export function inlineStrategicMerges(build: Build, loader: Loader, decoder: Decoder, root: Node): (to: Resources) => void {
  const fields = struct(decoder, root, ['paths', 'patches'])
  const paths = texts(decoder, fields?.('paths')) ?? []
  const inline = text(decoder, fields?.('patches'))
  const written = inline === undefined || inline.text === '' ? [] : readInline(build, inline)
  const patches = [...paths.flatMap((entry) => strategicPatches(build, loader, entry)), ...written]
  if (patches.length === 0)
    throw new Refusal('other', 'empty file path and empty patch content', { file: decoder.file, span: root.span })
  return (to) => {
    for (const { node } of patches) if (node !== undefined) mergeSelected(build, to, [oneById(build, to, node)], node)
  }
}
