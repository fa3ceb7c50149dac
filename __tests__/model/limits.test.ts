import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const src = fileURLToPath(new URL('../../src', import.meta.url))
const BOUND = /^(?:export )?const (?:(?:MAX|MIN)_\w+|\w+_(?:BITS|DAYS))\b/gm

/** Bounds that only say how much of a text, or which days, a report shows: nothing passes or fails by them. */
const SHOWN = ['MAX_LISTED', 'MAX_SHOWN', 'SOON_DAYS', 'EXEMPTION_DAYS', 'ANNOUNCED_DAYS', 'BY_BITS']

/** The names of the bounds that a source text declares. */
function boundsIn(text: string): readonly string[] {
  return [...text.matchAll(BOUND)].flatMap(([declaration]) => declaration.split(' ').at(-1) ?? [])
}

test('every bound outside the engines stands in model/limits.ts', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && path !== 'model/limits.ts' && !path.startsWith('languages/'))
  const elsewhere = files.flatMap((path) => boundsIn(readFileSync(`${src}/${path}`, 'utf8')).map((name) => ({ path, name })))
  expect(elsewhere.filter(({ name }) => !SHOWN.includes(name))).toEqual([])
  expect(new Set(elsewhere.map(({ name }) => name))).toEqual(new Set(SHOWN))
})

test('a bound that is planted elsewhere is seen', () => {
  expect(boundsIn('const MAX_THINGS = 3\n  const MAX_INNER = 1\nexport const OLD_DAYS: number = 2\n')).toEqual([
    'MAX_THINGS',
    'OLD_DAYS',
  ])
})

test('no message for users holds the name of a constant: who reads it has the number', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  const named = files.flatMap((path) => namesInTexts(readFileSync(`${src}/${path}`, 'utf8')).map((text) => ({ path, text })))
  expect(named).toEqual([])
})

test('a name that is planted in a message is seen', () => {
  const message = 'const why = `more than ${MAX_A} (limit MAX_A)` + ' + "'see MIN_B'"
  expect(namesInTexts(`/** MAX_C */\n${message}\nconst d = f(MAX_D)`)).toEqual(['`more than  (limit MAX_A)`', "'see MIN_B'"])
})

/** The texts of a source that hold the name of a limit; what is put into a template does not count, nor do comments. */
function namesInTexts(source: string): readonly string[] {
  const lines = source.split('\n').filter((line) => !/^\s*(?:\/?\*|\/\/)/.test(line))
  const texts = lines.flatMap((line) => line.replaceAll(/\$\{[^{}]*\}/g, '').match(/'[^']*'|`[^`]*`/g) ?? [])
  return texts.filter((text) => /\b(?:MAX|MIN)_[A-Z]/.test(text))
}
