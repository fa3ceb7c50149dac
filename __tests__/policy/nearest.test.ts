import { describe, expect, test } from '@jest/globals'
import { takeNotes } from '../../src/policy/mistakes.ts'
import { nearest } from '../../src/policy/nearest.ts'
import { mistakes, readPolicy } from '../../src/policy/read.ts'
import { input } from './policy-text.ts'

describe('the nearest word', () => {
  test.each([
    ['imges', 'images'],
    ['iamges', 'images'],
    ['IMAGES', 'images'],
    ['imagesss', 'images'],
    ['something-else', undefined],
  ])('of %s is %s', (word, expected) => {
    expect(nearest(word, ['version', 'images', 'rules'])).toBe(expected)
  })
})

test('what to write instead is worked out for a mistake that is shown, and not for the others', () => {
  const asked: string[] = []
  const notes = takeNotes()
  for (const word of ['first', 'second']) {
    notes.add({ kind: 'scalar', span: { start: 0, end: 1 }, text: word, plain: true }, `wrong: ${word}`, () => {
      asked.push(word)
      return `write ${word}`
    })
  }
  expect(notes.count()).toBe(2)
  expect(notes.all()[0]?.hint).toBe('write first')
  expect(asked).toEqual(['first'])
})

test('a missing key is told apart from a misspelt one', () => {
  expect(mistakes(input('verison: 1\n')).map(({ message }) => message)).toEqual(['unknown key "verison"'])
  expect(mistakes(input('rules: {pod-security: off}\n')).map(({ message }) => message)).toEqual(['the key "version" is missing'])
})

test('the line of an entry is counted over every kind of line break', () => {
  const text = 'version: 1\r\nimages:\r\n- match: [docker.io/**]\r\n  pinned: true\r\n- match: [ghcr.io/**]\r\n  pinned: true\r\n'
  expect(readPolicy(input(text)).images.map((one) => one.line)).toEqual([3, 5])
})
