import type { Build } from './build.ts'
import type { Config } from './config.ts'
import { applyField } from './field-spec.ts'
import { demandKind, entryOf, fieldOf, isEmpty, setField, setScalar, textOf } from './fields.ts'
import { headOf, isSelected, type Kind, kindOf } from './kinds.ts'
import { Refusal, spend } from './refusal.ts'
import { currentId, effectiveNamespace, type Id, NOTES, notesOf, originalId, previousIds } from './resource.ts'
import { placeOf, type Resources } from './resources.ts'
import { isMissing } from './scalars.ts'
import { joined, type Scalar, type Source, scalar, type Tree } from './tree.ts'
import { scalarValue } from './values.ts'

/** An object with its names, as they are before references are mended. */
interface Named {
  readonly node: Tree
  readonly id: Id
  readonly first: Id
  readonly before: readonly Id[]
  readonly prefixes: readonly string[]
  readonly suffixes: readonly string[]
  readonly nameAt: Source
  readonly spaceAt: Source
  readonly at: ReturnType<typeof placeOf>
}

/** Mends references to objects whose names or namespaces changed. */
export function mendReferences(build: Build, { list }: Resources, config: Config): void {
  const all = list.flatMap((resource) => (resource.node === undefined ? [] : [named(build, resource.node, placeOf(resource))]))
  const byName = new Map<string, Named[]>()
  for (const one of all)
    for (const name of new Set(one.before.map((id) => id.name))) byName.set(name, [...(byName.get(name) ?? []), one])
  for (const one of all) if (!one.id.cluster) boundNamespaces(one)
  if (byName.size === 0) return
  const paths = new Map<string, readonly Place[]>()
  for (const referrer of all) {
    const { group, version, kind } = referrer.first
    const key = `${group}|${version}|${kind}`
    const places = paths.get(key) ?? placesFor(config, referrer.first)
    paths.set(key, places)
    if (places.length > 0) mendOne(build, referrer, places, byName)
  }
}

interface Place {
  readonly target: Kind
  readonly path: string
  readonly create: boolean
}

function placesFor(config: Config, kind: Kind): readonly Place[] {
  return config.nameReference.flatMap((target) =>
    target.fields.filter((field) => isSelected(kind, field)).map(({ path, create }) => ({ target, path, create })),
  )
}

function named(build: Build, node: Tree, at: Named['at']): Named {
  const metadata = fieldOf(node, 'metadata')
  const [name, namespace] = [fieldOf(metadata, 'name'), fieldOf(metadata, 'namespace')]
  return {
    node,
    id: currentId(build, node),
    first: originalId(build, node),
    before: previousIds(node),
    prefixes: notesOf(node, NOTES.prefixes),
    suffixes: notesOf(node, NOTES.suffixes),
    nameAt: name?.kind === 'scalar' ? { ...name } : { span: node.span },
    spaceAt: namespace?.kind === 'scalar' ? { ...namespace } : { span: node.span },
    at,
  }
}

function mendOne(build: Build, referrer: Named, places: readonly Place[], byName: ReadonlyMap<string, readonly Named[]>): void {
  const spaces = boundNamespaces(referrer)
  const reachable = (target: Named) =>
    referrer.id.cluster || target.id.cluster || sameSpace(target.id, referrer.id) || spaces.has(target.id.namespace)
  const candidates = (name: string) => (byName.get(name) ?? []).filter(reachable)
  for (const place of places) {
    const set = (field: Tree) => mendField(build, referrer, place, field, candidates)
    applyField(build.budget, referrer.node, { group: '', version: '', kind: '', path: place.path, create: false }, set)
  }
}

function sameSpace(a: Id, b: Id): boolean {
  return effectiveNamespace(a) === effectiveNamespace(b)
}

function boundNamespaces({ node, at }: Named): ReadonlySet<string> {
  const spaces = new Set<string>()
  const subjects = headOf(node, 'kind') === 'RoleBinding' ? fieldOf(node, 'subjects') : undefined
  for (const subject of subjects?.kind === 'list' ? subjects.items : []) {
    const namespace = fieldOf(subject, 'namespace')
    if (namespace === undefined || textOf(fieldOf(subject, 'kind')) !== 'ServiceAccount') continue
    if (namespace.kind !== 'scalar' || typeof scalarValue(namespace) !== 'string')
      throw new Refusal('other', 'invalid input: namespace of a subject is blank', at)
    spaces.add(textOf(namespace))
  }
  return spaces
}

type Candidates = (name: string) => readonly Named[]

function mendField(build: Build, referrer: Named, place: Place, field: Tree, candidates: Candidates): void {
  if (isMissing(field)) return
  if (field.kind === 'scalar') mendScalar(build, referrer, place, field, candidates)
  else if (field.kind === 'map') mendMap(build, referrer, place, field, candidates)
  else {
    for (const item of field.items) {
      if (isMissing(item)) continue
      if (item.kind === 'scalar') mendScalar(build, referrer, place, item, candidates)
      else if (item.kind === 'map') mendMap(build, referrer, place, item, candidates)
      else throw new Refusal('other', 'a list of names holds a list', referrer.at)
    }
  }
}

function mendScalar(build: Build, referrer: Named, place: Place, field: Scalar, candidates: Candidates): void {
  const target = choose(build, referrer, place, candidates(field.text), field.text, (a, b) => a.id.name === b.id.name)
  if (target === undefined || target.id.name === field.text) return
  setScalar(field, scalar(target.id.name, joined(field, target.nameAt)))
}

function mendMap(build: Build, referrer: Named, place: Place, field: Tree, candidates: Candidates): void {
  const name = entryOf(field, 'name')?.value
  if (name === undefined) throw new Refusal('other', `path config error; no 'name' field in node at ${place.path}`, referrer.at)
  const old = name.kind === 'scalar' ? name.text : ''
  const among = inNamespace(candidates(old), entryOf(field, 'namespace')?.value)
  const same = (a: Named, b: Named) => a.id.name === b.id.name && a.id.namespace === b.id.namespace
  const target = choose(build, referrer, place, among, old, same)
  if (target === undefined || (target.id.name === old && target.id.namespace === '')) return
  demandKind(field, 'map')
  setField(field, 'name', scalar(target.id.name, target.id.name === old ? joined(name) : joined(name, target.nameAt)))
  if (target.id.namespace !== '') setField(field, 'namespace', scalar(target.id.namespace, target.spaceAt))
}

function inNamespace(all: readonly Named[], namespace: Tree | undefined): readonly Named[] {
  if (namespace === undefined) return all
  const wanted = namespace.kind === 'scalar' ? namespace.text : ''
  const first = all.filter((one) => effectiveNamespace(one.first) === wanted)
  return first.length > 0 ? first : all.filter((one) => !one.id.cluster && effectiveNamespace(one.id) === wanted)
}

function choose(
  build: Build,
  referrer: Named,
  { target, path }: Place,
  candidates: readonly Named[],
  name: string,
  same: (a: Named, b: Named) => boolean,
): Named | undefined {
  if (candidates.length === 0) return undefined
  spend(build.budget, candidates.length)
  const wasKind = (one: Named, kind: Kind) => one.before.some((id) => isSelected(id, kind))
  const role = path.endsWith('roleRef/name') ? roleKind(referrer.node) : undefined
  let left = candidates.filter((one) => one.before.some((id) => id.name === name) && wasKind(one, target))
  if (role !== undefined) left = left.filter((one) => wasKind(one, role))
  if (!referrer.id.cluster) {
    left = left.filter((one) => one.id.cluster || one.id.kind === 'ServiceAccount' || sameSpace(referrer.id, one.id))
  }
  if (left.length <= 1) return left[0]
  left = left.filter((one) => sameAffixes(one, referrer, true))
  if (left.length > 1) left = left.filter((one) => sameAffixes(one, referrer, false))
  const [first, ...others] = left
  if (first === undefined || others.every((one) => same(one, first))) return first
  throw new Refusal('other', `found multiple possible referrals to ${name}`, referrer.at)
}

function roleKind(node: Tree): Kind | undefined {
  const role = fieldOf(node, 'roleRef')
  const [group, kind] = [fieldOf(role, 'apiGroup'), fieldOf(role, 'kind')]
  if (isEmpty(role) || group === undefined || kind === undefined) return undefined
  return { ...kindOf('', textOf(kind)), group: textOf(group), version: '' }
}

function sameAffixes(a: Named, b: Named, emptyMatches: boolean): boolean {
  const agree = (x: readonly string[], y: readonly string[]) =>
    (emptyMatches && (x.length === 0 || y.length === 0)) || sameEnding(x, y)
  return agree(a.prefixes, b.prefixes) && agree(a.suffixes, b.suffixes)
}

function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length > b.length ? [b, a] : [a, b]
  if (short.length === 0) return long.length === 0
  return short.every((one, at) => long[at + long.length - short.length] === one)
}
