import { entriesOf, textOf } from '../../model/tree.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { cacheImage } from './compose.ts'

/** Development containers. */
export const devcontainer: DocumentFormat = {
  name: 'devcontainer',
  title: 'Development containers',
  files: '`devcontainer.json`, `.devcontainer.json`, with comments and trailing commas; `devcontainer-lock.json`',
  rows: [
    { where: '`image`', meaning: '`${templateOption:x}` and `${localEnv:x}`: dynamic' },
    { where: '`build.cacheFrom`', meaning: 'a text or a list' },
    { where: '`features`', meaning: 'each key with a registry: an OCI artifact; local paths and archives are none' },
    { where: '`features.*.resolved` of the lock file', meaning: 'an OCI artifact with its digest' },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path }) => /(?:^|\/)\.?devcontainer(?:-lock)?\.json$/i.test(path),
  claims: ({ root }) => root.kind === 'map',
  read: ({ file, root }) => ({ sightings: readContainer(file, rootOf(root)) }),
}

function readContainer(file: TextFile, top: Located): readonly Sighting[] {
  const caches = select(top, 'build', 'cacheFrom').flatMap((at) => (at.node.kind === 'list' ? select(at, '*') : [at]))
  return [
    ...select(top, 'image').flatMap((at) => imageAt(file, at)),
    ...caches.flatMap((at) => cacheImage(file, at)),
    ...(isLock(file) ? [] : select(top, 'features').flatMap((at) => featureArtifacts(at))),
    ...select(top, 'features', '*', 'resolved').flatMap((at) => lockedArtifact(file, at)),
  ]
}

function isLock({ path }: TextFile): boolean {
  return /-lock\.json$/i.test(path)
}

/** What a feature was when it was locked; archives at a URL are no artifacts. */
function lockedArtifact(file: TextFile, at: Located): readonly Sighting[] {
  return imageAt(file, at)
    .filter(({ text }) => !text.includes('://'))
    .map((one) => ({ ...one, artifact: true, guess: true }))
}

function featureArtifacts(at: Located): readonly Sighting[] {
  return entriesOf(at.node)
    .map((entry) => entry.key)
    .filter((key) => /^[\w-]+(?:\.[\w-]+)+(?::\d+)?\//.test(textOf(key) ?? ''))
    .map((key) => ({ span: key.span, text: key.text, path: [...at.path, key.text], artifact: true, guess: true }))
}
