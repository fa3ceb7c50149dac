import { MAX_NAMED_FILES, MAX_NAMED_PATTERNS } from '../../model/limits.ts'
import { matchesPlainGlob } from '../helm/glob.ts'
import { resolved } from '../paths.ts'
import type { SourceTree } from '../source-tree.ts'

/** A path as it stands in a text; what a template fills in may be anything. */
const PATH = /(?:[\w.*@+-]|\/|\{\{[^{}\n]*\}\})+/g

/**
 * The files of a tree that a text names by a path from a folder, sorted, each once. Where a template or a star stands in
 * the path, every file that could be meant, for `MAX_NAMED_PATTERNS` such paths. At most `MAX_NAMED_FILES`.
 */
export function filesNamedIn(tree: Pick<SourceTree, 'paths' | 'has'>, folder: string, text: string): readonly string[] {
  const found = new Set<string>()
  const patterns = new Set<string>()
  for (const [token] of text.matchAll(PATH)) {
    if (found.size >= MAX_NAMED_FILES) break
    if (!/[./]/.test(token)) continue
    const path = resolved(folder, token.replaceAll(/\{\{[^{}]*\}\}/g, '*'))
    if (path === undefined || path === '') continue
    if (!path.includes('*')) {
      if (tree.has(path)) found.add(path)
    } else if (/[\w-]/.test(path.slice(path.lastIndexOf('/') + 1))) {
      if (patterns.has(path) || patterns.size >= MAX_NAMED_PATTERNS) continue
      patterns.add(path)
      for (const one of matching(tree.paths, path)) found.add(one)
    }
  }
  return [...found].toSorted((a, b) => (a < b ? -1 : 1)).slice(0, MAX_NAMED_FILES)
}

/** A part of a deployer's file with the files that it names: `from` are all of them, `text` holds those that the change altered. */
export interface NamedText {
  readonly from: readonly string[]
  readonly text: string
}

/**
 * What a part that is not evaluated comes to, to be held against the other side: its own text and that of every file that it names
 * and the change altered. The others are the same on both sides, and are not read for this.
 */
export function withNamedFiles(
  tree: Pick<SourceTree, 'paths' | 'has' | 'text'>,
  { folder, text, own = text }: { readonly folder: string; readonly text: string; readonly own?: string },
  changed: ReadonlySet<string>,
): NamedText {
  const from = filesNamedIn(tree, folder, text)
  const altered = from.filter((path) => changed.has(path))
  return { from, text: [own, ...altered.map((path) => `${path}\n${tree.text(path) ?? ''}`)].join('\n') }
}

/** The paths that a pattern matches, folder by folder: a star stands for no slash. */
export function matching(paths: readonly string[], pattern: string): readonly string[] {
  const parts = pattern.split('/')
  return paths.filter((one) => {
    const steps = one.split('/')
    return steps.length === parts.length && steps.every((step, index) => matchesPlainGlob(parts[index] ?? '', step))
  })
}
