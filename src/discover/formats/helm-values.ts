import { child } from '../../model/tree.ts'
import { tagDefaults } from '../chart.ts'
import type { DocumentFormat } from '../format.ts'
import { rootOf } from '../located.ts'
import { sightValues } from '../values.ts'

const NAMED = /(?:^|\/)(?:[\w.-]*[._-])?values(?:[._-][\w.-]+)?\.ya?ml(?:\.gotmpl)?$/i
const IN_FOLDER = /(?:^|\/)(?:helm-)?values\/[^/]+\.ya?ml$/i

/** Values files of Helm charts. */
export const helmValues: DocumentFormat = {
  name: 'helm-values',
  title: 'Helm values',
  files: '`values.yaml`, `values-*.yaml`, `*-values.yaml`, `ci/*-values.yaml`, files in a `values/` folder',
  rows: [
    {
      where: '`{registry, repository, tag, digest}`',
      meaning:
        'composed, reported at `repository`; also `{name, tag}` under a key that ends in `image`, `sha`; a tag without quotes as Helm prints it (`1.10` is `1.1`)',
    },
    { where: '`image: repo:tag`, `*Image: repo:tag`', meaning: 'with a `tag` beside it where the text has none' },
    { where: '`imageRepository` + `imageTag`', meaning: 'and other pairs of this form' },
    {
      where: 'an empty tag',
      meaning:
        "the chart's `appVersion`, with the prefix that its templates write before it: a change of Chart.yaml is a change of this image",
    },
    { where: 'containers in texts', meaning: '`extraContainers: |`' },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ path }) => /values/i.test(path) && (NAMED.test(path) || IN_FOLDER.test(path)),
  claims: ({ root }) => root.kind === 'map' && (child(root, 'apiVersion') === undefined || child(root, 'kind') === undefined),
  read: ({ file, root }, side) => ({ sightings: sightValues(file, rootOf(root), tagDefaults(file, side)) }),
}
