// node benchmarks/noise.ts CLONE [COMMITS] [--list]: what `image/unaccounted` and `image/looks-like` would have said of each of the last
// commits of a clone, against its first parent. Nothing is fetched and no registry is asked.
import { execFileSync } from 'node:child_process'
import { readChange } from '../src/gate/read-change.ts'
import { found } from '../src/model/answer.ts'
import { builtInPolicy } from '../src/policy/built-in.ts'
import type { Change, TreeEntry, Trees } from '../src/ports/change.ts'
import { renderersFor } from '../src/render/renderers.ts'

const [clone = '.', count = '200'] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const list = process.argv.includes('--list')
const contents = new Map<string, Uint8Array>()
const totals = {
  commits: 0,
  bumps: 0,
  deciding: 0,
  mostInBump: 0,
  looksLike: 0,
  unread: 0,
  silentBumps: 0,
  entries: 0,
  rendered: 0,
  cpuMs: 0,
}

for (const commit of git('log', '--first-parent', '--no-merges', '--format=%H', `-${count}`).trim().split('\n'))
  await look(commit)
console.log(JSON.stringify(totals))

function git(...words: readonly string[]): string {
  return execFileSync('git', ['-C', clone, ...words], { encoding: 'utf8', maxBuffer: 1 << 30 })
}

async function look(commit: string): Promise<void> {
  const parent = git('rev-list', '--parents', '-1', commit).trim().split(' ')[1]
  if (parent === undefined) return
  const trees: Trees = { base: treeOf(parent), head: treeOf(commit) }
  const change: Pick<Change, 'contents' | 'info'> = {
    info: { repository: repositoryOf(), event: 'push', base: parent, head: commit, scope: 'changed' },
    contents: async (entries) => new Map(entries.map((entry) => [entry, found(blob(entry.id))])),
  }
  const started = process.cpuUsage().user
  const whole = await readChange(change, trees, { ignore: [], paths: [], policy: builtInPolicy }, renderersFor(undefined))
  totals.cpuMs += (process.cpuUsage().user - started) / 1_000
  const { selected, references: facts, entries } = whole
  const { unaccounted } = whole.account
  totals.entries += entries.length
  totals.rendered += entries.filter(({ state }) => state === 'rendered').length
  if (list)
    for (const { reference, touched, replaces } of facts)
      if (touched) {
        const { file, entry } = reference.origin
        const what = reference.kind === 'static' ? reference.text : `${reference.kind}: ${reference.why}`
        console.log(
          `${commit.slice(0, 9)} image ${what} ${replaces === undefined ? '' : `for ${replaces.text} `}at ${file}${entry === undefined ? '' : ` of ${entry}`}`,
        )
      }
  const deciding = unaccounted.filter(({ kind }) => kind === 'deciding')
  const looksLike = unaccounted.filter(({ kind }) => kind === 'looks-like')
  const subject = git('log', '-1', '--format=%s', commit).trim()
  const isBump = selected.changed.length > 0 && /bump|update|upgrade|➔|→|\bto v?\d/i.test(subject) && selected.changed.length <= 2
  totals.commits++
  totals.deciding += deciding.length
  totals.looksLike += looksLike.length
  totals.unread += whole.unread.length
  if (list) for (const { file, why } of whole.unread) console.log(`${commit.slice(0, 9)} unread ${file}: ${why}`)
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

/** `owner/name`, as the folder of a clone says it: `owner+name`. */
function repositoryOf(): string {
  return (clone.replace(/\/+$/, '').split('/').at(-1) ?? '').replace('+', '/')
}

function blob(id: string): Uint8Array {
  const known = contents.get(id)
  if (known !== undefined) return known
  const bytes = new Uint8Array(execFileSync('git', ['-C', clone, 'cat-file', 'blob', id], { maxBuffer: 1 << 30 }))
  contents.set(id, bytes)
  return bytes
}
