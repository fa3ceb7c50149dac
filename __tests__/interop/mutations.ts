import { spawnSync } from 'node:child_process'

/** What texts are made of: whole examples, and pieces that are put into them. */
export interface Material {
  readonly seeds: readonly string[]
  readonly pieces: readonly string[]
}

/** The same texts for the same number: examples with one to four changes each. */
export function* mutations({ seeds, pieces }: Material, count: number, start = 1): Generator<string> {
  for (let number = start; number < start + count; number++) {
    const random = randomFrom(number)
    const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
    let text = pick(seeds) ?? ''
    for (let changes = 1 + Math.floor(random() ** 2 * 4); changes > 0; changes--) {
      const at = Math.floor(random() * (text.length + 1))
      const length = Math.floor(random() * 6)
      const lines = text.split('\n')
      const kind = random()
      if (kind < 0.55) text = text.slice(0, at) + (pick(pieces) ?? '') + text.slice(at)
      else if (kind < 0.7) text = text.slice(0, at) + text.slice(at + length)
      else if (kind < 0.8) text = text.slice(0, at) + (pick(pieces) ?? '') + text.slice(at + length)
      else if (kind < 0.9) text = lines.toSpliced(Math.floor(random() * lines.length), 0, pick(lines) ?? '').join('\n')
      else if (kind < 0.95) text = lines.toSpliced(Math.floor(random() * lines.length), 1).join('\n')
      else text = text.slice(0, at) + (pick(seeds) ?? '').slice(0, 40) + text.slice(at)
    }
    yield text.toWellFormed().replaceAll('\0', '')
  }
}

/** What a program says to each text: base64 lines in, JSON lines out. */
export function answersOf<T>(program: string, texts: readonly (string | Uint8Array)[]): readonly T[] {
  const bytes = texts.map((text) => (typeof text === 'string' ? Buffer.from(text) : Buffer.from(text)))
  const input = bytes.map((one) => one.toString('base64')).join('\n')
  const { stdout, status } = spawnSync(program, { input: `${input}\n`, maxBuffer: 2 ** 30 })
  if (status !== 0) throw new Error(`${program} ended with ${status}`)
  return stdout
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** The same numbers from 0 to 1 for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
