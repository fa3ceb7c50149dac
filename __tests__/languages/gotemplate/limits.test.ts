import { describe, expect, test } from '@jest/globals'
import { LimitReached } from '../../../src/languages/govalue/callable.ts'
import { jsonValue, print, rendered } from './rendered.ts'

const data = jsonValue({ s: 'text' })

describe('bounds are held while working', () => {
  test('steps: at the limit it prints, one past it stops', () => {
    const limits = { depth: 10, size: 1000 }
    const template = '{{ range 3 }}x{{ end }}'
    const least = [...Array(200).keys()].find((steps) => {
      try {
        print(template, data, { limits: { ...limits, steps } })
        return true
      } catch (error) {
        expect(error).toBeInstanceOf(LimitReached)
        return false
      }
    })
    expect(least).toBeGreaterThan(3)
    expect(least).toBeLessThan(30)
  })

  test('an endless loop ends', () => {
    expect(() => print('{{ range 999999999999 }}{{ end }}', data)).toThrow(LimitReached)
  })

  test('characters that are printed: 10 are, 11 are not', () => {
    const limits = { steps: 1000, depth: 10, size: 10 }
    expect(print('0123456789', data, { limits }).text).toBe('0123456789')
    expect(() => print('0123456789a', data, { limits })).toThrow(LimitReached)
  })

  test('a width that printf would fill', () => {
    const limits = { steps: 1000, depth: 10, size: 100 }
    expect(print('{{ printf "%100d" 1 }}', data, { limits }).text).toHaveLength(100)
    expect(() => print('{{ printf "%101d" 1 }}', data, { limits })).toThrow(LimitReached)
  })

  test('templates in each other: as deep as allowed, one deeper is a limit, and so is recursion without end', () => {
    const nested = '{{ define "a" }}{{ template "b" }}{{ end }}{{ define "b" }}x{{ end }}{{ template "a" }}'
    expect(print(nested, data, { limits: { steps: 1000, depth: 3, size: 10 } }).text).toBe('x')
    expect(() => print(nested, data, { limits: { steps: 1000, depth: 2, size: 10 } })).toThrow(LimitReached)
    const endless = '{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}'
    expect(() => print(endless, data, { limits: { steps: 1e9, depth: 1e9, size: 10 } })).toThrow(LimitReached)
  })

  test('parentheses nested without end do not parse, and nothing crashes', () => {
    expect(rendered(`{{ ${'('.repeat(100_000)} }}`, data)).toMatchObject({ stage: 'parse' })
    expect(rendered('{{ if 1 }}'.repeat(100_000), data)).toMatchObject({ stage: 'parse' })
  })
})
