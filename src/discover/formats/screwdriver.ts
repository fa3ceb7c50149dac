import type { DocumentFormat } from '../format.ts'
import { hasAny, keyedFormat } from '../keyed-format.ts'

/** Pipelines of Screwdriver. */
export const screwdriver: DocumentFormat = keyedFormat({
  name: 'screwdriver',
  title: 'Screwdriver',
  files: '`screwdriver.yaml`',
  rows: [{ where: '`shared.image`, `jobs.*.image`', meaning: 'images; `{{NAME}}` of a matrix is dynamic' }],
  applied: 'elsewhere',
  named: /(?:^|\/)screwdriver\.ya?ml$/i,
  has: hasAny('jobs', 'shared'),
  places: ['shared.image', 'jobs.*.image'],
})
