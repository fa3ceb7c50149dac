import { announcedExceptions, daysLeft, exceptionInWords } from '../../case/exceptions.ts'
import type { Rule } from '../../case/rule.ts'
import { policyPlace } from '../policy-place.ts'

/** Days before its end from which an exception is announced. */
const ANNOUNCED_DAYS = 14

export const exceptionExpiring: Rule = {
  id: 'policy/exception-expiring',
  level: 'notice',
  summary: 'An exception of the policy ends within 14 days.',
  check: ({ policy, facts }) =>
    announcedExceptions(policy)
      .map((exception) => ({ exception, left: daysLeft(exception, new Date(facts.now)) }))
      .filter(({ left }) => left >= 0 && left <= ANNOUNCED_DAYS)
      .map(({ exception, left }) => ({
        place: policyPlace(policy, facts, exception),
        key: JSON.stringify([exception.rule, exception.image ?? '', exception.paths]),
        message: `${exceptionInWords(exception)} ends in ${left === 1 ? '1 day' : `${left} days`}, on ${exception.expires} (owner ${exception.owner})`,
        why: 'From then on what it covers blocks again.',
        fix: { description: 'Fix what it excuses before that day, or renew `expires` with the reason why.', edits: [] },
      })),
}
