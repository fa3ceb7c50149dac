import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf } from '../located.ts'
import { isPathLike } from '../not-images.ts'
import { imageAt } from '../sight.ts'
import { withVariables } from '../variables.ts'
import { everyNode } from '../walk.ts'

/** Buildkite pipelines. */
export const buildkite: DocumentFormat = {
  name: 'buildkite',
  title: 'Buildkite',
  files: '`.buildkite/**`, `buildkite*.yml`',
  rows: [
    { where: '`plugins[].docker#….image`, `kubernetes.podSpec`', meaning: 'every `image` entry of a plugin or a step' },
    { where: '`${VAR:-default}`', meaning: 'the default; without one dynamic' },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path }) => /(?:^|\/)\.buildkite\/.*\.(?:ya?ml|json)$|(?:^|\/)buildkite[^/]*\.ya?ml$/i.test(path),
  claims: () => true,
  read: ({ file, root }) => ({ sightings: [...everyNode(rootOf(root))].flatMap((at) => sightNode(file, at)) }),
}

function sightNode(file: TextFile, at: Located): readonly Sighting[] {
  if (at.path.at(-1) !== 'image') return []
  return imageAt(file, at)
    .filter((one) => !isPathLike(one.text))
    .flatMap((one) => withVariables(file, one, () => undefined))
}
