import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { GithubApi } from '../../src/adapters/github/api.ts'
import { branchTip, repositoryDefaultBranch } from '../../src/adapters/github/commits.ts'
import { readEvent } from '../../src/adapters/github/event.ts'
import { at, type Json, parseJson, textAt } from '../../src/adapters/github/json.ts'
import { found } from '../../src/model/answer.ts'

interface Recorded {
  readonly name: string
  readonly examples: readonly Json[]
}

type Schemas = {
  readonly components: { readonly schemas: Readonly<Record<string, Json>> }
  readonly webhooks: Readonly<Record<string, Json>>
}

const folder = process.env.PREADMIT_OCTOKIT
const suite = folder === undefined ? describe.skip : describe
const title = folder === undefined ? 'recorded payloads of GitHub (skipped: set PREADMIT_OCTOKIT)' : 'recorded payloads of GitHub'
const EVENTS = ['pull_request', 'push', 'merge_group', 'deployment']

/** Read as a run would: the repository of the payload is that of the environment. */
function read(name: string, payload: Json) {
  const repository = textAt(payload, 'repository', 'full_name') ?? 'acme/shop'
  return readEvent({ name, payload, repository, sha: 'a'.repeat(40), ref: 'refs/heads/main', scope: 'auto' })
}

suite(title, () => {
  const of = (path: string): string => readFileSync(join(folder ?? '', path), 'utf8')
  const places =
    folder === undefined ? [] : readdirSync(join(folder, 'webhooks-examples')).filter((name) => /^(?:api|ghes)/.test(name))
  const all = places.flatMap((place) =>
    (JSON.parse(of(`webhooks-examples/${place}/index.json`)) as readonly Recorded[])
      .filter(({ name }) => EVENTS.includes(name))
      .flatMap(({ name, examples }) => examples.map((payload, number) => ({ place, name, payload, number }))),
  )

  test.each(all.map((one) => [`${one.place} ${one.name} ${one.number}`, one] as const))('%s is read', (_, { name, payload }) => {
    const event = read(name, payload)
    expect(event.head === '' || /^[0-9a-f]{40}$/.test(event.head)).toBe(true)
    if (name === 'pull_request') {
      expect(event).toMatchObject({
        branch: textAt(payload, 'pull_request', 'base', 'ref'),
        head: textAt(payload, 'pull_request', 'head', 'sha'),
        base: { kind: 'merge-base', of: textAt(payload, 'pull_request', 'base', 'sha') },
      })
    }
    if (name === 'deployment') expect(event.environment).toBe(textAt(payload, 'deployment', 'environment'))
    if (name === 'push') expect(`refs/heads/${event.branch}` === textAt(payload, 'ref')).toBe(event.branch !== undefined)
  })

  test('every place has payloads of pull requests and pushes', () => {
    const seen = new Set(all.map(({ place, name }) => `${place} ${name}`))
    expect(
      places.flatMap((place) => ['pull_request', 'push'].map((name) => `${place} ${name}`)).filter((one) => !seen.has(one)),
    ).toEqual([])
    expect(places.length).toBeGreaterThan(1)
  })

  test.each([
    'pull_request.base.ref',
    'pull_request.base.sha',
    'pull_request.head.sha',
    'pull_request.number',
    'repository.full_name',
    'repository.default_branch',
  ])('%s, which is read of pull requests, is required by the schemas of github.com and of every server', (path) => {
    const files = readdirSync(join(folder ?? '', 'openapi-webhooks/generated')).filter((name) =>
      /^(?:api\.github|ghec|ghes-[\d.]+)\.?\w*\.json$|^api\.github\.com\.json$/.test(name),
    )
    expect(files.length).toBeGreaterThan(4)
    const loose = files.filter(
      (file) => !isRequired(JSON.parse(of(`openapi-webhooks/generated/${file}`)) as Schemas, path.split('.')),
    )
    expect(loose).toEqual([])
  })

  const recorded = (scenario: string, path: string): Json => {
    const exchanges = parseJson(of(`fixtures/scenarios/api.github.com/${scenario}/normalized-fixture.json`))
    const list = (Array.isArray(exchanges) ? exchanges : []) as readonly Json[]
    return at(
      list.find((one) => textAt(one, 'method') === 'get' && textAt(one, 'path') === path),
      'response',
    ) as Json
  }
  const answering = (answer: Json): GithubApi => ({ json: async () => found(answer) }) as unknown as GithubApi

  test('the default branch and its tip are read from recorded answers', async () => {
    const about = recorded('get-repository', '/repos/octokit-fixture-org/hello-world')
    expect(await repositoryDefaultBranch(answering(about), 'octokit-fixture-org/hello-world')).toEqual(found('master'))
    const refs = recorded('git-refs', '/repos/octokit-fixture-org/git-refs/git/refs/')
    const [ref] = (Array.isArray(refs) ? refs : []) as readonly Json[]
    const tip = textAt(ref, 'object', 'sha')
    expect(await branchTip(answering(ref ?? null), 'octokit-fixture-org/git-refs', 'main')).toEqual(found(tip))
  })
})

/** Whether a schema of `pull_request` requires each step of a path, through references and alternatives. */
function isRequired({ components, webhooks }: Schemas, path: readonly string[]): boolean {
  const reach = (given: Json | undefined, steps: readonly string[]): boolean => {
    const named = textAt(given, '$ref')
    const node = named === undefined ? given : components.schemas[named.split('/').at(-1) ?? '']
    const [step, ...rest] = steps
    if (step === undefined) return node !== undefined
    for (const key of ['allOf', 'anyOf', 'oneOf']) {
      const options = at(node, key)
      if (Array.isArray(options))
        return key === 'allOf'
          ? options.some((one) => reach(one as Json, steps))
          : options.every((one) => reach(one as Json, steps))
    }
    const required = at(node, 'required')
    const value = at(at(node, 'properties'), step)
    return Array.isArray(required) && required.includes(step) && reach(value, rest)
  }
  const opened = Object.entries(webhooks).find(([name]) => /^pull-request-opened$/.test(name))?.[1]
  const body = at(at(at(at(at(opened, 'post'), 'requestBody'), 'content'), 'application/json'), 'schema')
  return reach(body, path)
}
