import { describe, expect, test } from '@jest/globals'
import { compareScalars } from '../../src/compare/scalars.ts'
import type { ScalarDocument } from '../../src/model/account.ts'

const document = (lines: readonly string[], more: Partial<ScalarDocument> = {}): ScalarDocument => ({
  file: 'a.yaml',
  format: '',
  scalars: lines.map((line, at) => {
    const [path = '', text = ''] = line.split('=')
    return { path: path.split('/'), text, span: { start: at, end: at + 1 } }
  }),
  ...more,
})
const said = (base: readonly ScalarDocument[], head: readonly ScalarDocument[]): readonly string[] =>
  compareScalars(base, head).map(({ kind, scalar, before, gone }) => {
    const what = `${kind} ${scalar.path.join('/')}=${scalar.text}`
    return [what, ...(before === undefined ? [] : [`was ${before.text}`]), ...(gone === undefined ? [] : [gone])].join(', ')
  })

describe('the scalars of two sides', () => {
  test('that moved within a list are the same', () => {
    expect(said([document(['a/*=1', 'a/*=2'])], [document(['a/*=2', 'a/*=1'])])).toEqual([])
  })

  test('are altered where the path stays, added and removed where it does not', () => {
    expect(said([document(['tag=1', 'old=x'])], [document(['tag=2', 'new=x'])])).toEqual([
      'altered tag=2, was 1',
      'added new=x',
      'removed old=x, scalar',
    ])
  })

  test('of an item of a list that is called otherwise differ by the name alone', () => {
    const of = (name: string) => document([`a/[${name}]/name=${name}`, `a/[${name}]/tag=1`])
    expect(said([of('web')], [of('api')])).toEqual(['altered a/[api]/name=api, was web'])
  })

  test('say that their document or file went', () => {
    const object = document(['tag=1'], { apiVersion: 'v1', kind: 'A', name: 'a' })
    const other = document(['tag=1'], { apiVersion: 'v1', kind: 'A', name: 'b' })
    expect(said([object, other], [other])).toEqual(['removed tag=1, document'])
    expect(said([object], [])).toEqual(['removed tag=1, file'])
  })

  test('of objects are compared by group, not by version', () => {
    const at = (apiVersion: string) => document([`apiVersion=${apiVersion}`, 'tag=1'], { apiVersion, kind: 'A', name: 'a' })
    expect(said([at('x.io/v1')], [at('x.io/v2')])).toEqual(['altered apiVersion=x.io/v2, was x.io/v1'])
  })
})
