import { child, type Node } from '../../model/tree.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt, isTemplate } from '../sight.ts'
import { everyNode } from '../walk.ts'

const LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers'])
const WRITTEN = /(?:^|[\s{,])["']?(?:containers|initContainers|ephemeralContainers)["']?[ \t]*:/m
/** Patterns of policies and what a template engine fills in: they say nothing of an image. */
const NO_IMAGE = /[*?]|^!|\{\{|\[\[|<%/

/** Lists of containers of a pod in a document of any other kind: what makes pods takes them as they stand. */
export const podLists: DocumentFormat = {
  name: 'pod-lists',
  title: 'Pod specifications in any other document',
  files: 'YAML and JSON that no other format claims: jobs of Prow, Garden, programs of Pulumi, templates of kube-burner',
  rows: [
    {
      where: '`containers[].image`, `initContainers[].image`, `ephemeralContainers[].image`',
      meaning: 'at any depth, where an item names an image; patterns such as `*` and texts of template engines are none',
    },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path, text }) => /\.(?:ya?ml|jsonc?)$/i.test(path) && WRITTEN.test(text) && /\bimage["']?[ \t]*:/.test(text),
  claims: ({ file, root }) => !isSchema(root) && !imagesOf(file, root).next().done,
  read: ({ file, root }) => ({ sightings: isSchema(root) ? [] : [...imagesOf(file, root)] }),
}

/** A schema describes containers; it names none. */
function isSchema(root: Node): boolean {
  return ['$schema', 'openapi', 'swagger', 'definitions'].some((key) => child(root, key) !== undefined)
}

function* imagesOf(file: TextFile, root: Node): Generator<Sighting> {
  for (const one of everyNode(rootOf(root))) {
    if (!LISTS.has(String(one.path.at(-1))) || one.node.kind !== 'list') continue
    yield* select(one, '*', 'image').flatMap((at) => imageOf(file, at))
  }
}

function imageOf(file: TextFile, at: Located): readonly Sighting[] {
  return isTemplate(file, at.node) ? [] : imageAt(file, at).filter(({ text }) => !NO_IMAGE.test(text))
}
