import { type ParsedYaml, parseYaml } from '../languages/yaml/yaml.ts'
import { type Deadline, never } from '../model/deadline.ts'
import type { Side, TextFile } from './format.ts'

/** A side whose files are parsed at most once each. */
export interface ReadSide extends Side {
  readonly parsed: (file: TextFile) => ParsedYaml
}

/** The files of one side, by path. */
export function createSide(files: readonly TextFile[], deadline: Deadline = never): ReadSide {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const folders = Map.groupBy(byPath.keys(), (path) => path.slice(0, path.lastIndexOf('/') + 1))
  const cache = new Map<string, ParsedYaml>()
  const parsed = (file: TextFile): ParsedYaml => {
    const known = cache.get(file.path)
    if (known !== undefined) return known
    const fresh = parseYaml(withoutComments(file), 0, deadline)
    cache.set(file.path, fresh)
    return fresh
  }
  return {
    paths: [...byPath.keys()],
    folder: (directory) => folders.get(directory) ?? [],
    file: (path) => byPath.get(path),
    parsed,
    documents: (path) => {
      const file = byPath.get(path)
      return file === undefined ? [] : parsed(file).documents
    },
  }
}

/** JSON with comments, blanked out: the text keeps its length. Other files as they are. */
function withoutComments({ path, text }: TextFile): string {
  if (!/\.jsonc?$/i.test(path) || !/\/[/*]/.test(text)) return text
  return text.replace(/"[^"\\\n]*(?:\\.[^"\\\n]*)*"|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (token) =>
    token.startsWith('"') ? token : token.replace(/[^\n]/g, ' '),
  )
}
