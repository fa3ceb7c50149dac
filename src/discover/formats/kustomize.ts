import { child, type Node, textOf } from '../../model/tree.ts'
import { embedded } from '../embed.ts'
import { withFoldedKeys } from '../folded-keys.ts'
import type { DocumentFormat, Reading, Sighting, TextFile } from '../format.ts'
import { isPatch, operationImages, overriddenImage, patchedImages } from '../kustomize-images.ts'
import { type Located, rootOf, select } from '../located.ts'
import { ofRemoteChart, sightValues } from '../values.ts'
import { isDocument } from '../worth-reading.ts'

const NAMED = /(?:^|\/)kustomization\.ya?ml$|(?:^|\/)Kustomization$/i

const MARKS = ['kustomize.config.k8s.io', 'ImageTagTransformer', 'newTag', 'newName']
const REMOTE = /:\/\/|^git@|^(?:github|gitlab)\.com\//
const OPERATION = /\bop["']?\s*:\s*["']?(?:add|replace|test|remove|move|copy)\b/

/** Kustomize: kustomizations, components, image transformers and JSON patches. */
export const kustomize: DocumentFormat = {
  name: 'kustomize',
  title: 'Kustomize',
  files: '`kustomization.yaml`, documents of `kustomize.config.k8s.io`, lists of JSON 6902 operations',
  rows: [
    {
      where: '`images[]`',
      meaning:
        '`(newName or name)[:newTag][@digest]`, reported at the name, keys in any case; an entry with a name alone only selects, one with a new name alone keeps a tag that stands elsewhere: dynamic',
    },
    {
      where: '`patches[].patch`, `patchesStrategicMerge[]`, `patchesJson6902[].patch`',
      meaning: 'manifests and JSON 6902 operations, inline and in files',
    },
    { where: '`helmCharts[].valuesInline`', meaning: 'as Helm values' },
    { where: '`ImageTagTransformer`', meaning: 'as an entry of `images`, in a file of its own or written into `transformers`' },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ path, text }) =>
    NAMED.test(path) || MARKS.some((mark) => text.includes(mark)) || (/\bop\b/.test(text) && OPERATION.test(text)),
  claims: ({ file, root }) => isKustomization(file, root) || isPatch(root),
  read: ({ file, root }) => (isPatch(root) ? { sightings: operationImages(file, rootOf(root)) } : readKustomization(file, root)),
}

function isKustomization(file: TextFile, root: Node): boolean {
  if (root.kind !== 'map') return false
  const apiVersion = textOf(child(root, 'apiVersion'))
  if (apiVersion === undefined) return NAMED.test(file.path) || overridesImages(root)
  return apiVersion.startsWith('kustomize.config.k8s.io/') || textOf(child(root, 'kind')) === 'ImageTagTransformer'
}

function overridesImages(root: Node): boolean {
  return select(rootOf(root), 'images', '*').some(
    ({ node }) => child(node, 'name') !== undefined && (child(node, 'newTag') ?? child(node, 'newName')) !== undefined,
  )
}

function readKustomization(file: TextFile, root: Node): Reading {
  const at = rootOf(withFoldedKeys(root))
  const images = [...select(at, 'images', '*'), ...select(at, 'imageTags', '*'), ...select(at, 'imageTag')].flatMap((one) =>
    overriddenImage(file, one),
  )
  const patches = [
    ...select(at, 'patches', '*', 'patch'),
    ...select(at, 'patchesStrategicMerge', '*'),
    ...select(at, 'patchesJson6902', '*', 'patch'),
  ].flatMap((one) => patchedImages(file, one))
  const inline = select(at, 'transformers', '*').flatMap((one) => transformerImages(file, one))
  const values = select(at, 'helmCharts', '*', 'valuesInline').flatMap((one) => sightValues(file, one, ofRemoteChart))
  return { sightings: [...images, ...patches, ...inline, ...values], problems: unreadParts(at) }
}

/** A builtin transformer that is written into the kustomization: one of images, or one of patches. */
function transformerImages(file: TextFile, at: Located): readonly Sighting[] {
  if (at.node.kind !== 'scalar' || !at.node.text.includes('\n')) return []
  const inner = embedded(file, at.node, at.path)
  const found = inner.documents.flatMap((root) => {
    const one = rootOf(withFoldedKeys(root))
    const images = [...select(one, 'imageTag'), ...select(one, 'images', '*')].flatMap((entry) => overriddenImage(file, entry))
    return [...images, ...[...select(one, 'patch'), ...select(one, 'patches')].flatMap((patch) => patchedImages(file, patch))]
  })
  return [...found.map(inner.place), ...inner.scanned, ...inner.disputed]
}

/** Kustomize takes manifests from files of any name; what is called like a document or source code is not read here. */
function unreadParts(at: Located): NonNullable<Reading['problems']> {
  return [
    ...['resources', 'bases', 'components', 'patchesStrategicMerge', 'transformers', 'generators'].flatMap((key) =>
      select(at, key, '*'),
    ),
    ...['patches', 'patchesJson6902'].flatMap((key) => select(at, key, '*', 'path')),
  ].flatMap(({ node }) => {
    if (node.kind !== 'scalar' || !isDocument(node.text) || REMOTE.test(node.text)) return []
    return [{ why: 'it names a file whose name is that of a document or source code, which is not read', span: node.span }]
  })
}
