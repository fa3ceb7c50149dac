import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { EXPECTED } from '../../demo/expected.ts'

const root = new URL('../..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'preadmit-demo-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('the demo runs the bundle on the sample and every ruling is as expected', () => {
  const page = join(folder, 'page.html')
  const ran = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'demo', '--html', page], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder },
  })
  expect(ran.stdout).toContain(`All ${EXPECTED.length} rulings came out as expected`)
  expect(ran.status).toBe(0)
  expect(readFileSync(page, 'utf8')).toContain('ghcr.io/acme/billing')
})
