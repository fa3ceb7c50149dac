import { createHash } from 'node:crypto'
import { parseYaml } from '../languages/yaml/yaml.ts'
import { type Answer, absent, found } from '../model/answer.ts'
import type { Policy } from '../model/policy.ts'
import type { Node } from '../model/tree.ts'
import { UsageError } from '../model/usage-error.ts'
import { builtInPolicy } from '../policy/built-in.ts'
import { filesNamedBy, includedBy, readPolicy } from '../policy/read.ts'
import type { Change } from '../ports/change.ts'

/** A policy with the text that it was read from and the repository files that it names. The built-in policy has no text. */
export interface LoadedPolicy {
  readonly policy: Policy
  readonly text: string
  readonly trustFiles: readonly string[]
}

/** The default place of the policy. */
export const DEFAULT_POLICY_PATH = '.github/preadmit.yml'

/** Where the policy is read from, and the instant of the run. */
export interface PolicyOrigin {
  readonly path: string
  readonly repository: string
  /** Whether it lives in another repository: then it must be there. */
  readonly remote: boolean
  readonly now: Date
}

/**
 * Reads the policy from the trusted side of the change, never from the change. Without a file at the default place the built-in
 * policy applies; a file that was named and is missing is a `UsageError`, and so is every mistake in it.
 */
export async function loadPolicy(change: Pick<Change, 'trusted'>, origin: PolicyOrigin): Promise<Answer<LoadedPolicy>> {
  const file = await change.trusted(origin.path)
  if (file.kind === 'unknown') return file
  if (file.kind === 'absent') {
    if (origin.path === DEFAULT_POLICY_PATH && !origin.remote) return found({ policy: builtInPolicy, text: '', trustFiles: [] })
    throw new UsageError(
      `the policy ${origin.path} does not exist ${origin.remote ? `in ${origin.repository}` : 'on the default branch'}`,
      'name a file that is there, or leave the input out',
    )
  }
  const text = decode(origin.path, file.value.bytes)
  const source = {
    kind: 'file' as const,
    path: origin.path,
    repository: origin.repository,
    commit: file.value.commit,
    digest: `sha256:${createHash('sha256').update(file.value.bytes).digest('hex')}`,
  }
  const { documents } = parsePolicyText(origin.path, text)
  const named = await readNamed(documents, async (path) => {
    const answer = await change.trusted(path)
    return answer.kind === 'found' ? found(answer.value.bytes) : answer
  })
  if (named.kind !== 'found') return named
  const { files, included } = named.value
  const policy = readPolicy({ file: origin.path, text, documents, files, included, source, now: origin.now })
  return found({ policy, text, trustFiles: [...files.keys()] })
}

/** A policy that a change proposes: never applied, only held against the grammar and the policy that applies. */
export type ProposedPolicy = { readonly policy: Policy } | { readonly problem: string }

/**
 * Reads a policy text that a change proposes. Files that it names are read from the change's own side by `read`; one that cannot be
 * read is a mistake of the policy, like one that is missing.
 */
export async function readProposed(
  path: string,
  bytes: Uint8Array,
  context: { readonly read: (path: string) => Promise<Uint8Array | undefined>; readonly now: Date },
): Promise<ProposedPolicy> {
  try {
    const text = decode(path, bytes)
    const { documents } = parsePolicyText(path, text)
    const named = await readNamed(documents, async (name) => {
      const content = await context.read(name)
      return content === undefined ? absent : found(content)
    })
    if (named.kind !== 'found') return { problem: 'the files that it names could not be read' }
    const source = { kind: 'file', path, digest: '' } as const
    return { policy: readPolicy({ file: path, text, documents, ...named.value, source, now: context.now }) }
  } catch (error) {
    if (error instanceof UsageError) return { problem: inWords(error) }
    throw error
  }
}

function inWords({ message, hint, position }: UsageError): string {
  const line = position === undefined ? '' : `line ${position.line}: `
  return `${line}${message}${hint === undefined ? '' : `; ${hint}`}`
}

function parsePolicyText(file: string, text: string): ReturnType<typeof parseYaml> {
  const parsed = parseYaml(text)
  if (parsed.problem === undefined) return parsed
  const before = text.slice(0, parsed.problem.span.start).split('\n')
  const position = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  const line = text.split('\n')[before.length - 1] ?? ''
  const star = /[[,:-]\s*(\*[^\s,\]]*)/.exec(line)?.[1]
  if (star !== undefined && parsed.problem.why.includes('alias'))
    throw new UsageError(`${star} without quotes is an alias in YAML, not a pattern`, `write "${star}" with the quotes`, position)
  throw new UsageError(`the policy is not YAML: ${parsed.problem.why}`, 'correct the syntax', position)
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${file} is not UTF-8 text`, 'save it as UTF-8')
    throw error
  }
}

/** Files that a policy names, and the documents of those that it includes. */
interface NamedFiles {
  readonly files: ReadonlyMap<string, string>
  readonly included: ReadonlyMap<string, readonly Node[]>
}

/** Reads what a policy names: the files that it includes first, then what those name as well. Missing ones are left out. */
async function readNamed(
  documents: readonly Node[],
  read: (path: string) => Promise<Answer<Uint8Array>>,
): Promise<Answer<NamedFiles>> {
  const files = new Map<string, string>()
  const included = new Map<string, readonly Node[]>()
  const add = async (paths: readonly string[]): Promise<Answer<true>> => {
    for (const path of paths.filter((one) => !files.has(one))) {
      const file = await read(path)
      if (file.kind === 'unknown') return file
      if (file.kind === 'found') files.set(path, decode(path, file.value))
    }
    return found(true)
  }
  const own = await add(documents.flatMap((document) => filesNamedBy(document)))
  if (own.kind !== 'found') return own
  for (const path of documents.flatMap((document) => includedBy(document))) {
    const text = files.get(path)
    if (text !== undefined) included.set(path, parsePolicyText(path, text).documents)
  }
  const more = await add([...included.values()].flat().flatMap((document) => filesNamedBy(document)))
  return more.kind === 'found' ? found({ files, included }) : more
}
