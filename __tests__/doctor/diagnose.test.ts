import { describe, expect, test } from '@jest/globals'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import { found, unknown } from '../../src/model/answer.ts'
import type { BranchRules } from '../../src/model/gate-setting.ts'

const PIN = '0123456789abcdef0123456789abcdef01234567'
const GOOD = `
on:
  pull_request_target: {types: [opened, synchronize, reopened, edited]}
  merge_group:
jobs:
  gate:
    name: admission
    runs-on: ubuntu-latest
    permissions: {contents: read, pull-requests: write, checks: write}
    steps:
      - uses: preadmit/preadmit@${PIN}
`
const RULES: BranchRules = {
  checks: [{ name: 'admission', app: 15368, source: 'ruleset' }],
  workflows: [],
  upToDate: true,
  mergeQueue: false,
  pullRequest: true,
  codeOwners: false,
  administrators: found(true),
}

function examined(text: string, rules: Partial<BranchRules> = {}, codeOwners = '* @acme/all\n'): readonly string[] {
  const [root] = parseYaml(text).documents
  const workflows = root === undefined ? [] : [{ file: '.github/workflows/gate.yml', root }]
  const setting = { repository: 'acme/shop', branch: 'main', rules: found({ ...RULES, ...rules }) }
  return diagnose({ setting, workflows, codeOwners }).map(({ level, message }) => `${level}: ${message}`)
}

const job = (line: string): string => GOOD.replace('    runs-on: ubuntu-latest\n', `    runs-on: ubuntu-latest\n    ${line}\n`)

describe('the doctor', () => {
  test('has nothing to say about a gate that holds', () => {
    expect(examined(GOOD)).toEqual([])
  })

  test.each([
    ["if: github.actor != 'x'", 'error: the job that runs the gate has "if"'],
    ['continue-on-error: true', 'error: the job that runs the gate has "continue-on-error"'],
    ['needs: build', 'error: the job that runs the gate needs another job'],
    ['strategy: {matrix: {shard: [1, 2]}}', 'warning: the job that runs the gate has a strategy'],
  ])('finds what lets a job pass without judging: %s', (line, expected) => {
    expect(examined(job(line))).toContain(expected)
  })

  test('finds steps that may be skipped, or that run before', () => {
    expect(examined(GOOD.replace(`@${PIN}\n`, `@${PIN}\n        if: always()\n`))).toEqual([
      'error: the step that runs the gate has "if"',
    ])
    expect(examined(GOOD.replace('    steps:\n', '    steps:\n      - run: make\n'))).toEqual([
      'warning: other steps run before the gate in its job',
      'warning: on pull_request_target other steps run in the job of the gate',
    ])
  })

  test('does not mind a condition that never allows failure', () => {
    expect(examined(job('continue-on-error: false'))).toEqual([])
  })

  test.each(['v1', 'main', PIN.slice(1), 'v1.2.3'])('finds an action at %s, which can be moved', (ref) => {
    expect(examined(GOOD.replace(PIN, ref)).join()).toContain('is not fixed to a commit')
  })

  test('finds missing triggers, and an absent merge_group above all where there is a queue', () => {
    const without = GOOD.replace('  merge_group:\n', '')
    expect(examined(without)).toEqual(['notice: the workflow does not run on merge_group'])
    expect(examined(without, { mergeQueue: true })).toEqual(['error: the workflow does not run on merge_group'])
    expect(examined(GOOD.replace('pull_request_target: {types: [opened, synchronize, reopened, edited]}', 'push:'))).toContain(
      'error: the workflow does not run on pull requests',
    )
  })

  test.each(['paths', 'paths-ignore', 'branches', 'branches-ignore'])('finds the filter %s', (key) => {
    expect(examined(GOOD.replace('edited]}', `edited], ${key}: [x]}`))).toEqual([
      `warning: "pull_request_target" is filtered by "${key}"`,
    ])
  })

  test('finds pull requests that change without a new run', () => {
    expect(examined(GOOD.replace(', edited]', ']'))).toEqual([
      'warning: "pull_request_target" does not run when a pull request is edited',
    ])
    expect(examined(GOOD.replace('opened, synchronize, ', ''))).toEqual([
      'error: "pull_request_target" does not run when a pull request is opened, synchronize',
    ])
    expect(
      examined(
        GOOD.replace(
          'on:\n  pull_request_target: {types: [opened, synchronize, reopened, edited]}\n  merge_group:\n',
          'on: [pull_request_target, merge_group]\n',
        ),
      ),
    ).toEqual(['warning: "pull_request_target" does not run when a pull request is edited'])
  })

  test('finds a workflow that the pull request can change, unless its owners or a ruleset are in the way', () => {
    const own = GOOD.replace('pull_request_target', 'pull_request')
    const finding = 'warning: a pull request can change the workflow that judges it'
    expect(examined(own)).toEqual([finding])
    expect(examined(own, { codeOwners: true })).toEqual([finding])
    expect(examined(own, { codeOwners: true }, '/.github/ @acme/platform\n')).toEqual([])
    expect(examined(own, { codeOwners: false }, '/.github/ @acme/platform\n')).toEqual([finding])
    const required = { path: '.github/workflows/gate.yml', repositoryId: 1 }
    expect(examined(own, { workflows: [{ ...required, sha: PIN }] })).toEqual([])
    expect(examined(own, { workflows: [{ ...required, ref: 'refs/heads/main' }] })).toEqual([
      'notice: the required workflow .github/workflows/gate.yml is not fixed to a commit',
    ])
  })

  test('finds a branch that does not require the job', () => {
    expect(examined(GOOD, { checks: [] })).toEqual(['error: it does not require the job "admission"'])
    expect(examined(GOOD, { checks: [{ name: 'preadmit', source: 'ruleset' }] })).toEqual([
      'warning: it requires the extra check run "preadmit", not the job "admission"',
    ])
    expect(examined(GOOD, { checks: [{ name: 'admission', source: 'branch protection' }] })).toEqual([
      'warning: the required check "admission" may come from any app',
    ])
    expect(examined(GOOD, { pullRequest: false })).toEqual(['error: it can be pushed to without a pull request'])
    expect(examined(GOOD, { upToDate: false })).toEqual(['notice: branches need not be up to date before merging'])
    expect(examined(GOOD, { administrators: found(false) })).toEqual(['notice: administrators are not bound by it'])
  })

  test('finds a job and a check run of one name', () => {
    expect(
      examined(GOOD.replace('name: admission', 'name: preadmit'), { checks: [{ name: 'preadmit', app: 1, source: 'ruleset' }] }),
    ).toEqual(['notice: the job and its extra check run are both named "preadmit"'])
  })

  test('finds permissions that are too many, too few, or not said', () => {
    const said = '    permissions: {contents: read, pull-requests: write, checks: write}\n'
    expect(examined(GOOD.replace(said, ''))).toEqual(['warning: the job says nothing about permissions'])
    expect(examined(GOOD.replace(said, '    permissions: write-all\n'))).toEqual(['warning: the job has every permission'])
    expect(examined(GOOD.replace('contents: read', 'contents: write'))).toEqual(['warning: the job has "contents: write"'])
    expect(examined(GOOD.replace('contents: read, ', ''))).toEqual(['error: the job has no "contents: read"'])
    expect(examined(GOOD.replace(said, '    permissions: read-all\n'))).toEqual([
      'notice: without "pull-requests: write" there are no review comments and no summary comment',
      'notice: without "checks: write" there are no check run with all annotations',
    ])
  })

  test('says when there is no gate, and when the branch cannot be seen', () => {
    expect(examined('on: push\njobs: {build: {steps: [{run: make}]}}\n', { checks: [] })).toEqual([
      'error: no workflow of the default branch runs Preadmit',
    ])
    const [root] = parseYaml(GOOD).documents
    const rules = unknown('denied', 'rules', 'no access')
    const setting = { repository: 'acme/shop', branch: 'main', rules }
    const workflows = root === undefined ? [] : [{ file: 'gate.yml', root }]
    expect(diagnose({ setting, workflows, codeOwners: '* @acme/all' }).map(({ message }) => message)).toEqual([
      'what it requires could not be read: no access',
    ])
  })
})

function opinions(files: Readonly<Record<string, string>>, codeOwners = '* @acme/all'): readonly string[] {
  const workflows = Object.entries(files).flatMap(([file, text]) =>
    parseYaml(text).documents.map((root) => ({ file: `.github/workflows/${file}`, root })),
  )
  const setting = { repository: 'acme/shop', branch: 'main', rules: found(RULES) }
  return diagnose({ setting, workflows, codeOwners, owner: 'acme' }).map(
    ({ level, place, message, fix }) => `${level} ${place} ${message} → ${fix}`,
  )
}

describe('the doctor, where the gate runs under another name,', () => {
  const REUSABLE = GOOD.replace(/on:[\s\S]*?jobs:/, 'on: workflow_call\njobs:')
  const CALLER = `on:
  pull_request_target: {types: [opened, synchronize, reopened, edited]}
  merge_group:
jobs:
  admit: {name: gate, uses: ./.github/workflows/reusable.yml}
`

  test('knows a reusable workflow of the repository by the name that it reports', () => {
    const [first, ...more] = opinions({ 'reusable.yml': REUSABLE, 'gate.yml': CALLER })
    expect([first, more]).toEqual([expect.stringContaining('does not require the job "gate / admission"'), []])
  })

  test('says what lets the calling job be skipped', () => {
    const caller = CALLER.replace('{name: gate,', '{name: gate, needs: build,')
    expect(opinions({ 'reusable.yml': REUSABLE, 'gate.yml': caller }).join('\n')).toContain('needs another job')
  })

  test.each([
    ['uses: acme/ci/.github/workflows/preadmit.yml@main', 'jobs: {gate: {uses: acme/ci/.github/workflows/preadmit.yml@main}}'],
    ['uses: ./.github/actions/preadmit', 'jobs: {gate: {steps: [{uses: ./.github/actions/preadmit}]}}'],
    ['run: node ../preadmit/dist/cli.js check', 'jobs: {gate: {steps: [{run: "cd x\nnode ../preadmit/dist/cli.js check"}]}}'],
  ])('names what may be it: %s', (as, jobs) => {
    const said = opinions({ 'gate.yml': `on: pull_request\n${jobs.replace('x\nnode', 'x; node')}\n` })
    expect(said).toEqual(expect.arrayContaining([expect.stringContaining('this may be the gate under another name')]))
    expect(said.join('\n')).toContain(as.replace('run: ', ''))
  })

  test('names nothing else', () => {
    expect(
      opinions({ 'gate.yml': GOOD, 'ci.yml': 'on: push\njobs: {a: {steps: [{run: npm test}, {uses: actions/checkout@v5}]}}\n' }),
    ).toEqual([])
  })
})

describe('the doctor, about jobs that are named by their branch,', () => {
  const promised = GOOD.replace(`@${PIN}\n`, `@${PIN}\n        with: {named-by-branch: true}\n`)

  test('blocks a promise that the name does not keep', () => {
    expect(opinions({ 'gate.yml': promised })).toEqual([expect.stringContaining('the name of the job holds no branch')])
  })

  test.each([
    ['${{ github.base_ref || github.ref_name }}', 'admission (main)'],
    [
      "${{ github.event.merge_group.base_ref || format('refs/heads/{0}', github.base_ref || github.ref_name) }}",
      'admission (refs/heads/main)',
    ],
  ])('knows the name that it reports for the branch: %s', (expression, name) => {
    const text = promised.replace('name: admission', `name: admission (${expression})`)
    expect(examined(text, { checks: [{ name, app: 15368, source: 'ruleset' }] })).toEqual([])
    expect(examined(text)).toEqual([`error: it does not require the job "${name}"`])
  })
})

describe('the doctor, about whom to ask,', () => {
  test.each(['', 'docs/ @acme/docs\n', '# /.github/ @acme/a\n', '/.github/\n'])(
    'writes the line for CODEOWNERS where %j guards nothing',
    (owners) => {
      expect(opinions({ 'gate.yml': GOOD }, owners)).toEqual([
        expect.stringContaining('→ /.github/ @acme/TEAM    (a line of .github/CODEOWNERS'),
      ])
    },
  )

  test.each(['* @acme/all', '/.github/ @acme/a', '.github/preadmit.yml @acme/a'])('is content with %s', (owners) => {
    expect(opinions({ 'gate.yml': GOOD }, owners)).toEqual([])
  })

  test('and warns of steps beside the gate that have secrets of the base', () => {
    const text = GOOD.replace('    steps:\n', '    steps:\n      - uses: actions/checkout@v5\n')
    expect(opinions({ 'gate.yml': text }).join('\n')).toContain('on pull_request_target other steps run in the job of the gate')
    expect(opinions({ 'gate.yml': text.replace('pull_request_target', 'pull_request') }).join('\n')).not.toContain(
      'on pull_request_target other',
    )
  })
})
