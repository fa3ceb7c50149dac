import { type Budget, newBudget } from '../../languages/cel/budget.ts'
import { evaluateCel } from '../../languages/cel/evaluate.ts'
import type { Cel } from '../../languages/cel/syntax.ts'
import { mapOf, NULL, type Outcome, typeName, type Value } from '../../languages/cel/value.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import type { PathStep } from '../../model/span.ts'
import { allOf, no, openBecause, type Truth, yes } from '../truth.ts'
import { type Asked, isConverted, matchesConstraints } from './match.ts'
import { partOf } from './mentions.ts'
import { namesIn } from './names.ts'
import { paramsFor } from './params.ts'
import type { Binding, Deciding, NamedCel, Validation } from './read-deciding.ts'

/** One thing that a policy would say about a request: it is denied, or that stays open. `index` is that of the validation, -1 before any, -2 after all. */
export interface Verdict {
  readonly value: 'no' | 'open'
  readonly index: number
  readonly mode: Binding['mode']
  readonly binding: string
  readonly says: readonly string[]
  /** The item of the object that decided, where one did. */
  readonly item?: readonly PathStep[]
}

/** What expressions may still take, all policies on one object together. */
export interface Purse {
  left: number
}

/** Everything that a policy would hold against a request, by every binding; nothing when it would be admitted. */
export function decide(deciding: Deciding, asked: Asked, beside: readonly ManifestObject[], purse: Purse): readonly Verdict[] {
  return deciding.bindings.flatMap((binding) => decideBy(binding, deciding, asked, { beside, purse }))
}

interface Means {
  readonly beside: readonly ManifestObject[]
  readonly purse: Purse
}

function decideBy(binding: Binding, deciding: Deciding, written: Asked, { beside, purse }: Means): readonly Verdict[] {
  const asked = isConverted(deciding.constraints, written) ? converted(written) : written
  const verdict = (index: number, { value, why }: Truth): readonly Verdict[] =>
    value === 'yes' ? [] : [{ value, index, mode: binding.mode, binding: binding.name, says: why }]
  const about = allOf([
    matchesConstraints(deciding.constraints, asked),
    ...(binding.constraints === undefined ? [] : [matchesConstraints(binding.constraints, asked)]),
    ...(deciding.namespace === undefined ? [] : [inNamespace(deciding.namespace, asked)]),
  ])
  if (about.value === 'no') return []
  if (deciding.problems.length > 0) return verdict(-1, openBecause(deciding.problems.join('; ')))
  return paramsFor(deciding, binding, asked, beside).flatMap(({ value: params, absent }) => {
    const names = namesIn({ asked, variables: deciding.variables, ...(params === undefined ? {} : { params }) })
    const judge = runner(names, purse)
    const conditions = conditionsOf(deciding, judge)
    if (conditions.applies.value === 'no') return []
    if (conditions.failed !== undefined) return verdict(-1, only(about, conditions.failed))
    const applies = allOf([about, conditions.applies])
    const annotated = deciding.annotations.map((annotation) => verdict(-2, only(applies, annotates(annotation, deciding, judge))))
    const validated = deciding.validations.map((validation, index) => {
      const found = verdict(index, only(applies, holds(validation, deciding, judge)))
      const item = found.length === 0 ? undefined : failingItem(validation.cel, judge)
      return item === undefined ? found : found.map((one) => ({ ...one, item }))
    })
    const said = [...validated, ...annotated].flat()
    if (absent === 'Allow') return said.map((one) => ({ ...one, value: 'open', says: [...one.says, SKIPPED] }))
    // A binding whose parameters are missing denies whatever its actions are: that is a mistake of the configuration.
    const refused =
      absent === undefined || deciding.failurePolicy === 'Ignore' ? [] : verdict(-1, only(applies, openBecause(whyOf(params))))
    const certain = said.filter(({ value }) => value === 'no')
    return refused.length === 0 || certain.length > 0 ? said : refused.map((one) => ({ ...one, mode: 'enforce' as const }))
  })
}

const SKIPPED = 'without its parameters the cluster skips the binding'

function whyOf(params: Outcome | undefined): string {
  return params?.kind === 'unknown' ? params.why : 'params: they are not known'
}

/** An object in a version that the policy is not written for: only its metadata stays as it is. */
function converted(asked: Asked): Asked {
  const why = `the policy is written for another version than ${asked.admitted.version}`
  const inVersion = (value: Value): Value =>
    mapOf(value.kind === 'map' ? [['metadata', value.entries.get('smetadata')?.value ?? NULL]] : [], why)
  const old = asked.old === undefined ? undefined : inVersion(asked.old)
  return { ...asked, old, admitted: { ...asked.admitted, value: inVersion(asked.admitted.value) } }
}

/** What a policy that may be about something says of it: an admission counts, a denial may not. */
function only(applies: Truth, truth: Truth): Truth {
  return applies.value === 'yes' || truth.value === 'yes'
    ? truth
    : { ...truth, value: 'open', why: [...truth.why, ...applies.why] }
}

function inNamespace(namespace: string, { admitted }: Asked): Truth {
  if (admitted.namespace === undefined) return openBecause('the manifest does not say its namespace')
  return admitted.namespace === namespace ? yes : no('the policy is about another namespace')
}

type Run = (cel: Cel) => Outcome

function runner(names: (budget: Budget) => ReturnType<ReturnType<typeof namesIn>>, purse: Purse): Run {
  return (cel) => {
    const budget = newBudget(purse.left)
    const before = budget.left
    const outcome = evaluateCel(cel, names(budget), budget)
    purse.left = Math.max(0, purse.left - (before - budget.left))
    return outcome
  }
}

/** One condition that does not hold takes a policy out; an error counts only when all others hold. */
function conditionsOf({ conditions, failurePolicy }: Deciding, run: Run): { readonly applies: Truth; readonly failed?: Truth } {
  const outcomes = conditions.map(({ name, cel }) => ({ name, outcome: run(cel) }))
  const truths = outcomes.map(({ name, outcome }): Truth => {
    if (outcome.kind === 'bool') return outcome.value ? yes : no(`matchConditions "${name}" does not hold`)
    return outcome.kind === 'unknown' ? openBecause(`matchConditions "${name}": ${outcome.why}`) : yes
  })
  const applies = allOf(truths)
  const failed = outcomes.find(({ outcome }) => outcome.kind !== 'bool' && outcome.kind !== 'unknown')
  if (failed === undefined || applies.value === 'no') return { applies }
  if (failurePolicy === 'Ignore') return { applies: no('a condition fails, which is ignored') }
  const why = `matchConditions "${failed.name}" fails (${problemOf(failed.outcome)}), and failurePolicy is Fail`
  return { applies, failed: applies.value === 'yes' ? no(why) : openBecause(why) }
}

function problemOf(outcome: Outcome): string {
  if (outcome.kind === 'error' || outcome.kind === 'unknown') return outcome.why
  return `it comes to a ${typeName(outcome)}`
}

function holds(validation: Validation, { failurePolicy }: Deciding, run: Run): Truth {
  const outcome = run(validation.cel)
  if (outcome.kind === 'bool') return outcome.value ? yes : no(messageOf(validation, run))
  const text = shortened(validation.text)
  if (outcome.kind === 'unknown') return openBecause(`\`${text}\`: ${outcome.why}`)
  if (failurePolicy === 'Ignore') return yes
  return no(`\`${text}\` fails (${problemOf(outcome)}), and failurePolicy is Fail`)
}

/** Items of one list that are looked at one by one, to show the one that decided. */
const SHOWN_ITEMS = 100

/** The first item of a list of the object for which `list.all(item, …)` does not hold, where a validation is made of such. */
function failingItem(cel: Cel, run: Run): readonly PathStep[] | undefined {
  const parts = cel.kind === 'operator' && cel.operator === '&&' ? cel.args : [cel]
  for (const part of parts) {
    const path = part.kind === 'macro' && part.macro === 'all' && part.names.length === 1 ? partOf(part.of) : undefined
    const list = path === undefined || part.kind !== 'macro' ? undefined : run(part.of)
    if (part.kind !== 'macro' || path === undefined || list?.kind !== 'list') continue
    for (let at = 0; at < Math.min(list.items.length, SHOWN_ITEMS); at++) {
      const item: Cel = {
        kind: 'index',
        of: part.of,
        at: { kind: 'literal', value: { kind: 'int', value: BigInt(at) } },
        optional: false,
      }
      const one = run({ ...part, of: { kind: 'list', items: [{ cel: item, optional: false }] } })
      if (one.kind === 'bool' && !one.value) return [...path, at]
    }
  }
  return undefined
}

/** An annotation that cannot be worked out is a denial too; what it says is of no account here. */
function annotates({ name, cel }: NamedCel, { failurePolicy }: Deciding, run: Run): Truth {
  const outcome = failurePolicy === 'Fail' ? run(cel) : NULL
  if (outcome.kind === 'null' || outcome.kind === 'string' || outcome.kind === 'unknown') return yes
  return no(`auditAnnotations "${name}" fails (${problemOf(outcome)}), and failurePolicy is Fail`)
}

function messageOf({ text, message, messageCel }: Validation, run: Run): string {
  const made = messageCel === undefined ? undefined : run(messageCel)
  const said = made?.kind === 'string' && made.value.trim() !== '' && !made.value.includes('\n') ? made.value : message
  return said === undefined ? `failed expression: \`${shortened(text)}\`` : said.trim()
}

/** An expression in one line, cut where it is long. */
export function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 120)}…` : line
}
