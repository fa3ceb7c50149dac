import { Readable } from 'node:stream'
import { expect, test } from '@jest/globals'
import { runCli } from '../../src/cli/run.ts'
import { operandsOf, readInput } from '../../src/cli/standard-input.ts'
import { createTerminal, type Terminal } from '../../src/cli/terminal.ts'
import { MAX_INPUT_BYTES } from '../../src/model/limits.ts'

const input = (text: string) => ({ input: () => Readable.from([Buffer.from(text)]) })

async function run(text: string, ...argv: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const said: string[] = []
  const print = (line: string): void => void said.push(line)
  const terminal: Terminal = { ...createTerminal({}), ...input(text), print, complain: print }
  return { code: await runCli(argv, terminal), said: said.join('\n') }
}

test('- is a policy on standard input, and a mistake in it has its place', async () => {
  expect(await run('version: 1\n', 'policy', 'check', '-')).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^-: no mistake/),
  })
  expect(await run('version: 1\nmod: warn\n', 'policy', 'check', '-')).toMatchObject({
    code: 2,
    said: expect.stringContaining('preadmit: -:2:1: '),
  })
})

test('- is a list of images, one a line', async () => {
  expect(await operandsOf(['a:1', '-', 'd:4'], input('# ours\nb:2\r\n\n  c:3  \n'))).toEqual(['a:1', 'b:2', 'c:3', 'd:4'])
  expect(await run('# nothing\n', 'verify', '-')).toMatchObject({
    code: 2,
    said: expect.stringContaining('verify needs an image'),
  })
})

test('- is recorded facts', async () => {
  expect(await run('{}', 'explain', '--facts', '-')).toMatchObject({ code: 2 })
})

test('standard input is read to its bound and not past it', async () => {
  const blocks = (bytes: number) => ({
    async *input() {
      const block = Buffer.alloc(16 * 1024 * 1024)
      for (let left = bytes; left > 0; left -= block.length) yield block.subarray(0, Math.min(left, block.length))
    },
  })
  const whole = { input: () => blocks(MAX_INPUT_BYTES).input() }
  expect((await readInput(whole)).length).toBe(MAX_INPUT_BYTES)
  await expect(readInput({ input: () => blocks(MAX_INPUT_BYTES + 1).input() })).rejects.toThrow(`${MAX_INPUT_BYTES} bytes`)
})
