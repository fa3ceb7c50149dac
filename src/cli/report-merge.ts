import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { MAX_MERGED_REPORTS, MAX_REPORT_BYTES } from '../model/limits.ts'
import { UsageError } from '../model/usage-error.ts'
import { createMerge } from '../report/merged.ts'
import { type MergedWriter, mergedWriters } from '../report/merged-writers.ts'
import { readReport } from '../report/read-report.ts'
import type { Command } from './arguments.ts'
import { writableFile } from './check.ts'
import type { Terminal } from './terminal.ts'

interface Output {
  readonly writer: MergedWriter
  readonly write: (text: string) => void
  readonly close: () => void
}

/** `preadmit report merge`: joins the JSON reports of many runs. Ends as the worst of them, and as 3 where one is missing. */
export async function reportMerge(command: Command, terminal: Terminal): Promise<number> {
  const files = filesOf(command.positionals, terminal.folder)
  const expected = countOf(command.text('expect'))
  const outputs = await outputsOf(command, terminal)
  const merge = createMerge()
  for (const file of files) {
    const name = relative(terminal.folder, file)
    const text = readText(file)
    const read = typeof text === 'string' ? readReport(text) : { ok: false as const, why: text.why }
    if (!read.ok || typeof text !== 'string') merge.refuse(name, read.ok ? 'it cannot be read' : read.why)
    else {
      merge.add(name, read.report)
      for (const { writer, write } of outputs) write(writer.add(read.report, text))
    }
  }
  const merged = merge.end(expected)
  for (const { writer, write, close } of outputs) {
    write(writer.end(merged))
    close()
  }
  return merged.exitCode
}

/** All files of the arguments; of a folder all below it that are called `*.json`, in the order of their names. */
function filesOf(given: readonly string[], folder: string): readonly string[] {
  if (given.length === 0) throw new UsageError('report merge needs reports', 'preadmit report merge reports/')
  const files = given.flatMap((one) => {
    const path = resolve(folder, one)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined) throw new UsageError(`${one} does not exist`, 'preadmit report merge reports/')
    if (!stat.isDirectory()) return [path]
    const inside = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
    if (inside.length === 0) throw new UsageError(`${one} holds no *.json`, 'a folder with the files of --output json=FILE')
    return inside.toSorted().map((name) => join(path, name))
  })
  const distinct = [...new Set(files)]
  if (distinct.length > MAX_MERGED_REPORTS)
    throw new UsageError(`${distinct.length} reports are more than the ${MAX_MERGED_REPORTS} that are joined at once`)
  return distinct
}

function readText(file: string): string | { readonly why: string } {
  try {
    const { size } = statSync(file)
    if (size > MAX_REPORT_BYTES) return { why: `it has ${size} bytes, more than the ${MAX_REPORT_BYTES} that are read` }
    return readFileSync(file, 'utf8')
  } catch (error) {
    return {
      why: `it cannot be read: ${typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error'}`,
    }
  }
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`--expect ${text} is no number of reports`, '--expect 10')
  return Number(text)
}

async function outputsOf(command: Command, terminal: Terminal): Promise<readonly Output[]> {
  const format = command.text('format') ?? 'text'
  const shown: Output = {
    writer: writerOf('--format', format),
    write: (text) => text !== '' && terminal.print(text),
    close: () => {},
  }
  const kept: Output[] = []
  for (const given of command.each('output')) {
    const at = given.indexOf('=')
    if (at < 1 || at === given.length - 1)
      throw new UsageError(`--output ${given} is no FORMAT=FILE`, '--output html=report.html')
    const writer = writerOf('--output', given.slice(0, at))
    const handle = openSync(await writableFile('--output', given.slice(at + 1), terminal), 'w')
    kept.push({ writer, write: (text) => writeFileSync(handle, text), close: () => closeSync(handle) })
  }
  return [shown, ...kept]
}

function writerOf(option: string, format: string): MergedWriter {
  const make = Object.hasOwn(mergedWriters, format) ? mergedWriters[format] : undefined
  if (make !== undefined) return make()
  throw new UsageError(`${option} ${format} is none of ${Object.keys(mergedWriters).join(', ')}`, '--output html=report.html')
}
