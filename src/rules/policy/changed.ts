import type { Rule } from '../../case/rule.ts'

export const policyChanged: Rule = {
  id: 'policy/changed',
  level: 'notice',
  summary: 'The change edits the policy itself; it takes effect after the merge.',
  check: ({ facts }) =>
    facts.gateFiles
      .filter(({ what }) => what === 'policy' || what === 'trust')
      .map(({ file, what, status, consequences }) => ({
        place: { file, span: { start: 0, end: 0 } },
        key: what,
        message: `\`${file}\` is ${status} by this change, which is judged by the policy of the default branch`,
        evidence: (consequences ?? []).map((says) => `the new policy ${says}`),
        why: 'A change cannot judge itself: the new text takes effect after the merge.',
        fix: { description: 'Have it reviewed like code: what it allows is allowed from the merge on.', edits: [] },
      })),
}
