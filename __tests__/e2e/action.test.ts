import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Bundle } from './bundle.ts'
import { buildAction } from './bundle.ts'
import { deployment, startScenario } from './scenario.ts'

let bundle: Bundle
beforeAll(async () => {
  bundle = await buildAction()
})
afterAll(() => bundle[Symbol.dispose]())

describe('the action on a pull request', () => {
  test('lets a signed image in', async () => {
    await using scenario = await startScenario(bundle.main, { files: { 'k8s/web.yaml': deployment('nginx') } })
    const pull = scenario.open({ 'k8s/web.yaml': deployment(scenario.signed) })
    const result = await scenario.run()
    expect(result.outputs.verdict).toBe('passed')
    expect(scenario.protection(pull).mergeable).toBe(true)
    expect(scenario.github.violations).toEqual([])
  })
})
