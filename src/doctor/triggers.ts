import { child, entriesOf, itemsOf, type Node, textOf } from '../model/tree.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { Workflow } from './workflow.ts'

/** Names of the events that start a workflow, with the settings of each. */
export function triggersOf(root: Node): ReadonlyMap<string, Node | undefined> {
  const on = child(root, 'on')
  const single = textOf(on)
  if (single !== undefined) return new Map([[single, undefined]])
  const listed = itemsOf(on).flatMap((item): readonly (readonly [string, undefined])[] => {
    const name = textOf(item)
    return name === undefined ? [] : [[name, undefined]]
  })
  return new Map([...listed, ...entriesOf(on).map(({ key, value }) => [key.text, value] as const)])
}

/** Which events the gate misses. `mergeQueue`: the branch has one. */
export function diagnoseTriggers({ file, root }: Workflow, mergeQueue: boolean): readonly Diagnosis[] {
  const triggers = triggersOf(root)
  const onPull = ['pull_request', 'pull_request_target'].filter((name) => triggers.has(name))
  return [
    ...(onPull.length === 0 ? [noPullRequest(file)] : []),
    ...onPull.flatMap((name) => [...filters(file, name, triggers.get(name)), ...types(file, name, triggers.get(name))]),
    ...(triggers.has('merge_group') ? [] : [noMergeGroup(file, mergeQueue)]),
  ]
}

function noPullRequest(place: string): Diagnosis {
  const fix = 'on: {pull_request: {types: [opened, synchronize, reopened, edited]}}'
  return {
    level: 'error',
    place,
    message: 'the workflow does not run on pull requests',
    why: 'Nothing is judged before it is merged.',
    fix,
  }
}

function filters(place: string, name: string, settings: Node | undefined): readonly Diagnosis[] {
  return ['paths', 'paths-ignore', 'branches', 'branches-ignore']
    .filter((key) => child(settings, key) !== undefined)
    .map((key) => ({
      level: 'warning',
      place,
      message: `"${name}" is filtered by "${key}"`,
      why: 'A required check that is never reported waits for ever, until somebody makes it optional; what the filter leaves out is never judged.',
      fix: `remove "${key}": a change without manifests passes in a second`,
    }))
}

/** Without `edited`, a pull request that is pointed at another base keeps the verdict that it got for the first one. */
function types(place: string, name: string, settings: Node | undefined): readonly Diagnosis[] {
  const listed = itemsOf(child(settings, 'types')).map((item) => textOf(item))
  const wanted = ['opened', 'synchronize', 'reopened', 'edited']
  const given = child(settings, 'types') === undefined ? wanted.slice(0, 3) : listed
  const missing = wanted.filter((type) => !given.includes(type))
  if (missing.length === 0) return []
  const message = `"${name}" does not run when a pull request is ${missing.join(', ')}`
  const why = 'The verdict that stands is then one for another head, or for another base.'
  const level = missing.includes('opened') || missing.includes('synchronize') ? 'error' : 'warning'
  return [{ level, place, message, why, fix: `types: [${wanted.join(', ')}]` }]
}

function noMergeGroup(place: string, mergeQueue: boolean): Diagnosis {
  return {
    level: mergeQueue ? 'error' : 'notice',
    place,
    message: 'the workflow does not run on merge_group',
    why: mergeQueue
      ? 'The branch has a merge queue: its required checks never report there.'
      : 'Should the branch get a merge queue, its required check would never report there.',
    fix: 'on: merge_group:',
  }
}
