import type { GatePorts } from '../../src/gate/doors.ts'
import { gate } from '../../src/gate.ts'
import { absent, found } from '../../src/model/answer.ts'
import type { Facts } from '../../src/model/facts.ts'
import type { Judgement } from '../../src/model/judgement.ts'
import type { Change, TreeEntry } from '../../src/ports/change.ts'
import type { Registry } from '../../src/ports/registry.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'

const emptyRegistry: Registry = {
  manifest: async () => absent,
  tagDigest: async () => absent,
  blob: async () => absent,
  referrers: async () => found([]),
  requests: () => [],
  exchanges: () => [],
}

/** Files by path. */
export type Files = Readonly<Record<string, string>>

/** Runs the gate over two sides of a repository `acme/web`, without any registry. */
export async function run(
  base: Files,
  head: Files,
  policy = 'version: 1\n',
  doors: Partial<Pick<GatePorts, 'openRegistry' | 'openCharts'>> = {},
): Promise<{ facts: Facts; judgement: Judgement; asked: readonly string[] }> {
  const asked: string[] = []
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const entries = (files: Files): readonly TreeEntry[] =>
    Object.entries(files).map(([path, text]) => ({ path, id: `${path} ${text}`, mode: 'file', size: text.length }))
  const textOf = (entry: TreeEntry): string => entry.id.slice(entry.path.length + 1)
  const change: Change = {
    info: { repository: 'acme/web', event: 'pull_request', base: 'b'.repeat(40), head: 'h'.repeat(40), scope: 'changed' },
    trees: async () => found({ base: entries(base), head: entries(head) }),
    contents: async (some) => {
      asked.push(...some.map(({ path }) => path))
      return new Map(some.map((one) => [one, found(bytes(textOf(one)))]))
    },
    trusted: async () => found({ bytes: bytes(policy), commit: 'c' }),
    trustedPaths: async () => found([]),
    superseded: async () => found(false),
  }
  const ports = {
    change,
    clock: patientClock(),
    log: recordingLog(),
    openRegistry: () => emptyRegistry,
    openTrust: () => ({ root: async () => absent, requests: () => [] }),
    ...doors,
  }
  return { ...(await gate({ policyPath: '.github/preadmit.yml', paths: [] }, ports)), asked }
}

/** Every touched reference: what it is, the text of the line that it stands on, and in which entry. */
export function touched({ facts }: { facts: Facts }, head: Files): readonly string[] {
  return facts.references
    .filter((one) => one.touched)
    .map(({ reference, replaces }) => {
      const { file, span, entry } = reference.origin
      const line = (head[file] ?? '').slice(0, span.start).split('\n').length
      const what = reference.kind === 'static' ? reference.text : `${reference.kind}: ${reference.why}`
      return `${what} at ${file}:${line} of ${entry}${replaces === undefined ? '' : ` for ${replaces.text}`}`
    })
}
