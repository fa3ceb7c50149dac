// npm run pictures: draws docs/images/pull-request.png, the demo's pull request as a browser shows it, from the bundles as they are built.
// Chromium is the one that PREADMIT_CHROMIUM names.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [WIDTH, HEIGHT] = [1060, 1740]
const chromium = process.env.PREADMIT_CHROMIUM
if (chromium === undefined) {
  console.error('PREADMIT_CHROMIUM names no Chromium')
  process.exit(2)
}
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'preadmit-pictures-'))
const page = join(folder, 'page.html')
run(process.execPath, [join(root, 'dist/cli.js'), 'demo', '--html', page])
run(chromium, [
  ...['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--window-size=${WIDTH},${HEIGHT}`],
  ...[`--screenshot=${join(root, 'docs/images/pull-request.png')}`, `file://${page}`],
])
rmSync(folder, { recursive: true })

function run(program, options) {
  const { status, error } = spawnSync(program, options, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (error !== undefined || status !== 0) throw new Error(`${program} ended with ${status ?? error}`)
}
