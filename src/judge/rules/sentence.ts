import { formatName } from '../../model/image-name.ts'
import type { Place } from '../../model/span.ts'
import type { DemandOutcome, ReferenceCase } from '../case.ts'
import { keyOf, type RuleContext, type RuleHit } from '../rule.ts'

/** What a rule adds to the outcome of a demand: why it matters, and how to fix it. */
export interface Wording {
  readonly why: string
  readonly fix?: (one: ReferenceCase) => RuleHit['fix']
}

/** One hit for every demand that was refuted under this rule. */
export function refutedHits(context: RuleContext, rule: string, wording: Wording): readonly RuleHit[] {
  return hitsWhere(context, wording, (demand) => demand.status === 'refuted' && demand.rule === rule)
}

/** One hit for every demand that stayed open under this rule. */
export function openHits(context: RuleContext, rule: string, wording: Wording): readonly RuleHit[] {
  return hitsWhere(context, wording, (demand) => demand.status === 'unknown' && demand.rule === rule)
}

/** Where a reader should look for a reference: the file and the span of its text. */
export function placeOf(one: ReferenceCase): Place {
  return { file: one.fact.reference.origin.file, span: one.fact.reference.origin.span }
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

function hitsWhere(context: RuleContext, wording: Wording, wanted: (demand: DemandOutcome) => boolean): readonly RuleHit[] {
  return context.cases.flatMap((one) =>
    one.demands.filter(wanted).map((demand) => {
      const fix = wording.fix?.(one)
      return { ...hitOf(one, demand), why: wording.why, ...(fix === undefined ? {} : { fix }) }
    }),
  )
}

function hitOf(one: ReferenceCase, demand: DemandOutcome): Omit<RuleHit, 'why'> {
  const common = about(one)
  if (demand.status === 'proved') return { ...common, message: '' }
  return {
    ...common,
    message: `${one.fact.reference.text} ${demand.says}`,
    evidence: demand.evidence,
    ...(demand.status === 'refuted' ? { demanded: true } : {}),
  }
}
