import { MAX_INPUT_BYTES } from '../model/limits.ts'
import { UsageError } from '../model/usage-error.ts'
import type { Terminal } from './terminal.ts'

/** What `-` in the place of a file name means, as everywhere on a command line. */
export const STANDARD_INPUT = '-'

/** All that is written to standard input, as text. Throws `UsageError` where there is none, and for more than is read. */
export async function readInput({ input }: Pick<Terminal, 'input'>): Promise<string> {
  const stream = input?.()
  if (stream === undefined) throw new UsageError('- reads standard input, and here is none')
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    const piece = Buffer.from(chunk as Uint8Array)
    bytes += piece.length
    if (bytes > MAX_INPUT_BYTES) throw new UsageError(`standard input has more than ${MAX_INPUT_BYTES} bytes`)
    chunks.push(piece)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The operands of a command; each `-` is replaced by the lines of standard input, without empty ones and those that begin with `#`. */
export async function operandsOf(positionals: readonly string[], terminal: Pick<Terminal, 'input'>): Promise<readonly string[]> {
  const at = positionals.indexOf(STANDARD_INPUT)
  if (at < 0) return positionals
  const lines = (await readInput(terminal)).split(/\r?\n/).map((line) => line.trim())
  const listed = lines.filter((line) => line !== '' && !line.startsWith('#'))
  return [...positionals.slice(0, at), ...listed, ...positionals.slice(at + 1).filter((one) => one !== STANDARD_INPUT)]
}
