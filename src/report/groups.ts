import { MIN_GROUP } from '../model/limits.ts'
import type { ReportFinding } from '../model/report.ts'
import { type Problem, saidAbout } from './problems.ts'

/** Problems of which the same is to be said: the first in full, the others by their places. */
export interface Group {
  readonly first: Problem
  readonly others: readonly Problem[]
}

/** The problems in their order; as soon as `MIN_GROUP` of them differ only in what they are about, they are one group. */
export function groupsOf(problems: readonly Problem[]): readonly Group[] {
  return [...Map.groupBy(problems, shapeOf).values()].flatMap((alike) => {
    const [first, ...others] = alike
    if (first === undefined) return []
    return alike.length < MIN_GROUP ? alike.map((one) => ({ first: one, others: [] })) : [{ first, others }]
  })
}

/** What is said of a group, with the number in the place of the name (`139 references have no digest`); undefined where it cannot be said so. */
export function saidOfAll({ first, others }: Group): readonly (string | undefined)[] {
  if (first.ruling === undefined || others.length === 0) return []
  const names = namesOf(first)
  return saidAbout(first).map(({ message }) => {
    const [, verb = '', rest = ''] = /^`?\u0000`? (could|has|is|was|does) (.*)$/s.exec(withoutNames(message, names)) ?? []
    const many = MANY[verb]
    // Another name or digest in the sentence is that of the first only.
    return many === undefined || /[\u0000\u0001]/.test(rest) ? undefined : `${others.length + 1} references ${many} ${rest}`
  })
}

const MANY: Readonly<Record<string, string>> = { could: 'could', has: 'have', is: 'are', was: 'were', does: 'do' }

function shapeOf(problem: Problem): string {
  const names = namesOf(problem)
  const shape = ({ rule, level, message }: ReportFinding): readonly string[] => [rule, level, withoutNames(message, names)]
  return JSON.stringify([problem.state, ...saidAbout(problem).map(shape)])
}

// Longest first: a name may hold another.
function namesOf({ subject, ruling }: Problem): readonly string[] {
  const { text, name } = ruling?.reference ?? { text: subject, name: null }
  const written = [subject, text, ...(name === null ? [] : [name])]
  const bare = written.map((one) => one.split('@')[0] ?? one)
  const untagged = bare.map((one) => one.replace(/:[^:/]*$/, ''))
  return [...new Set([...written, ...bare, ...untagged])].filter((one) => one !== '').toSorted((a, b) => b.length - a.length)
}

function withoutNames(message: string, names: readonly string[]): string {
  return names.reduce((text, name) => text.replaceAll(name, '\u0000'), message).replace(/sha(?:256|384|512):[0-9a-f]+/g, '\u0001')
}
