import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { COMMANDS } from '../../src/cli/arguments.ts'
import { runCli } from '../../src/cli/run.ts'
import { createTerminal } from '../../src/cli/terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'preadmit-completion-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function script(...argv: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const said: string[] = []
  const print = (line: string): void => void said.push(line)
  const code = await runCli(['completion', ...argv], { ...createTerminal({}), print, complain: print })
  return { code, said: `${said.join('\n')}\n` }
}

/** What bash offers for the last of the words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const file = join(folder, 'preadmit.bash')
  writeFileSync(file, (await script('bash')).said)
  const quoted = ['preadmit', ...words].map((word) => `'${word}'`).join(' ')
  const asked = `source ${file}; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _preadmit; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', asked], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.split('\n').filter((line) => line !== '')
}

describe('completion in bash', () => {
  test('offers commands of one word and of two', async () => {
    expect(await offered('')).toEqual(
      expect.arrayContaining([...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0]))]),
    )
    expect(await offered('che')).toEqual(['check'])
    expect(await offered('policy', '')).toEqual(['check', 'test', 'export'])
    expect(await offered('report', 'm')).toEqual(['merge'])
  })

  test('offers the options of the command and no other', async () => {
    expect(await offered('check', '--st')).toEqual(['--staged'])
    expect(await offered('policy', 'export', '--t')).toEqual(['--to'])
    expect(await offered('pin', '--st')).toEqual([])
  })

  test('offers formats and rules, and files for the rest', async () => {
    expect(await offered('check', '--format', 'ht')).toEqual(['html'])
    expect(await offered('explain', 'image/unp')).toEqual(['image/unpinned'])
    expect(await offered('check', 'dep')).toEqual([])
  })
})

test.each(['zsh', 'fish'])('the script for %s is one that it reads, where it is here', async (shell) => {
  const file = join(folder, `preadmit.${shell}`)
  const { code, said } = await script(shell)
  writeFileSync(file, said)
  expect(code).toBe(0)
  for (const name of Object.keys(COMMANDS)) expect(said).toContain(name.split(' ').at(-1))
  const { error, status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' })
  if (error === undefined) expect([status, stderr]).toEqual([0, ''])
})

test.each([[[]], [['tcsh']], [['bash', 'zsh']]])('another shell is said with what to write: %j', async (argv) => {
  expect(await script(...argv)).toMatchObject({ code: 2, said: expect.stringContaining('preadmit completion bash') })
})
