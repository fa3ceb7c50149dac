import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { discover, type SourceFile } from '../discover/discover.ts'
import { lineAt, lineStartsOf } from '../gate/sources.ts'
import { formatName, type ImageName } from '../model/image-name.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Resolution } from '../model/subject.ts'
import { UsageError } from '../model/usage-error.ts'
import { terminal as shown } from '../report/escape.ts'
import { resolve } from '../resolve/resolve.ts'
import type { Command } from './arguments.ts'
import { readWorkTree, startAsking } from './asking.ts'
import type { Terminal } from './terminal.ts'

/** One reference with the text that pins it, or why it cannot be pinned. */
type Pin = { readonly reference: ImageReference & { kind: 'static' } } & ({ readonly pinned: string } | { readonly why: string })

/** `preadmit pin`: shows, or writes, the digest behind every tag reference of the work tree, keeping everything else as it is. */
export async function pin(command: Command, terminal: Terminal): Promise<number> {
  const { policy, log, doors } = await startAsking(command, terminal, '10m')
  const { root, files } = await readWorkTree(command.positionals, terminal)
  const references = discover(files).references.filter(isUnpinned)
  const names = new Map<string, ImageName>(references.map(({ name }) => [formatName(name), name]))
  const registry = doors.openRegistry(policy)
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
