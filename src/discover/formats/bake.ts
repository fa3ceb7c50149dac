import { hclTextOf } from '../../languages/hcl/hcl-nodes.ts'
import { bakeTree, NAMED_BAKE } from '../bake-tree.ts'
import { bakeArguments } from '../build-callers.ts'
import type { Reading, Side, Sighting, TextFile, TextFormat } from '../format.ts'
import { type Located, select } from '../located.ts'
import { objectsOf } from '../manifest.ts'
import { imageAt } from '../sight.ts'
import { cut } from '../text-span.ts'
import type { BuildArguments } from '../workflow-builds.ts'
import { cacheImage } from './compose.ts'
import { sightDockerfile } from './dockerfile.ts'
import { kubernetes } from './kubernetes.ts'

/** Docker Bake files in HCL and JSON. */
export const bake: TextFormat = {
  name: 'bake',
  title: 'Docker Bake',
  files: '`docker-bake*.hcl`, `docker-bake*.json`, `*.bake.hcl`',
  rows: [
    { where: '`target.contexts`', meaning: '`docker-image://…`, with variables at their default' },
    { where: '`target.cache-from`', meaning: 'references and `type=registry,ref=…`' },
    { where: '`target.dockerfile-inline`', meaning: 'as a Dockerfile' },
    { where: '`tags`, `output`', meaning: 'outputs, not reported' },
  ],
  applied: 'elsewhere',
  reads: 'text',
  claims: ({ path }) => NAMED_BAKE.test(path),
  read: readBake,
}

function readBake(file: TextFile, side: Side): Reading {
  if (/\.json$/i.test(file.path)) {
    const root = side.documents(file.path)[0]
    // Whoever applies a folder applies what is called like a bake file as well.
    if (root !== undefined && objectsOf(root).length > 0) return kubernetes.read({ file, root }, side)
  }
  const { at, problem } = bakeTree(file, side)
  const sightings = select(at, 'target', '*').flatMap((target) => [
    ...select(target, 'contexts', '*').flatMap((one) => contextImage(file, one)),
    ...select(target, 'cache-from')
      .flatMap((one) => (one.node.kind === 'list' ? select(one, '*') : [one]))
      .flatMap((one) => cacheImage(file, one)),
    ...select(target, 'dockerfile-inline').flatMap((one) => inline(file, one, bakeArguments(file, target))),
  ])
  return { sightings, problems: problem === undefined ? [] : [problem] }
}

function contextImage(file: TextFile, at: Located): readonly Sighting[] {
  return imageAt(file, at).flatMap((one) => {
    const start = one.text.indexOf('docker-image://')
    if (start !== 0) return []
    const skip = 'docker-image://'.length
    const verbatim = cut(file, one.span).startsWith('docker-image://')
    return [{ ...one, text: one.text.slice(skip), span: verbatim ? { ...one.span, start: one.span.start + skip } : one.span }]
  })
}

function inline(file: TextFile, at: Located, given: BuildArguments): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || node.unknown !== undefined) return imageAt(file, at)
  const text = hclTextOf(node)
  return sightDockerfile(file.path, node.text, 0, path, given).map((one) => {
    const placed = text?.placeAt(one.span.start, one.span.end)
    return { ...one, span: placed?.span ?? node.span, related: placed?.related ?? [] }
  })
}
