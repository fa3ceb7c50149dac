import { cycles, readSources, type Source } from '../__tests__/architecture.ts'

/** Prints the figures of ARCHITECTURE.md's table: how large the house is, and whether it has rings, dead exports or unnamed limits. */

const sources = readSources(new URL('../src', import.meta.url).pathname)
const around = ['__tests__', 'demo', 'benchmarks', 'scripts'].flatMap((folder) =>
  readSources(new URL(`../${folder}`, import.meta.url).pathname),
)

function linesOf({ text }: Source): number {
  return text.split('\n').length - 1
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Lines of every top-level function, from its first line to the brace that ends it. */
function functionLengths({ text }: Source): readonly number[] {
  return [...text.matchAll(/^(?:export )?(?:async )?function\*? [\s\S]*?^}/gm)].map(([body]) => body.split('\n').length)
}

const lines = sources.map(linesOf).toSorted((a, b) => a - b)
const functions = sources.flatMap(functionLengths).toSorted((a, b) => a - b)
const total = lines.reduce((sum, count) => sum + count, 0)
const rooms = Map.groupBy(sources, ({ path }) => (path.includes('/') ? (path.split('/')[0] ?? '') : 'entries'))
const sizes = [...rooms]
  .map(([room, files]) => ({ room, lines: files.reduce((sum, file) => sum + linesOf(file), 0) }))
  .toSorted((a, b) => b.lines - a.lines)

const everything = [...sources, ...around].map(({ text }) => text).join('\n')
const counts = new Map<string, number>()
for (const [word] of everything.matchAll(/[A-Za-z_$][\w$]*/g)) counts.set(word, (counts.get(word) ?? 0) + 1)
const exported = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/^export (?:async )?(?:const|function\*?|interface|type|class) ([\w$]+)/gm)].map(([, name = '']) => ({
    path,
    name,
  })),
)
const dead = exported.filter(({ name }) => counts.get(name) === 1)

console.log(`files ${sources.length}, lines ${total}`)
console.log(`lines of a file: median ${at(lines, 0.5)}, 90 % ${at(lines, 0.9)}, longest ${lines.at(-1)}`)
console.log(`lines of a function: median ${at(functions, 0.5)}, longest ${functions.at(-1)}`)
console.log(`rings of imports: ${cycles(sources).length}`)
console.log(`exports that nothing names: ${dead.length}${dead.map(({ path, name }) => `\n  ${path} ${name}`).join('')}`)
for (const { room, lines: count } of sizes) console.log(`${room.padEnd(12)} ${count} (${((100 * count) / total).toFixed(1)} %)`)
