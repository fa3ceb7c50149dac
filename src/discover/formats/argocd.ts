import { child, textOf } from '../../model/tree.ts'
import { isExplicit } from '../container-texts.ts'
import { embedded } from '../embed.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { patchedImages } from '../kustomize-images.ts'
import { type Located, rootOf, select } from '../located.ts'
import { type FoundObject, objectsOf } from '../manifest.ts'
import { chartArtifact } from '../oci-artifacts.ts'
import { partAt } from '../sight.ts'
import { ofRemoteChart, sightValues } from '../values.ts'

/** What overrides the source of an application, beside what it deploys: Argo CD Image Updater writes it. */
const SOURCE_FILE = /(?:^|\/)\.argocd-source[^/]*\.ya?ml$/

/** Argo CD applications and application sets. */
export const argocd: DocumentFormat = {
  name: 'argocd',
  title: 'Argo CD',
  files: '`Application` and `ApplicationSet` of `argoproj.io`, `.argocd-source*.yaml`',
  rows: [
    {
      where: '`repoURL: oci://…`, or without scheme and with `chart`',
      meaning: 'an OCI artifact at `targetRevision`; a range is dynamic',
    },
    { where: '`kustomize.images[]`', meaning: '`image`, `old=new`, `name@digest`' },
    { where: '`kustomize.patches[].patch`', meaning: 'as Kustomize' },
    { where: '`helm.valuesObject`, `helm.values`', meaning: 'as Helm values' },
    { where: '`helm.parameters[]`', meaning: 'a parameter that ends in `image`, or the pair `*.repository` and `*.tag`' },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ path, text }) => SOURCE_FILE.test(path) || (text.includes('argoproj.io/') && /\bApplication(?:Set)?\b/.test(text)),
  claims: ({ file, root }) =>
    (objectsOf(root).some(isApplication) && objectsOf(root).length === 1) || (SOURCE_FILE.test(file.path) && root.kind === 'map'),
  read: ({ file, root }) => {
    if (SOURCE_FILE.test(file.path)) return { sightings: sightSource(file, rootOf(root)) }
    const objects = objectsOf(root)
    return { objects, sightings: objects.flatMap((object) => sightApplication(file, object)) }
  },
}

function isApplication(object: FoundObject): boolean {
  return object.apiVersion.startsWith('argoproj.io/') && /^Application(?:Set)?$/.test(object.kind)
}

function sightApplication(file: TextFile, object: FoundObject): readonly Sighting[] {
  const at = rootOf(object.tree, ...object.path)
  const specs = [...select(at, 'spec'), ...select(at, 'spec', 'template', 'spec')]
  const sources = specs.flatMap((spec) => [...select(spec, 'source'), ...select(spec, 'sources', '*')])
  return sources.flatMap((source) => sightSource(file, source))
}

function sightSource(file: TextFile, source: Located): readonly Sighting[] {
  return [
    ...chartArtifact(file, source),
    ...select(source, 'kustomize', 'images', '*').flatMap((one) => replacedImage(file, one)),
    ...select(source, 'kustomize', 'patches', '*', 'patch').flatMap((one) => patchedImages(file, one)),
    ...select(source, 'helm', 'valuesObject').flatMap((one) => sightValues(file, one, ofRemoteChart)),
    ...select(source, 'helm', 'values').flatMap((one) => valuesText(file, one)),
    ...select(source, 'helm', 'parameters').flatMap((one) => parameterImages(file, one)),
  ]
}

function replacedImage(file: TextFile, at: Located): readonly Sighting[] {
  if (at.node.kind !== 'scalar') return []
  const equals = at.node.text.indexOf('=')
  const text = at.node.text.slice(equals + 1)
  if (text === '') return []
  const sighting = partAt(file, { node: at.node, path: at.path }, equals + 1, text)
  const bare = equals >= 0 && !/[:@][^/]*$/.test(text)
  return [bare ? { ...sighting, dynamic: 'the tag that stands in the resources stays, and they are in other files' } : sighting]
}

function valuesText(file: TextFile, at: Located): readonly Sighting[] {
  if (at.node.kind !== 'scalar') return []
  const inner = embedded(file, at.node, at.path)
  return [...inner.documents.flatMap((root) => sightValues(file, rootOf(root), ofRemoteChart)).map(inner.place), ...inner.scanned]
}

function parameterImages(file: TextFile, list: Located): readonly Sighting[] {
  const values = new Map(
    select(list, '*').map((one) => [textOf(child(one.node, 'name')) ?? '', select(one, 'value')[0]] as const),
  )
  return [...values].flatMap(([name, value]): readonly Sighting[] => {
    if (value?.node.kind !== 'scalar') return []
    const { node, path } = value
    if (/image$/i.test(name) && isExplicit(node.text)) return [{ span: node.span, text: node.text, path }]
    if (!/\.repository$/.test(name) || node.text.includes('://')) return []
    const tag = values.get(name.replace(/repository$/, 'tag'))?.node
    if (tag?.kind !== 'scalar') return []
    return [
      { span: node.span, text: `${node.text}:${tag.text}`, path, related: [{ file: file.path, span: tag.span }], guess: true },
    ]
  })
}
