import { describe, expect, test } from '@jest/globals'
import { cycles, importsOf, readSources, tableGaps, violations } from './architecture.ts'

const sources = readSources(new URL('../src', import.meta.url).pathname)

describe('the house', () => {
  test('keeps its laws', () => {
    expect(violations(sources)).toEqual([])
  })

  test('has no ring of files that import each other', () => {
    const around = ['demo', '__tests__'].flatMap((folder) =>
      readSources(new URL(`../${folder}`, import.meta.url).pathname).map(({ path, text }) => ({
        path: `../${folder}/${path}`,
        text,
      })),
    )
    expect(cycles([...sources, ...around])).toEqual([])
  })

  test('lists every format, verifier, rule and reporter in its table', () => {
    const folders = ['discover/formats', 'verify/verifiers', 'rules', 'report/reporters']
    const present = folders.filter((folder) => sources.some((source) => source.path.startsWith(`${folder}/`)))
    expect(present.flatMap((folder) => tableGaps(sources, folder))).toEqual([])
  })
})

describe('the architecture test notices', () => {
  const planted = (path: string, text: string): readonly string[] => violations([{ path, text }])

  test.each([
    ['a room that imports a room', 'judge/x.ts', "import { resolve } from '../resolve/resolve.ts'\n"],
    ['a room of a lower floor that imports up', 'posture/x.ts', "import { x } from '../rules/x.ts'\n"],
    ['what the API server knows that imports a case', 'kubernetes/x.ts', "import { x } from '../case/x.ts'\n"],
    ['an engine that imports a room', 'languages/cel/x.ts', "import { x } from '../../kubernetes/x.ts'\n"],
    ['an engine that imports another without saying so', 'languages/cel/x.ts', "import { x } from '../hcl/x.ts'\n"],
    ['a policy that judges', 'policy/x.ts', "import { x } from '../judge/x.ts'\n"],
    ['a type import between rooms', 'judge/x.ts', "import type { Thing } from '../verify/verify.ts'\n"],
    ['an import over several lines', 'judge/x.ts', "import {\n  a,\n  b,\n} from '../verify/verify.ts'\n"],
    ['a re-export between rooms', 'judge/x.ts', "export * from '../report/report.ts'\n"],
    ['a dynamic import', 'judge/x.ts', "const x = await import('../adapters/x.ts')\n"],
    ['an import type expression', 'judge/x.ts', "let x: import('../adapters/x.ts').X\n"],
    ['a room that imports an adapter', 'resolve/x.ts', "import { x } from '../adapters/x.ts'\n"],
    ['a room that reads files', 'discover/x.ts', "import { readFileSync } from 'node:fs'\n"],
    ['a model that imports anything', 'model/x.ts', "import { load } from 'js-yaml'\n"],
    ['a port that imports a room', 'ports/x.ts', "import { x } from '../judge/x.ts'\n"],
    ['an adapter that imports a room', 'adapters/x.ts', "import { x } from '../judge/x.ts'\n"],
    ['an entry that is imported', 'gate.ts', "import { x } from './cli.ts'\n"],
    ['a clock in a room', 'judge/x.ts', 'const now = new Date()\n'],
    ['the environment in a room', 'judge/x.ts', 'const home = process.env.HOME\n'],
    ['the network in a room', 'verify/x.ts', "await fetch('https://example.com')\n"],
    ['the console in the gate', 'gate.ts', "console.log('x')\n"],
    ['a null for something that went wrong', 'judge/x.ts', 'function f() { return null }\n'],
    ['a default export', 'judge/x.ts', 'export default 1\n'],
    ['a name that says nothing', 'judge/utils.ts', 'export const a = 1\n'],
    ['a file that is too long', 'judge/x.ts', '\n'.repeat(251)],
  ])('%s', (_, path, text) => {
    expect(planted(path, text)).not.toEqual([])
  })

  test('two files that import each other, by types too', () => {
    const a = { path: 'judge/a.ts', text: "import type { B } from './b.ts'\n" }
    const b = { path: 'judge/b.ts', text: "import { a } from './a.ts'\n" }
    expect(cycles([a, b])).toEqual(['judge/a.ts → judge/b.ts → judge/a.ts'])
    expect(cycles([a])).toEqual([])
  })

  test('a format that is missing from its table', () => {
    const format = { path: 'discover/formats/x.ts', text: 'export const x: Format = {}\n' }
    const table = { path: 'discover/formats/table.ts', text: "import { y } from './y.ts'\n" }
    expect(tableGaps([table, format], 'discover/formats')).toEqual(['discover/formats/x.ts is not in discover/formats/table.ts'])
  })

  test('nothing in comments and strings', () => {
    const text = "// process.env is not read here\nconst why = 'console.log'\n/* import x from '../verify/x.ts' */\n"
    expect(planted('judge/x.ts', text)).toEqual([])
  })

  test('every form of import', () => {
    expect(importsOf("import 'a'\nimport b from 'b'\nimport type { c } from 'c'\nexport { d } from 'd'\n")).toEqual([
      'a',
      'b',
      'c',
      'd',
    ])
  })
})
