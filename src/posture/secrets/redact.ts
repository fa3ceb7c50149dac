import type { Facts } from '../../model/facts.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import type { Place } from '../../model/span.ts'
import type { MapNode, Node } from '../../model/tree.ts'
import { heldIn } from './committed.ts'
import { sightingsOf } from './sightings.ts'

/**
 * The same facts without any credential: each is replaced by a marker that is judged as the credential was, equal values by
 * equal markers. What is written to a file or shown goes through here.
 */
export function withoutCredentials(facts: Facts): Facts {
  const numbers = new Map<string, number>()
  const numberOf = (value: string): number => {
    const known = numbers.get(value) ?? numbers.size + 1
    numbers.set(value, known)
    return known
  }
  const hide = (object: ManifestObject): ManifestObject => {
    const markers = markersOf(object, numberOf)
    return markers.size === 0 ? object : { ...object, tree: replaceIn(object.tree, markers) }
  }
  const objects = facts.objects.map(({ base, head }) => ({
    ...(base === undefined ? {} : { base: hide(base) }),
    ...(head === undefined ? {} : { head: hide(head) }),
  }))
  const clusterPolicies = facts.clusterPolicies?.map((policy) => {
    if (policy.deciding === undefined) return policy
    const { policy: own, bindings, beside } = policy.deciding
    return {
      ...policy,
      deciding: { ...policy.deciding, policy: hide(own), bindings: bindings.map(hide), beside: beside.map(hide) },
    }
  })
  return { ...facts, objects, ...(clusterPolicies === undefined ? {} : { clusterPolicies }) }
}

/** Where credentials stand on the head side, new and old: lines that no report may quote. */
export function credentialPlaces(facts: Facts): readonly Place[] {
  const objects = facts.objects.flatMap(({ head }) => head ?? [])
  const fields = objects.flatMap((object) => [...sightingsOf(object), ...heldIn(object)].map(({ field }) => field))
  const inObjects = fields.flatMap(({ file, node }) => (node === undefined ? [] : [{ file, span: node.span }]))
  return [...inObjects, ...(facts.secrets ?? []).map(({ origin }) => ({ file: origin.file, span: origin.span }))]
}

function markersOf(object: ManifestObject, numberOf: (value: string) => number): ReadonlyMap<Node, string> {
  const markers = new Map<Node, string>()
  for (const { field, kind, what, value } of sightingsOf(object)) {
    if (field.node !== undefined) markers.set(field.node, markerOf(kind, what, numberOf(value)))
  }
  for (const { field, what, value, configuration } of heldIn(object)) {
    const kind = configuration ? 'configuration' : what === undefined ? 'name' : 'shape'
    if (field.node !== undefined) markers.set(field.node, markerOf(kind, what ?? '', numberOf(value)))
  }
  return markers
}

function markerOf(kind: 'shape' | 'url' | 'name' | 'configuration', what: string, number: number): string {
  if (kind === 'shape') return `\u2039hidden credential: ${what} #${number}\u203a`
  if (kind === 'configuration') return `hidden configuration no. ${number}`
  return kind === 'url' ? `https://user:value-${number}@hidden.invalid` : `hidden value no. ${number}`
}

function replaceIn(tree: MapNode, markers: ReadonlyMap<Node, string>): MapNode {
  return { ...tree, entries: tree.entries.map(({ key, value }) => ({ key, value: replaced(value, markers) })) }
}

function replaced(node: Node, markers: ReadonlyMap<Node, string>): Node {
  if (node.kind === 'map') return replaceIn(node, markers)
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => replaced(item, markers)) }
  const marker = markers.get(node)
  return marker === undefined ? node : { ...node, text: marker, plain: false }
}
