import { describe, expect, jest, test } from '@jest/globals'
import type { Call } from '../fakes/github/server.ts'
import type { Access, Permissions, Scope } from '../fakes/github/tokens.ts'
import { ACTION_BUNDLE } from './bundle.ts'
import { deployment, documented, startScenario } from './scenario.ts'

// Whole processes on a machine that may be busy: the time says nothing, a hanging one is still found.
jest.setTimeout(30_000)

const MOST_REQUESTS = 40

/** What a list of calls needed at least: for each, the first of the permits that would do. */
function needed(calls: readonly Call[]): Permissions {
  const scopes = new Map<Scope, Access>()
  for (const call of calls) {
    const permit = call.permitted[0]
    if (permit !== undefined && scopes.get(permit.scope) !== 'write') scopes.set(permit.scope, permit.access)
  }
  return Object.fromEntries(scopes)
}

/** Deployments of one unsigned image, each its own file. */
function wide(count: number, image: string): Record<string, string> {
  const files = Array.from({ length: count }, (_, index) => [
    `team-${index % 20}/app-${index}.yaml`,
    `${deployment(image)}# ${index}\n`,
  ])
  return Object.fromEntries(files) as Record<string, string>
}

describe('what a run asks of GitHub', () => {
  test('needs the documented permissions, all of them and no more', async () => {
    const policy = [
      'version: 1',
      'authorities:',
      '  ours:',
      '    github: {repository: acme/shop, workflow: .github/workflows/release.yml, ref: refs/heads/main, trustRoot: public-good}',
      'images:',
      '  - match: ["**"]',
      '    signedBy: {anyOf: [ours]}',
    ]
    await using scenario = await startScenario(ACTION_BUNDLE)
    const host = scenario.registry.host
    const registries = ['registries:', `  - {host: "${host}", allowPrivate: true}`]
    scenario.repository.commit('main', { '.github/preadmit.yml': `${[...policy, ...registries].join('\n')}\n` })
    const pull = scenario.open({ 'k8s/web.yaml': deployment(scenario.unsigned) })
    await scenario.run()
    scenario.repository.push(pull, { 'k8s/web.yaml': undefined })
    await scenario.run()
    expect(needed(scenario.github.calls)).toEqual(documented)
    expect(scenario.github.calls.filter((call) => call.status === 403)).toEqual([])
    expect(scenario.github.violations).toEqual([])
  })

  test('is nothing twice', async () => {
    await using scenario = await startScenario(ACTION_BUNDLE, { files: wide(30, 'nginx:1') })
    scenario.open(wide(30, scenario.unsigned))
    await scenario.run()
    const reads = scenario.github.calls.filter((call) => call.method === 'GET').map((call) => call.path)
    expect(reads.filter((path, index) => reads.indexOf(path) !== index)).toEqual([])
  })

  test('is few requests also for 300 changed files', async () => {
    await using scenario = await startScenario(ACTION_BUNDLE, { files: wide(300, 'nginx:1') })
    const pull = scenario.open(wide(300, scenario.unsigned))
    const result = await scenario.run()
    expect(result.outputs).toMatchObject({ verdict: 'blocked', blocked: '300' })
    expect(scenario.github.calls.length).toBeLessThanOrEqual(MOST_REQUESTS)
    expect(pull.reviewComments.length).toBeLessThanOrEqual(20)
    expect(scenario.github.violations).toEqual([])
  })

  test('is the same where GitHub leaves patches out and cuts the list of files', async () => {
    const github = { caps: { pullFiles: 5, patchLines: 3, treeEntries: 25 } }
    await using scenario = await startScenario(ACTION_BUNDLE, { files: wide(30, 'nginx:1'), github })
    const pull = scenario.open(wide(30, scenario.unsigned))
    const result = await scenario.run()
    expect(result.outputs).toMatchObject({ verdict: 'blocked', blocked: '30' })
    expect(scenario.protection(pull).mergeable).toBe(false)
    expect(scenario.github.violations).toEqual([])
  })

  test('stops at the hourly limit of a token: unverified, not green', async () => {
    await using scenario = await startScenario(ACTION_BUNDLE, { github: { limits: { requests: 5 } } })
    const pull = scenario.open({ 'k8s/web.yaml': deployment(scenario.signed) })
    const result = await scenario.run()
    expect(result.exitCode).toBe(3)
    expect(scenario.protection(pull).mergeable).toBe(false)
  })
})
