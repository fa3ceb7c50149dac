import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { load } from 'js-yaml'
import { parseYaml } from '../src/languages/yaml/yaml.ts'
import { readPolicy } from '../src/policy/read.ts'

const root = new URL('..', import.meta.url).pathname
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts
const action = load(readFileSync(join(root, 'action.yml'), 'utf8')) as { inputs: Record<string, unknown> }

function blocks(language: string): readonly string[] {
  return [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text)
}

interface Step {
  readonly uses?: string
  readonly with?: Record<string, unknown>
}
interface Workflow {
  readonly on: Record<string, unknown>
  readonly jobs: Record<
    string,
    { readonly permissions: Record<string, string>; readonly steps: readonly Step[]; readonly if?: string }
  >
}
const yamls = blocks('yaml').map((text) => ({ text, value: load(text) as Record<string, unknown> }))
const workflows = yamls.flatMap(({ value }) => ('jobs' in value ? [value as unknown as Workflow] : []))
const policies = yamls.filter(({ value }) => 'version' in value)
const folder = mkdtempSync(join(tmpdir(), 'preadmit-readme-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the README', () => {
  test('has a workflow, a policy and commands', () => {
    expect([workflows.length, policies.length, blocks('sh').length]).toEqual([1, 1, 3])
  })

  test.each(policies.map(({ text }) => [text]))('shows a policy that is accepted', (text) => {
    const { documents } = parseYaml(text)
    const source = { kind: 'file' as const, digest: '' }
    const policy = readPolicy({ file: 'README.md', text, documents, files: new Map(), source, now: new Date('2026-01-01') })
    expect(policy.images).toHaveLength(1)
  })

  test.each(workflows.map((workflow) => [workflow]))(
    'shows a workflow with inputs that exist and a job that is never skipped',
    (workflow) => {
      const jobs = Object.values(workflow.jobs)
      const given = jobs.flatMap((job) => job.steps.flatMap((step) => Object.keys(step.with ?? {})))
      expect(given.filter((input) => !(input in action.inputs))).toEqual([])
      expect(jobs.map((job) => [job.if, job.permissions.contents])).toEqual([[undefined, 'read']])
      expect(Object.keys(workflow.on)).toEqual(['pull_request', 'merge_group'])
    },
  )

  const commands = blocks('sh').flatMap((text) => text.trim().split('\n'))

  test('names npm scripts that exist', () => {
    const named = commands.filter((command) => command.startsWith('npm run ')).map((command) => command.split(' ')[2] ?? '')
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
    expect(commands.filter((command) => command.startsWith('npm '))).toEqual(['npm run demo', 'npm cit'])
  })

  // `npm run demo` has a test of its own; `npm cit` is what runs this.
  test.each(commands.filter((command) => command.startsWith('node ')).map((command) => [command]))(
    'shows a command that works: %s',
    (command) => {
      spawnSync('git', ['init', '-q'], { cwd: folder })
      const [, script = '', ...args] = command.split(' ')
      const ran = spawnSync(process.execPath, [join(root, script), ...args], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, HOME: folder },
      })
      expect([ran.status, ran.stderr]).toEqual([0, expect.not.stringContaining('preadmit:')])
    },
  )

  test('links to files that exist', () => {
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target = '']) => target)
    expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([])
  })
})
