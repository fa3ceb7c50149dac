import type { DocumentFormat } from '../format.ts'
import { hasAny, keyedFormat } from '../keyed-format.ts'

/** Builds of Home Assistant apps. */
export const homeAssistant: DocumentFormat = keyedFormat({
  name: 'home-assistant',
  title: 'Home Assistant app builds',
  files: '`build.yaml`, `build.json` with `build_from`',
  rows: [{ where: '`build_from.*`', meaning: 'one base image for each architecture' }],
  applied: 'elsewhere',
  named: /(?:^|\/)build\.(?:ya?ml|json)$/i,
  has: hasAny('build_from'),
  places: ['build_from.*'],
})
