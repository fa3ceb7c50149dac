import { parseHcl } from '../../languages/hcl/hcl.ts'
import { parseYaml } from '../../languages/yaml/yaml.ts'
import type { Reading, Side, Sighting, TextFile, TextFormat } from '../format.ts'
import { hclImage, moduleValues } from '../hcl-values.ts'
import { type Located, rootOf, select } from '../located.ts'
import { objectsOf } from '../manifest.ts'
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
  claims: ({ path }) => /(?:^|\/)(?:docker-)?bake(?:[._-][^/]*)?\.(?:hcl|json)$|\.bake\.(?:hcl|json)$/i.test(path),
  read: readBake,
}

function readBake(file: TextFile, side: Side): Reading {
  const { root, problems } = treeOf(file)
  // Whoever applies a folder applies what is called like a bake file as well.
  if (objectsOf(root.node).length > 0) return kubernetes.read({ file, root: root.node }, side)
  const values = moduleValues([{ file, root }])
  const targets = select(root, 'target', '*')
  const sightings = targets.flatMap((target) => [
    ...select(target, 'contexts', '*').flatMap((at) => contextImage(file, at, values)),
    ...select(target, 'cache-from', '*').flatMap((at) => cacheImage(file, at)),
    ...select(target, 'dockerfile-inline').flatMap((at) => inline(file, at)),
  ])
  return { sightings, problems }
}

function treeOf(file: TextFile): { readonly root: Located; readonly problems: NonNullable<Reading['problems']> } {
  if (/\.json$/i.test(file.path)) {
    const { documents, problem } = parseYaml(file.text)
    const node = documents[0] ?? { kind: 'map', span: { start: 0, end: 0 }, entries: [] }
    return { root: rootOf(node), problems: problem === undefined ? [] : [problem] }
  }
  const { root, problem } = parseHcl(file.text)
  return { root: rootOf(root), problems: problem === undefined ? [] : [problem] }
}

function contextImage(file: TextFile, at: Located, values: Parameters<typeof hclImage>[2]): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || !node.text.startsWith('docker-image://')) return []
  const skip = 'docker-image://'.length
  const span = { start: node.span.start + skip, end: node.span.end }
  return hclImage(file, { node: { ...node, span, text: node.text.slice(skip), plain: false }, path }, values)
}

function inline(file: TextFile, at: Located): readonly Sighting[] {
  if (at.node.kind !== 'scalar' || at.node.plain) return []
  return sightDockerfile(file.path, at.node.text, at.node.span.start, at.path)
}
