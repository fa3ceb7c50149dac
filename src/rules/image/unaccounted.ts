import type { Rule, RuleHit } from '../../case/rule.ts'
import type { Unaccounted } from '../../model/account.ts'

const WHY = 'Silence is no clearance: what runs may be another image from now on, and nobody has looked at it.'
const SAID = { added: 'is new', altered: 'changed', removed: 'was removed' } as const

export const unaccounted: Rule = {
  id: 'image/unaccounted',
  level: 'warning',
  summary: 'Something that decides which images run changed, and no ruling accounts for it.',
  check: ({ facts }) => (facts.unaccounted ?? []).filter(({ kind }) => kind === 'deciding').map(hitFor),
}

/** Tells apart what changed in one file. */
export function unaccountedKey({ name, keys }: Unaccounted): string {
  return `${name} ${keys[0] ?? ''}`
}

/** What changed, in words: the place in the document, or the file where it has none. */
export function subjectOf({ keys, place }: Unaccounted): string {
  const [key = 'line'] = keys
  return `\`${key === 'line' ? place.file : key.replaceAll('/', '.')}\``
}

/** What stood and stands there, and the other places that the question stands for. */
export function evidenceOf({ keys, before, after }: Unaccounted): readonly string[] {
  return [
    ...(before === undefined ? [] : [`before: ${before}`]),
    ...(after === undefined ? [] : [`now: ${after}`]),
    ...(keys.length < 2
      ? []
      : [
          `also: ${keys
            .slice(1)
            .map((key) => key.replaceAll('/', '.'))
            .join(', ')}`,
        ]),
  ]
}

function hitFor(one: Unaccounted): RuleHit {
  return {
    place: one.place,
    key: unaccountedKey(one),
    message: `${subjectOf(one)} ${SAID[one.change]}: ${one.program} reads it for which images run, and no ruling accounts for that`,
    why: WHY,
    fix: { description: one.answer, edits: [] },
    evidence: evidenceOf(one),
    open: true,
  }
}
