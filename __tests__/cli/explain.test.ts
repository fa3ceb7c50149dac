import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { rulePage } from '../../src/cli/rule-pages.ts'
import { runCli } from '../../src/cli/run.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { rules } from '../../src/rules/table.ts'

async function run(...argv: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const said: string[] = []
  const print = (line: string): void => void said.push(line)
  const code = await runCli(['explain', ...argv], { ...createTerminal({}), color: () => false, print, complain: print })
  return { code, said: said.join('\n') }
}

describe('explain', () => {
  test('shows the page of a rule and the smallest change about which it speaks, without any network', async () => {
    const { code, said } = await run('image/unpinned')
    expect(code).toBe(0)
    for (const part of [
      'image/unpinned (warning)',
      '\nHow to fix\n',
      'preadmit pin --write',
      '\nExample\n',
      'image: ghcr.io/acme/web:1.4.2',
    ])
      expect(said).toContain(part)
    expect(said).not.toContain('## ')
  })

  test('lists the rules of a group shortly', async () => {
    const { said } = await run('image')
    expect(said).toContain('image/unpinned (warning)')
    expect(said).not.toContain('How to fix')
  })

  test('gives all of it as JSON', async () => {
    const [rule] = JSON.parse((await run('image/unpinned', '--format', 'json')).said) as readonly Record<string, string>[]
    expect(Object.keys(rule ?? {})).toEqual(
      expect.arrayContaining(['id', 'level', 'summary', 'options', 'page', 'example', 'docs']),
    )
  })

  test('refuses a format that it does not have, and a rule that is not there', async () => {
    expect([(await run('image/unpinned', '--format', 'xml')).code, (await run('image/unpined')).code]).toEqual([2, 2])
  })

  test.each(rules.map(({ id }) => id))('has a page and an example of %s', async (id) => {
    const page = await rulePage(id)
    expect(page?.page).toMatch(new RegExp(`^# ${id}\n`))
    expect(page?.example).toMatch(/^(?:says|head|base|policy|paths|now|\w+):/m)
    expect(existsSync(fileURLToPath(new URL(`../../docs/rules/${id}.md`, import.meta.url)))).toBe(true)
  })
})
