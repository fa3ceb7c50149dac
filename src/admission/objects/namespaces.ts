import { type Item, list, type MapValue, mapOf, string, unknownBecause, type Value } from '../../languages/cel/value.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { put } from './map-value.ts'
import { isSame } from './same.ts'
import { valueOfOnce } from './to-value.ts'

interface Seen {
  readonly admitted: { readonly namespace: string | undefined }
  /** The manifests of namespaces that the repository holds. */
  readonly namespaces: readonly ManifestObject[]
}

const UNSEEN = 'the manifest of the namespace is not among the files that are read'

/** The namespace of an object as far as it is known: from its manifest, else only its name. */
export function namespaceOf({ admitted: { namespace }, namespaces }: Seen): Value {
  const found = namespaces.filter(({ name }) => name === namespace).map(valueOfOnce)
  const labels: MapValue =
    namespace === undefined ? mapOf([], UNSEEN) : mapOf([['kubernetes.io/metadata.name', string(namespace)]], UNSEEN)
  const [first, ...others] = found
  const seen = others.reduce<Item | undefined>(agreed, first)
  if (seen?.kind !== 'map' || namespace === undefined) {
    const name = namespace === undefined ? unknownBecause('the manifest does not say its namespace') : string(namespace)
    return mapOf(
      [
        [
          'metadata',
          mapOf(
            [
              ['name', name],
              ['labels', labels],
            ],
            UNSEEN,
          ),
        ],
      ],
      UNSEEN,
    )
  }
  const metadata = seen.entries.get('smetadata')?.value
  const own = metadata?.kind === 'map' ? metadata.entries.get('slabels')?.value : undefined
  const entries = new Map([...(own?.kind === 'map' ? own.entries : []), ...labels.entries])
  const described = new Map(metadata?.kind === 'map' ? metadata.entries : []).set('slabels', {
    key: string('labels'),
    value: { kind: 'map', entries, ...(own?.kind === 'unknown' ? { open: own.why } : {}) },
  })
  const whole = put(seen, 'metadata', { kind: 'map', entries: described })
  const spec = whole.entries.has('sspec') ? whole : put(whole, 'spec', mapOf([['finalizers', list([string('kubernetes')])]]))
  return put(spec, 'status', mapOf([['phase', string('Active')]]))
}

const DISAGREE = 'several manifests of the namespace disagree about it'

/** What two manifests say alike; where they differ, nobody here knows which one the cluster has. */
function agreed(a: Item | undefined, b: Item | undefined): Item | undefined {
  if (isSame(a, b)) return a
  if (a?.kind !== 'map' || b?.kind !== 'map') return unknownBecause(DISAGREE)
  const keys = [...new Set([...a.entries.keys(), ...b.entries.keys()])]
  const open = a.open ?? b.open
  const entries = new Map(
    keys.flatMap((key) => {
      const [left, right] = [a.entries.get(key), b.entries.get(key)]
      const entry = left ?? right
      const value = agreed(left?.value, right?.value)
      return entry === undefined || value === undefined ? [] : [[key, { ...entry, value }] as const]
    }),
  )
  return { kind: 'map', entries, ...(open === undefined ? {} : { open }) }
}
