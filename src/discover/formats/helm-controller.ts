import { groupOf } from '../../kubernetes/pods.ts'
import { child, textOf } from '../../model/tree.ts'
import { embedded } from '../embed.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { objectsOf } from '../manifest.ts'
import { imageAt, partAt } from '../sight.ts'
import { ofRemoteChart, sightValues } from '../values.ts'

/** HelmChart and HelmChartConfig of K3s and RKE2. */
export const helmController: DocumentFormat = {
  name: 'helm-controller',
  title: 'K3s and RKE2 charts',
  files: 'documents of `helm.cattle.io`',
  rows: [
    { where: '`spec.valuesContent`, `spec.values`', meaning: 'as Helm values' },
    { where: '`spec.chart: oci://…` with `version`', meaning: 'an OCI artifact; without an exact version dynamic' },
    { where: '`spec.jobImage`', meaning: 'an image' },
  ],
  applied: 'cluster',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ text }) => text.includes('helm.cattle.io/'),
  claims: ({ root }) => objectsOf(root).length === 1 && objectsOf(root).every((one) => groupOf(one) === 'helm.cattle.io'),
  read: ({ file, root }) => {
    const objects = objectsOf(root)
    const specs = objects.flatMap((one) => select(rootOf(one.tree, ...one.path), 'spec'))
    return { objects, sightings: specs.flatMap((spec) => imagesOf(file, spec)) }
  },
}

function imagesOf(file: TextFile, spec: Located): readonly Sighting[] {
  const texts = select(spec, 'valuesContent').flatMap(({ node, path }) => {
    if (node.kind !== 'scalar') return []
    const inner = embedded(file, node, path)
    const found = inner.documents.flatMap((root) => sightValues(file, rootOf(root), ofRemoteChart))
    return [...found.map(inner.place), ...inner.scanned, ...inner.disputed]
  })
  const values = select(spec, 'values').flatMap((one) => sightValues(file, one, ofRemoteChart))
  return [...texts, ...values, ...chartOf(file, spec), ...select(spec, 'jobImage').flatMap((at) => imageAt(file, at))]
}

function chartOf(file: TextFile, spec: Located): readonly Sighting[] {
  const version = textOf(child(spec.node, 'version'))
  return select(spec, 'chart').flatMap(({ node, path }) => {
    if (node.kind !== 'scalar' || !node.text.startsWith('oci://')) return []
    const base = node.text.slice('oci://'.length)
    const sighting = { ...partAt(file, { node, path }, 'oci://'.length, base), artifact: true }
    if (/[:@][^/]*$/.test(base)) return [sighting]
    const isExact = version !== undefined && /^v?\d+\.\d+\.\d+[\w.+-]*$/.test(version)
    const text = version === undefined ? base : `${base}:${version.replaceAll('+', '_')}`
    return [isExact ? { ...sighting, text } : { ...sighting, text: base, dynamic: 'its version is a range or not given' }]
  })
}
