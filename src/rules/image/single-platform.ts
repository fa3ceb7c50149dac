import type { Rule } from '../../case/rule.ts'
import { about, placeOf, shown } from '../../case/sentence.ts'
import { parentsIn } from '../../case/siblings.ts'

const WHY = 'On a node of any other platform the workload would not start, although the image is published for it.'

export const singlePlatform: Rule = {
  id: 'image/single-platform',
  level: 'warning',
  steady: true,
  summary: 'The digest is that of one platform of an image that is published for several.',
  check: ({ cases, facts }) => {
    const parentsOf = parentsIn(facts)
    return cases.flatMap((one) => {
      const { name } = one
      const digest = name?.digest
      const parent = name === undefined ? undefined : parentsOf(name)[0]
      const platform = parent?.platforms.find((candidate) => candidate.digest === digest)?.platform
      if (digest === undefined || parent === undefined || platform === undefined) return []
      const { text, verbatim } = one.fact.reference
      const whole = text.replace(digest, parent.digest)
      return [
        {
          ...about(one),
          message: `${shown(one)} is pinned to ${platform} only`,
          why: WHY,
          evidence: [`platforms of ${parent.digest}: ${parent.platforms.map((each) => each.platform).join(', ')}`],
          fix: {
            description: `Write \`${whole}\`, the index of all platforms.`,
            edits: verbatim ? [{ span: placeOf(one), text: whole }] : [],
          },
        },
      ]
    })
  },
}
