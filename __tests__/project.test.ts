import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { load } from 'js-yaml'

const github = fileURLToPath(new URL('../.github', import.meta.url))
const workflows = readdirSync(`${github}/workflows`)
const textOf = (path: string): string => readFileSync(`${github}/${path}`, 'utf8')

describe('the workflows of this project', () => {
  test.each(workflows)('%s names every action by its full commit, with the version beside it', (file) => {
    const uses = [...textOf(`workflows/${file}`).matchAll(/uses: (.*)/g)].map(([, what]) => what)
    expect(uses.length).toBeGreaterThan(0)
    expect(uses.filter((what) => !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(what ?? ''))).toEqual([])
  })

  test.each(workflows)(
    '%s starts without any permission, keeps no credentials in the checkout, and may not run for ever',
    (file) => {
      const { permissions, jobs } = load(textOf(`workflows/${file}`)) as {
        readonly permissions: object
        readonly jobs: Readonly<Record<string, { readonly 'timeout-minutes'?: number; readonly steps: readonly Step[] }>>
      }
      expect(permissions).toEqual({})
      for (const job of Object.values(jobs)) {
        expect(job['timeout-minutes']).toBeGreaterThan(0)
        const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
        expect(checkouts.map((step) => step.with)).toEqual(checkouts.map(() => ({ 'persist-credentials': false })))
      }
    },
  )
})

interface Step {
  readonly uses?: string
  readonly with?: object
}

test.each(['dependabot.yml', 'ISSUE_TEMPLATE/wrong-verdict.yml', 'ISSUE_TEMPLATE/format.yml'])(
  '%s is YAML of one mapping',
  (file) => {
    expect(load(textOf(file))).toEqual(expect.objectContaining({}))
  },
)
