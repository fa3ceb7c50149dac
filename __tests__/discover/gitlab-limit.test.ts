import { expect, test } from '@jest/globals'
import { discover } from '../../src/discover/discover.ts'
import { MAX_GITLAB_NESTING } from '../../src/model/limits.ts'

test('variables of GitLab hold each other as deep as the limit, and deeper ones leave the image open', () => {
  const kinds = (depth: number): readonly string[] => {
    const variables = Array.from({ length: depth }, (_, at) => `  V${at}: ${at + 1 < depth ? `$V${at + 1}` : 'alpine:3.20'}\n`)
    const text = `variables:\n${variables.join('')}job:\n  image: $V0\n  script: [x]\n`
    return discover([{ path: '.gitlab-ci.yml', bytes: Buffer.from(text) }]).references.map(({ kind }) => kind)
  }
  expect(kinds(MAX_GITLAB_NESTING)).toEqual(['static'])
  expect(kinds(MAX_GITLAB_NESTING + 1)).toEqual(['dynamic'])
})
