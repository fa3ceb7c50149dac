import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createGitChange } from '../adapters/change-git.ts'
import { discover, type SourceFile } from '../discover/discover.ts'
import { readSides } from '../gate/read.ts'
import { selectFiles } from '../gate/select.ts'
import { lineAt, lineStartsOf } from '../gate/sources.ts'
import { formatName, type ImageName } from '../model/image-name.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Resolution } from '../model/subject.ts'
import { UsageError } from '../model/usage-error.ts'
import { terminal as shown } from '../report/escape.ts'
import { resolve } from '../resolve/resolve.ts'
import { openBudget, policyDoors, readDockerConfig } from '../wiring.ts'
import type { Command } from './arguments.ts'
import { globOf } from './check.ts'
import { policyFor } from './explain.ts'
import type { Terminal } from './terminal.ts'

/** One reference with the text that pins it, or why it cannot be pinned. */
type Pin = { readonly reference: ImageReference & { kind: 'static' } } & ({ readonly pinned: string } | { readonly why: string })

/** `preadmit pin`: shows, or writes, the digest behind every tag reference of the work tree, keeping everything else as it is. */
export async function pin(command: Command, terminal: Terminal): Promise<number> {
  const { clock, env } = terminal
  const log = terminal.logFor(command.voice)
  const policy = await policyFor(command.text('policy'), terminal, clock.now())
  const budget = openBudget(command.text('timeout') ?? '10m', clock)
  const dockerConfig = await readDockerConfig(command.text('docker-config') ?? '', env)
  const { root, files } = await workTree(command, terminal)
  const references = discover(files).references.filter(isUnpinned)
  const names = new Map<string, ImageName>(references.map(({ name }) => [formatName(name), name]))
  const registry = policyDoors({ dockerConfig, githubToken: env.GITHUB_TOKEN, env, budget, clock, log }).openRegistry(policy)
  const resolutions = await resolve([...names.values()], registry, {
    progress: (done, total) => log.progress('images', done, total),
  })
  const pins = references.map((reference) => pinOf(reference, resolutions))
  for (const line of pins.map((one) => describePin(one, files))) terminal.print(line)
  if (command.flag('write')) await writePins(pins, files, root)
  const open = pins.filter((one) => 'why' in one).length
  terminal.complain(
    `${pins.length - open} of ${pins.length} references ${command.flag('write') ? 'pinned' : 'can be pinned; --write writes them'}`,
  )
  return open > 0 ? 3 : 0
}

interface WorkTree {
  readonly root: string
  readonly files: readonly SourceFile[]
}

async function workTree(command: Command, { folder, env }: Terminal): Promise<WorkTree> {
  const change = await createGitChange({ directory: folder, environment: env, scope: 'all' })
  const trees = await change.trees()
  if (trees.kind !== 'found')
    throw new UsageError(`the work tree cannot be read: ${trees.kind === 'unknown' ? trees.problem.detail : 'there is none'}`)
  const selected = selectFiles(trees.value, {
    ignore: [],
    paths: command.positionals.map((path) => globOf(path, { from: folder, root: change.root })),
  })
  return { root: change.root, files: (await readSides(change, selected, trees.value)).head.files }
}

function isUnpinned(reference: ImageReference): reference is Pin['reference'] {
  return reference.kind === 'static' && reference.name.digest === undefined
}

function pinOf(reference: Pin['reference'], resolutions: readonly Resolution[]): Pin {
  const answer = resolutions.find(({ name }) => formatName(name) === formatName(reference.name))?.answer
  if (!reference.verbatim) return { reference, why: 'it is composed of several places: write the digest by hand' }
  if (answer?.kind === 'found') return { reference, pinned: `${reference.text}@${answer.value.digest}` }
  return { reference, why: answer?.kind === 'unknown' ? answer.problem.detail : 'its registry does not have it' }
}

function describePin(one: Pin, files: readonly SourceFile[]): string {
  const { file, span } = one.reference.origin
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(files.find(({ path }) => path === file)?.bytes)
  const starts = lineStartsOf(text)
  const line = lineAt(starts, span.start)
  const at = `${shown(file)}:${line}:${span.start - (starts[line - 1] ?? 0) + 1}`
  return 'pinned' in one ? `${at}: ${shown(one.pinned)}` : `${at}: ${shown(one.reference.text)}: not pinned: ${shown(one.why)}`
}

/** Writes all pins of a file at once, last first, and only over the bytes that were read. */
async function writePins(pins: readonly Pin[], files: readonly SourceFile[], folder: string): Promise<void> {
  for (const file of files) {
    const edits = pins.flatMap((one) =>
      'pinned' in one && one.reference.origin.file === file.path ? [{ span: one.reference.origin.span, text: one.pinned }] : [],
    )
    if (edits.length === 0) continue
    const path = join(folder, file.path)
    const bytes = await readFile(path)
    if (!bytes.equals(file.bytes)) throw new UsageError(`${file.path} changed while it was read`, 'run it again')
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    const written = edits
      .toSorted((a, b) => b.span.start - a.span.start)
      .reduce((whole, { span, text: pinned }) => whole.slice(0, span.start) + pinned + whole.slice(span.end), text)
    await writeFile(path, written)
  }
}
