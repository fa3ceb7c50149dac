import { parseYaml } from '../languages/yaml/yaml.ts'
import { type Answer, found } from '../model/answer.ts'
import type { Node } from '../model/tree.ts'
import { UsageError } from '../model/usage-error.ts'
import { filesNamedBy, includedBy } from '../policy/read.ts'

/** The documents of a policy text. Throws `UsageError` for what is not YAML. */
export function parsePolicyText(file: string, text: string): ReturnType<typeof parseYaml> {
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

/** The bytes of a file as text. Throws `UsageError` for what is not UTF-8. */
export function decode(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${file} is not UTF-8 text`, 'save it as UTF-8')
    throw error
  }
}

/** Files that a policy names, and the documents of those that it includes. */
export interface NamedFiles {
  readonly files: ReadonlyMap<string, string>
  readonly included: ReadonlyMap<string, readonly Node[]>
}

/** Reads what a policy names: the files that it includes first, then what those name as well. Missing ones are left out. */
export async function readNamed(
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
