import { announcedExceptions, daysLeft, exceptionInWords, fits } from '../../case/exceptions.ts'
import type { Rule } from '../../case/rule.ts'
import { policyPlace } from '../policy-place.ts'

export const exceptionExpired: Rule = {
  id: 'policy/exception-expired',
  level: 'error',
  summary: 'An exception of the policy is over. It blocks where it is still needed, and is noted elsewhere.',
  check: ({ policy, facts, said }) => {
    const now = new Date(facts.now)
    return announcedExceptions(policy)
      .filter((exception) => daysLeft(exception, now) < 0)
      .map((exception) => {
        const needed = said.some(({ rule, hit }) => {
          const name = hit.about?.reference.kind === 'static' ? hit.about.reference.name : undefined
          return fits(exception, { rule: rule.id, file: hit.place.file, name, key: hit.key })
        })
        return {
          place: policyPlace(policy, facts, exception),
          key: JSON.stringify([exception.rule, exception.image ?? '', exception.paths]),
          message: `${exceptionInWords(exception)} expired on ${exception.expires} (owner ${exception.owner})`,
          why: 'An exception ends by itself, so that nothing stays exempt because nobody looked.',
          fix: {
            description: 'Fix what it excused and remove it, or renew `expires` (at most 90 days ahead) with the reason why.',
            edits: [],
          },
          level: needed || facts.change.scope === 'all' ? ('error' as const) : ('notice' as const),
        }
      })
  },
}
