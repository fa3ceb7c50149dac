import { groupOf } from '../case/levels.ts'
import { ADVISORY_ID } from '../model/advisory-record.ts'
import type { Exception } from '../model/policy.ts'
import { rules } from '../rules/table.ts'
import { excusedImage, pathPattern, repositoryOfGithub } from './globs.ts'
import { suggestion } from './nearest.ts'
import { limits, occasionOf } from './occasion.ts'
import { list, optional, type Reader, record, required, text } from './shape.ts'
import { lastDay } from './values.ts'

const IDS = rules.map(({ id }) => id)
const GROUPS = [...new Set(IDS.map(groupOf))]

/** A rule that may be excused: one, and none of group `policy`. */
export const exceptedRule: Reader<string> = {
  ...text((value) => {
    if (groupOf(value) === 'policy') return ['findings about the policy cannot be excepted', 'correct the policy']
    if (IDS.includes(value)) return undefined
    const hint = () => (GROUPS.includes(value) ? 'name one rule: an exception never covers a group' : suggestion(value, IDS))
    return [`there is no rule "${value}"`, hint]
  }),
  schema: { enum: IDS.filter((id) => groupOf(id) !== 'policy') },
}

const vulnerabilityId: Reader<string> = text(
  (value) =>
    ADVISORY_ID.test(value)
      ? undefined
      : [`"${value}" is not the id of a vulnerability`, 'write one such as CVE-2026-12345 or GHSA-…'],
  { examples: ['CVE-2026-12345'] },
)

const exceptionShape = record({
  rule: required('the one rule that is excused', exceptedRule),
  image: optional('the image that it is excused for, with its tag or digest to be narrow', excusedImage),
  vulnerability: optional('the one vulnerability that it is excused for, by its id', vulnerabilityId),
  paths: optional('the files that it is excused in', list(pathPattern)),
  branches: limits.branches,
  environments: limits.environments,
  repositories: optional('the repositories that it is excused in, where several use this policy', list(repositoryOfGithub)),
  reason: required('why', text()),
  owner: required('who answers for it', text()),
  expires: required('the last day, at most 90 days ahead', lastDay),
})

/** One entry of `exceptions`: one rule, for an image or for paths or for both together. */
export const exception: Reader<Exception> = {
  schema: { ...exceptionShape.schema, anyOf: [{ required: ['image'] }, { required: ['paths'] }] },
  read: (node, scene) => {
    const value = exceptionShape.read(node, scene)
    if (value === undefined) return undefined
    const { image, paths, repositories, branches, environments, vulnerability, ...rest } = value
    if (vulnerability !== undefined && groupOf(value.rule) !== 'vulnerability')
      return scene.notes.add(
        node,
        `${value.rule} is not about vulnerabilities`,
        'remove "vulnerability", or name a rule of that group',
      )
    if (image === undefined && (paths === undefined || paths.includes('**')))
      return scene.notes.add(
        node,
        'the exception excuses the rule everywhere',
        'add "image" or "paths"; to silence a rule as a whole, set its level under "rules"',
      )
    return {
      line: scene.lineOf(node),
      ...(scene.file === undefined ? {} : { file: scene.file }),
      ...rest,
      ...occasionOf({ branches, environments }),
      paths: paths ?? [],
      ...(repositories === undefined ? {} : { repositories }),
      ...(image === undefined ? {} : { image }),
      ...(vulnerability === undefined ? {} : { vulnerability }),
    }
  },
}
