import type { DemandOutcome, ReferenceCase } from '../../case/case.ts'
import { lineIn } from '../../case/policy-line.ts'
import type { Rule } from '../../case/rule.ts'
import { about, placeOf, shown } from '../../case/sentence.ts'
import { trialNote } from '../../case/trial.ts'
import type { Fix } from '../../model/finding.ts'

const WHY = 'A tag can be moved to other bytes at any time; a digest cannot. What was checked here is then what runs later.'

export const unpinned: Rule = {
  id: 'image/unpinned',
  level: 'warning',
  steady: true,
  summary: 'The reference has no digest, so what it runs can change without a change of this file.',
  check: ({ cases }) =>
    cases.flatMap((one) => {
      if (one.name === undefined || one.name.digest !== undefined) return []
      const demanded = pinDemand(one.demands)
      const entry = (demanded ?? pinDemand(one.trials))?.entry
      const note = entry === undefined || demanded !== undefined ? '' : trialNote(entry)
      const by = entry === undefined ? '' : `, and the policy (${lineIn(entry)}) demands one${note}`
      const message = `${shown(one)} has no digest${by}`
      return [{ ...about(one), message, why: WHY, fix: pin(one), ...(demanded === undefined ? {} : { demanded: true }) }]
    }),
}

function pinDemand(demands: readonly DemandOutcome[] = []): DemandOutcome | undefined {
  return demands.find(({ demand, status }) => demand === 'pinned' && status === 'refuted')
}

function pin(one: ReferenceCase): Fix {
  const { text, verbatim } = one.fact.reference
  if (one.answer.kind !== 'found')
    return { description: `Write \`${text}@sha256:…\` with the digest of the image that you tested.`, edits: [] }
  const pinned = `${text}@${one.answer.value.digest}`
  const edits = verbatim ? [{ span: placeOf(one), text: pinned }] : []
  return { description: `Write \`${pinned}\`: that is what the tag names now.`, edits }
}
