import type { DocumentFormat } from '../format.ts'
import { rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { withVariables } from '../variables.ts'

/** Batect configuration. */
export const batect: DocumentFormat = {
  name: 'batect',
  title: 'Batect',
  files: '`batect.yml`, `*-bundle.yml` of batect',
  rows: [{ where: '`containers.*.image`', meaning: '`${VAR:-default}` at its default; without one dynamic' }],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path }) => /(?:^|\/)batect(?:-[\w-]+)?\.ya?ml$/i.test(path),
  claims: ({ root }) => root.kind === 'map',
  read: ({ file, root }) => ({
    sightings: select(rootOf(root), 'containers', '*', 'image')
      .flatMap((at) => imageAt(file, at))
      .flatMap((one) => withVariables(file, one, () => undefined)),
  }),
}
