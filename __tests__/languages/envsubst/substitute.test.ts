import { describe, expect, test } from '@jest/globals'
import { substitute } from '../../../src/languages/envsubst/substitute.ts'
import { piecesOf, type Text, text, unknownText } from '../../../src/languages/govalue/text.ts'

const LIMITS = { depth: 5, steps: 10_000 }
const SECRET = unknownText({ why: 'a Secret', id: 's', alphabet: 'any' })
const VALUES: ReadonlyMap<string, Text> = new Map([
  ['a', text('Hello World')],
  ['p', text('/x/y/z.tar.gz')],
  ['e', text('')],
  ['é', text('éÀß')],
  ['secret', SECRET],
])

function put(template: string, strict = false, limits = LIMITS) {
  return substitute(text(template), { variable: (name) => VALUES.get(name), strict, limits })
}

function result(template: string, strict = false): string {
  const found = put(template, strict)
  return found.ok ? found.text.text : `error: ${found.why}`
}

describe('variables of postBuild', () => {
  test.each([
    ['${a}', 'Hello World'],
    ['$a $$a $${a} $(a) \\${a}', '$a $a ${a} $(a) \\Hello World'],
    ['${m:-d}${e:=d}${m=d}${m:?d}${a:+d}', 'ddddHello World'],
    ['${m:-${a}} ${m:-$a} ${a:-d}}', 'Hello World $a Hello World}'],
    ['${#a} ${#é}', '11 6'],
    ['${a,} ${a,,} ${a^^} ${é^^}', 'hello World hello world HELLO WORLD ÉÀß'],
    ['${a:2} ${a:2:3} ${a: -3} ${a:99}', 'llo World llo Hello World '],
    ['${a/l/L} ${a//l/L} ${a/#He/J} ${a/%ld/LD}', 'HeLlo World HeLLo WorLd Jllo World Hello WorLD'],
    ['${p#*/} ${p##*/} ${p%.*} ${p%%.*} ${p##*[x-z].}', 'x/y/z.tar.gz z.tar.gz /x/y/z.tar /x/y/z tar.gz'],
    ['${p//\\//-}', '-x-y-z.tar.gz'],
    ['${m}', ''],
  ])('%s', (template, wanted) => {
    expect(result(template)).toBe(wanted)
  })

  test.each([
    ['${m-d}', 'missing closing brace'],
    ['${a.b}', 'missing closing brace'],
    ['${', 'unable to parse variable name'],
    ['${a//l}', 'bad substitution'],
    ['${a:1:-5}', 'slice bounds out of range [1:-4]'],
  ])('%s is refused', (template, why) => {
    expect(result(template)).toBe(`error: ${why}`)
  })

  test('that are not set are refused where Flux is strict, unless they have a default', () => {
    expect(result('${m}', true)).toBe('error: variable not set (strict mode): "m"')
    expect(result('${m:-d}', true)).toBe('d')
  })

  test('keep where they come from', () => {
    const place = { file: 'vars.yaml', span: { start: 3, end: 6 } }
    const found = substitute(text('x-${v}-y', place, 0), { variable: () => text('abc', place, 3), strict: true, limits: LIMITS })
    expect(found.ok && piecesOf(found.text).map((piece) => [piece.text, piece.start])).toEqual([
      ['x-', 0],
      ['abc', 3],
      ['-y', 6],
    ])
  })

  test('that are unknown stay unknown, whatever is done with them', () => {
    for (const template of ['${secret}', '${secret:-d}', '${secret^^}', '${a/H/${secret}}', '${m:-${secret}}']) {
      const found = put(template)
      expect(found.ok && found.text.unknown?.why).toBe('a Secret')
    }
    const known = put('${a:-${secret}}')
    expect(known.ok && known.text.unknown).toBeUndefined()
  })

  test('nest as deep as is allowed, and cost as much work as is allowed', () => {
    const nested = (depth: number) => ['${m:-'.repeat(depth), 'd', '}'.repeat(depth)].join('')
    expect(result(nested(5))).toBe('d')
    expect(put(nested(6))).toMatchObject({ ok: false, limit: true })
    expect(put('${a}', false, { depth: 5, steps: 12 })).toMatchObject({ ok: true })
    expect(put('${a}', false, { depth: 5, steps: 11 })).toMatchObject({ ok: false, limit: true })
  })
})
