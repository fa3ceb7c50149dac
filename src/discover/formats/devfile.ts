import { valuesAt } from '../follow.ts'
import type { DocumentFormat } from '../format.ts'
import { hasAny, keyedFormat } from '../keyed-format.ts'
import { select } from '../located.ts'
import { manifestIn } from '../object-images.ts'

/** Devfiles. */
export const devfile: DocumentFormat = keyedFormat({
  name: 'devfile',
  title: 'Devfile',
  files: '`devfile.yaml`, `.devfile.yaml` with `schemaVersion`',
  rows: [
    { where: '`components[].container.image`', meaning: 'an image; `components[].image` is an output' },
    { where: '`components[].kubernetes.inlined`, `openshift.inlined`', meaning: 'the manifests that the text holds' },
    { where: '`{{name}}`', meaning: 'the value under `variables`; without one dynamic' },
  ],
  applied: 'elsewhere',
  named: /(?:^|\/)\.?devfile[\w.-]*\.ya?ml$/i,
  has: hasAny('schemaVersion'),
  places: ['components.*.container.image', 'parent.components.*.container.image'],
  more: (file, top) =>
    ['kubernetes', 'openshift']
      .flatMap((kind) => select(top, 'components', '*', kind, 'inlined'))
      .flatMap((at) => manifestIn(file, at)),
  variables: {
    pattern: /\{\{\s*([\w-]+)\s*\}\}/g,
    values: (file, top) => (name) => valuesAt(file, select(top, 'variables', name)),
  },
})
