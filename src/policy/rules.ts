import { groupOf } from '../case/levels.ts'
import type { RuleOption } from '../case/rule.ts'
import type { Exception, RuleSetting } from '../model/policy.ts'
import type { Node } from '../model/tree.ts'
import { rules } from '../rules/table.ts'
import { excusedImage, pathPattern, repositoryOfGithub } from './globs.ts'
import { suggestion } from './nearest.ts'
import { dictionary, list, optional, type Reader, record, required, type Scene, text } from './shape.ts'
import { lastDay } from './values.ts'

const LEVELS = ['error', 'warning', 'notice', 'off'] as const
const IDS = rules.map(({ id }) => id)
const GROUPS = [...new Set(IDS.map(groupOf))]

/** A rule or a whole group, by id. */
const ruleOrGroup: Reader<string> = {
  ...text((value) =>
    IDS.includes(value) || GROUPS.includes(value)
      ? undefined
      : [`there is no rule "${value}"`, () => suggestion(value, [...IDS, ...GROUPS])],
  ),
  schema: { enum: [...GROUPS, ...IDS] },
}

/** `rules`: a level, or a mapping with options, for each rule or group that is named. */
export const ruleSettings: Reader<readonly RuleSetting[]> = {
  schema: {
    type: 'object',
    minProperties: 1,
    additionalProperties: false,
    properties: Object.fromEntries([...GROUPS, ...IDS].map((id) => [id, settingSchema(id)])),
  },
  read: (node, scene) => {
    const pairs = dictionary(ruleOrGroup, { schema: {}, read: (value) => value }).read(node, scene)
    const settings = pairs?.flatMap(([rule, value]) => settingsOf(rule, value, scene))
    const read = settings?.filter((one) => one !== undefined)
    return read?.length === settings?.length ? read : undefined
  },
}

function optionsFor(id: string): readonly RuleOption[] {
  const own = rules.filter((rule) => rule.id === id || groupOf(rule.id) === id).flatMap(({ options }) => options ?? [])
  return own.filter(({ name }, at) => own.findIndex((other) => other.name === name) === at)
}

/** One setting, or a list of them: one that holds everywhere, and levels for paths. */
function settingsOf(rule: string, value: Node, scene: Scene): readonly (RuleSetting | undefined)[] {
  if (value.kind !== 'list') return [setting(rule, value, scene)]
  if (value.items.length === 0)
    return [scene.notes.add(value, 'the list is empty', 'write a level, or [error, {level: off, paths: [dev/**]}]')]
  if (value.items.every(({ kind }) => kind === 'scalar'))
    return [
      scene.notes.add(value, 'a list of levels says nowhere where each holds', 'write [error, {level: off, paths: [dev/**]}]'),
    ]
  const read = value.items.map((item) => setting(rule, item, scene))
  const second = read.findIndex(
    (one, at) => one?.paths === undefined && read.slice(0, at).some((other) => other?.paths === undefined),
  )
  const item = value.items[second]
  return read.every((one) => one !== undefined) && item !== undefined
    ? [scene.notes.add(item, `"${rule}" is set twice for every file`, 'add "paths" to one of the two')]
    : read
}

function setting(rule: string, value: Node, scene: Scene): RuleSetting | undefined {
  if (value.kind === 'scalar') {
    const level = LEVELS.find((word) => word === value.text)
    return level === undefined
      ? scene.notes.add(value, `"${value.text}" is not a level`, () =>
          value.text === 'warn' ? 'write "warning": warn is a mode, not a level' : suggestion(value.text, LEVELS),
        )
      : { rule, level, options: {} }
  }
  const options = optionsFor(rule)
  const all = dictionary(optionName(rule, options), { schema: {}, read: (node) => node }).read(value, scene)
  const where = all?.find(([name]) => name === 'paths')?.[1]
  const paths = where === undefined ? undefined : list(pathPattern).read(where, scene)
  if (where !== undefined && paths === undefined) return undefined
  const pairs = all?.filter(([name]) => name !== 'paths')
  if (where !== undefined && !(pairs?.length === 1 && pairs[0]?.[0] === 'level'))
    return scene.notes.add(
      value,
      '"paths" limits a level, and only a level',
      'write {level: off, paths: [dev/**]}; options hold everywhere',
    )
  const checked = pairs?.map(([name, node]) => [name, optionValue(name, node, { options, scene })] as const)
  if (checked === undefined || checked.some(([, text]) => text === undefined)) return undefined
  const isLevel = (name: string, text: string | undefined): boolean => name === 'level' && LEVELS.some((word) => word === text)
  const level = LEVELS.find((word) => checked.some(([name, text]) => name === 'level' && text === word))
  const rest = checked.flatMap(([name, text]) => (text === undefined || isLevel(name, text) ? [] : [[name, text] as const]))
  if (paths !== undefined && level === undefined)
    return scene.notes.add(value, '"paths" needs one of the four levels', 'write {level: off, paths: [dev/**]}')
  return {
    rule,
    ...(level === undefined ? {} : { level }),
    options: Object.fromEntries(rest),
    ...(paths === undefined ? {} : { paths }),
  }
}

function optionName(rule: string, options: readonly RuleOption[]): Reader<string> {
  const names = [...new Set(['level', 'paths', ...options.map(({ name }) => name)])]
  return text((value) =>
    names.includes(value) ? undefined : [`"${rule}" has no option "${value}"`, () => suggestion(value, names)],
  )
}

function optionValue(
  name: string,
  node: Node,
  { options, scene }: { readonly options: readonly RuleOption[]; readonly scene: Scene },
): string | undefined {
  const option = options.find((candidate) => candidate.name === name)
  const words = [...(name === 'level' ? LEVELS : []), ...(option?.values ?? [])]
  const read = text((value) => {
    if (words.includes(value) || option?.pattern?.exec(value)?.[0] === value) return undefined
    const hint = () => (option?.pattern === undefined ? suggestion(value, words) : `write it like ${option.example}`)
    return [`"${value}" is no value for "${name}"`, hint]
  })
  return read.read(node, scene)
}

function settingSchema(id: string): object {
  const options = optionsFor(id)
  const properties = Object.fromEntries([
    ['level', { enum: [...LEVELS, ...(options.find(({ name }) => name === 'level')?.values ?? [])] }],
    ...options
      .filter(({ name }) => name !== 'level')
      .map(({ name, summary, values, pattern }) => [
        name,
        { description: summary, ...(values === undefined ? { type: 'string', pattern: pattern?.source } : { enum: values }) },
      ]),
  ])
  const described = rules.find((rule) => rule.id === id)?.summary
  const paths = { description: 'the files in which the level holds', ...list(pathPattern).schema }
  const one = [
    { enum: LEVELS },
    { type: 'object', minProperties: 1, additionalProperties: false, properties: { ...properties, paths } },
  ]
  return {
    ...(described === undefined ? {} : { description: described }),
    oneOf: [...one, { type: 'array', minItems: 1, items: { oneOf: one } }],
  }
}

const exceptedRule: Reader<string> = {
  ...text((value) => {
    if (groupOf(value) === 'policy') return ['findings about the policy cannot be excepted', 'correct the policy']
    if (IDS.includes(value)) return undefined
    const hint = () => (GROUPS.includes(value) ? 'name one rule: an exception never covers a group' : suggestion(value, IDS))
    return [`there is no rule "${value}"`, hint]
  }),
  schema: { enum: IDS.filter((id) => groupOf(id) !== 'policy') },
}

const exceptionShape = record({
  rule: required('the one rule that is excused', exceptedRule),
  image: optional('the image that it is excused for, with its tag or digest to be narrow', excusedImage),
  paths: optional('the files that it is excused in', list(pathPattern)),
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
    const { image, paths, repositories, ...rest } = value
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
      paths: paths ?? [],
      ...(repositories === undefined ? {} : { repositories }),
      ...(image === undefined ? {} : { image }),
    }
  },
}
