import { groupOf } from '../case/levels.ts'
import { canonicalJson } from '../case/lookup.ts'
import { formatPlace, parsePinnedPlace, shownPlace } from '../model/pinned-place.ts'
import type { Policy } from '../model/policy.ts'
import { child, entriesOf, itemsOf, type MapEntry, type Node, textOf } from '../model/tree.ts'
import { rules } from '../rules/table.ts'
import { JOINED_KEYS } from './extend.ts'
import type { ExtendedPolicy } from './input.ts'
import { suggestion } from './nearest.ts'
import type { PolicyPart } from './parts.ts'
import { list, type Reader, text } from './shape.ts'
import { weaknesses } from './weaker.ts'

/** Parts that a policy which extends others may say only where they allow it, because nobody can weigh what it changes. */
const ONLY_ALLOWED = ['render', 'baseline'] as const

/** Parts that add up and never weaken: they need no leave. */
const ALWAYS_FINE = ['authorities', 'images', 'clusterPolicies', 'clusterKeys', 'allows', 'version', 'extends', 'include']

/** Parts that a policy says of its own repository, and of no other. */
const OF_ONE_REPOSITORY = ['extends', 'clusterPolicies', 'clusterKeys', 'baseline']

const IDS = rules.map(({ id }) => id)
const ALLOWABLE = [...JOINED_KEYS.filter((key) => !ALWAYS_FINE.includes(key)), ...new Set(IDS.map(groupOf)), ...IDS]

/** The policies that a policy extends. */
export const extendedPlaces: Reader<readonly string[]> = list(
  text(
    (value) =>
      parsePinnedPlace(value) === undefined
        ? [
            `"${value}" names no file at a commit: a tag or a branch can be moved`,
            'write owner/repo/path@ and the full id of the commit',
          ]
        : undefined,
    { pattern: '^[^/@]+/[^/@]+/[^@]+@(?:[0-9a-f]{40}|[0-9a-f]{64})$', examples: [`acme/policies/base.yml@${'0'.repeat(40)}`] },
  ),
)

/** What a policy lets those that extend it do: parts of the language, and rules or groups, whose levels and exceptions are then theirs. */
export const allowances: Reader<readonly string[]> = list({
  ...text((value) =>
    ALLOWABLE.includes(value) ? undefined : [`"${value}" is nothing that can be allowed`, () => suggestion(value, ALLOWABLE)],
  ),
  schema: { enum: ALLOWABLE },
})

/** The policies that a document extends, each with the node that names it; what cannot be read is left out. */
export function placesExtendedBy(
  document: Node | undefined,
): readonly { readonly place: NonNullable<ReturnType<typeof parsePinnedPlace>>; readonly node: Node }[] {
  return itemsOf(child(document, 'extends')).flatMap((node) => {
    const place = parsePinnedPlace(textOf(node) ?? '')
    return place === undefined ? [] : [{ place, node }]
  })
}

/** Takes down that a policy extends what nobody has read: without it, it would be a weaker one. */
export function noteUnread(main: PolicyPart | undefined, extended: readonly ExtendedPolicy[]): void {
  for (const { place, node } of placesExtendedBy(main?.document)) {
    const isRead = extended.some((one) => formatPlace(one.place) === formatPlace(place))
    if (!isRead)
      main?.notes.add(node, `${shownPlace(place)} was not read`, 'read the policy where other repositories can be read')
  }
}

/** Takes down names that the policy gives and a policy that it extends has given already, or two of those: neither may win. */
export function noteTakenNames(parts: readonly PolicyPart[], extended: readonly ExtendedPolicy[]): void {
  for (const section of ['authorities', 'trustRoots'] as const) {
    const owners = new Map<string, string>()
    for (const { place, policy } of extended)
      for (const { name } of policy[section]) {
        const before = owners.get(name)
        if (before !== undefined)
          noteAtExtends(parts, `"${name}" is given in ${before} and in ${shownPlace(place)}`, 'extend one of the two')
        owners.set(name, shownPlace(place))
      }
    for (const { document, notes } of parts)
      for (const { key } of entriesOf(child(document, section))) {
        const owner = owners.get(key.text)
        if (owner !== undefined) notes.add(key, `"${key.text}" is given in ${owner} already`, 'choose another name')
      }
  }
}

/** Takes down every part of an extended policy that is about one repository only, and every part that nobody knows how to put together. */
export function noteNotExtendable({ document, notes }: PolicyPart): void {
  for (const { key } of topOf(document))
    if (OF_ONE_REPOSITORY.includes(key.text) || !JOINED_KEYS.includes(key.text))
      notes.add(key, `"${key.text}" cannot stand in a policy that others extend`, 'write it in the policy of each repository')
}

/** Takes down everything by which a policy, or another one that it extends, would weaken one that it extends and that does not allow it. */
export function noteWeakening(parts: readonly PolicyPart[], joint: Policy, extended: readonly ExtendedPolicy[]): void {
  for (const { place, policy } of extended) {
    const allowed = (name: string): boolean => policy.allows?.includes(name) ?? false
    const weakening = [...unknownKeys(parts), ...weakenings(parts, policy, joint)].filter(({ name }) => !name?.some(allowed))
    for (const { part, node, says, name } of byGroup(weakening)) {
      const leave = name === undefined ? '' : `; or have that policy allow it by name: "allows: [${name[0]}]"`
      const [message, hint] = [`this weakens ${shownPlace(place)}: ${says}`, `remove it${leave}`]
      if (part === undefined || node === undefined) noteAtExtends(parts, message, hint)
      else part.notes.add(node, message, hint)
    }
  }
}

/** What one line does to many rules of a group is said once, of the first of them. */
function byGroup(all: readonly Weakening[]): readonly Weakening[] {
  const together = Map.groupBy(all, (one) => (one.group === undefined ? one : `${one.node?.span.start ?? -1} ${one.group}`))
  return [...together.values()].flatMap((some) => {
    const [first] = some
    if (first?.group === undefined || some.length === 1) return some
    return [{ ...first, says: `${first.says}, and so ${some.length - 1} more of ${first.group}`, name: [first.group] }]
  })
}

/** Something that weakens, where it is said, and the names of which one must be allowed; without names nothing allows it. */
interface Weakening {
  readonly part?: PolicyPart
  readonly node?: Node
  readonly says: string
  readonly name?: readonly string[]
  /** The group of a rule whose level or options are weaker. */
  readonly group?: string
}

/** A part that this check does not know could do anything. */
function unknownKeys(parts: readonly PolicyPart[]): readonly Weakening[] {
  return parts.flatMap((part) =>
    topOf(part.document)
      .filter(({ key }) => !JOINED_KEYS.includes(key.text))
      .map(({ key }) => ({ part, node: key, says: `nobody can weigh what "${key.text}" changes` })),
  )
}

function weakenings(parts: readonly PolicyPart[], policy: Policy, joint: Policy): readonly Weakening[] {
  const unweighed = ONLY_ALLOWED.filter((key) => canonicalJson(policy[key] ?? null) !== canonicalJson(joint[key] ?? null))
  return [
    ...unweighed.map((key) => ({
      ...placeIn(parts, key),
      says: `it has another "${key}", and nobody can weigh what that changes`,
      name: [key],
    })),
    ...weaknesses(policy, joint)
      .filter(({ key }) => key !== 'allows' && !ONLY_ALLOWED.some((one) => one === key))
      .map(({ key, rule, says }) => ({
        ...placeIn(parts, key, rule),
        says,
        name: rule === undefined ? [key] : [...new Set([rule, groupOf(rule) || rule]), key],
        ...(key === 'rules' && rule !== undefined && groupOf(rule) !== '' ? { group: groupOf(rule) } : {}),
      })),
  ]
}

/** Where the policy itself says what weakens: at the rule, else at the part; nowhere, where another one that it extends says it. */
function placeIn(parts: readonly PolicyPart[], key: string, rule = ''): Pick<Weakening, 'part' | 'node'> {
  for (const part of parts) {
    const entry = topOf(part.document).find((one) => one.key.text === key)
    if (entry === undefined) continue
    const settings = key === 'rules' ? entriesOf(entry.value) : []
    const own = [rule, groupOf(rule)].flatMap((id) => settings.find((one) => one.key.text === id) ?? [])
    return { part, node: (own[0] ?? entry).key }
  }
  return {}
}

function noteAtExtends(parts: readonly PolicyPart[], message: string, hint: string): void {
  const [main] = parts
  const at = topOf(main?.document).find(({ key }) => key.text === 'extends')?.key
  if (main === undefined || at === undefined) throw new Error('only a policy with "extends" extends another one')
  main.notes.add(at, message, hint)
}

function topOf(document: Node | undefined): readonly MapEntry[] {
  return document?.kind === 'map' ? document.entries : []
}
