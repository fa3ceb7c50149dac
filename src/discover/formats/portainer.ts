import { child, type Node } from '../../model/tree.ts'
import type { DocumentFormat } from '../format.ts'
import { keyedFormat } from '../keyed-format.ts'

/** Application templates of Portainer. */
export const portainer: DocumentFormat = keyedFormat({
  name: 'portainer',
  title: 'Portainer templates',
  files: '`*templates*.json` with `version` and a list of `templates`, or (version 1) the list alone',
  rows: [{ where: '`templates[].image`', meaning: 'an image' }],
  applied: 'elsewhere',
  named: /(?:^|\/)[\w.-]*templates?[\w.-]*\.json$/i,
  has: (root) => (root.kind === 'list' ? root.items.some(isTemplate) : isVersioned(root)),
  places: ['templates.*.image', '*.image'],
})

function isVersioned(root: Node): boolean {
  return child(root, 'templates')?.kind === 'list' && child(root, 'version') !== undefined
}

/** An item of the first version, which had no mapping around its list. */
function isTemplate(item: Node): boolean {
  return child(item, 'title') !== undefined && child(item, 'type') !== undefined && child(item, 'image') !== undefined
}
