import { describe, expect, test } from '@jest/globals'
import { parseHcl } from '../../src/languages/hcl/hcl.ts'
import { bodyNode } from '../../src/languages/hcl/hcl-nodes.ts'
import { withNames } from '../../src/languages/hcl/hcl-scope.ts'
import { MAX_DEPTH, MAX_HCL_NESTING, MAX_HCL_NODES, MAX_HCL_PIECES, MAX_HCL_STEPS } from '../../src/model/limits.ts'
import { emptyScope, evaluated, jsonOf } from './hcl-json-value.ts'
import { pairs } from './hcl-pairs.ts'

describe('an expression', () => {
  test.each(pairs.filter(([, value]) => value !== null))('%s', (source, value) => {
    expect(jsonOf(evaluated(source))).toEqual(value)
  })
})

describe('what no file decides', () => {
  const scope = withNames(emptyScope(), { known: { kind: 'text', pieces: [{ text: 'k' }] } })
  test.each([
    ['var.x', '? nothing here gives var.x a value'],
    ['var.x["a"].b[0]', '? nothing here gives var.x.a.b a value'],
    ['upper(var.x)', '? nothing here gives var.x a value'],
    ['provider::acme::image("a")', '? the result of provider::acme::image is not computed here'],
    ['var.x ? "a" : "b"', { choice: ['a', 'b'] }],
    ['var.x ? "a" : "a"', { choice: ['a', 'a'] }],
    ['try(var.x, "a")', { choice: ['a', '? nothing here gives var.x a value'] }],
    ['coalesce(var.x, "a")', { choice: ['a', '? nothing here gives var.x a value'] }],
    ['lookup(var.x, "k", "a")', { choice: ['a', '? nothing here gives var.x.k a value'] }],
    ['{a = "1", b = "2"}[var.x]', { choice: ['1', '2'] }],
    ['merge({a = "1"}, var.x)', { a: { choice: ['1', '? nothing here gives var.x a value'] } }],
    ['[for k in var.x: {image = known}]', [{ image: 'k' }]],
    ['false && var.x', false],
    ['true || var.x', true],
    ['known', 'k'],
    ['file("a.txt")', '? the file a.txt is not read here'],
    ['jsondecode(jsonencode({a = known})).a', 'k'],
  ])('%s', (source, value) => {
    expect(jsonOf(evaluated(source, scope))).toEqual(value)
  })
})

describe('a file', () => {
  test.each([
    ['blocks with labels of both kinds', 'a "b" c {\n  d = 1\n}\n'],
    ['a block on one line', 'a { b = 1 }\nc {}\n'],
    ['comments of all kinds', '# a\n// b\n/* c\n*/ d = 1 # e\n'],
    ['brackets over lines', 'a = [\n  1,\n  # c\n  2\n]\nb = f(\n  1,\n  2,\n)\n'],
    ['keys by expression', 'a = {\n  (b) = 1\n  "c${d}" = 2\n  e.f = 3\n  1 = 4\n}\n'],
    ['what begins with a parenthesis', 'a = (b) ? 1 : 2\nc = (d && e)\nf = (g)[0].h\n'],
    ['for with all its parts', 'a = {\n  for k, v in b :\n  k => v...\n  if v != null\n}\n'],
    ['a call of a provider', 'a = provider::b::c(1)\n'],
    ['heredocs in a call', 'a = f(<<A\nx\nA\n, <<-B\n  y\n  B\n)\n'],
    ['a template with quotes inside', 'a = "x${b["c"]}y${"z"}"\n'],
    ['names with letters of any script', 'größe = 1\nb = größe.länge\n'],
    ['a byte order mark and CRLF', '\ufeffa = 1\r\nb {\r\n  c = <<X\r\nd\r\nX\r\n}\r\n'],
  ])('is valid: %s', (_, text) => {
    expect(parseHcl(text).problem).toBeUndefined()
  })

  test.each([
    ['a bracket that is missing', 'a = {\n  b = "x"\n', 'missing'],
    ['a quote that is missing', 'a = "x\nb = 1\n', 'a line ends inside a quoted text'],
    ['a heredoc without an end', 'a = <<X\ny\n', 'not closed'],
    ['two attributes on one line', 'a = 1 b = 2\n', 'a new line is expected'],
    ['an escape that is none', 'a = "\\q"\n', 'is no escape'],
    ['a directive that is none', 'a = "%{ while x }"\n', '"while" is no directive'],
    ['an if without its end', 'a = "%{ if x }"\n', 'not closed'],
  ])('is not valid: %s', (_, text, why) => {
    expect(parseHcl(text).problem?.why).toContain(why)
  })

  test('with a broken statement is read around it', () => {
    const { body, problem } = parseHcl('a = 1\nb = [1, }\nc = {image = "x" !}\nd = 4\n')
    expect(problem?.why).toContain('not valid HCL')
    expect(body.attributes.map(({ name }) => name)).toEqual(['a', 'image', 'd'])
  })
})

describe('limits', () => {
  test('MAX_DEPTH levels are read, one more is not', () => {
    const nested = (levels: number): string => `a = ${'['.repeat(levels)}${']'.repeat(levels)}\n`
    const most = Array.from({ length: MAX_DEPTH }, (_, index) => index + 1).findLast(
      (levels) => parseHcl(nested(levels)).problem === undefined,
    )
    expect(most).toBe(MAX_DEPTH / 2)
    expect(parseHcl(nested(MAX_DEPTH / 2 + 1)).problem?.why).toContain(`nested more than ${MAX_DEPTH} levels deep`)
  })

  test('a block has MAX_DEPTH labels, no more', () => {
    const labelled = (count: number): string => `a ${'"b" '.repeat(count)}{}\n`
    expect(parseHcl(labelled(MAX_DEPTH)).problem).toBeUndefined()
    expect(parseHcl(labelled(MAX_DEPTH + 1)).problem?.why).toContain(`more than ${MAX_DEPTH} labels`)
  })

  test('64 KB of labels take no time', () => {
    const started = process.cpuUsage().user
    parseHcl(`job "a" { gro${'""'.repeat(32_000)}`)
    expect(process.cpuUsage().user - started).toBeLessThan(2_000_000)
  })

  test('MAX_HCL_STEPS steps are taken, one more leaves the value unknown', () => {
    const run = (steps: number): unknown =>
      jsonOf(evaluated('[1, 2]', { ...emptyScope(), budget: { steps, nesting: 10, nodes: 10, spent: false } }))
    expect(emptyScope().budget.steps).toBe(MAX_HCL_STEPS)
    expect(run(3)).toEqual([1, 2])
    expect(run(2)).toEqual([1, '? it takes too many steps to evaluate'])
  })

  test('MAX_HCL_NESTING levels are evaluated, one more leaves the value unknown', () => {
    const run = (nesting: number): unknown =>
      jsonOf(evaluated('[[1]]', { ...emptyScope(), budget: { steps: 100, nesting, nodes: 10, spent: false } }))
    expect(emptyScope().budget.nesting).toBe(MAX_HCL_NESTING)
    expect(run(3)).toEqual([[1]])
    expect(run(2)).toEqual([['? it is nested too deep to evaluate']])
  })

  test('MAX_HCL_NODES values are looked through, one more is unknown', () => {
    const { body } = parseHcl('a = [1, 2]\n')
    const run = (nodes: number): unknown => {
      const budget = { steps: 100, nesting: 10, nodes, spent: false }
      const [entry] = bodyNode(body, { ...emptyScope(), budget }, 'a = [1, 2]\n').entries
      return [
        entry?.value.kind === 'list' && entry.value.items.map((one) => (one.kind === 'scalar' ? one.unknown?.why : '')),
        budget.spent,
      ]
    }
    expect(emptyScope().budget.nodes).toBe(MAX_HCL_NODES)
    expect(run(3)).toEqual([[undefined, undefined], false])
    expect(run(2)).toEqual([[undefined, 'its values are too large to look through'], true])
  })

  test('MAX_HCL_PIECES pieces make a text, one more leaves it unknown', () => {
    const run = (count: number): unknown => jsonOf(evaluated(`"\${join("", [for x in range(${count}): "a"])}b"`))
    expect(String(run(MAX_HCL_PIECES / 2 - 1))).toHaveLength(MAX_HCL_PIECES / 2)
    expect(run(MAX_HCL_PIECES)).toBe('? partly')
  })
})
