import { groupOf } from '../case/levels.ts'
import type { RuleOption } from '../case/rule.ts'
import type { RuleSetting } from '../model/policy.ts'
import type { Node } from '../model/tree.ts'
import { rules } from '../rules/table.ts'
import { pathPattern } from './globs.ts'
import { suggestion } from './nearest.ts'
import { limits, occasionOf } from './occasion.ts'
import { dictionary, list, type Reader, type Scene, text } from './shape.ts'

const LEVELS = ['error', 'warning', 'notice', 'off'] as const
/** What limits a level. */
const LIMITS = ['paths', 'branches', 'environments']
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
  const second = read.findIndex((one, at) => holdsEverywhere(one) && read.slice(0, at).some(holdsEverywhere))
  const item = value.items[second]
  return read.every((one) => one !== undefined) && item !== undefined
    ? [scene.notes.add(item, `"${rule}" is set twice for every file`, 'add "paths" to one of the two')]
    : read
}

function holdsEverywhere(one: RuleSetting | undefined): boolean {
  return one === undefined || (one.paths === undefined && one.branches === undefined && one.environments === undefined)
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
  const limit = all?.find(([name]) => LIMITS.includes(name))?.[0]
  const where = limitsIn(all ?? [], scene)
  if (where === undefined) return undefined
  const pairs = all?.filter(([name]) => !LIMITS.includes(name))
  if (limit !== undefined && !(pairs?.length === 1 && pairs[0]?.[0] === 'level'))
    return scene.notes.add(
      value,
      `"${limit}" limits a level, and only a level`,
      'write {level: off, paths: [dev/**]}; options hold everywhere',
    )
  const checked = pairs?.map(([name, node]) => [name, optionValue(name, node, { options, scene })] as const)
  if (checked === undefined || checked.some(([, text]) => text === undefined)) return undefined
  const isLevel = (name: string, text: string | undefined): boolean => name === 'level' && LEVELS.some((word) => word === text)
  const level = LEVELS.find((word) => checked.some(([name, text]) => name === 'level' && text === word))
  const rest = checked.flatMap(([name, text]) => (text === undefined || isLevel(name, text) ? [] : [[name, text] as const]))
  if (limit !== undefined && level === undefined)
    return scene.notes.add(value, `"${limit}" needs one of the four levels`, 'write {level: off, paths: [dev/**]}')
  return {
    rule,
    ...(level === undefined ? {} : { level }),
    options: Object.fromEntries(rest),
    ...where,
  }
}

/** Where a level holds; undefined where that could not be read. */
function limitsIn(
  all: readonly (readonly [string, Node])[],
  scene: Scene,
): Pick<RuleSetting, 'paths' | 'branches' | 'environments'> | undefined {
  const given = (name: string): Node | undefined => all.find(([key]) => key === name)?.[1]
  const [files, onBranches, inEnvironments] = LIMITS.map(given)
  const paths = files === undefined ? undefined : list(pathPattern).read(files, scene)
  const branches = onBranches === undefined ? undefined : limits.branches.reader.read(onBranches, scene)
  const environments = inEnvironments === undefined ? undefined : limits.environments.reader.read(inEnvironments, scene)
  const read = [files, onBranches, inEnvironments].filter((one) => one !== undefined).length
  if ([paths, branches, environments].filter((one) => one !== undefined).length < read) return undefined
  return { ...(paths === undefined ? {} : { paths }), ...occasionOf({ branches, environments }) }
}

function optionName(rule: string, options: readonly RuleOption[]): Reader<string> {
  const names = [...new Set(['level', ...LIMITS, ...options.map(({ name }) => name)])]
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
  const where = {
    paths: { description: 'the files in which the level holds', ...list(pathPattern).schema },
    branches: { description: limits.branches.about, ...limits.branches.reader.schema },
    environments: { description: limits.environments.about, ...limits.environments.reader.schema },
  }
  const one = [
    { enum: LEVELS },
    { type: 'object', minProperties: 1, additionalProperties: false, properties: { ...properties, ...where } },
  ]
  return {
    ...(described === undefined ? {} : { description: described }),
    oneOf: [...one, { type: 'array', minItems: 1, items: { oneOf: one } }],
  }
}
