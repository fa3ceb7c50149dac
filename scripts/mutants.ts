import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { readSources } from '../__tests__/architecture.ts'

/**
 * npm run mutants -- COUNT SEED [PART OF A PATH…]: changes one condition at a time in a file of src, runs the tests that reach the file
 * (without e2e and interop) and says which changes nothing noticed. The file is put back after each; run it in a worktree of its own.
 */

interface Mutant {
  readonly path: string
  readonly line: number
  readonly from: number
  readonly to: number
  readonly text: string
}

const [count = '20', seed = '1', ...given] = process.argv.slice(2)
const parts = given.map((part) => part.replace(/^src\//, ''))
const root = new URL('..', import.meta.url).pathname
const SWAPS: ReadonlyMap<string, string> = new Map([
  ['===', '!=='],
  ['!==', '==='],
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['&&', '||'],
  ['||', '&&'],
])

/** Every change of one operator, and every negation of the condition of an `if`, in formatted code: operators stand between spaces. */
function mutantsOf(path: string, text: string): readonly Mutant[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|'(?:[^'\\\n]|\\.)*'/gm, (skipped) => skipped.replaceAll(/\S/g, '_'))
  const mutant = (from: number, to: number, changed: string): Mutant => ({
    path,
    line: code.slice(0, from).split('\n').length,
    from,
    to,
    text: changed,
  })
  const swaps = [...code.matchAll(/(?<=\s)(?:===|!==|<=|>=|<|>|&&|\|\|)(?=\s)/g)].map(({ 0: operator, index }) =>
    mutant(index, index + operator.length, SWAPS.get(operator) ?? operator),
  )
  const negations = [...code.matchAll(/\bif \(/g)].map(({ 0: opening, index }) => {
    const from = index + opening.length
    const to = closingOf(code, from)
    return mutant(from, to, `!(${text.slice(from, to)})`)
  })
  return [...swaps, ...negations]
}

function closingOf(code: string, from: number): number {
  let depth = 1
  for (let at = from; at < code.length; at++) {
    if (code[at] === '(') depth++
    if (code[at] === ')' && --depth === 0) return at
  }
  return code.length
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function randomBy(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function isKilled({ path, from, to, text }: Mutant): boolean {
  const file = `${root}src/${path}`
  const whole = readFileSync(file, 'utf8')
  writeFileSync(file, `${whole.slice(0, from)}${text}${whole.slice(to)}`)
  try {
    const run = spawnSync(
      'npm',
      [
        'test',
        '--silent',
        '--',
        '--bail',
        '--findRelatedTests',
        relative(process.cwd(), file),
        '--testPathIgnorePatterns',
        '/e2e/',
        '/interop/',
      ],
      { cwd: root, stdio: 'ignore' },
    )
    return run.status !== 0
  } finally {
    writeFileSync(file, whole)
  }
}

const random = randomBy(Number(seed))
const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
const all = readSources(`${root}src`)
  .filter(({ path }) => parts.length === 0 || parts.some((part) => path.includes(part)))
  .map(({ path, text }) => mutantsOf(path, text))
  .filter((mutants) => mutants.length > 0)
if (all.length === 0) throw new Error(`no condition stands in ${parts.join(', ')}`)
let killed = 0
for (let at = 0; at < Number(count); at++) {
  const mutant = pick(pick(all) ?? [])
  if (mutant === undefined) break
  const noticed = isKilled(mutant)
  if (noticed) killed++
  console.log(`${noticed ? 'noticed ' : 'SURVIVED'} src/${mutant.path}:${mutant.line} ${mutant.text.replaceAll(/\s+/g, ' ')}`)
}
console.log(`${killed} of ${count} noticed`)
