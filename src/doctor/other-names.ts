import { child, entriesOf, itemsOf, textOf } from '../model/tree.ts'
import type { Diagnosis } from './diagnosis.ts'
import { isGate } from './jobs.ts'
import { triggersOf } from './triggers.ts'
import type { Workflow } from './workflow.ts'

/** Something that may be the gate although its name does not say so: where it is, and how it is called there. */
interface Likeness {
  readonly file: string
  readonly id: string
  readonly as: string
}

const NAMED = /preadmit|admission-gate/i
const COMMAND = /\bpreadmit(?:@\S+)?\s+check\b|\bcli\.js\s+check\b/

/**
 * Jobs that look as if they ran the gate under another name: a reusable workflow or an action that is called after it, or the command line in a
 * script. Nobody can say more of them without what they call.
 */
export function gatesUnderOtherNames(workflows: readonly Workflow[], known: readonly string[]): readonly Diagnosis[] {
  const found = workflows.flatMap(likenesses).filter(({ file, id }) => !known.includes(`${file}, job ${id}`))
  return found.map(({ file, id, as }) => ({
    level: 'warning',
    place: `${file}, job ${id}`,
    message: `this may be the gate under another name: ${as}`,
    why: 'What it calls was not read, so nobody can say whether it may be skipped, what it is called where branches require it, and what it judges.',
    fix: 'name the action itself, preadmit/preadmit@<commit>, as the first step of its own job; or examine the repository that it calls',
  }))
}

function likenesses({ file, root }: Workflow): readonly Likeness[] {
  if (triggersOf(root).size === 0) return []
  return entriesOf(child(root, 'jobs')).flatMap(({ key, value: job }) => {
    const steps = itemsOf(child(job, 'steps'))
    const calls = [job, ...steps]
      .flatMap((node) => textOf(child(node, 'uses')) ?? [])
      .filter((uses) => NAMED.test(uses) && !isGate(uses))
    const scripts = steps.flatMap((step) => textOf(child(step, 'run')) ?? []).filter((script) => COMMAND.test(script))
    const line = scripts.flatMap(
      (script) =>
        script
          .split('\n')
          .find((one) => COMMAND.test(one))
          ?.trim() ?? [],
    )
    const [as] = [...calls.map((uses) => `uses: ${uses}`), ...line.map((one) => `run: ${one}`)]
    return as === undefined ? [] : [{ file, id: key.text, as }]
  })
}
