import { gateFileChanges, runsGate } from '../compare/gate-files.ts'
import { consequencesOf } from '../judge/consequences.ts'
import type { Facts, GateFileChange } from '../model/facts.ts'
import type { Policy } from '../model/policy.ts'
import { builtInPolicy } from '../policy/built-in.ts'
import type { Change, Trees } from '../ports/change.ts'
import type { ReadPinned } from '../ports/pinned.ts'
import { type LoadedPolicy, readProposed } from './policy.ts'
import type { ReadChange } from './read-change.ts'
import type { GateRequest } from './request.ts'

/** A file of the gate itself that the change edits, and the policy that it proposes, if it is one that could be used. */
export interface GateFile {
  readonly file: GateFileChange
  readonly proposed?: Policy
}

/** What the change does to the gate's own files; a proposed policy is held against the grammar, never applied. */
export async function readGateFiles(
  read: ReadChange,
  request: Pick<GateRequest, 'policyPath' | 'policyRepository'>,
  ports: { change: Change; trees: Trees; loaded: LoadedPolicy; now: Date; pinned?: ReadPinned },
): Promise<readonly GateFile[]> {
  const { change, trees, loaded, now } = ports
  const contentOf = async (path: string): Promise<Uint8Array | undefined> => {
    const entry = trees.head.find((candidate) => candidate.path === path)
    const content = entry === undefined ? undefined : (await change.contents([entry])).get(entry)
    return content?.kind === 'found' ? content.value : undefined
  }
  const local = request.policyRepository === undefined
  const gateOwn = { policyPath: local ? request.policyPath : '', trustFiles: local ? loaded.trustFiles : [] }
  const files = gateFileChanges(read.selected.all, gateOwn)
  return Promise.all(
    files.map(async (file) => {
      if (file.what !== 'policy') return { file: await withGateUse(file, { change, trees }) }
      if (file.status === 'removed') return { file, proposed: builtInPolicy }
      const bytes = await contentOf(file.file)
      if (bytes === undefined) return { file }
      const present = loaded.policy.source
      const more = ports.pinned === undefined ? {} : { pinned: ports.pinned }
      const proposed = await readProposed(file.file, bytes, { read: contentOf, now, present, ...more })
      if ('unread' in proposed) return { file: { ...file, consequences: proposed.unread.map(unreadExtension) } }
      return 'problem' in proposed ? { file: { ...file, problem: proposed.problem } } : { file, proposed: proposed.policy }
    }),
  )
}

function unreadExtension(place: string): string {
  return `extends ${place}, which is not read for a change that proposes it: what that changes is not known before the merge`
}

/** What the merge of a proposed policy would change, from the facts of this run. */
export function withConsequences(files: readonly GateFile[], policy: Policy, facts: Facts): readonly GateFileChange[] {
  return files.map(({ file, proposed }) =>
    proposed === undefined ? file : { ...file, consequences: consequencesOf(policy, proposed, facts) },
  )
}

/** Says of a changed workflow whether it runs the gate on either side; other files, and workflows that cannot be read, stay as they are. */
async function withGateUse(file: GateFileChange, { change, trees }: { change: Change; trees: Trees }): Promise<GateFileChange> {
  if (file.what !== 'workflow') return file
  const entries = [trees.base, trees.head].flatMap((side) => side.find(({ path }) => path === file.file) ?? [])
  const contents = await change.contents(entries)
  const texts = entries.flatMap((entry) => {
    const content = contents.get(entry)
    return content?.kind === 'found' ? [new TextDecoder().decode(content.value)] : []
  })
  if (texts.length === entries.length || runsGate(texts)) return { ...file, runsGate: runsGate(texts) }
  return file
}
