import { describe, expect, test } from '@jest/globals'
import { githubText, gitlabText, goStringText, helmText, jsonText } from '../../../src/languages/yaml/scalar-texts.ts'
import type { ScalarNode } from '../../../src/model/tree.ts'

const plain = (text: string): ScalarNode => ({ kind: 'scalar', span: { start: 0, end: 0 }, text, plain: true })

/** As Helm 3.22.0 and 4.3.2 print `{{ .Values.x }}`, Helm takes `appVersion`, and Tekton 1.0.0 its parameters. */
describe('a value as Go programs read and print it', () => {
  test.each([
    ['1.10', '1.1', '1.1', '1.1'],
    ['20240101', '2.0240101e+07', '20240101', '20240101'],
    ['6512e94', '6.512e+97', '6.512e+97', '6.512e+97'],
    ['0123', '83', '83', '83'],
    ['0755', '493', '493', '493'],
    ['1_10', '110', '110', '110'],
    ['0x1F', '31', '31', '31'],
    ['0o17', '15', '15', '15'],
    ['0b101', '5', '5', '5'],
    ['08', '8', '8', '8'],
    ['1e3', '1000', '1000', '1000'],
    ['1e6', '1e+06', '1e+06', '1000000'],
    ['999999', '999999', '999999', '999999'],
    ['1234567', '1.234567e+06', '1234567', '1234567'],
    ['2.0', '2', '2', '2'],
    ['.5', '0.5', '0.5', '0.5'],
    ['-0', '0', '0', '0'],
    ['-3', '-3', '-3', '-3'],
    ['0.00001', '1e-05', '1e-05', '0.00001'],
    ['18446744073709551615', '1.8446744073709552e+19', '18446744073709551615', '18446744073709551615'],
    ['9007199254740993', '9.007199254740992e+15', '9007199254740993', '9007199254740993'],
    ['y', 'true', 'true', 'true'],
    ['Off', 'false', 'false', 'false'],
    ['1:30', '1:30', '1:30', '1:30'],
    ['2024-01-01', '2024-01-01', '2024-01-01', '2024-01-01'],
    ['1.2.3', '1.2.3', '1.2.3', '1.2.3'],
    ['1e400', '1e400', '1e400', '1e400'],
    ['v1', 'v1', 'v1', 'v1'],
  ])('%s', (text, helm, field, json) => {
    const node = plain(text)
    expect([helmText(node), goStringText(node), jsonText(node)]).toEqual([helm, field, json])
  })

  test('quotes and a tag make it a text', () => {
    expect(helmText({ ...plain('1.10'), plain: false })).toBe('1.10')
    expect(helmText({ ...plain('1.10'), tag: '!!str' })).toBe('1.10')
  })
})

/** As @actions/workflow-parser 0.3.61 types them. */
describe('a value as GitHub reads it', () => {
  test.each([
    ['3.10', '3.1'],
    ['0x10', '16'],
    ['1e2', '100'],
    ['0o17', '15'],
    ['017', '17'],
    ['20240101', '20240101'],
    ['True', 'true'],
    ['yes', 'yes'],
    ['3.10.1', '3.10.1'],
  ])('%s is %s', (text, expected) => {
    expect(githubText(plain(text))).toBe(expected)
  })
})

/** As Ruby 3.1 (Psych 4.0.3) types them. */
describe('a value as GitLab reads it', () => {
  test.each([
    ['1.10', '1.1'],
    ['1.0', '1.0'],
    ['0755', '493'],
    ['1_000', '1000'],
    ['0x10', '16'],
    ['20240101', '20240101'],
    ['yes', 'true'],
    ['v1', 'v1'],
    ['1.2.3', '1.2.3'],
  ])('%s is %s', (text, expected) => {
    expect(gitlabText(plain(text))).toBe(expected)
  })

  test.each(['1e3', '0o17', '08'])('%s is a text for Ruby and a number for others', (text) => {
    expect(gitlabText(plain(text))).toBeUndefined()
  })
})
