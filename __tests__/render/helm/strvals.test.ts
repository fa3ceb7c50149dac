import { describe, expect, test } from '@jest/globals'
import { MAX_SET_INDEX, MAX_SET_LEVELS } from '../../../src/model/limits.ts'
import { printed } from './charts.ts'

// Expectations are what helm v3.22.0 prints for the same --set, --set-string and --set-json.
function set(text: string, form: 'set' | 'string' | 'json' = 'set'): unknown {
  return printed('v: {{ toJson .Values }}', 'a: {b: [1, 2]}', { values: [{ kind: 'set', text, form }] })
}

describe('--set', () => {
  test.each<[string, unknown]>([
    ['a.b[0]=9', { a: { b: [9] } }],
    ['x.y\\.z=1', { a: { b: [1, 2] }, x: { 'y.z': 1 } }],
    ['l={p,1,true}', { a: { b: [1, 2] }, l: ['p', 1, true] }],
    ['n=012,h=0x1F,f=1.5,t=true,s=', { a: { b: [1, 2] }, n: '012', h: '0x1F', f: '1.5', t: true, s: '' }],
    ['m[1].x=y', { a: { b: [1, 2] }, m: [null, { x: 'y' }] }],
    ['a=null', {}],
  ])('%s', (text, values) => expect(set(text)).toEqual([{ v: values }]))

  test.each<[string, string]>([
    ['a', 'key "a" has no value'],
    ['a[99999]=1', 'greater than maximum supported index'],
    ['a[-1]=1', 'negative -1 index'],
    ['l={a', "list must terminate with '}'"],
  ])('%s is refused', (text, why) => expect(set(text)).toContain(why))
})

test('--set-string makes texts of all', () =>
  expect(set('x=5,y=true', 'string')).toEqual([{ v: { a: { b: [1, 2] }, x: '5', y: 'true' } }]))
test('--set-json reads JSON', () =>
  expect(set('x={"y":[1,null]},z=2', 'json')).toEqual([{ v: { a: { b: [1, 2] }, x: { y: [1, null] }, z: 2 } }]))

test('a text at a path is that text, whatever it holds', () => {
  const values = [{ kind: 'text', path: 'x.y', text: 'a,b=c\n{d}' }] as const
  expect(printed('v: {{ toJson .Values }}', '', { values })).toEqual([{ v: { x: { y: 'a,b=c\n{d}' } } }])
})

test('an index and levels at the limits of Helm are set, one past them is refused', () => {
  const levels = (count: number): string => `${'k.'.repeat(count)}k=1`
  expect(set(levels(MAX_SET_LEVELS))).toHaveLength(1)
  expect(set(levels(MAX_SET_LEVELS + 1))).toContain('greater than maximum supported nested level')
  expect(set(`m[${MAX_SET_INDEX + 1}]=1`)).toContain('greater than maximum supported index')
  expect(set(`m[${MAX_SET_INDEX}]=1`)).toHaveLength(1)
})
