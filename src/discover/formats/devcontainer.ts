import { entriesOf, textOf } from '../../model/tree.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { cacheImage } from './compose.ts'

/** Development containers. */
export const devcontainer: DocumentFormat = {
  name: 'devcontainer',
  title: 'Development containers',
  files: '`devcontainer.json`, `.devcontainer.json`, with comments and trailing commas',
  rows: [
    { where: '`image`', meaning: '`${templateOption:x}` and `${localEnv:x}`: dynamic' },
    { where: '`build.cacheFrom`', meaning: 'a text or a list' },
    { where: '`features`', meaning: 'each key with a registry: an OCI artifact; local paths and archives are none' },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path }) => /(?:^|\/)\.?devcontainer\.json$/i.test(path),
  claims: ({ root }) => root.kind === 'map',
  read: ({ file, root }) => ({ sightings: readContainer(file, rootOf(root)) }),
}

function readContainer(file: TextFile, top: Located): readonly Sighting[] {
  const caches = select(top, 'build', 'cacheFrom').flatMap((at) => (at.node.kind === 'list' ? select(at, '*') : [at]))
  return [
    ...select(top, 'image').flatMap((at) => imageAt(file, at)),
    ...caches.flatMap((at) => cacheImage(file, at)),
    ...select(top, 'features').flatMap((at) => featureArtifacts(at)),
  ]
}

function featureArtifacts(at: Located): readonly Sighting[] {
  return entriesOf(at.node)
    .map((entry) => entry.key)
    .filter((key) => /^[\w-]+(?:\.[\w-]+)+(?::\d+)?\//.test(textOf(key) ?? ''))
    .map((key) => ({ span: key.span, text: key.text, path: [...at.path, key.text], artifact: true, guess: true }))
}
