import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAfter, imageAt } from '../sight.ts'
import { everyNode } from '../walk.ts'

/** Bitbucket Pipelines. */
export const bitbucketPipelines: DocumentFormat = {
  name: 'bitbucket-pipelines',
  title: 'Bitbucket Pipelines',
  files: '`bitbucket-pipelines.yml`',
  rows: [
    { where: '`image`', meaning: 'a text or `{name}`, of the file, steps and services' },
    { where: '`pipe: docker://…`', meaning: 'other pipes are repositories' },
    { where: '`$VAR`', meaning: 'a repository variable: dynamic' },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path }) => /(?:^|[/.-])bitbucket-pipelines?(?:[._-][^/]*)?\.ya?ml$/i.test(path),
  claims: ({ root }) => root.kind === 'map',
  read: ({ file, root }) => ({ sightings: [...everyNode(rootOf(root))].flatMap((at) => sightNode(file, at)) }),
}

function sightNode(file: TextFile, at: Located): readonly Sighting[] {
  if (at.path.at(-1) === 'pipe') return imageAfter(file, at, 'docker://')
  if (at.path.at(-1) !== 'image') return []
  const images = at.node.kind === 'map' ? select(at, 'name') : [at]
  return images.flatMap((one) => imageAt(file, one))
}
