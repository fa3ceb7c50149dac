import type { DocumentFormat } from '../format.ts'
import { rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'

/** Configuration of ko. */
export const ko: DocumentFormat = {
  name: 'ko',
  title: 'ko',
  files: '`.ko.yaml`',
  rows: [{ where: '`defaultBaseImage`, `baseImageOverrides.*`', meaning: 'base images' }],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path }) => /(?:^|\/)\.ko\.ya?ml$/i.test(path),
  claims: ({ root }) => root.kind === 'map',
  read: ({ file, root }) => {
    const top = rootOf(root)
    const images = [...select(top, 'defaultBaseImage'), ...select(top, 'baseImageOverrides', '*')]
    return { sightings: images.flatMap((at) => imageAt(file, at)) }
  },
}
