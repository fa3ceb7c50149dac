import type { Rule } from '../../case/rule.ts'

export const policyInvalid: Rule = {
  id: 'policy/invalid',
  level: 'error',
  summary: 'The policy that the change proposes could not be used.',
  check: ({ facts }) =>
    facts.gateFiles.flatMap(({ file, problem }) =>
      problem === undefined
        ? []
        : [
            {
              place: { file, span: { start: 0, end: 0 } },
              key: 'invalid',
              message: `\`${file}\` could not be used after the merge: ${problem}`,
              why: 'Every later run would end as misconfigured and block every change.',
              fix: {
                description: 'Correct the line that is named; `preadmit check` reads the proposed policy as well.',
                edits: [],
              },
            },
          ],
    ),
}
