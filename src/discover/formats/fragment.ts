import { child, type Node } from '../../model/tree.ts'
import type { DocumentFormat } from '../format.ts'
import { rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'

/** Lists of containers that other files put in. */
export const fragment: DocumentFormat = {
  name: 'fragment',
  title: 'Container lists',
  files: 'YAML and JSON whose document is a list of `{name, image}`',
  rows: [{ where: '`[].image`', meaning: 'where every item of the list has a `name` and one of them an `image`' }],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ path, text }) =>
    /\.(?:ya?ml|json)$/i.test(path) &&
    /^\s*(?:---[^\n]*\n\s*)?(?:#[^\n]*\n\s*)*[-[]/.test(text) &&
    /["']?image["']?\s*:/.test(text),
  claims: ({ root }) => isContainerList(root),
  read: ({ file, root }) => ({ sightings: select(rootOf(root), '*', 'image').flatMap((at) => imageAt(file, at)) }),
}

function isContainerList(root: Node): boolean {
  if (root.kind !== 'list') return false
  const named = root.items.every((one) => child(one, 'name')?.kind === 'scalar')
  return named && root.items.some((one) => child(one, 'image') !== undefined)
}
