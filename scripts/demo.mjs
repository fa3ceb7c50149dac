// Runs the demo on Node 24: the one that is running this, or the one that `npm ci` brings. Installs only when it must.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const brought = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
const [major, minor] = process.versions.node.split('.').map(Number)
const recent = major > 24 || (major === 24 && minor >= 15)

if (!recent && !existsSync(brought)) {
  console.error('This is Node %s; npm ci brings the Node 24 that the action runs on.', process.versions.node)
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}
const { status } = spawnSync(
  recent ? process.execPath : brought,
  [fileURLToPath(new URL('../dist/cli.js', import.meta.url)), 'demo', ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.exit(status ?? 1)
