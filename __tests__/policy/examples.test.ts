import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { readCases, runCase } from '../../src/judge/cases.ts'
import { readFacts } from '../../src/judge/recorded.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import type { RulingKind } from '../../src/model/judgement.ts'
import type { PolicyInput } from '../../src/policy/input.ts'
import { placesExtendedBy, readPolicy } from '../../src/policy/read.ts'
import { policySchema } from '../../src/policy/schema.ts'
import { ABSENT, answered, digestOf, facts, image, PROVED, rulingsIn, type Said, template, use } from '../judge/facts.ts'
import { FILES, input, mistakesIn, policyOf, TODAY } from './policy-text.ts'

const folder = new URL('../../examples/', import.meta.url)
const textOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8')
const pinned = (text: string): string => `${text}@${digestOf(text)}`
const files = new Map([...FILES, ['keys/dhi.pub', FILES.get('keys/platform.pub') ?? '']])
const policies = readdirSync(folder).filter((file) => file.endsWith('.yml') && textOf(file).includes('\nversion: 1'))

/** An example with what it extends: other examples, as if they were in a repository of their own. */
function given(file: string): PolicyInput {
  const own = input(textOf(file), files)
  const extended = own.documents.flatMap(placesExtendedBy).map(({ place }) => {
    const source = {
      kind: 'file',
      path: place.path,
      repository: place.repository,
      commit: place.commit,
      digest: 'sha256:1',
    } as const
    return { place, policy: readPolicy({ ...input(textOf(place.path), files), source, isExtended: true }) }
  })
  return { ...own, extended }
}

/** The ruling on one image by an example, where exactly these authorities vouch for it. */
function ruled(file: string, text: string, vouching: readonly string[], path = 'k8s/app.yaml'): RulingKind | undefined {
  const policy = readPolicy(given(file))
  if (text.includes('{{')) return rulingsIn(policy, facts([template(text, path)]))[0]
  const subject = image(text, { config: { platform: 'linux/amd64', created: '2026-10-01T00:00:00Z', labels: [] } })
  const change = facts([use(text, path)], { answers: { [text]: subject } })
  return rulingsIn(
    policy,
    answered(policy, change, ({ authority }): Said => (vouching.includes(authority.name) ? PROVED : ABSENT)),
  )[0]
}

describe('the examples', () => {
  test.each(policies)('%s has no mistake', (file) => {
    const { documents } = parseYaml(textOf(file))
    expect(documents.length).toBe(1)
    expect(() => readPolicy(given(file))).not.toThrow()
  })

  test('are all judged below', () => {
    expect(policies.filter((file) => !CASES.some(([name]) => name === file))).toEqual([])
  })
})

const CASES: readonly (readonly [file: string, text: string, vouching: readonly string[], ruling: RulingKind, path?: string])[] =
  [
    ['who-built-our-images.yml', pinned('ghcr.io/acme/web:1'), ['release'], 'cleared'],
    ['who-built-our-images.yml', pinned('ghcr.io/acme/web:1'), [], 'blocked'],
    ['who-built-our-images.yml', 'ghcr.io/acme/web:1', ['release'], 'blocked'],
    ['who-built-our-images.yml', 'ghcr.io/acme/sandbox/x:1', [], 'cleared'],
    ['which-public-images-are-signed.yml', 'registry.k8s.io/pause:3.10', ['kubernetes'], 'cleared'],
    ['which-public-images-are-signed.yml', 'registry.k8s.io/pause:3.10', ['distroless'], 'blocked'],
    ['which-public-images-are-signed.yml', 'cgr.dev/chainguard/nginx', ['chainguard'], 'cleared'],
    ['which-public-images-are-signed.yml', 'dhi.io/python:3.13', ['docker-hardened'], 'cleared'],
    ['how-do-other-builders-sign.yml', 'registry.gitlab.com/acme/web:1', ['gitlab'], 'cleared'],
    ['how-do-other-builders-sign.yml', 'registry.acme.internal:5000/web:1', ['gitlab'], 'blocked'],
    ['which-registries-may-we-use.yml', 'nginx:1', [], 'cleared'],
    ['which-registries-may-we-use.yml', 'bitnami/redis:1', [], 'blocked'],
    ['how-do-we-start-without-blocking.yml', 'nginx:1', [], 'blocked'],
    ['how-must-two-parties-sign.yml', 'ghcr.io/acme/web:1', ['build', 'platform'], 'cleared'],
    ['how-must-two-parties-sign.yml', 'ghcr.io/acme/web:1', ['security', 'platform'], 'blocked'],
    ['how-must-two-parties-sign.yml', 'ghcr.io/acme/web:1', ['build'], 'blocked'],
    ['how-do-folders-differ.yml', 'nginx:1', [], 'cleared', 'dev/app.yaml'],
    ['how-do-folders-differ.yml', 'nginx:stable', [], 'blocked', 'dev/app.yaml'],
    ['how-do-folders-differ.yml', 'nginx:1', [], 'blocked', 'new/app.yaml'],
    ['how-do-folders-differ.yml', pinned('nginx:1'), [], 'cleared', 'new/app.yaml'],
    ['how-do-folders-differ.yml', pinned('nginx:1'), [], 'blocked', 'prod/app.yaml'],
    ['how-do-folders-differ.yml', pinned('ghcr.io/acme/web:1'), [], 'cleared', 'prod/app.yaml'],
    ['how-do-folders-differ.yml', 'redis:7.4', [], 'exempt', 'new/app.yaml'],
    ['what-does-an-organisation-demand.yml', pinned('ghcr.io/acme/web:1'), ['release'], 'cleared'],
    ['what-does-an-organisation-demand.yml', pinned('ghcr.io/acme/web:1'), [], 'blocked'],
    ['what-does-an-organisation-demand.yml', 'nginx:1', [], 'blocked'],
    ['what-does-an-organisation-demand.yml', 'nginx:1', [], 'cleared', 'dev/app.yaml'],
    ['what-does-an-organisation-demand.yml', 'nginx:latest', [], 'blocked', 'dev/app.yaml'],
    ['how-do-teams-add-demands.yml', pinned('ghcr.io/acme/payments/api:1'), ['release', 'payments'], 'cleared'],
    ['how-do-teams-add-demands.yml', pinned('ghcr.io/acme/payments/api:1'), ['release'], 'blocked'],
    ['how-do-teams-add-demands.yml', pinned('ghcr.io/acme/payments/api:1'), ['payments'], 'blocked'],
    ['how-do-teams-add-demands.yml', 'nginx:1', [], 'exempt', 'payments/demo/app.yaml'],
    ['how-do-teams-add-demands.yml', 'nginx:1', [], 'blocked'],
    ['how-is-a-demand-tried-out.yml', pinned('ghcr.io/acme/web:1'), [], 'cleared'],
    ['how-is-a-demand-tried-out.yml', 'ghcr.io/acme/web:1', ['release'], 'blocked'],
    ['how-do-branches-differ.yml', pinned('ghcr.io/acme/web:1'), [], 'blocked'],
    ['how-do-branches-differ.yml', pinned('nginx:1'), [], 'cleared'],
    ['how-do-branches-differ.yml', 'nginx:1', [], 'blocked'],
    ['how-fresh-must-images-be.yml', 'quay.io/prometheus/prometheus:v3', [], 'cleared'],
    ['how-fresh-must-images-be.yml', 'ghcr.io/acme/web:1', ['scanner'], 'blocked'],
    ['how-is-something-excused-for-a-while.yml', 'redis:7.4', [], 'exempt', 'dev/redis.yaml'],
    ['how-is-something-excused-for-a-while.yml', 'redis:7.4', [], 'blocked', 'prod/redis.yaml'],
    ['how-is-something-excused-for-a-while.yml', '{{ .Values.image }}', [], 'exempt', 'charts/web/templates/a.yaml'],
  ]

/** What organisations ask a policy for, and the example that says it. */
const WISHES: readonly (readonly [wish: string, file: string, says: string])[] = [
  ['only our registry', 'which-registries-may-we-use.yml', 'allowed: false'],
  ['digests everywhere but in dev', 'how-do-folders-differ.yml', 'paths: {except: [dev/**]}'],
  ['signed by our workflow on GitHub, in any of our repositories', 'what-does-an-organisation-demand.yml', 'ownerId:'],
  ['two parties', 'how-must-two-parties-sign.yml', 'signedBy:'],
  ['provenance', 'who-built-our-images.yml', 'slsa-provenance'],
  ['a bill of materials', 'what-does-an-organisation-demand.yml', 'type: sbom'],
  ['no latest', 'how-do-folders-differ.yml', 'image/floating-tag'],
  ['exceptions for a while', 'how-is-something-excused-for-a-while.yml', 'expires:'],
  ['another demand per branch and environment', 'how-do-branches-differ.yml', 'environments:'],
  ['additions of a team', 'how-do-teams-add-demands.yml', 'extends:'],
  ['the policy of an organisation in its own repository', 'what-does-an-organisation-demand.yml', 'allows:'],
  ['warn first, block later', 'how-is-a-demand-tried-out.yml', 'from:'],
]

describe('a wish of an organisation', () => {
  test.each(WISHES)('%s is said by an example that is judged above', (_, file, says) => {
    expect(textOf(file)).toContain(says)
    const rulings = CASES.filter(([name]) => name === file).map(([, , , ruling]) => ruling)
    expect(rulings.includes('blocked') && rulings.some((ruling) => ruling !== 'blocked')).toBe(true)
  })
})

describe('an example judges', () => {
  test.each(CASES)('%s: %s, vouched for by %j, is %s', (file, text, vouching, ruling, path = 'k8s/app.yaml') => {
    expect(ruled(file, text, vouching, path)).toBe(ruling)
  })
})

describe('the example of policy tests', () => {
  const file = 'how-is-a-policy-tested.yml'
  test('holds', () => {
    const text = textOf(file)
    const [document] = parseYaml(text).documents
    const cases = document === undefined ? undefined : readCases({ file, text, document, now: TODAY })
    const policy = policyOf(textOf(cases?.policy ?? ''))
    const results = (cases?.cases ?? []).map((one) => runCase(policy, one, readFacts(textOf(one.facts), one.facts)))
    expect(results.map(({ name, differences }) => [name, differences])).toEqual([
      ['redis without a digest is excused in dev', []],
      ['and no longer when the exception is over', []],
    ])
  })

  test('is no policy', () => {
    expect(mistakesIn(textOf(file))).not.toEqual([])
  })
})

describe('docs/policy.md', () => {
  const text = readFileSync(new URL('../docs/policy.md', folder), 'utf8')
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block = '']) => block)

  test('shows policies, exceptions and tests that are read without a mistake', () => {
    const mistaken = blocks.flatMap((block) =>
      block.startsWith('exceptions:') ? mistakesIn(`version: 1\n${block}`) : block.includes('tests:') ? [] : mistakesIn(block),
    )
    expect([blocks.length, mistaken]).toEqual([4, [expect.stringContaining('was not read')]])
  })

  test('names every key of the language', () => {
    const keys = Object.keys(policySchema().properties ?? {})
    expect(keys.filter((key) => !text.includes(`\`${key}\``))).toEqual([])
  })

  test('links pages that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => !existsSync(new URL(`../docs/${link}`, folder)))).toEqual([])
  })
})
