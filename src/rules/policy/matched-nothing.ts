import { entriesFor, fileOf } from '../../case/entries.ts'
import { lineIn } from '../../case/policy-line.ts'
import type { Rule, RuleContext, RuleHit } from '../../case/rule.ts'
import { formatRepository } from '../../model/image-name.ts'
import { policyPlace } from '../policy-place.ts'

const WHY = 'A demand that meets no image protects nothing. Patterns match canonical names, such as `docker.io/library/nginx`.'

const FIX = { description: 'Compare `match` with the canonical names of the images, or remove the entry.', edits: [] }

export const matchedNothing: Rule = {
  id: 'policy/matched-nothing',
  level: 'notice',
  summary: 'An entry of `images` matched no image, or no entry matched any image of the change.',
  wholeChange: true,
  check: (context) => (context.facts.change.scope === 'all' ? unusedEntries(context) : unmatchedChange(context)),
}

function unusedEntries({ policy, facts }: RuleContext): readonly RuleHit[] {
  const named = facts.references.flatMap(({ reference }) => (reference.kind === 'static' ? [reference] : []))
  const used = new Set(named.flatMap((reference) => entriesFor(policy, reference.name, fileOf(reference))))
  return policy.images
    .filter((entry) => !used.has(entry))
    .map((entry) => ({
      place: policyPlace(policy, facts, entry),
      key: entry.match.join(' '),
      message: `the entry of ${lineIn(entry)} (${entry.match.join(', ')}) matched 0 of ${named.length} images`,
      why: WHY,
      fix: FIX,
    }))
}

/** A change holds few images, so most entries match none of them; that *no* entry matches any is worth a sentence. */
function unmatchedChange({ policy, facts, cases }: RuleContext): readonly RuleHit[] {
  const named = cases.flatMap(({ name, entries }) => (name === undefined ? [] : [{ name, entries }]))
  if (policy.images.length === 0 || named.length === 0 || named.some(({ entries }) => entries.length > 0)) return []
  return [
    {
      place: policyPlace(policy, facts, policy.images[0] ?? { line: 1 }),
      key: 'change',
      message: `no entry of the policy matched any of the ${named.length} images of this change, so nothing was demanded of them`,
      why: WHY,
      fix: FIX,
      evidence: [...new Set(named.map(({ name }) => formatRepository(name)))].slice(0, 10),
    },
  ]
}
