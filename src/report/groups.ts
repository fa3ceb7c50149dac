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
