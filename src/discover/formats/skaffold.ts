import { child, textOf } from '../../model/tree.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { everyNode } from '../walk.ts'

/** Keys of a builder that name the image which it builds with or from. */
const BASES = /^(?:fromImage|builder|runImage|initImage|(?:docker|maven|gradle|pack|ko|bazel)Image)$/
const BUILDERS = /^(?:jib|ko|buildpacks|kaniko|googleCloudBuild|cluster|docker|bazel|custom)$/

/** Skaffold configuration. */
export const skaffold: DocumentFormat = {
  name: 'skaffold',
  title: 'Skaffold',
  files: 'documents with `apiVersion: skaffold/…`',
  rows: [
    {
      where: '`jib.fromImage`, `ko.fromImage`, `buildpacks.builder`, `buildpacks.runImage`',
      meaning: 'base images and builders',
    },
    { where: '`docker.cacheFrom[]`', meaning: 'images that are pulled' },
    { where: '`kaniko.image`, `googleCloudBuild.*Image`', meaning: 'the builders themselves' },
    { where: '`verify[].container`, `customActions[].containers[]`', meaning: 'their `image`' },
    { where: '`profiles[].patches[]`', meaning: 'values put at a path that ends in `image` or `fromImage`' },
    { where: '`artifacts[].image`', meaning: 'an output, not reported; `ko://…` is dynamic' },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ text }) => /apiVersion["']?\s*:\s*["']?skaffold\//.test(text),
  claims: ({ root }) => (textOf(child(root, 'apiVersion')) ?? '').startsWith('skaffold/'),
  read: ({ file, root }) => ({ sightings: [...everyNode(rootOf(root))].flatMap((at) => sightNode(file, at)) }),
}

const PATCHED =
  /\/(?:fromImage|builder|runImage|(?:docker|maven|gradle|pack|ko|bazel)Image|(?:container|containers\/\d+|kaniko)\/image)$/

function patchedImage(file: TextFile, operation: Located): readonly Sighting[] {
  const path = textOf(child(operation.node, 'path')) ?? ''
  if (!PATCHED.test(path)) return []
  return select(operation, 'value').flatMap(({ node }) => imageAt(file, { node, path: [...operation.path, path] }))
}

function sightNode(file: TextFile, at: Located): readonly Sighting[] {
  const [key, parent, grandparent] = [at.path.at(-1), at.path.at(-2), at.path.at(-3)]
  if (parent === 'cacheFrom') return imageAt(file, at)
  if (key === 'patches' && at.path.includes('profiles')) return select(at, '*').flatMap((one) => patchedImage(file, one))
  if (typeof key === 'string' && BASES.test(key) && BUILDERS.test(String(parent))) return imageAt(file, at)
  if (key !== 'image') return []
  if (parent === 'container' || grandparent === 'containers' || parent === 'kaniko') return imageAt(file, at)
  return grandparent === 'artifacts' ? imageAt(file, at).filter((one) => one.text.startsWith('ko://')) : []
}
