import type { Choice, Occasion } from '../model/policy.ts'
import { branchPattern, environmentPattern, pathPattern } from './globs.ts'
import { list, optional, type Reader, record } from './shape.ts'

/** Where something holds, as globs: a list, or `only` and `except`. */
export function choiceOf(pattern: Reader<string>): Reader<Choice> {
  const shape = record({
    only: optional('those that it is about', list(pattern)),
    except: optional('those that it is not about', list(pattern)),
  })
  return {
    schema: { oneOf: [list(pattern).schema, { ...shape.schema, minProperties: 1 }] },
    read: (node, scene) => {
      if (node.kind !== 'map') {
        const only = list(pattern).read(node, scene)
        return only === undefined ? undefined : { only }
      }
      const value = shape.read(node, scene)
      if (value === undefined) return undefined
      const { only, except } = value
      return { ...(only === undefined ? {} : { only }), ...(except === undefined ? {} : { except }) }
    },
  }
}

/** Files, branches and environments: what they are called in a policy, and how they are read. */
export const limits = {
  paths: optional('the files in which it holds: globs, or {only: […], except: […]}; default everywhere', choiceOf(pathPattern)),
  branches: optional('the branches that the change goes into; demands hold where nobody says which', choiceOf(branchPattern)),
  environments: optional(
    'the environments that are deployed to; demands hold where nobody says which',
    choiceOf(environmentPattern),
  ),
}

/** The occasion of something that was read. */
export function occasionOf(value: {
  readonly branches: Choice | undefined
  readonly environments: Choice | undefined
}): Occasion {
  const { branches, environments } = value
  return { ...(branches === undefined ? {} : { branches }), ...(environments === undefined ? {} : { environments }) }
}
