import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from '@jest/globals'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'preadmit-package-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the package that npm makes runs in an empty folder, without anything installed beside it', () => {
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  })
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }]
  const paths = files.map(({ path }) => path)
  expect(paths).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'action.yml', 'dist/cli.js', 'dist/index.js', 'dist/licenses.txt']),
  )
  expect(paths.filter((path) => /^(?:src|__tests__|demo|\.)/.test(path))).toEqual([])
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder])
  const help = execFileSync(process.execPath, ['package/dist/cli.js', '--help'], { cwd: folder, encoding: 'utf8', env: {} })
  expect(help).toMatch(/\n {2}(?:preadmit )?check /)
  const { private: hidden } = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8')) as { private?: boolean }
  expect(hidden).toBeUndefined()
})
