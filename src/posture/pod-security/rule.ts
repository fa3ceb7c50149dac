import type { Rule, RuleContext, RuleHit, RuleOption } from '../../case/rule.ts'
import { placeOf } from '../../kubernetes/field.ts'
import { introduced, standingBase } from '../../kubernetes/introduced.ts'
import { labelOf, type Pod, podsOf } from '../../kubernetes/pods.ts'
import type { Facts } from '../../model/facts.ts'
import { fixOf } from '../remedy.ts'
import { applies, identityOf, type PodCheck, type Violation } from './check.ts'
import { demandsFor, type LevelDemand } from './demands.ts'

const OPTIONS: readonly RuleOption[] = [
  {
    name: 'level',
    summary: 'The Pod Security Standards level that pods are held to where no namespace label says it.',
    values: ['privileged', 'baseline', 'restricted'],
    example: 'restricted',
  },
  {
    name: 'version',
    summary: 'The Kubernetes version whose checks apply.',
    pattern: /^(?:latest|v1\.(?:0|[1-9][0-9]{0,2}))$/,
    example: 'v1.34',
  },
]

interface PodPair {
  readonly head: Pod
  readonly base: Pod | undefined
}

/** The rule for a check of the Pod Security Standards: one hit for each violation that the change introduced. */
export function podSecurityRule(name: string, check: PodCheck): Rule {
  const id = `pod-security/${name}`
  return {
    id,
    level: check.level === 'baseline' ? 'error' : 'notice',
    summary: check.summary,
    options: OPTIONS,
    check: (context) => {
      const options = context.optionsOf({ id })
      return podPairs(context.facts).flatMap((pair) =>
        hitsOf(check, pair, context, demandsFor(pair.head.object, context.facts, options)),
      )
    },
  }
}

const pairsOf = new WeakMap<Facts['objects'], readonly PodPair[]>()

/** Every pod of the head side with the one that it replaces. Kept per facts, because every rule of the group asks for it. */
export function podPairs(facts: Pick<Facts, 'objects'>): readonly PodPair[] {
  const known = pairsOf.get(facts.objects)
  if (known !== undefined) return known
  const pairs = facts.objects.flatMap((change) => {
    const base = standingBase(change)
    const old = base === undefined ? [] : podsOf(base)
    const heads = change.head === undefined ? [] : podsOf(change.head)
    return heads.map((head) => ({ head, base: old.find((pod) => pod.spec.name === head.spec.name) }))
  })
  pairsOf.set(facts.objects, pairs)
  return pairs
}

function hitsOf(check: PodCheck, pair: PodPair, { facts }: RuleContext, demands: readonly LevelDemand[]): readonly RuleHit[] {
  const said = new Set<string>()
  return demands.flatMap((demand, index) => {
    if (!applies(check, demand.level, demand.minor)) return []
    const overridden = saidByOverridden(check, pair.head, demands.slice(0, index))
    const fresh = freshViolations(check, pair, demand.minor).filter(
      (one) => !said.has(one.field.name) && !overridden.has(one.field.name),
    )
    for (const one of fresh) said.add(one.field.name)
    return grouped(fresh).map((together) => hitOf(check, pair.head, together, { demand, sources: facts.sources }))
  })
}

function freshViolations(check: PodCheck, { head, base }: PodPair, minor: number): readonly Violation[] {
  return introduced(base === undefined ? [] : check.check(base, minor), check.check(head, minor), identityOf)
}

// One sentence for one place: what is explicitly wrong comes first, and says enough about what follows from it.
function grouped(violations: readonly Violation[]): readonly (readonly Violation[])[] {
  const places = Map.groupBy(violations, ({ field }) => field.name)
  return [...places.values()].map((together) => {
    const explicit = together.filter(({ who }) => who === undefined)
    return explicit.length > 0 ? explicit.slice(0, 1) : together
  })
}

// At restricted a check may replace one of baseline. Where baseline is demanded as well, its sentence is enough.
function saidByOverridden(check: PodCheck, pod: Pod, louder: readonly LevelDemand[]): ReadonlySet<string> {
  const twin = check.overrides
  if (twin === undefined) return new Set()
  const demanded = louder.filter(({ level, minor }) => applies(twin, level, minor))
  return new Set(demanded.flatMap(({ minor }) => twin.check(pod, minor).map(({ field }) => field.name)))
}

function hitOf(
  check: PodCheck,
  pod: Pod,
  together: readonly Violation[],
  { demand, sources }: { readonly demand: LevelDemand; readonly sources: Facts['sources'] },
): RuleHit {
  const object = labelOf(pod.object)
  const [violation] = together
  if (violation === undefined) throw new Error('a group of violations is never empty')
  const exposed = together.flatMap(({ who }) => (who === undefined ? [] : [who.label])).join(', ')
  return {
    place: placeOf(violation.field),
    key: `${object} ${together.map(identityOf).join(' ')}`,
    message: `${object}: ${exposed === '' ? violation.says : `${violation.says} ${exposed}`}`,
    why: check.why,
    fix: fixOf(violation.remedy, sources),
    object,
    evidence: [
      `field: ${violation.field.name}`,
      `standard: Pod Security Standards, ${demand.level}, check ${check.upstream}, v1.${demand.minor}`,
      `level from ${demand.source}`,
    ],
    level: demand.loud,
  }
}
