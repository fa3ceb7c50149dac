import type { Rule } from '../../case/rule.ts'
import { evidenceOf, subjectOf } from './unaccounted.ts'

const WHY = 'If something reads it for an image, nobody has looked at that image.'

export const looksLike: Rule = {
  id: 'image/looks-like',
  level: 'notice',
  steady: true,
  summary: 'What changed looks like a part of an image reference, where no known deployer reads one.',
  check: ({ facts }) =>
    (facts.unaccounted ?? [])
      .filter(({ kind }) => kind === 'looks-like')
      .map((one) => ({
        place: one.place,
        key: one.keys[0] ?? '',
        message: `${subjectOf(one)} looks like a part of an image reference, and no ruling accounts for it`,
        why: WHY,
        fix: {
          description:
            'If it names an image, write the reference out where a format is read (`docs/formats.md`); else except the path.',
          edits: [],
        },
        evidence: evidenceOf(one),
      })),
}
