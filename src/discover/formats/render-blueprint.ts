import type { DocumentFormat } from '../format.ts'
import { hasAny, keyedFormat } from '../keyed-format.ts'

/** Blueprints of Render. */
export const renderBlueprint: DocumentFormat = keyedFormat({
  name: 'render-blueprint',
  title: 'Render',
  files: '`render.yaml`',
  rows: [{ where: '`services[].image.url`', meaning: 'of services, and of the environments of projects' }],
  applied: 'elsewhere',
  named: /(?:^|\/)render\.ya?ml$/i,
  has: hasAny('services', 'projects'),
  places: ['services.*.image.url', 'projects.*.environments.*.services.*.image.url'],
})
