import { type Item, type MapValue, mapOf, string, unknownBecause } from '../../languages/cel/value.ts'
import { changed, put } from './map-value.ts'

/** A job as kube-apiserver 1.37.2 completes it: how much of it runs, and the selector by the uid that only the server knows. */
export function withJobDefaults(job: MapValue): MapValue {
  const counted = changed(withTemplateLabels(job), ['spec'], withCounts)
  return changed(counted, ['spec'], (spec) => withSelector(spec, nameOf(job)))
}

function withCounts(spec: MapValue): MapValue {
  if (spec.open !== undefined) return spec
  const has = (key: string): boolean => spec.entries.has(`s${key}`)
  const add = (map: MapValue, key: string, value: Item): MapValue => (map.entries.has(`s${key}`) ? map : put(map, key, value))
  const completed = has('completions') || has('parallelism') ? spec : put(spec, 'completions', whole(1))
  const parallel = add(completed, 'parallelism', whole(1))
  const limited = add(parallel, 'backoffLimit', whole(has('backoffLimitPerIndex') ? 2147483647 : 6))
  const replaced = string(has('podFailurePolicy') ? 'Failed' : 'TerminatingOrFailed')
  return add(add(limited, 'podReplacementPolicy', replaced), 'manualSelector', { kind: 'bool', value: false })
}

function whole(value: number): Item {
  return { kind: 'int', value: BigInt(value) }
}

function nameOf(job: MapValue): Item {
  const metadata = job.entries.get('smetadata')?.value
  const name = metadata?.kind === 'map' ? metadata.entries.get('sname')?.value : undefined
  return name ?? unknownBecause('the manifest does not say the name')
}

function withSelector(spec: MapValue, name: Item): MapValue {
  if (spec.open !== undefined || spec.entries.has('sselector')) return spec
  const uid = unknownBecause('the uid of the job is made by the API server')
  const labels = ['batch.kubernetes.io/controller-uid', 'controller-uid'].map((key) => [key, uid] as const)
  const names = ['batch.kubernetes.io/job-name', 'job-name'].map((key) => [key, name] as const)
  const selected = put(spec, 'selector', mapOf([['matchLabels', mapOf(labels.slice(0, 1))]]))
  return changed(selected, ['template'], (template) => {
    const metadata = template.entries.get('smetadata')?.value ?? mapOf([])
    if (metadata.kind !== 'map') return template
    const own = metadata.entries.get('slabels')?.value
    const all = mapOf([...labels, ...names])
    const merged = own?.kind === 'map' ? { ...own, entries: new Map([...own.entries, ...all.entries]) } : all
    return put(template, 'metadata', put(metadata, 'labels', merged))
  })
}

/** What has no labels of its own takes those of its template. */
export function withTemplateLabels(object: MapValue): MapValue {
  const labels = labelsOfTemplate(object)
  if (labels === undefined) return object
  return changed(object, ['metadata'], (metadata) =>
    metadata.open !== undefined || metadata.entries.has('slabels') ? metadata : put(metadata, 'labels', labels),
  )
}

/** The labels of the pod template; undefined where there are none. */
export function labelsOfTemplate(object: MapValue): Item | undefined {
  let at: Item | undefined = object
  for (const key of ['spec', 'template', 'metadata', 'labels'])
    at = at?.kind === 'map' ? at.entries.get(`s${key}`)?.value : undefined
  return at
}
