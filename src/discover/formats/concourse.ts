import { child, type Node, textOf } from '../../model/tree.ts'
import type { Document, DocumentFormat, Sighting, TextFile } from '../format.ts'
import { scalarOf } from '../image-map.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { everyNode } from '../walk.ts'

/** Pipelines and tasks of Concourse. */
export const concourse: DocumentFormat = {
  name: 'concourse',
  title: 'Concourse',
  files: 'YAML with entries of `type: registry-image` or `docker-image`',
  rows: [
    {
      where: '`image_resource`, `resource_types[]`, `resources[]`',
      meaning: '`source.repository` with `source.tag`; a resource that jobs only `put` is an output',
    },
    { where: '`((name))`', meaning: 'dynamic: given when the pipeline is set' },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path, text }) => /\.ya?ml$/i.test(path) && /\btype["']?[ \t]*:[ \t]*["']?(?:registry|docker)-image\b/.test(text),
  claims: ({ root }) => !imageResources(root).next().done,
  read: readPipeline,
}

function readPipeline({ file, root }: Document): { sightings: readonly Sighting[] } {
  const steps = [...everyNode(rootOf(root))].map(({ node }) => node)
  const named = (key: string) => new Set(steps.map((step) => textOf(child(step, key))))
  const [put, got] = [named('put'), named('get')]
  const used = new Set([...got, ...named('image'), ...named('resource')])
  const isOutput = (at: Located) => {
    const name = textOf(child(at.node, 'name'))
    return at.path[0] === 'resources' && put.has(name) && !used.has(name)
  }
  const found = [...imageResources(root)].filter((at) => !isOutput(at))
  return { sightings: found.flatMap((at) => imageOf(file, at)) }
}

function* imageResources(root: Node): Generator<Located> {
  for (const one of everyNode(rootOf(root))) {
    const { node } = one
    if (node.kind !== 'map' || !/^(?:registry|docker)-image$/.test(textOf(child(node, 'type')) ?? '')) continue
    if (child(child(node, 'source'), 'repository') !== undefined) yield one
  }
}

function imageOf(file: TextFile, at: Located): readonly Sighting[] {
  return select(at, 'source').flatMap((source) => {
    const { node } = source
    const tag = node.kind === 'map' ? scalarOf(node, 'tag') : undefined
    return select(source, 'repository')
      .flatMap((one) => imageAt(file, one))
      .map((one) => {
        const text = tag === undefined ? one.text : `${one.text}:${tag.text}`
        const related = tag === undefined ? {} : { related: [{ file: file.path, span: tag.span }] }
        const isOpen = text.includes('((')
        return { ...one, text, ...related, ...(isOpen ? { dynamic: 'it is given when the pipeline is set' } : {}) }
      })
  })
}
