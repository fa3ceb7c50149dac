import type { Rule } from '../../case/rule.ts'

const WHY = 'What cannot be read cannot be cleared: images and objects in it would reach the cluster unseen.'

export const unreadable: Rule = {
  id: 'file/unreadable',
  level: 'warning',
  summary: 'A file that a format claims could not be read, wholly or in part.',
  check: ({ facts }) =>
    facts.unread.map(({ file, why, partly, span }) => ({
      place: { file, span: span ?? { start: 0, end: 0 } },
      key: why,
      message: `\`${file}\` could not be read${partly ? ' in part' : ''}: ${why}`,
      why: WHY,
      fix: { description: `Repair the file, or list it under \`ignore\` in the policy if nothing in it is ever run.`, edits: [] },
    })),
}
