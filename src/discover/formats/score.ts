import { child, textOf } from '../../model/tree.ts'
import type { DocumentFormat } from '../format.ts'
import { imagesIn, keyedFormat } from '../keyed-format.ts'

/** Workloads of Score. */
export const score: DocumentFormat = keyedFormat({
  name: 'score',
  title: 'Score',
  files: '`score.yaml`, `*.score.yaml` of `score.dev`',
  rows: [{ where: '`containers.*.image`', meaning: 'an image; `.` is given when it is deployed, and is none' }],
  applied: 'cluster',
  named: /(?:^|[/.])score[\w.-]*\.ya?ml$/i,
  has: (root) => (textOf(child(root, 'apiVersion')) ?? '').startsWith('score.dev/'),
  places: [],
  more: (file, top) => imagesIn(file, top, ['containers.*.image']).filter(({ text }) => text !== '.'),
})
