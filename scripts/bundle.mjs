// Builds dist/: the same bytes on every machine. With --check, builds in memory and compares with what is committed.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const entries = { index: 'src/action.ts', cli: 'src/cli.ts', demo: 'demo/main.ts' }

const result = await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(join(root, file)))),
  outdir: 'dist',
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  conditions: ['import', 'node'],
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  logLevel: 'warning',
  define: { PREADMIT_VERSION: JSON.stringify(version), PREADMIT_RULE_PAGES: JSON.stringify(rulePages()) },
  external: ['./demo.js'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
})

const files = new Map(result.outputFiles.map((file) => [relative(join(root, 'dist'), file.path), file.contents]))
files.set('package.json', Buffer.from('{ "type": "module" }\n'))
files.set('licenses.txt', Buffer.from(licences(Object.keys(result.metafile.inputs))))

if (process.argv.includes('--check')) check()
else write()

function write() {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  mkdirSync(join(root, 'dist'))
  for (const [name, bytes] of files) writeFileSync(join(root, 'dist', name), bytes, { mode: name === 'cli.js' ? 0o755 : 0o644 })
  for (const [name, bytes] of files) console.log(`dist/${name} ${Math.round(bytes.length / 1024)} KiB`)
}

function check() {
  const present = existsSync(join(root, 'dist')) ? readdirSync(join(root, 'dist')) : []
  const different = [...files].filter(
    ([name, bytes]) => !present.includes(name) || !readFileSync(join(root, 'dist', name)).equals(bytes),
  )
  const wrong = [
    ...different.map(([name]) => `${name} differs`),
    ...present.filter((name) => !files.has(name)).map((name) => `${name} is left over`),
  ]
  if (wrong.length > 0) {
    console.error(`dist/ is not what the sources give (npm run bundle): ${wrong.join(', ')}`)
    process.exitCode = 1
  } else console.log('dist/ is what the sources give')
}

/** The page and the example of every rule, for `explain`. */
function rulePages() {
  const folder = join(root, 'docs/rules')
  const ids = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /[\\/].*\.md$/.test(path))
    .map((path) => path.split(sep).join('/').slice(0, -'.md'.length))
    .sort()
  const read = (path) => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n')
  return Object.fromEntries(
    ids.map((id) => [id, { page: read(`docs/rules/${id}.md`), example: read(`examples/rules/${id}.yml`) }]),
  )
}

/** The licence of every package whose code is in a bundle, sorted by package. */
function licences(inputs) {
  const roots = new Set(inputs.filter((path) => path.includes('node_modules')).map(packageRoot))
  return [...roots].sort().map(licenceOf).join('\n\n')
}

function packageRoot(path) {
  const parts = path.split(/[\\/]/)
  const at = parts.lastIndexOf('node_modules')
  return parts.slice(0, at + (parts[at + 1].startsWith('@') ? 3 : 2)).join('/')
}

function licenceOf(folder) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const name = readdirSync(join(root, folder)).find((file) => /^licen[cs]e/i.test(file))
  if (name === undefined && typeof manifest.license !== 'string')
    throw new Error(`${dirname(folder)}${sep}${manifest.name} names no licence`)
  const text =
    name === undefined ? '(the package carries no licence text)' : readFileSync(join(root, folder, name), 'utf8').trim()
  return `${manifest.name} ${manifest.version} (${manifest.license})\n${'-'.repeat(60)}\n${text.replaceAll('\r\n', '\n')}\n`
}
