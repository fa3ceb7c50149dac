import { describe, expect, test } from '@jest/globals'
import { partOf, unitSettings, unquoted } from '../../../src/languages/systemd/unit-lines.ts'

describe('a unit file', () => {
  test('gives its settings with their sections', () => {
    const found = unitSettings('# c\n[Container]\nImage=a:1\n Label = x = y \n[Install]\nWantedBy=b\n')
    expect(found.map(({ section, key, value }) => [section, key, value])).toEqual([
      ['Container', 'Image', 'a:1'],
      ['Container', 'Label', 'x = y'],
      ['Install', 'WantedBy', 'b'],
    ])
  })

  test('goes on behind a backslash, comments left out, a blank in its place', () => {
    const text = '[Container]\nExec=a \\\n# not this\n  b\nImage=x\n'
    const [exec, image] = unitSettings(text)
    expect([exec?.value.replace(/ +/g, ' '), image?.value]).toEqual(['a b', 'x'])
    const at = exec === undefined ? undefined : partOf(exec, exec.value.indexOf('b'), 1)
    expect(text.slice(at?.start, at?.end)).toBe('b')
  })

  test('is the same with CRLF', () => {
    expect(unitSettings('[Image]\r\nImage=a:1\r\n').map(({ section, value }) => [section, value])).toEqual([['Image', 'a:1']])
  })

  test.each([
    ['"a:1"', 'a:1'],
    ["'a:1'", 'a:1'],
    ['a:1', 'a:1'],
    ['"a" "b"', '"a" "b"'],
  ])('the value %s is %s', (value, text) => {
    expect(unquoted(value).text).toBe(text)
  })
})
