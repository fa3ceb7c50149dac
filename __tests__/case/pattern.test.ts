import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { matchesName, matchesRepository } from '../../src/case/pattern.ts'
import { type ImageName, parseImageName } from '../../src/model/image-name.ts'
import { digestOf } from '../judge/facts.ts'
import { mistakesIn } from '../policy/policy-text.ts'

function nameOf(text: string): ImageName {
  const parsed = parseImageName(text)
  if (!parsed.ok) throw new Error(parsed.why)
  return parsed.name
}

const label = fc.stringMatching(/^[a-c]{1,3}$/)
const host = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'))
const segment = fc.stringMatching(/^[a-c]{1,4}$/)
const repository = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))
const starred = (part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    part,
    fc.constant('*'),
    part.map((text) => `${text}*`),
    part.map((text) => `*${text}`),
  )
const pattern = fc
  .tuple(
    fc.array(starred(label), { minLength: 2, maxLength: 4 }),
    fc.array(fc.oneof(starred(segment), fc.constant('**')), { minLength: 1, maxLength: 4 }),
  )
  .map(([labels, segments]) => `${labels.join('.')}/${segments.join('/')}`)

describe('a pattern for images', () => {
  test.each<[string, string, boolean]>([
    ['**', 'nginx', true],
    ['docker.io/library/nginx', 'nginx:1.27', true],
    ['docker.io/**', 'nginx', true],
    ['docker.io/library/*', 'acme/nginx', false],
    ['ghcr.io/acme/**', 'ghcr.io/acme/web/api', true],
    ['ghcr.io/acme/*', 'ghcr.io/acme/web/api', false],
    ['ghcr.io/acme/**', 'ghcr.io/acme-evil/web', false],
    ['ghcr.io/acme/**', 'ghcr.io.evil.example/acme/web', false],
    ['ghcr.io/acme/**', 'evil.example/ghcr.io/acme/web', false],
    ['ghcr.io/**/web', 'ghcr.io/a/b/c/web', true],
    ['ghcr.io/acme/web-*', 'ghcr.io/acme/web-api', true],
    ['ghcr.io/acme/web-*', 'ghcr.io/acme/web', false],
    ['*.acme.example/**', 'eu.acme.example/web', true],
    ['*.acme.example/**', 'a.eu.acme.example/web', false],
    ['*.acme.example/**', 'acme.example/web', false],
    ['localhost:5000/**', 'localhost:5000/web', true],
    ['localhost:5000/**', 'localhost:5001/web', false],
  ])('%s and %s', (one, text, expected) => {
    expect(matchesRepository(one, nameOf(text))).toBe(expected)
  })

  test.each([
    'index.docker.io/library/nginx',
    'registry-1.docker.io/library/nginx',
    'docker.io:443/library/nginx',
    'DOCKER.IO/library/nginx',
    'nginx',
  ])('meets %s under its canonical name, so that another spelling does not reach around it', (text) => {
    expect(matchesRepository('docker.io/library/nginx', nameOf(text))).toBe(true)
  })

  test('never matches a host with more or fewer labels than it writes', () => {
    fc.assert(
      fc.property(pattern, host, repository, (one, registry, path) => {
        const matched = matchesRepository(one, { registry, repository: path })
        return !matched || registry.split('.').length === one.split('/')[0]?.split('.').length
      }),
    )
  })

  test('that a policy accepts and that ends in acme/** matches no other owner, and no other host than it writes', () => {
    fc.assert(
      fc.property(host, repository, fc.constantFrom('acme', 'acme-evil', 'acmex', 'xacme', 'evil'), (registry, path, owner) => {
        const matched = matchesRepository('aa.bb/acme/**', { registry, repository: `${owner}/${path}` })
        return matched === (registry === 'aa.bb' && owner === 'acme')
      }),
    )
  })

  test('that a policy accepts never leaves the end of the host open', () => {
    fc.assert(
      fc.property(pattern, (one) => {
        const accepted = mistakesIn(`version: 1\nimages: [{pinned: true, match: ["${one}"]}]`).length === 0
        const lastLabel = one.split('/')[0]?.split('.').at(-1) ?? ''
        return !accepted || !lastLabel.includes('*')
      }),
      { numRuns: 50 },
    )
  })

  test('takes linear time: fifty stars against a hundred thousand characters', () => {
    const stars = 'a*'.repeat(50)
    const long = 'a'.repeat(100_000)
    expect(matchesRepository(`ghcr.io/acme/${stars}b`, { registry: 'ghcr.io', repository: `acme/${long}` })).toBe(false)
    expect(matchesRepository(`${stars}.io/acme`, { registry: `${long}b.io`, repository: 'acme' })).toBe(true)
  })
})

describe('the image of an exception', () => {
  test.each<[string, string, boolean]>([
    ['docker.io/library/redis', 'redis:7.4', true],
    ['docker.io/library/redis:7.4', 'redis:7.4', true],
    ['docker.io/library/redis:7.4', 'redis:7', false],
    ['docker.io/library/redis:7.4', 'redis', false],
    ['docker.io/library/redis:7.4', `redis:7.4@${digestOf('x')}`, true],
    [`docker.io/library/redis@${digestOf('x')}`, `redis:7@${digestOf('x')}`, true],
    [`docker.io/library/redis@${digestOf('x')}`, `redis:7@${digestOf('y')}`, false],
    ['docker.io/library/*:7.4', 'redis:7.4', true],
  ])('%s and %s', (one, text, expected) => {
    expect(matchesName(one, nameOf(text))).toBe(expected)
  })
})
