import { placeOf } from '../../kubernetes/field.ts'
import { standingBase } from '../../kubernetes/introduced.ts'
import type { ClusterPolicy, DecidingObjects } from '../../model/cluster-policy.ts'
import type { Facts } from '../../model/facts.ts'
import { MAX_CEL_STEPS_PER_OBJECT, MAX_CEL_STEPS_PER_RUN } from '../../model/limits.ts'
import type { ManifestObject, ObjectChange } from '../../model/manifest-object.ts'
import type { Place } from '../../model/span.ts'
import { nodeAt, textOf } from '../../model/tree.ts'
import type { Admitted } from './admission-request.ts'
import { admittedFrom } from './admitted.ts'
import { decide, type Purse, type Verdict } from './decide.ts'
import type { Asked } from './match.ts'
import { looksBack, type Mention, mentionsOf } from './mentions.ts'
import { type Deciding, readDeciding } from './read-deciding.ts'
import { sameAt } from './same.ts'
import { isDefinition } from './structural-schema.ts'

/** What a policy of the cluster would say about an object of the change that it did not say before. */
export interface ObjectResult {
  readonly policy: ClusterPolicy
  readonly object: ManifestObject
  readonly admitted: Admitted
  readonly operation: Asked['operation']
  readonly verdict: Verdict
  readonly place: Place
}

/** What would be asked of the API server for one object of the change, and the same for what stood there before. */
interface Request {
  readonly asked: Asked
  /** What stood there before, asked for again as it is: what is said about it is not new. */
  readonly before: Asked | undefined
}

/** Holds every object that the change creates or alters against the policies on objects; only what is new in it counts. */
export function judgeObjects(policies: readonly ClusterPolicy[], { objects }: Pick<Facts, 'objects'>): readonly ObjectResult[] {
  const deciding = policies.flatMap((policy) => (policy.deciding === undefined ? [] : [{ policy, parts: policy.deciding }]))
  if (deciding.length === 0) return []
  const [now, then] = [objects.flatMap(({ head }) => head ?? []), objects.flatMap(({ base }) => base ?? [])].map((side) =>
    side.filter(isNamespace),
  )
  const run: Purse = { left: MAX_CEL_STEPS_PER_RUN }
  // A namespace that the change edits is not what the default branch says it is.
  const edited = new Set([...(now ?? []), ...(then ?? [])].map(({ origin }) => origin.file))
  const definitions = [
    ...new Set([...deciding.flatMap(({ parts }) => parts.beside), ...objects.flatMap(({ head }) => head ?? [])]),
  ].filter(isDefinition)
  return objects.flatMap((change) => {
    const { head } = change
    if (head === undefined) return []
    const purse = { left: Math.min(MAX_CEL_STEPS_PER_OBJECT, run.left) }
    const given = purse.left
    const requests = requestsFor(head, change, definitions)
    const held = deciding.flatMap(({ policy, parts }) => {
      const known = parts.beside.filter(isNamespace)
      const results = requests.flatMap(({ asked, before }) => {
        const old = before === undefined ? undefined : { ...before, namespaces: [...(then ?? []), ...known] }
        const others = known.filter(({ origin }) => !edited.has(origin.file))
        return heldAgainst(parts, { ...asked, namespaces: [...(now ?? []), ...others] }, old, purse)
      })
      return loudestOf(results).map((result) => ({ policy, object: head, ...result }))
    })
    run.left -= given - purse.left
    return held
  })
}

function isNamespace({ apiVersion, kind }: ManifestObject): boolean {
  return apiVersion === 'v1' && kind === 'Namespace'
}

/** What a controller makes is always made anew, when the template that it is made from has changed. */
function requestsFor(head: ManifestObject, change: ObjectChange, definitions: readonly ManifestObject[]): readonly Request[] {
  const old = change.base === undefined ? [] : admittedFrom(change.base, definitions)
  const standing = standingBase(change) !== undefined
  const counts = new Map<string, number>()
  return admittedFrom(head, definitions).flatMap((admitted): readonly Request[] => {
    const nth = counts.get(admitted.kind) ?? 0
    counts.set(admitted.kind, nth + 1)
    const twin = old.filter(
      (one) => one.kind === admitted.kind && (one.madeFrom === undefined) === (admitted.madeFrom === undefined),
    )[nth]
    const before = standing ? twin : undefined
    const created = requestOf({ admitted, operation: 'CREATE', old: undefined, namespaces: [] }, before)
    if (twin === undefined || admitted.madeFrom !== undefined || isGenerated(head)) return [created]
    const updated = requestOf({ admitted, operation: 'UPDATE', old: twin.value, namespaces: [] }, before)
    return standing && !isReplaced(admitted, twin) ? [updated] : [updated, created]
  })
}

function requestOf(asked: Asked, before: Admitted | undefined): Request {
  return { asked, before: before === undefined ? undefined : { ...asked, admitted: before } }
}

/** Every apply of such a manifest makes another object. */
function isGenerated({ name, tree }: ManifestObject): boolean {
  return name === undefined && textOf(nodeAt(tree, ['metadata', 'generateName'])) !== undefined
}

/** Most of a pod or a job cannot be changed in place: it is deleted and made again. */
function isReplaced({ group, kind, value }: Admitted, twin: Admitted): boolean {
  return ((group === '' && kind === 'Pod') || (group === 'batch' && kind === 'Job')) && !sameAt(value, twin.value, ['spec'])
}

type Held = Pick<ObjectResult, 'admitted' | 'operation' | 'verdict' | 'place'>

function heldAgainst(parts: DecidingObjects, asked: Asked, before: Asked | undefined, purse: Purse): readonly Held[] {
  const deciding = readDeciding(parts)
  const verdicts = decide(deciding, asked, parts.beside, purse)
  const old = before === undefined || verdicts.length === 0 ? [] : decide(deciding, before, parts.beside, purse)
  const { admitted, operation } = asked
  return verdicts.flatMap((found): readonly Held[] => {
    const mentions = mentionsIn(deciding, found.index)
    const stood = old.some(
      ({ index, value, binding }) => index === found.index && value === found.value && binding === found.binding,
    )
    if (stood && before !== undefined && mentions.every((mention) => sameAt(admitted.value, before.admitted.value, mention)))
      return []
    const verdict: Verdict = parts.doubt === undefined ? found : { ...found, value: 'open', says: [...found.says, parts.doubt] }
    return [{ admitted, operation, verdict, place: placeIn(admitted, mentions, found.item) }]
  })
}

/** The parts of the object that a validation looks at; the whole object when it could not even be read. */
function mentionsIn({ validations, conditions, variables }: Deciding, index: number): readonly Mention[] {
  const validation = validations[index]
  if (validation === undefined) return [[]]
  const mentions = mentionsOf(validation.cel, variables)
  return conditions.some(({ cel }) => looksBack(cel, variables)) ? [...mentions, []] : mentions
}

function placeIn(admitted: Admitted, mentions: readonly Mention[], item: Verdict['item']): Place {
  if (item !== undefined) return placeOf(admitted.at(item))
  const telling = mentions.find(([first]) => first === 'spec') ?? mentions.find(({ length }) => length > 0)
  return placeOf(admitted.at(telling ?? ['metadata', 'name']))
}

const LOUDNESS = { enforce: 2, warn: 1, audit: 0 } as const

/** One result for each validation: the loudest, and the surest of these; of the object itself before what is made from it. */
function loudestOf(results: readonly Held[]): readonly Held[] {
  const rank = ({ verdict }: Held): number => LOUDNESS[verdict.mode] * 2 + Number(verdict.value === 'no')
  const sorted = results.toSorted((a, b) => rank(b) - rank(a))
  return [...new Map(sorted.toReversed().map((one) => [one.verdict.index, one])).values()].toSorted(
    (a, b) => a.verdict.index - b.verdict.index,
  )
}
