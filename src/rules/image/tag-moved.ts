import type { Rule } from '../../case/rule.ts'
import { about, shown } from '../../case/sentence.ts'
import { parentsIn } from '../../case/siblings.ts'

const WHY = 'Tag and digest disagree: the digest decides what runs, the tag is what people read.'

export const tagMoved: Rule = {
  id: 'image/tag-moved',
  level: 'warning',
  steady: true,
  summary: 'The reference has a tag and a digest, and the tag now names another digest.',
  check: ({ cases, facts }) => {
    const parentsOf = parentsIn(facts)
    return cases.flatMap((one) => {
      const subject = one.answer.kind === 'found' ? one.answer.value : undefined
      const now = subject?.tagDigest?.kind === 'found' ? subject.tagDigest.value : undefined
      const { name } = one
      if (name?.tag === undefined || name.digest === undefined || now === undefined || now === name.digest) return []
      if (parentsOf(name).length > 0) return []
      const renewed = one.fact.reference.text.replace(name.digest, now)
      return [
        {
          ...about(one),
          message: `${shown(one)} is pinned to a digest that its tag \`${name.tag}\` no longer names`,
          why: WHY,
          evidence: [`digest in the file: ${name.digest}`, `digest of the tag now: ${now}`],
          fix: {
            description: `If the newer image is meant, write \`${renewed}\`; if not, write the tag that belongs to the digest.`,
            edits: [],
          },
        },
      ]
    })
  },
}
