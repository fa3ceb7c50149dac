import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { runAction } from '../../src/action/run.ts'
import { systemClock } from '../../src/adapters/clock.ts'
import { createRunnerLog } from '../../src/adapters/log.ts'
import { createStepRunner } from '../../src/adapters/runner.ts'
import { deployment, documented, type Scenario, startScenario } from '../e2e/scenario.ts'
import { pullRequestEvent } from '../fakes/github/events.ts'
import { openStep } from '../fakes/runner.ts'

const folder = mkdtempSync(join(tmpdir(), 'preadmit-extends-'))
writeFileSync(join(folder, 'config.json'), '{}')
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs the action on a pull request that brings an image, by a policy of the default branch that extends one of another repository. */
async function run(
  scenario: Scenario,
  own: string,
  central: string,
  more: { readonly proposed?: string; readonly branch?: string } = {},
) {
  const { github, repository } = scenario
  const policies = github.repository('acme/policies', { isPrivate: false })
  policies.commit('main', { 'readme.md': 'x' })
  const commit = policies.commit(more.branch ?? 'main', { 'base.yml': central })
  const text = (policy: string): string => policy.replace('$COMMIT', commit).replaceAll('$HOST', scenario.registry.host)
  repository.commit('main', { '.github/preadmit.yml': text(own) })
  const proposed = more.proposed === undefined ? {} : { '.github/preadmit.yml': text(more.proposed) }
  const pull = scenario.open({ 'k8s/web.yaml': deployment(scenario.unsigned), ...proposed })
  const policyToken = github.token({ contents: 'read' })
  using step = openStep({
    node: '',
    main: '',
    with: { 'github-token': github.token(documented), 'policy-token': policyToken, 'docker-config': folder },
    event: pullRequestEvent(github.url, repository, pull),
    repository: repository.fullName,
    apiUrl: github.url,
    graphqlUrl: github.graphqlUrl,
  })
  const lines: string[] = []
  const write = (line: string): void => void lines.push(line)
  const exitCode = await runAction({
    env: step.env,
    runner: createStepRunner(step.env, write, (name, value) =>
      appendFileSync(step.env.GITHUB_OUTPUT ?? '', `${name}=${value}\n`),
    ),
    log: createRunnerLog(write, { debug: false }),
    clock: systemClock,
  })
  const left = step.left(lines.join('\n'))
  return { exitCode, summary: left.summary, masked: left.masks.includes(policyToken), violations: github.violations }
}

const OWN = 'version: 1\nextends: [acme/policies/base.yml@$COMMIT]\n'
const REGISTRIES = 'registries: [{host: "127.0.0.1:1"}]\n'

describe('the action, by a policy that extends one of another repository,', () => {
  test('blocks what only that one forbids', async () => {
    await using scenario = await startScenario('')
    const central = `version: 1\nregistries: [{host: "${scenario.registry.host}", allowPrivate: true}]\nimages: [{match: ["**"], allowed: false}]\n`
    const { exitCode, summary, masked, violations } = await run(scenario, OWN, central)
    expect([exitCode, masked, violations]).toEqual([1, true, []])
    expect(summary).toContain('acme/policies/base.yml@')
  })

  test('is misconfigured where the policy of the repository would weaken it', async () => {
    await using scenario = await startScenario('')
    const { exitCode, summary } = await run(scenario, `${OWN}mode: warn\n`, `version: 1\n${REGISTRIES}`)
    expect([exitCode, summary]).toEqual([2, expect.stringContaining('this weakens')])
  })

  test('is misconfigured where the commit is not on the default branch there', async () => {
    await using scenario = await startScenario('')
    const { exitCode, summary } = await run(scenario, OWN, 'version: 1\n', { branch: 'fork' })
    expect([exitCode, summary]).toEqual([2, expect.stringContaining('it may be that of a fork')])
  })

  test('tells a change that drops it what that lets through', async () => {
    await using scenario = await startScenario('')
    const central = `version: 1\nregistries: [{host: "${scenario.registry.host}", allowPrivate: true}]\nimages: [{match: ["**"], allowed: false}]\n`
    const { exitCode, summary } = await run(scenario, OWN, central, { proposed: 'version: 1\n' })
    expect([exitCode, summary]).toEqual([1, expect.stringMatching(/has no entry for .{0,4}\*{0,2}/)])
  })
})
