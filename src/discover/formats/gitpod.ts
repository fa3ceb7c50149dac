import type { DocumentFormat } from '../format.ts'
import { rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'

/** Gitpod configuration. */
export const gitpod: DocumentFormat = {
  name: 'gitpod',
  title: 'Gitpod',
  files: '`.gitpod.yml`',
  rows: [{ where: '`image`', meaning: 'a text; `{file}` names a Dockerfile' }],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path }) => /(?:^|\/)\.gitpod\.ya?ml$/i.test(path),
  claims: ({ root }) => root.kind === 'map',
  read: ({ file, root }) => ({ sightings: select(rootOf(root), 'image').flatMap((at) => imageAt(file, at)) }),
}
