import { describe, expect, test } from '@jest/globals'
import { judge } from '../../src/judge/judge.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import type { PolicyInput } from '../../src/policy/input.ts'
import { mistakes, readPolicy } from '../../src/policy/read.ts'
import { facts, use } from '../judge/facts.ts'
import { FILES, input } from './policy-text.ts'

const TEAM = '.github/preadmit/team.yml'

/** A policy whose files are given by path. */
function withFiles(text: string, included: Readonly<Record<string, string>>): PolicyInput {
  return {
    ...input(text, new Map([...FILES, ...Object.entries(included)])),
    included: new Map(Object.entries(included).map(([path, content]) => [path, parseYaml(content).documents])),
  }
}

const told = (text: string, included: Readonly<Record<string, string>>): readonly string[] =>
  mistakes(withFiles(text, included)).map(({ position, message }) => `${position?.file}:${position?.line} ${message}`)

describe('a policy of several files', () => {
  const main = `version: 1\nmode: enforce\ninclude: [${TEAM}]\nauthorities: {a: {github: {repository: acme/web}}}\nimages:\n  - {match: [ghcr.io/**], pinned: true}\n`

  test('has the demands of all, and says in which file each stands', () => {
    const team = 'version: 1\nimages:\n  - match: [docker.io/**]\n    pinned: true\n    signedBy: {anyOf: [a]}\n'
    const policy = readPolicy(withFiles(main, { [TEAM]: team }))
    expect(policy.images.map(({ line, file }) => [line, file])).toEqual([
      [6, undefined],
      [3, TEAM],
    ])
    const unpinned = judge(policy, facts([use('nginx:1')])).findings.find(({ rule }) => rule === 'image/unpinned')
    expect(unpinned?.message).toBe(`\`nginx:1\` has no digest, and the policy (line 3 of ${TEAM}) demands one`)
  })

  test('may name in one file who is declared in another', () => {
    const team = 'version: 1\nauthorities: {b: {key: {file: keys/cosign.pub}}}\n'
    expect(told(`${main}  - {match: [quay.io/**], signedBy: {anyOf: [a, b]}}\n`, { [TEAM]: team })).toEqual([])
  })

  test.each<[string, string, string]>([
    ['a mistake in an included file is told there', 'version: 1\nignored: [a]\n', `${TEAM}:2 unknown key "ignored"`],
    ['an included file cannot soften the whole', 'version: 1\nmode: warn\n', `${TEAM}:2 unknown key "mode"`],
    ['an included file cannot include', `version: 1\ninclude: [${TEAM}]\n`, `${TEAM}:2 unknown key "include"`],
    [
      'a name is given once',
      'version: 1\nauthorities: {a: {github: {repository: evil/web}}}\n',
      `${TEAM}:2 "a" is given in .github/preadmit.yml as well`,
    ],
    ['an empty file is no policy', '# nothing\n', `${TEAM}:1 the policy is empty`],
  ])('%s', (_, team, expected) => {
    expect(told(main, { [TEAM]: team })).toEqual([expected])
  })

  test('a level is given once', () => {
    const two = `version: 1\ninclude: [${TEAM}]\nrules: {image/unpinned: error}\n`
    expect(told(two, { [TEAM]: 'version: 1\nrules: {image/unpinned: off}\n' })).toEqual([
      `${TEAM}:2 "image/unpinned" is given in .github/preadmit.yml as well`,
    ])
  })

  test('a file that is not there is a mistake of the line that includes it', () => {
    expect(told(main, {})).toEqual([`.github/preadmit.yml:3 there is no file "${TEAM}" at the commit of the policy`])
  })

  test('that was not parsed is never taken for an empty one', () => {
    const given = { ...withFiles(main, { [TEAM]: 'version: 1\n' }), included: new Map() }
    expect(() => readPolicy(given)).toThrow()
  })

  test('knows in every file who signs images and attests nothing', () => {
    const notation = '{notation: {trustStore: [certs/acme-ca.pem], identities: ["C=US, ST=WA, O=acme"]}}'
    const own = main.replace('{a: {github: {repository: acme/web}}}', `{a: {github: {repository: acme/web}}, n: ${notation}}`)
    const attested = (quantity: string): string =>
      `version: 1\nimages:\n  - match: [docker.io/**]\n    attestations:\n      - {type: sbom, signedBy: {${quantity}}}\n`
    expect(told(own, { [TEAM]: attested('anyOf: [a]') })).toEqual([])
    for (const quantity of ['anyOf: [a, n]', 'allOf: [n]', 'atLeast: {count: 1, of: [n, a]}'])
      expect(told(own, { [TEAM]: attested(quantity) })).toEqual([
        expect.stringMatching(/team.yml:5 "n" can never have attested it/),
      ])
  })
})
