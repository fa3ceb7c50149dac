import { describe, expect, test } from '@jest/globals'
import { MAX_FILE_BYTES, MAX_TEMPLATE_KEYS_TEXT } from '../../src/model/limits.ts'
import { type Files, lookAt } from './change.ts'

describe('the templates of a chart', () => {
  const use = 'image: "acme.example/a:{{ .Values.shade }}"\n'
  const half = '# '.padEnd(MAX_FILE_BYTES / 2 - 1, 'x').concat('\n')
  const chart = (length: number, values: string): Files => ({
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/templates/a.yaml': half,
    'web/templates/b.yaml': half.slice(0, length - half.length - use.length),
    'web/templates/c.yaml': use,
    'web/values.yaml': values,
  })
  const asked = (length: number) =>
    lookAt(chart(length, 'shade: "1"\nother: "1"\n'), chart(length, 'shade: "2"\nother: "2"\n'))
      .unaccounted.filter(({ kind }) => kind === 'deciding')
      .flatMap(({ keys }) => keys)

  test('tell which keys take part in an image, as long as they are gone through', () => {
    expect(asked(MAX_TEMPLATE_KEYS_TEXT)).toEqual(['shade'])
  })

  test('and beyond any key may', () => {
    expect(asked(MAX_TEMPLATE_KEYS_TEXT + 1)).toEqual(['shade', 'other'])
  })
})
