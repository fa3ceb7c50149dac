import { readFile } from 'node:fs/promises'
import { loadPolicy } from '../gate/policy.ts'
import { readFacts } from '../judge/recorded.ts'
import type { Facts } from '../model/facts.ts'
import type { Policy } from '../model/policy.ts'
import { UsageError } from '../model/usage-error.ts'
import { builtInPolicy } from '../policy/built-in.ts'
import { localFiles } from './local-policy.ts'

/** The policy in a local file, or the built-in one where none is named. Throws `UsageError` when it cannot be used. */
export async function policyFor(file: string | undefined, folder: string, now: Date): Promise<Policy> {
  if (file === undefined) return builtInPolicy
  const loaded = await loadPolicy(localFiles(file, folder), { path: file, repository: '', remote: true, now })
  if (loaded.kind === 'found') return loaded.value.policy
  throw new UsageError(
    `the policy ${file} could not be read: ${loaded.kind === 'unknown' ? loaded.problem.detail : 'it is not there'}`,
  )
}

/** A text file that the user named. Throws `UsageError` when it cannot be read. */
export async function readNamedFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new UsageError(`${file} cannot be read: ${String(error.code)}`)
  }
}

/** Facts as `--facts` and `facts-file` wrote them. */
export async function readFactsFile(file: string): Promise<Facts> {
  return readFacts(await readNamedFile(file), file)
}
