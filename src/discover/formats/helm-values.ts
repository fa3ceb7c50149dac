import { child, type Node, textOf } from '../../model/tree.ts'
import type { DocumentFormat } from '../format.ts'
import { rootOf } from '../located.ts'
import { sightValuesFile } from '../overlay-values.ts'
import { everyNode } from '../walk.ts'

const NAMED = /(?:^|\/)(?:[\w.-]*[._-])?values(?:[._-][\w.-]+)?\.ya?ml(?:\.gotmpl)?$/i
const IN_FOLDER = /(?:^|\/)(?:helm-)?values\/[^/]+\.ya?ml$/i

/** Values files of Helm charts. */
export const helmValues: DocumentFormat = {
  name: 'helm-values',
  title: 'Helm values',
  files:
    '`values.yaml`, `values-*.yaml`, `*-values.yaml`, `ci/*-values.yaml`, files in a `values/` folder; YAML of any name with a mapping `image: {repository, tag}`',
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
    {
      where: 'a tag, digest or registry alone',
      meaning:
        'composed with the rest from the `values.yaml` beside it or of its chart, reported at the tag; without one, `image/unaccounted` asks',
    },
    {
      where: 'a repository alone, for a chart that is not in the repository',
      meaning: 'dynamic: the chart gives the tag',
    },
    { where: 'containers in texts', meaning: '`extraContainers: |`' },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ path, text }) =>
    isNamed(path) || (/(?<!(?:^|\/)Chart)\.ya?ml(?:\.gotmpl)?$/i.test(path) && /repository/i.test(text) && SHAPE.test(text)),
  claims: ({ file, root }) =>
    root.kind === 'map' &&
    (child(root, 'apiVersion') === undefined || child(root, 'kind') === undefined) &&
    (isNamed(file.path) || holdsImageMap(root)),
  read: ({ file, root }, side) => ({ sightings: sightValuesFile(file, root, side) }),
}

/** Somewhere below a key that ends in `image`, a repository and a tag or digest. */
const SHAPE = /image["']?\s*:[\s\S]{0,400}?\brepository["']?\s*:|\brepository["']?\s*:[\s\S]{0,400}?\btag["']?\s*:/i

function isNamed(path: string): boolean {
  return /values/i.test(path) && (NAMED.test(path) || IN_FOLDER.test(path))
}

/** Values under a free name: `image: {repository, tag}` is what only charts are given. */
function holdsImageMap(root: Node): boolean {
  for (const { node, path } of everyNode(rootOf(root))) {
    if (node.kind !== 'map' || !/image$/i.test(String(path.at(-1) ?? ''))) continue
    const named = textOf(child(node, 'repository')) !== undefined
    if (named && (child(node, 'tag') ?? child(node, 'digest')) !== undefined) return true
  }
  return false
}
