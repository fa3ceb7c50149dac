import { child } from '../../model/tree.ts'
import type { DocumentFormat } from '../format.ts'
import { keyedFormat } from '../keyed-format.ts'

/** Application templates of Portainer. */
export const portainer: DocumentFormat = keyedFormat({
  name: 'portainer',
  title: 'Portainer templates',
  files: '`*templates*.json` with `version` and a list of `templates`',
  rows: [{ where: '`templates[].image`', meaning: 'an image' }],
  applied: 'elsewhere',
  named: /(?:^|\/)[\w.-]*templates?[\w.-]*\.json$/i,
  has: (root) => child(root, 'templates')?.kind === 'list' && child(root, 'version') !== undefined,
  places: ['templates.*.image'],
})
