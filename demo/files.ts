import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The files of one side of the sample, with `${name}` replaced by what the embedded registry made of it. */
export function sampleFiles(folder: string, values: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length).replaceAll('\\', '/').replace(/^\//, ''), filled(readFileSync(path, 'utf8'), values)]
    }),
  )
}

/** Only names that the sample knows are replaced: everything else in braces belongs to the files. */
function filled(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{([a-z-]+)\}/g, (whole, name: string) => values.get(name) ?? whole)
}

/** What changes from one side to the other: the new content, or undefined for a file that is gone. */
export function changesBetween(
  base: Readonly<Record<string, string>>,
  head: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  const changed = Object.entries(head).filter(([path, text]) => base[path] !== text)
  const removed = Object.keys(base).filter((path) => head[path] === undefined)
  return { ...Object.fromEntries(changed), ...Object.fromEntries(removed.map((path) => [path, undefined])) }
}
