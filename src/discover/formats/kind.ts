import { child, textOf } from '../../model/tree.ts'
import type { DocumentFormat } from '../format.ts'
import { rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'

/** Clusters of kind and k3d. */
export const kind: DocumentFormat = {
  name: 'kind',
  title: 'kind, k3d',
  files: 'documents of `kind.x-k8s.io` and `k3d.io`',
  rows: [{ where: '`nodes[].image`, `image`', meaning: 'node images' }],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ text }) => text.includes('kind.x-k8s.io/') || text.includes('k3d.io/'),
  claims: ({ root }) => /^(?:kind\.x-k8s\.io|k3d\.io)\//.test(textOf(child(root, 'apiVersion')) ?? ''),
  read: ({ file, root }) => {
    const top = rootOf(root)
    return { sightings: [...select(top, 'nodes', '*', 'image'), ...select(top, 'image')].flatMap((at) => imageAt(file, at)) }
  },
}
