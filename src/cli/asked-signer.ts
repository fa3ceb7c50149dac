import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isSystemError } from '../adapters/system-error.ts'
import { parseYaml } from '../languages/yaml/yaml.ts'
import type { Policy } from '../model/policy.ts'
import { UsageError } from '../model/usage-error.ts'
import { mistakes, readPolicy } from '../policy/read.ts'
import type { Command } from './arguments.ts'

/**
 * The policy with one demand more, as `--github OWNER/REPO` and `--key FILE` make it: that every image is signed by them. What they say is read
 * as strictly as a policy. Throws `UsageError` for what no policy could say.
 */
export async function withAskedSigners(policy: Policy, command: Command, folder: string, now: Date): Promise<Policy> {
  const [repository, file] = [command.text('github'), command.text('key')]
  const root = command.text('trust-root')
  if (repository === undefined && file === undefined) {
    if (root !== undefined)
      throw new UsageError('--trust-root says where a signer is known', '--github OWNER/REPO, or --key FILE, beside it')
    return policy
  }
  const trust = root === undefined ? {} : { trustRoot: root }
  const signers = {
    ...(repository === undefined ? {} : { [`--github ${repository}`]: { github: { repository, ...trust } } }),
    ...(file === undefined ? {} : { [`--key ${file}`]: { key: { pem: await keyIn(file, folder), ...trust } } }),
  }
  const names = Object.keys(signers)
  const short = Object.fromEntries(Object.values(signers).map((signer, at) => [`signer-${at}`, signer]))
  const text = JSON.stringify({
    version: 1,
    authorities: short,
    images: [{ match: ['**'], signedBy: { allOf: Object.keys(short) } }],
  })
  const source = { kind: 'built-in', digest: '' } as const
  const own = { file: 'the command line', text, documents: parseYaml(text).documents, files: new Map(), source, now }
  const given = { ...own, extended: [{ place: NOWHERE, policy: { ...policy, authorities: [], images: [] } }] }
  const [mistake] = mistakes(given)
  if (mistake !== undefined) throw new UsageError(mistake.message, mistake.hint)
  const read = readPolicy(given)
  const named = (name: string): string => names[Number(name.replace('signer-', ''))] ?? name
  return {
    ...policy,
    authorities: [...policy.authorities, ...read.authorities.map((one) => ({ ...one, name: named(one.name) }))],
    images: [
      ...policy.images,
      ...read.images.map((entry) => ({
        ...entry,
        file: 'the command line',
        ...(entry.signedBy === undefined ? {} : { signedBy: { ...entry.signedBy, of: entry.signedBy.of.map(named) } }),
      })),
    ],
  }
}

/** The policy of the repository lends its trust roots, as one that is extended does. */
const NOWHERE = { repository: 'the/repository', path: 'policy', commit: '0'.repeat(40) }

async function keyIn(file: string, folder: string): Promise<string> {
  try {
    return await readFile(resolve(folder, file), 'utf8')
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new UsageError(`--key ${file} cannot be read: ${error.code}`, '--key with a file that holds a public key in PEM')
  }
}
