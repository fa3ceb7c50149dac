import { child } from '../../model/tree.ts'
import type { DocumentFormat } from '../format.ts'
import { rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'

/** Task definitions of Amazon ECS. */
export const ecs: DocumentFormat = {
  name: 'ecs',
  title: 'Amazon ECS task definitions',
  files: 'JSON and YAML with `containerDefinitions`',
  rows: [{ where: '`containerDefinitions[].image`', meaning: 'also below `taskDefinition`; placeholders: dynamic' }],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ text }) => text.includes('containerDefinitions'),
  claims: ({ root }) => [root, child(root, 'taskDefinition')].some((one) => child(one, 'containerDefinitions')?.kind === 'list'),
  read: ({ file, root }) => {
    const top = rootOf(root)
    const holders = [top, ...select(top, 'taskDefinition')]
    return {
      sightings: holders.flatMap((one) => select(one, 'containerDefinitions', '*', 'image')).flatMap((at) => imageAt(file, at)),
    }
  },
}
