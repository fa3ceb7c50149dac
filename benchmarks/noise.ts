// node benchmarks/noise.ts CLONE [COMMITS] [--list]: what `image/unaccounted` and `image/looks-like` would have said of each of the last
// commits of a clone, against its first parent. Nothing is fetched and no registry is asked.
import { execFileSync } from 'node:child_process'
import { movedFiles, relocated } from '../src/compare/moves.ts'
import { compareReferences } from '../src/compare/references.ts'
import { discoverWhole } from '../src/discover/discover.ts'
import { accountFor } from '../src/gate/account.ts'
import { selectFiles } from '../src/gate/select.ts'
import type { TreeEntry, Trees } from '../src/ports/change.ts'

const [clone = '.', count = '200'] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const list = process.argv.includes('--list')
const contents = new Map<string, Uint8Array>()
const totals = { commits: 0, bumps: 0, deciding: 0, mostInBump: 0, looksLike: 0, unread: 0, silentBumps: 0 }

for (const commit of git('log', '--first-parent', '--no-merges', '--format=%H', `-${count}`).trim().split('\n')) look(commit)
console.log(JSON.stringify(totals))

function git(...words: readonly string[]): string {
  return execFileSync('git', ['-C', clone, ...words], { encoding: 'utf8', maxBuffer: 1 << 30 })
}

function look(commit: string): void {
  const parent = git('rev-list', '--parents', '-1', commit).trim().split(' ')[1]
  if (parent === undefined) return
  const trees: Trees = { base: treeOf(parent), head: treeOf(commit) }
  const selected = selectFiles(trees, { ignore: [], paths: [] })
  const before = discoverWhole(read(selected.base))
  const head = discoverWhole(read(selected.head))
  const base = relocated(before, movedFiles(selected.changed, before.references, head.references))
  const facts = compareReferences(base.references, head.references)
  const { unaccounted } = accountFor({ selected, trees, base, head, facts, scope: 'changed' })
  const deciding = unaccounted.filter(({ kind }) => kind === 'deciding')
  const looksLike = unaccounted.filter(({ kind }) => kind === 'looks-like')
  const subject = git('log', '-1', '--format=%s', commit).trim()
  const isBump = selected.changed.length > 0 && /bump|update|upgrade|➔|→|\bto v?\d/i.test(subject) && selected.changed.length <= 2
  totals.commits++
  totals.deciding += deciding.length
  totals.looksLike += looksLike.length
  totals.unread += head.unread.filter(({ file }) => selected.changed.some(({ path }) => path === file)).length
  if (isBump) {
    totals.bumps++
    totals.mostInBump = Math.max(totals.mostInBump, deciding.length)
    if (deciding.length === 0 && !facts.some(({ touched }) => touched)) totals.silentBumps++
  }
  if (!list) return
  if (isBump && deciding.length === 0 && !facts.some(({ touched }) => touched)) {
    console.log(`${commit.slice(0, 9)} SILENT ${subject}: ${selected.changed.map(({ path }) => path).join(' ')}`)
  }
  for (const one of unaccounted) {
    const said = `${one.kind === 'deciding' ? one.name : 'LOOKS-LIKE'} ${one.change} ${one.place.file} ${one.keys.join(',')}`
    console.log(`${commit.slice(0, 9)} ${isBump ? 'bump' : '    '} ${said} ${one.before ?? ''} -> ${one.after ?? ''}`)
  }
}

function treeOf(commit: string): readonly TreeEntry[] {
  return git('ls-tree', '-r', '-l', '-z', commit)
    .split('\0')
    .flatMap((line): readonly TreeEntry[] => {
      const match = /^(\d+) (\w+) (\w+) +(\S+)\t([\s\S]*)$/.exec(line)
      if (match === null) return []
      const mode = match[1] === '120000' ? 'symlink' : match[2] === 'commit' ? 'submodule' : 'file'
      return [{ path: match[5] ?? '', id: match[3] ?? '', mode, size: Number(match[4]) || 0 }]
    })
}

function read(entries: readonly TreeEntry[]) {
  return entries.filter(({ mode }) => mode === 'file').map(({ path, id }) => ({ path, bytes: blob(id) }))
}

function blob(id: string): Uint8Array {
  const known = contents.get(id)
  if (known !== undefined) return known
  const bytes = new Uint8Array(execFileSync('git', ['-C', clone, 'cat-file', 'blob', id], { maxBuffer: 1 << 30 }))
  contents.set(id, bytes)
  return bytes
}
