import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { discover } from '../discover/discover.ts'
import { DEFAULT_POLICY_PATH } from '../gate/policy.ts'
import type { Resolution } from '../model/subject.ts'
import { UsageError } from '../model/usage-error.ts'
import { draftPolicy } from '../policy/init.ts'
import { resolve } from '../resolve/resolve.ts'
import { verify } from '../verify/verify.ts'
import type { Command } from './arguments.ts'
import { readWorkTree, startAsking } from './asking.ts'
import type { Terminal } from './terminal.ts'

/** `preadmit init`: drafts a policy from what the repository uses and who signs it. It never trusts by itself: a person merges it. */
export async function init(command: Command, terminal: Terminal): Promise<number> {
  const { policy, now, log, doors } = await startAsking(command, terminal, '10m')
  const { root, files } = await readWorkTree([], terminal)
  const references = discover(files).references.map((reference) => ({ reference, touched: true }))
  const names = references.flatMap(({ reference }) => (reference.kind === 'static' ? [reference.name] : []))
  const registry = doors.openRegistry(policy)
  const resolutions = await resolve(names, registry, { progress: (done, total) => log.progress('images', done, total) })
  const inventory = resolutions.flatMap(({ name, answer }) =>
    answer.kind === 'found'
      ? [{ repository: { registry: name.registry, repository: name.repository }, digest: answer.value.digest }]
      : [],
  )
  const { inventories } = await verify({ claims: [], inventory, now }, { registry, trust: doors.openTrust(policy) })
  const draft = draftPolicy({ references, resolutions, inventories, now })
  if (!command.flag('write')) {
    terminal.print(draft)
    return ending(resolutions, terminal)
  }
  const file = join(root, DEFAULT_POLICY_PATH)
  await mkdir(dirname(file), { recursive: true })
  await writeNew(file, draft)
  terminal.complain(`Wrote ${DEFAULT_POLICY_PATH}: confirm every line before you merge it.`)
  return ending(resolutions, terminal)
}

/** 0, and 3 where there were images and nobody said anything about any of them: the draft then knows nothing. */
function ending(resolutions: readonly Resolution[], terminal: Terminal): number {
  if (resolutions.length === 0 || resolutions.some(({ answer }) => answer.kind !== 'unknown')) return 0
  terminal.complain('No registry answered for any image: the draft says nothing about them. Run it again when they do.')
  return 3
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error.code !== 'EEXIST') throw error
    throw new UsageError(`${DEFAULT_POLICY_PATH} is there already`, 'preadmit init, without --write, shows the draft')
  }
}
