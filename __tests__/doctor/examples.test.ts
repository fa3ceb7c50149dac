import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { checkOn, gateJobs } from '../../src/doctor/jobs.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import { found } from '../../src/model/answer.ts'
import { child, entriesOf } from '../../src/model/tree.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** What the doctor says about a workflow on a branch that requires its job and is otherwise set up well. */
function opinions(text: string): readonly string[] {
  const [document] = parseYaml(text).documents
  const workflows = document === undefined ? [] : [{ file: '.github/workflows/preadmit.yml', root: document }]
  const checks = gateJobs(workflows).map((job) => ({ name: checkOn(job, 'main'), app: 15368, source: 'ruleset' as const }))
  const whole = {
    workflows: [],
    upToDate: true,
    mergeQueue: true,
    pullRequest: true,
    codeOwners: true,
    administrators: found(true),
  }
  const setting = { repository: 'acme/shop', branch: 'main', rules: found({ ...whole, checks }) }
  const codeOwners = '/.github/ @acme/platform\n'
  return diagnose({ setting, workflows, codeOwners }).map(({ level, message }) => `${level}: ${message}`)
}

describe('workflows that are shown to users', () => {
  const gates = [
    'how-is-a-pull-request-gated.yml',
    'how-do-forks-get-comments.yml',
    'how-do-branches-differ.yml',
    'how-does-an-organisation-require-it.yml',
  ]
  test.each(gates)('%s would hold', (file) => {
    expect(opinions(read(`examples/workflows/${file}`))).toEqual([])
  })

  test('the nightly one gates nothing, and says so only about its triggers and its channels', () => {
    expect(opinions(read('examples/workflows/how-is-what-runs-checked-again.yml'))).toEqual([
      'error: the workflow does not run on pull requests',
      'error: the workflow does not run on merge_group',
      'notice: without "pull-requests: write" there are no review comments and no summary comment',
    ])
  })

  test('the one in the README would hold', () => {
    const block = /```yaml\n(name: preadmit\n[\s\S]*?)```/.exec(read('README.md'))?.[1] ?? ''
    expect(opinions(block).filter((opinion) => opinion.startsWith('error'))).toEqual([])
    expect(block).toContain('uses: preadmit/preadmit@')
  })

  test('use inputs that the action has', () => {
    const [action] = parseYaml(read('action.yml')).documents
    const inputs = entriesOf(child(action, 'inputs')).map(({ key }) => key.text)
    expect(inputs.length).toBeGreaterThan(10)
    const files = readdirSync(new URL('examples/workflows', root))
    const used = files.flatMap((file) => {
      const [document] = parseYaml(read(`examples/workflows/${file}`)).documents
      const workflows = document === undefined ? [] : [{ file, root: document }]
      return gateJobs(workflows).flatMap((job) => entriesOf(child(job.step, 'with')).map(({ key }) => key.text))
    })
    expect(used.filter((name) => !inputs.includes(name))).toEqual([])
    expect(used.length).toBeGreaterThan(0)
  })
})
