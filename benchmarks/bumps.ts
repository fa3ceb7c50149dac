// node benchmarks/bumps.ts COMMITS CLONE…: of the last commits of each clone that change the version of an image in YAML, whether it is found at the line
// that changed, and with the entry that applies it. What counts as a bump is told from the patch alone: a line whose key names an image and of which only the
// version differs. Prints a table; misses by name with --list.
import { execFileSync } from 'node:child_process'
import { readChange } from '../src/gate/read-change.ts'
import { found } from '../src/model/answer.ts'
import type { Origin } from '../src/model/span.ts'
import { builtInPolicy } from '../src/policy/built-in.ts'
import type { Change, TreeEntry } from '../src/ports/change.ts'
import { renderersFor } from '../src/render/renderers.ts'

const [count = '30', ...clones] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const list = process.argv.includes('--list')
const SCANNED = 40

interface Bump {
  readonly file: string
  readonly line: number
  readonly text: string
}

console.log('| repository | bumps | lines | at the line | with an entry | said otherwise | silent |')
console.log('|---|---|---|---|---|---|---|')
for (const clone of clones) await measure(clone)

async function measure(clone: string): Promise<void> {
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-C', clone, ...words], { encoding: 'utf8', maxBuffer: 1 << 30 })
  const totals = { commits: 0, lines: 0, found: 0, entry: 0, said: 0, silent: 0 }
  for (const commit of git(
    'log',
    '--first-parent',
    '--no-merges',
    '--format=%H',
    `-${Number(count) * SCANNED}`,
    '--',
    '*.yaml',
    '*.yml',
  )
    .trim()
    .split('\n')) {
    if (totals.commits >= Number(count)) break
    const bumps = bumpsIn(git('show', '--format=', '-U0', '--no-renames', commit, '--', '*.yaml', '*.yml'))
    if (bumps.length === 0) continue
    totals.commits++
    totals.lines += bumps.length
    const said = await lookAt(clone, commit, git)
    for (const bump of bumps) {
      const place = said.places.filter((one) => one.file === bump.file && one.line === bump.line)
      if (place.length > 0) totals.found++
      if (place.some(({ entry }) => entry !== undefined)) totals.entry++
      if (place.length > 0) continue
      const other = said.others.has(bump.file)
      totals[other ? 'said' : 'silent']++
      if (list)
        console.log(`${other ? 'otherwise' : 'SILENT'} ${commit.slice(0, 9)} ${bump.file}:${bump.line} ${bump.text.trim()}`)
    }
  }
  const { commits, lines, entry, said, silent } = totals
  const share = lines === 0 ? '' : ` (${((100 * totals.found) / lines).toFixed(0)} %)`
  console.log(`| ${nameOf(clone)} | ${commits} | ${lines} | ${totals.found}${share} | ${entry} | ${said} | ${silent} |`)
}

/** Lines of a patch that replace one with the same key and another version. */
function bumpsIn(patch: string): readonly Bump[] {
  const found: Bump[] = []
  let file = ''
  let line = 0
  let removed: string[] = []
  for (const text of patch.split('\n')) {
    const path = /^\+\+\+ b\/(.*)$/.exec(text)?.[1]
    const hunk = /^@@ -\S+ \+(\d+)/.exec(text)?.[1]
    if (path !== undefined) file = path
    else if (hunk !== undefined) {
      line = Number(hunk)
      removed = []
    } else if (text.startsWith('-') && !text.startsWith('---')) removed.push(text.slice(1))
    else if (text.startsWith('+')) {
      const own = text.slice(1)
      if (isBump(removed.shift() ?? '', own)) found.push({ file, line, text: own })
      line++
    }
  }
  return found
}

function isBump(before: string, after: string): boolean {
  const [old, now] = [before, after].map((text) =>
    /^(\s*(?:- )?["']?(?:image|imageTag|newTag|tag|digest)["']?:\s*)(\S.*)$/.exec(text),
  )
  if (old === null || now === null || old?.[1] !== now?.[1]) return false
  return old?.[2] !== now?.[2] && /\d/.test(now?.[2] ?? '') && !/\{\{|\$\(/.test(after)
}

async function lookAt(clone: string, commit: string, git: (...words: readonly string[]) => string) {
  const parent = git('rev-list', '--parents', '-1', commit).trim().split(' ')[1] ?? commit
  const bytes = new Map<string, Uint8Array>()
  const blob = (id: string): Uint8Array => {
    const content =
      bytes.get(id) ?? new Uint8Array(execFileSync('git', ['-C', clone, 'cat-file', 'blob', id], { maxBuffer: 1 << 30 }))
    bytes.set(id, content)
    return content
  }
  const trees = { base: treeOf(git, parent), head: treeOf(git, commit) }
  const change: Pick<Change, 'contents' | 'info'> = {
    info: { repository: nameOf(clone), event: 'push', base: parent, head: commit, scope: 'changed' },
    contents: async (entries) => new Map(entries.map((entry) => [entry, found(blob(entry.id))])),
  }
  const { references, unread, account } = await readChange(
    change,
    trees,
    { ignore: [], paths: [], policy: builtInPolicy },
    renderersFor(undefined),
  )
  const ids = new Map(trees.head.map(({ path, id }) => [path, id]))
  const lineOf = ({ file, span }: Pick<Origin, 'file' | 'span'>): number => {
    const id = ids.get(file)
    return id === undefined ? 0 : new TextDecoder().decode(blob(id)).slice(0, span.start).split('\n').length
  }
  const places = references
    .filter(({ touched, reference }) => touched && reference.kind === 'static')
    .flatMap(({ reference: { origin } }) =>
      [origin, ...origin.related].map((place) => ({ file: place.file, line: lineOf(place), entry: origin.entry })),
    )
  const dynamic = references.filter(({ touched, reference }) => touched && reference.kind !== 'static')
  const others = new Set([
    ...dynamic.map(({ reference }) => reference.origin.file),
    ...unread.map(({ file }) => file),
    ...account.unaccounted.map(({ place }) => place.file),
  ])
  return { places, others }
}

function treeOf(git: (...words: readonly string[]) => string, commit: string): readonly TreeEntry[] {
  return git('ls-tree', '-r', '-l', '-z', commit)
    .split('\0')
    .flatMap((line): readonly TreeEntry[] => {
      const match = /^(\d+) (\w+) (\w+) +(\S+)\t([\s\S]*)$/.exec(line)
      if (match === null) return []
      const mode = match[1] === '120000' ? 'symlink' : match[2] === 'commit' ? 'submodule' : 'file'
      return [{ path: match[5] ?? '', id: match[3] ?? '', mode, size: Number(match[4]) || 0 }]
    })
}

/** `owner/name`, as the folder of a clone says it: `owner+name`. */
function nameOf(clone: string): string {
  return (clone.replace(/\/+$/, '').split('/').at(-1) ?? '').replace('+', '/')
}
