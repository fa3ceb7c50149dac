import { child, type Node, textOf } from '../../model/tree.ts'
import { embedded } from '../embed.ts'
import type { DocumentFormat, Reading, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt, partAt } from '../sight.ts'

/** Chart.yaml of Helm charts. */
export const helmChart: DocumentFormat = {
  name: 'helm-chart',
  title: 'Helm Chart.yaml',
  files: '`Chart.yaml`',
  rows: [
    { where: '`appVersion`', meaning: 'the tag of images whose values leave it empty: see Helm values' },
    { where: '`annotations["artifacthub.io/images"]`, `annotations.images`', meaning: 'the `image` entries of the list' },
    { where: '`dependencies[].repository: oci://…`', meaning: 'an OCI artifact; a version range is dynamic' },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path }) => /(?:^|\/)Chart\.ya?ml$/i.test(path),
  claims: ({ root }) => root.kind === 'map',
  read: ({ file, root }) => readChart(file, root),
}

function readChart(file: TextFile, root: Node): Reading {
  const at = rootOf(root)
  const lists = ['artifacthub.io/images', 'images'].flatMap((key) => select(at, 'annotations', key))
  const images = lists.flatMap((one) => listedImages(file, one))
  const dependencies = select(at, 'dependencies', '*').flatMap((one) => artifactOf(file, one))
  return { sightings: [...images, ...dependencies] }
}

function listedImages(file: TextFile, at: Located): readonly Sighting[] {
  if (at.node.kind !== 'scalar') return []
  const inner = embedded(file, at.node, at.path)
  const images = inner.documents.flatMap((root) => select(rootOf(root), '*', 'image'))
  return [...images.flatMap((image) => imageAt(file, image)).map(inner.place), ...inner.scanned]
}

function artifactOf(file: TextFile, dependency: Located): readonly Sighting[] {
  const name = textOf(child(dependency.node, 'name'))
  const version = child(dependency.node, 'version')
  return select(dependency, 'repository').flatMap(({ node, path }) => {
    if (node.kind !== 'scalar' || !node.text.startsWith('oci://') || name === undefined || version?.kind !== 'scalar') return []
    const base = node.text.slice('oci://'.length).replace(/\/$/, '')
    const sighting = {
      ...partAt(file, { node, path }, 'oci://'.length, base),
      artifact: true,
      related: [{ file: file.path, span: version.span }],
    }
    const text = `${base}/${name}:${version.text.replace('+', '_')}`
    if (!/^v?\d+\.\d+\.\d+[\w.+-]*$/.test(version.text)) return [{ ...sighting, text, dynamic: 'its version is a range' }]
    return [{ ...sighting, text }]
  })
}
