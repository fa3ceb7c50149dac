import { describe, expect, test } from '@jest/globals'
import { readGateSetting } from '../../../src/adapters/github/protection.ts'
import { problemOf, startWorld, valueIn } from './world.ts'

const checks = (parameters: object) => ({ type: 'required_status_checks', parameters })
const source = { ruleset_source_type: 'Repository', ruleset_source: 'acme/shop', ruleset_id: 1 }

describe('what a default branch requires', () => {
  test('comes from rulesets and from branch protection, together', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    world.repository.rules.set('main', [
      {
        ...checks({
          required_status_checks: [{ context: 'gate', integration_id: 15368 }],
          strict_required_status_checks_policy: true,
        }),
        ...source,
      },
      {
        type: 'workflows',
        parameters: { workflows: [{ path: '.github/workflows/gate.yml', repository_id: 7, sha: 'a'.repeat(40) }] },
        ...source,
      },
      { type: 'merge_queue', ...source },
    ])
    world.repository.protections.set('main', {
      required_status_checks: { strict: false, contexts: ['build', 'plain'], checks: [{ context: 'build', app_id: -1 }] },
      required_pull_request_reviews: { require_code_owner_reviews: true },
      enforce_admins: { url: 'https://api.github.com/x', enabled: false },
    })
    const setting = valueIn(await readGateSetting(world.api({ contents: 'read', administration: 'read' }), 'acme/shop'))
    expect(setting.branch).toBe('main')
    expect(valueIn(setting.rules)).toEqual({
      checks: [
        { name: 'build', source: 'branch protection' },
        { name: 'plain', source: 'branch protection' },
        { name: 'gate', app: 15368, source: 'ruleset' },
      ],
      workflows: [{ path: '.github/workflows/gate.yml', repositoryId: 7, sha: 'a'.repeat(40) }],
      upToDate: true,
      mergeQueue: true,
      pullRequest: true,
      codeOwners: true,
      administrators: { kind: 'found', value: false },
    })
  })

  test('is seen without being an administrator, but for what binds administrators', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    const setting = valueIn(await readGateSetting(world.api({ contents: 'read' }), 'acme/shop'))
    const rules = valueIn(setting.rules)
    expect(rules.checks).toEqual([])
    expect(problemOf(rules.administrators)).toBe('denied')
  })

  test.each(['403', '500', 'not-json'] as const)('is unknown when the rules answer %s, not nothing', async (fault) => {
    await using world = await startWorld({ 'a.yaml': '1' })
    for (const on of ['GET /rules/branches', 'GET /branches/{branch}']) {
      world.github.plan([{ on, do: fault }])
      const setting = valueIn(await readGateSetting(world.api(), 'acme/shop'))
      expect(setting.rules.kind).toBe('unknown')
    }
  })

  test('of a repository that is not shown is unknown', async () => {
    await using world = await startWorld({ 'a.yaml': '1' })
    expect(problemOf(await readGateSetting(world.api(), 'acme/other'))).toBe('denied')
  })
})
