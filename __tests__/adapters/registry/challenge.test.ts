import { expect, test } from '@jest/globals'
import { parseChallenges } from '../../../src/adapters/registry/challenge.ts'

test.each([
  [
    'Bearer realm="https://a/t",service="s",scope="repository:x:pull,push"',
    ['bearer realm=https://a/t service=s scope=repository:x:pull,push'],
  ],
  ['Bearer realm="https://a/t",service="s",Basic realm="b"', ['bearer realm=https://a/t service=s', 'basic realm=b']],
  ['Basic realm="b, c", Bearer realm=x , service="q\\"uote"', ['basic realm=b, c', 'bearer realm=x service=q"uote']],
  ['basic REALM="https://ecr.example/",service="ecr"', ['basic realm=https://ecr.example/ service=ecr']],
  ['Negotiate, Basic realm="b"', ['negotiate', 'basic realm=b']],
  ['Negotiate abc==, Basic realm="b"', ['negotiate', 'basic realm=b']],
  ['Bearer', ['bearer']],
  ['Bearer realm="a",realm="b"', ['bearer realm=a']],
  ['Bearer realm = "a" , service = s', ['bearer realm=a service=s']],
  ['', []],
  [',,', []],
  ['"', []],
  ['Bearer realm="unclosed', ['bearer']],
])('%s', (header, expected) => {
  const shown = parseChallenges(header).map(({ scheme, params }) =>
    [scheme, ...Object.entries(params).map(([k, v]) => `${k}=${v}`)].join(' '),
  )
  expect(shown).toEqual(expected)
})

test('a header of megabytes is read in bounded time', () => {
  expect(parseChallenges('a=,'.repeat(1_000_000)).length).toBeLessThan(10_000)
  expect(parseChallenges(`Bearer realm="${'\\'.repeat(1_000_000)}`)).toHaveLength(1)
})
