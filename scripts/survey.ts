// npm run survey -- DIR… [--tokens N]: runs discovery over whole repositories and prints, for each, its references by format, what could
// not be read, and tokens that look like images and were not reported. A DIR is a repository (a work tree or a bare clone) or holds some.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Discovery, discover, type SourceFile } from '../src/discover/discover.ts'
import { type Token, unreported } from './survey-tokens.ts'

const MAX_OUTPUT = 2 ** 31 - 1
const flag = process.argv.indexOf('--tokens')
const shown = flag < 0 ? 20 : Number(process.argv[flag + 1])
const folders = process.argv.slice(2, flag < 0 ? undefined : flag)
if (folders.length === 0 || !Number.isInteger(shown)) {
  console.error('usage: npm run survey -- DIR… [--tokens N]')
  process.exit(2)
}

const all = folders.flatMap(repositoriesIn).map(survey)
if (all.length > 1) {
  const sum = (count: (one: (typeof all)[number]) => number): number => all.reduce((total, one) => total + count(one), 0)
  console.log(
    `${all.length} repositories: ${sum((one) => one.references)} references, ${sum((one) => one.unread)} unread, ${sum((one) => one.tokens)} tokens not reported`,
  )
}

function isBare(folder: string): boolean {
  return existsSync(join(folder, 'HEAD')) && existsSync(join(folder, 'objects'))
}

function repositoriesIn(folder: string): readonly string[] {
  if (isBare(folder) || existsSync(join(folder, '.git'))) return [folder]
  const inside = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory())
  const repositories = inside.filter((path) => isBare(path) || existsSync(join(path, '.git')))
  return repositories.length === 0 ? [folder] : repositories
}

function survey(folder: string): { readonly references: number; readonly unread: number; readonly tokens: number } {
  const files = isBare(folder) ? committed(folder) : walked(folder, '')
  const started = performance.now()
  const discovery = discover(files)
  const milliseconds = Math.round(performance.now() - started)
  const tokens = unreported(files, discovery)
  console.log(`\n${basename(folder)}: ${files.length} files, ${discovery.references.length} references, ${milliseconds} ms`)
  printReferences(discovery)
  printUnread(discovery)
  printTokens(tokens)
  return {
    references: discovery.references.length,
    unread: discovery.unread.length,
    tokens: tokens.filter(({ stands }) => stands === 'manifest').length,
  }
}

function printReferences({ references }: Discovery): void {
  for (const [format, list] of [...Map.groupBy(references, ({ origin }) => origin.format)].toSorted(
    (a, b) => b[1].length - a[1].length,
  )) {
    const of = (kind: string): number => list.filter((one) => one.kind === kind).length
    console.log(`  ${format.padEnd(20)} ${of('static')} static, ${of('dynamic')} dynamic, ${of('malformed')} malformed`)
  }
}

function printUnread({ unread }: Discovery): void {
  if (unread.length > 0) console.log(`  unread: ${unread.length}`)
  for (const { file, why, partly } of unread.slice(0, shown)) console.log(`    ${file}${partly ? ' (in part)' : ''}: ${why}`)
}

function printTokens(tokens: readonly Token[]): void {
  const of = (stands: Token['stands']): readonly Token[] => tokens.filter((one) => one.stands === stands)
  const manifest = of('manifest')
  console.log(
    `  not reported: ${manifest.length} tokens; ${of('comment').length} in comments, ${of('elsewhere').length} in documents and programs`,
  )
  for (const { file, line, text } of manifest.slice(0, shown)) console.log(`    ${file}:${line} ${text}`)
}

function walked(root: string, under: string): readonly SourceFile[] {
  return readdirSync(join(root, under), { withFileTypes: true }).flatMap((entry) => {
    const path = under === '' ? entry.name : `${under}/${entry.name}`
    if (entry.isDirectory()) return entry.name === '.git' || entry.name === 'node_modules' ? [] : walked(root, path)
    return entry.isFile() ? [{ path, bytes: new Uint8Array(readFileSync(join(root, path))) }] : []
  })
}

/** The files of the commit that a bare clone is at; one that the clone does not hold is left out. */
function committed(folder: string): readonly SourceFile[] {
  const listed = execFileSync('git', ['-C', folder, 'ls-tree', '-r', '-z', 'HEAD'], { maxBuffer: MAX_OUTPUT }).toString()
  const blobs = listed.split('\0').flatMap((line) => {
    const [, id, path] = /^100\d+ blob (\w+)\t(.*)$/s.exec(line) ?? []
    return id === undefined || path === undefined ? [] : [{ id, path }]
  })
  const asked = blobs.map(({ id }) => `${id}\n`).join('')
  const { stdout } = spawnSync('git', ['-C', folder, 'cat-file', '--batch'], { input: asked, maxBuffer: MAX_OUTPUT })
  return batched(
    stdout,
    blobs.map(({ path }) => path),
  )
}

function batched(stdout: Buffer, paths: readonly string[]): readonly SourceFile[] {
  const files: SourceFile[] = []
  let at = 0
  for (const path of paths) {
    const end = stdout.indexOf(10, at)
    const size = Number(/^\w+ blob (\d+)$/.exec(stdout.subarray(at, end).toString())?.[1] ?? -1)
    at = end + 1
    if (size < 0) continue
    files.push({ path, bytes: new Uint8Array(stdout.subarray(at, at + size)) })
    at += size + 1
  }
  return files
}
