import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { runCli } from '../../src/cli/run.ts'
import { createTerminal, type Terminal } from '../../src/cli/terminal.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preadmit-check-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function run(
  text: string,
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly said: readonly string[] }> {
  const said: string[] = []
  const print = (line: string): void => void said.push(line)
  await writeFile(join(folder, 'p.yml'), text)
  const terminal: Terminal = { ...createTerminal({}), folder, print, complain: print }
  const named = argv.map((word) => (word === 'p.yml' ? join(folder, word) : word))
  const code = await runCli(['policy', ...named], terminal)
  return { code, said: said.map((line) => line.replaceAll(join(folder, 'p.yml'), 'p.yml')) }
}

describe('policy check', () => {
  test('says every mistake with its place', async () => {
    const { code, said } = await run('version: 2\nmod: warn\nrules: {image/unpinned: warn}\n', 'check', 'p.yml')
    expect([code, said.filter((line) => line.startsWith('preadmit: p.yml:')).map((line) => line.split(' ')[1])]).toEqual([
      2,
      ['p.yml:1:10:', 'p.yml:2:1:', 'p.yml:3:25:'],
    ])
  })

  test('says that a policy has none', async () => {
    expect(await run('version: 1\nimages: [{match: ["**"], pinned: true}]\n', 'check', 'p.yml')).toEqual({
      code: 0,
      said: ['p.yml: no mistake; 1 image entries, 0 levels and options, 0 exceptions'],
    })
  })

  test('does not take a missing policy for the built-in one', () => {
    const program = ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('../../src/cli.ts', import.meta.url))]
    const { status, stderr } = spawnSync(process.execPath, [...program, 'policy', 'check'], { cwd: folder, encoding: 'utf8' })
    expect([status, stderr]).toEqual([2, expect.stringContaining('.github/preadmit.yml cannot be read: ENOENT')])
  })

  test('says to quote a pattern', async () => {
    const { said } = await run('version: 1\nimages:\n  - match: [**]\n    pinned: true\n', 'check', 'p.yml')
    expect(said.join(' ')).toContain('write "**" with the quotes')
  })

  test('is what policy test names for a policy', async () => {
    expect((await run('version: 1\nmode: warn\n', 'test', join(folder, 'p.yml'))).said.join(' ')).toContain(
      'preadmit policy check',
    )
  })
})
