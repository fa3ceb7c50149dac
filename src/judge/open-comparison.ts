import type { DemandOutcome } from '../case/case.ts'
import { levelOf } from '../case/levels.ts'
import type { Lookup } from '../case/lookup.ts'
import { isSameRepository } from '../case/pattern.ts'
import type { Rule } from '../case/rule.ts'
import type { ReferenceFact } from '../model/facts.ts'
import { compareImages } from '../model/image-comparison.ts'
import type { ImageName } from '../model/image-name.ts'
import type { Policy } from '../model/policy.ts'

/** Rules that say something only where two images could be compared, and of which pairs; the others need no image before. */
const COMPARING: Readonly<Record<string, (now: ImageName, then: ImageName) => boolean>> = {
  'image-change/user-became-root': () => true,
  'image-change/platform-removed': () => true,
  'image-change/ports-added': () => true,
  'image-change/env-risky': () => true,
  'image-change/entrypoint-changed': isSameRepository,
  'image-change/base-changed': isSameRepository,
  'image-change/size-jump': isSameRepository,
  'image-change/downgrade': (now, then) => isSameRepository(now, then) && now.tag === then.tag && then.digest !== undefined,
}

/**
 * What stays open because an image could not be held against the one that it replaces, where the policy makes a difference between
 * the two an error. Without such a level the rules only inform, and the report says that there was nothing to inform about.
 */
export function openComparison(
  { reference, replaces }: ReferenceFact,
  { policy, lookup }: { readonly policy: Policy; readonly lookup: Lookup },
  rules: readonly Rule[],
): readonly DemandOutcome[] {
  if (reference.kind !== 'static' || replaces?.kind !== 'static') return []
  const [now, then] = [reference.name, replaces.name]
  const after = lookup.subject(now)
  const comparison = after.kind === 'found' ? compareImages(lookup.subject(then), after) : undefined
  if (comparison?.kind !== 'not-compared') return []
  const stopped = rules.filter(
    (rule) => COMPARING[rule.id]?.(now, then) === true && levelOf(policy, rule, { place: reference.origin }) === 'error',
  )
  if (stopped.length === 0) return []
  const { why, lasting } = comparison
  const names = stopped.map(({ id }) => `\`${id}\``).join(', ')
  const says = `could not be compared with the image that it replaces, and the policy makes an error of ${names}: ${why}`
  const problem = { kind: 'unresolved', about: reference.text, detail: why } as const
  return [{ demand: 'comparison', status: 'unknown', rule: 'image-change/not-compared', says, problem, lasting, evidence: [] }]
}
