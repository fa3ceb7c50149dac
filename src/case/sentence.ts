import { formatName } from '../model/image-name.ts'
import type { Place } from '../model/span.ts'
import type { DemandOutcome, ReferenceCase } from './case.ts'
import { keyOf, type RuleContext, type RuleHit } from './rule.ts'
import { trialNote } from './trial.ts'

/** What a rule adds to the outcome of a demand: why it matters, how to fix it, how loud an open question is. */
export interface Wording {
  readonly why: string
  readonly level?: 'error' | 'warning'
  /** What to do, in one sentence. */
  readonly fix?: string | ((one: ReferenceCase) => string)
}

/** One hit for every demand that was refuted under this rule. */
export function refutedHits(context: RuleContext, rule: string, wording: Wording): readonly RuleHit[] {
  return unmetHits(context, wording, ({ demand }) => demand.status === 'refuted' && demand.rule === rule)
}

/** One hit for every demand that stayed open under this rule; what only waits for an unanswered look-up is not repeated. */
export function openHits(context: RuleContext, rule: string, wording: Wording): readonly RuleHit[] {
  return unmetHits(
    context,
    wording,
    ({ demand, one }) =>
      demand.status === 'unknown' && demand.rule === rule && (demand.demand === 'known' || one.answer.kind === 'found'),
  )
}

/** Where a reader should look for a reference: the file and the span of its text. */
export function placeOf(one: ReferenceCase): Place {
  return { file: one.fact.reference.origin.file, span: one.fact.reference.origin.span }
}

/** The reference as a sentence names it: its text as composed, in backticks. */
export function shown(one: ReferenceCase): string {
  return `\`${one.fact.reference.text}\``
}

/** The canonical name with the digest that was found, as a command line takes it. */
export function nameOf({ name, answer, fact }: ReferenceCase): string {
  if (name === undefined) return fact.reference.text
  return formatName(answer.kind === 'found' ? { ...name, digest: answer.value.digest } : name)
}

/** The parts of a hit that every hit about a reference shares. */
export function about(one: ReferenceCase): Pick<RuleHit, 'place' | 'key' | 'about' | 'image' | 'digest'> {
  const { reference } = one.fact
  return {
    place: placeOf(one),
    key: keyOf(reference.origin.path, reference.text),
    about: one.fact,
    image: one.name === undefined ? reference.text : formatName(one.name),
    ...(one.answer.kind === 'found' ? { digest: one.answer.value.digest } : {}),
  }
}

type Unmet = Exclude<DemandOutcome, { status: 'proved' }>

interface Candidate {
  readonly one: ReferenceCase
  readonly demand: Unmet
  readonly trial: boolean
}

function unmetHits(
  context: RuleContext,
  wording: Wording,
  wanted: (candidate: { readonly one: ReferenceCase; readonly demand: Unmet }) => boolean,
): readonly RuleHit[] {
  return context.cases
    .flatMap((one) => [...candidates(one, one.demands, false), ...candidates(one, one.trials ?? [], true)])
    .filter(wanted)
    .map(({ one, demand, trial }) => {
      const { fix } = wording
      return {
        ...about(one),
        message: `${shown(one)} ${demand.says}${trial && demand.entry !== undefined ? trialNote(demand.entry) : ''}`,
        why: wording.why,
        evidence: demand.evidence,
        ...loudnessOf(demand, trial, wording),
        ...(fix === undefined ? {} : { fix: { description: typeof fix === 'string' ? fix : fix(one), edits: [] } }),
      }
    })
}

function candidates(one: ReferenceCase, demands: readonly DemandOutcome[], trial: boolean): readonly Candidate[] {
  return demands.flatMap((demand) => (demand.status === 'proved' ? [] : [{ one, demand, trial }]))
}

function loudnessOf({ status }: Unmet, trial: boolean, { level = 'warning' }: Wording): Partial<RuleHit> {
  if (trial) return { level: 'warning', trial: true }
  return status === 'refuted' ? { demanded: true } : { level }
}
