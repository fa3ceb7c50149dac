import { describe, expect, test } from '@jest/globals'
import { formatFloat } from '../../../src/languages/gofmt/float.ts'
import { printAll, printValue } from '../../../src/languages/gofmt/print.ts'
import { formatText } from '../../../src/languages/gofmt/printf.ts'
import { canBackquote, quote, quoteText } from '../../../src/languages/gofmt/quote.ts'
import { piecesOf, text, unknownText } from '../../../src/languages/govalue/text.ts'
import { bool, bytes, float, int, list, map, NIL, unknownValue, type Value } from '../../../src/languages/govalue/value.ts'

const say = (format: string, ...args: readonly Value[]): string => formatText(text(format), args, () => {}).text
const listed = list([text('a'), NIL, int(1), float(2)])
const mapped = map(
  new Map<string, Value>([
    ['b', bool(true)],
    ['a', text('x')],
    ['Z', NIL],
  ]),
)

describe('numbers are printed as strconv prints them', () => {
  const shortest: readonly (readonly [number, string])[] = [
    [100000, '100000'],
    [1e6, '1e+06'],
    [1234567, '1.234567e+06'],
    [65535.5, '65535.5'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [3, '3'],
    [-0, '-0'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NaN, 'NaN'],
  ]
  test.each(shortest)('%s', (number, printed) => {
    expect(printValue(float(number)).text).toBe(printed)
  })

  test('with a precision the exact value is rounded, halves to even', () => {
    expect([0.5, 1.5, 2.5].map((one) => formatFloat(one, 'f', 0))).toEqual(['0', '2', '2'])
    expect(formatFloat(2.345, 'f', 2)).toBe('2.35')
    expect(formatFloat(1.005, 'f', 2)).toBe('1.00')
    expect(formatFloat(999.95, 'e', 3)).toBe('1.000e+03')
    expect(formatFloat(1, 'x', -1)).toBe('0x1p+00')
    expect(formatFloat(1, 'b', -1)).toBe('4503599627370496p-52')
  })
})

describe('verbs', () => {
  const cases: readonly (readonly [string, readonly Value[], string])[] = [
    ['%5d|%-5d|%05d|%+d|% d', [int(3), int(4), int(-5), int(6), int(7)], '    3|4    |-0005|+6| 7'],
    [
      '%x|%X|%#x|%o|%#o|%O|%b|%c|%q|%U|%#U',
      Array.from({ length: 11 }, () => int(65)),
      "41|41|0x41|101|0101|0o101|1000001|A|'A'|U+0041|U+0041 'A'",
    ],
    ['%6.2f|%-8.1f|%e|%g|%G', Array.from({ length: 5 }, () => float(1.23456)), '  1.23|1.2     |1.234560e+00|1.23456|1.23456'],
    [
      '%s|%10s|%-4s|%.2s|%q|%x|% x|%#v',
      Array.from({ length: 8 }, () => text('ab\n')),
      'ab\n|       ab\n|ab\n |ab|"ab\\n"|61620a|61 62 0a|"ab\\n"',
    ],
    ['%v %d', [listed, listed], '[a <nil> 1 2] [%!d(string=a) <nil> 1 %!d(float64=2)]'],
    ['%v|%#v', [mapped, mapped], 'map[Z:<nil> a:x b:true]|map[string]interface {}{"Z":interface {}(nil), "a":"x", "b":true}'],
    [
      '%T %T %T %T %T',
      [NIL, listed, mapped, int(1, 'int64'), float(1)],
      '<nil> []interface {} map[string]interface {} int64 float64',
    ],
    ['%v %s %x', [bytes(text('ab')), bytes(text('ab')), bytes(text('ab'))], '[97 98] ab 6162'],
    ['%', [], '%!(NOVERB)'],
    ['%d%%', [text('x')], '%!d(string=x)%'],
    ['%z', [int(1)], '%!z(int=1)'],
  ]
  test.each(cases)('%s', (format, args, printed) => {
    expect(say(format, ...args)).toBe(printed)
  })

  test('operands by index, widths from operands', () => {
    expect(say('%[2]s %[1]s', text('a'), text('b'))).toBe('b a')
    expect(say('%*d|%-*d|', int(4), int(1), int(4), int(2))).toBe('   1|2   |')
    expect(say('%[3]s', text('a'))).toBe('%!s(BADINDEX)')
    expect(say('%*d', text('a'), int(1))).toBe('%!(BADWIDTH)1')
  })

  test('print puts spaces between what is no string', () => {
    expect(printAll([int(1), int(2), text('a'), text('b'), int(3), NIL]).text).toBe('1 2ab3 <nil>')
  })
})

describe('quotes', () => {
  test('are those of strconv.Quote', () => {
    expect(quote('é "x"\t\x00\u200b\u{1f600}\udcff')).toBe('"é \\"x\\"\\t\\x00\\u200b\u{1f600}\\xff"')
    expect(quote('é', true)).toBe('"\\u00e9"')
    expect([canBackquote('a\tb'), canBackquote('a`b'), canBackquote('a\nb')]).toEqual([true, false, false])
  })

  test('keep pieces, and what is unknown cannot leave them', () => {
    const quoted = quoteText(unknownText({ why: 'w', id: 'i', alphabet: 'any' }))
    expect(piecesOf(quoted).map((piece) => [piece.text, piece.unknown?.alphabet])).toEqual([
      ['"', undefined],
      ['unknown', 'escaped'],
      ['"', undefined],
    ])
  })
})

describe('unknown operands', () => {
  const unknown = { why: 'given later', id: 'u', alphabet: 'any' } as const
  test('are unknown pieces, all of a container that holds one', () => {
    const printed = formatText(text('a-%s-%v'), [unknownText(unknown), list([unknownText(unknown)])], () => {})
    expect(piecesOf(printed).map((piece) => piece.unknown?.why ?? piece.text)).toEqual(['a-', 'given later', '-', 'given later'])
  })

  test('a number whose value is unknown is a word', () => {
    expect(printValue(unknownValue(unknown, 'int')).unknown?.alphabet).toBe('word')
  })
})
