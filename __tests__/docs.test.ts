import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { load } from 'js-yaml'
import { builtInRepositories } from '../src/adapters/trust/repositories.ts'
import { parseCommand } from '../src/cli/arguments.ts'
import { parseYaml } from '../src/languages/yaml/yaml.ts'
import { mistakes } from '../src/policy/read.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
const textOf = (file: string): string => readFileSync(join(root, 'docs', file), 'utf8')
const PAGES = ['first-gate.md', 'other-ci.md', 'rollout.md', 'migration.md', 'troubleshooting.md', 'registries.md', 'github.md']
const action = load(readFileSync(join(root, 'action.yml'), 'utf8')) as { inputs: Record<string, unknown> }

function blocksOf(file: string, language: string): readonly string[] {
  return [...textOf(file).matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text)
}

function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

/** Everything that the program can say, as one text without the quotes of its parts. */
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
  .join('\n')

describe('every page', () => {
  test.each(docs)('%s links files and headings that exist', (file) => {
    const lost = [...textOf(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(([, path = '', anchor]) => {
      const target = path === '' ? join(root, 'docs', file) : join(root, 'docs', dirname(file), path)
      if (!existsSync(target)) return [path]
      return anchor === undefined || !target.endsWith('.md') || anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
        ? []
        : [`${path}#${anchor}`]
    })
    expect(lost).toEqual([])
  })

  test.each(PAGES)('%s shows YAML that its reader takes', (file) => {
    for (const text of blocksOf(file, 'yaml')) {
      const { documents, problem } = parseYaml(text)
      expect([text, problem]).toEqual([text, undefined])
      if (!text.startsWith('version:')) continue
      const files = new Map([
        ['trust/trusted_root.json', '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}'],
      ])
      const source = { kind: 'file' as const, digest: '' }
      expect(
        mistakes({ file, text, documents, files, source, now: new Date('2026-11-21') }).map(({ message }) => message),
      ).toEqual([])
    }
  })

  test.each(PAGES)('%s shows commands that there are, and none that nobody has published', (file) => {
    expect(textOf(file)).not.toContain('npx preadmit')
    const commands = [...textOf(file).matchAll(/dist\/cli\.js ([^\n`)]*)/g)].map(([, line = '']) => line.trim())
    for (const line of commands) expect(() => parseCommand(line.split(' '))).not.toThrow()
  })
})

describe('the page of messages', () => {
  const rows = [...textOf('troubleshooting.md').matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell = '']) => cell)
  const parts = rows.flatMap((cell) => [...cell.matchAll(/`([^`]*)`/g)].map(([, part = '']) => part))

  test('has rows', () => {
    expect(rows.length).toBeGreaterThan(20)
  })

  test.each(parts)('%j is said by the program', (part) => {
    const known = part.replace(/ \((?:denied|rate-limited|unreachable)\)$/, '')
    expect(sources.includes(known) || sources.replaceAll(/`\s*\+\s*`|\$\{[^}]*\}/g, '').includes(known)).toBe(true)
  })

  test.each(['denied', 'rate-limited', 'unreachable'])('%s is a kind of problem', (kind) => {
    expect(sources).toContain(`'${kind}'`)
  })
})

describe('the page for many repositories', () => {
  const text = textOf('rollout.md')
  const needs = [
    'release',
    'npm',
    'hook',
    'GitLab',
    'required workflow',
    'GitHub App',
    'permissions',
    'Enterprise Server',
    'ECR',
    'firewall',
    'cache',
    'SARIF',
    'report over',
    'version that ran',
    'migration',
    'CODEOWNERS',
    'first day',
  ]
  const rows = [...(text.split('## One policy')[0] ?? '').matchAll(/^\| (?!need|---)(.*?) \| (.*) \|$/gm)].map(
    ([, need = '', answer = '']) => ({ need, answer }),
  )

  test.each(needs)('answers the need for %s', (need) => {
    const row = rows.find((one) => one.need.includes(need))
    expect(row?.answer).toMatch(/\]\(|`/)
  })

  test('names every host that a run asks by itself', () => {
    const hosts = [...builtInRepositories.values()].map(({ url }) => new URL(url).hostname)
    expect(hosts.length).toBeGreaterThan(1)
    expect(['api.github.com', ...hosts].filter((host) => !text.includes(`\`${host}\``))).toEqual([])
  })

  test.each(['how-does-an-organisation-require-it.yml'])('its workflow %s gives inputs that exist', (file) => {
    const workflow = load(readFileSync(join(root, 'examples/workflows', file), 'utf8')) as {
      jobs: Record<string, { steps: readonly { with?: Record<string, unknown> }[] }>
    }
    const given = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap((step) => Object.keys(step.with ?? {})))
    expect(given.filter((input) => !(input in action.inputs))).toEqual([])
  })

  test('its permissions are those of the README, of the page on GitHub and of its workflow', () => {
    const table = (page: string): readonly string[] =>
      [...page.matchAll(/^\| `([a-z-]+: (?:read|write))` \|/gm)].map(([, name = '']) => name).toSorted()
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const workflow = readFileSync(join(root, 'examples/workflows/how-does-an-organisation-require-it.yml'), 'utf8')
    expect(table(text)).toEqual(table(readme))
    expect(table(text).filter((one) => !workflow.includes(one))).toEqual([])
    expect(table(textOf('github.md'))).toEqual(table(text))
  })
})
