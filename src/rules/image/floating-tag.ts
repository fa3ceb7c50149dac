import type { Rule, RuleOption } from '../../case/rule.ts'
import { about, shown } from '../../case/sentence.ts'
import { matchesGlob } from '../../model/glob.ts'

const WHY = 'Such a tag is made to be moved: nobody can say which version runs, and going back to the one before has no name.'

const FIX = { description: 'Write the tag of one version, best with its digest: `name:1.27.3@sha256:…`.', edits: [] }

const TAGS: RuleOption = {
  name: 'tags',
  summary: 'further tags that float, separated by commas; * stands for any characters',
  pattern: /[\w.*-]+(?:, ?[\w.*-]+)*/,
  example: 'stable, edge, nightly-*',
}

export const floatingTag: Rule = {
  id: 'image/floating-tag',
  level: 'off',
  steady: true,
  summary: 'The reference has no digest, and `latest`, no tag, or a tag that the policy lists as floating.',
  options: [TAGS],
  check: ({ cases, optionsOf }) => {
    const listed = optionsOf(floatingTag).tags?.split(/, ?/) ?? []
    return cases.flatMap((one) => {
      if (one.name === undefined || one.name.digest !== undefined) return []
      const { tag } = one.name
      const floats = tag === undefined || tag === 'latest' || listed.some((pattern) => matchesGlob(pattern, tag))
      const says = tag === undefined ? 'has no tag, which means `latest`' : `has the tag \`${tag}\`, which floats`
      return floats ? [{ ...about(one), message: `${shown(one)} ${says}`, why: WHY, fix: FIX }] : []
    })
  },
}
