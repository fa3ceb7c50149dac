import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import { readPolicy } from '../../src/policy/read.ts'
import { NOWHERE } from '../fakes/runner.ts'

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const IDENTITY = {
  GIT_AUTHOR_NAME: 'S',
  GIT_AUTHOR_EMAIL: 's@example.com',
  GIT_COMMITTER_NAME: 'S',
  GIT_COMMITTER_EMAIL: 's@example.com',
}

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preadmit-first-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** One line of a shell, with the command line as `preadmit` and no network. */
function line(text: string): Ran {
  const env = {
    ...IDENTITY,
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: folder,
    HTTPS_PROXY: NOWHERE,
    GIT_CONFIG_GLOBAL: '/dev/null',
  }
  const script = `preadmit() { node ${cli} "$@"; }\n${text}`
  const ran = spawnSync('sh', ['-euc', script], { cwd: folder, encoding: 'utf8', env })
  return { code: ran.status, out: ran.stdout, err: ran.stderr }
}

/** What the first hour is: an empty folder, and at its end a change that is stopped. */
const FIRST_HOUR: readonly string[] = [
  'git init -q -b main',
  'printf "services:\\n  cache:\\n    image: redis:8.2\\n" > compose.yaml',
  'preadmit init --write || test $? -eq 3',
  'git add -A && git commit -qm Start',
  'sed -i.bak s/redis:8.2/redis:latest:8.2/ compose.yaml && rm compose.yaml.bak',
  'preadmit check',
]

test('from an empty folder to the first blocked change it takes at most six commands', () => {
  const ran = FIRST_HOUR.map(line)
  expect(FIRST_HOUR.length).toBeLessThanOrEqual(6)
  expect(ran.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 1])
  expect(ran.at(-1)?.out).toContain('Preadmit blocked this change: 1 image blocked')
})

function repository(policy = 'version: 1\n', ...files: readonly (readonly [string, string])[]): void {
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder })
  for (const [path, text] of [['.github/preadmit.yml', policy], ['CODEOWNERS', '* @acme/all\n'], ...files] as const) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  line('git add -A && git commit -qm Start')
}

const POD = 'kind: Pod\nspec: {containers: [{name: a, image: "docker.io/library/redis:8"}]}\n'

describe('what went wrong on the command line once', () => {
  test.each<[string, string, number, RegExp]>([
    [
      'a facts file in a folder that is not there',
      'preadmit check --all --facts /nonexistent/f.json',
      2,
      /cannot be written: ENOENT/,
    ],
    [
      'a page in a folder that is not there',
      'preadmit demo --html /nonexistent/x.html',
      2,
      /--html \/nonexistent\/x\.html cannot be written/,
    ],
    ['a path that is not there', 'preadmit pin nope', 2, /nope names no file/],
    ['a path that is not there, to be written', 'preadmit pin --write nope', 2, /nope names no file/],
    [
      'a policy that is not there, to be exported',
      'preadmit policy export --to kyverno --policy x.yml',
      2,
      /x\.yml does not exist on this disk/,
    ],
    ['a policy that is not there, to judge by', 'preadmit check --all --policy nope.yml', 2, /nope\.yml cannot be read: ENOENT/],
    ['the version', 'preadmit --version && preadmit version && preadmit -v', 0, /^(?:preadmit \S+\n){3}$/],
    ['the format by the name that verify has for it', 'preadmit check --json', 2, /write instead: --format json/],
    ['a base that is not there', 'preadmit check --base nope', 2, /write instead: --base main/],
    ['a policy among tests', 'preadmit policy test .github/preadmit.yml', 2, /preadmit policy check/],
    ['a draft that nobody answered for', 'preadmit init', 3, /No registry answered for any image/],
    [
      'the default branch under another name',
      'git branch -m develop && git switch -qc feature && preadmit check',
      2,
      /default branch is not known/,
    ],
  ])('%s is said, and how to mend it', (_, command, code, said) => {
    repository('version: 1\n', ['pod.yaml', POD])
    const ran = line(command)
    expect([ran.code, `${ran.out}${ran.err}`]).toEqual([code, expect.stringMatching(said)])
    expect(`${ran.out}${ran.err}`).not.toMatch(/this is a bug|MAX_[A-Z_]+/)
  })

  test('a run over everything compares nothing: no file of the gate is added or weakened', () => {
    repository('version: 1\n', ['pod.yaml', 'kind: ConfigMap\nmetadata: {name: a}\n'])
    const { code, out } = line('preadmit check --all')
    expect([code, out]).toEqual([0, expect.not.stringContaining('weakened/gate')])
    expect(out).not.toContain('policy/changed')
  })

  test('an image is judged by the policy of the repository, by check and by verify alike', () => {
    repository('version: 1\nimages: [{match: ["docker.io/**"], allowed: false}]\n', ['pod.yaml', POD])
    expect(line('preadmit check --all').code).toBe(1)
    const { code, out } = line('preadmit verify docker.io/library/redis:8')
    expect([code, out]).toEqual([1, expect.stringContaining('.github/preadmit.yml of main')])
  })

  test('a bad image that is staged is not hidden by the file on the disk', () => {
    repository()
    writeFileSync(join(folder, 'pod.yaml'), POD.replace('redis:8', 'redis:8:BAD'))
    line('git add pod.yaml')
    writeFileSync(join(folder, 'pod.yaml'), 'kind: ConfigMap\n')
    expect(line('preadmit check --staged').code).toBe(1)
  })
})

/** Mistakes of the first draft, and what each message must hold: the place, and what to write. */
const MISTAKES: readonly (readonly [string, RegExp])[] = [
  ['version: 2', /1:10: .*number/],
  ['version: 1\nmod: warn', /2:1: unknown key "mod"\n.*did you mean "mode"/],
  ['version: 1\nmode: warning', /"warning" is not known here\n.*did you mean "warn"/],
  ['version: 1\nimages:\n  - match: [**]\n    pinned: true', /"\*\*" with the quotes/],
  ['version: 1\nimages: [{match: ["**"], signedBy: release}]', /\{anyOf: \[release\]\}/],
  ['version: 1\nimages: [{match: ["**"]}]', /demands nothing/],
  ['version: 1\nimages: []', /the list is empty/],
  ['version: 1\nimages: [{match: [nginx], pinned: true}]', /write "docker\.io\/library\/nginx"/],
  ['version: 1\nimages: [{match: ["ghcr.io/acme*"], pinned: true}]', /write "ghcr\.io\/acme\/\*\*"/],
  ['version: 1\nimages: [{match: ["ghcr.io/acme/web:1"], pinned: true}]', /patterns match repositories/],
  ['version: 1\nimages: [{match: ["**"], minAge: 3 days}]', /write a whole number and one of w, d, h, m, s/],
  ['version: 1\nrules: {image/unpinned: warn}', /write "warning": warn is a mode, not a level/],
  ['version: 1\nrules: {image/unpined: error}', /did you mean "image\/unpinned"/],
  ['version: 1\nauthorities: {r: {github: {repository: acme/*}}}', /write "owner" and "ownerId"/],
  ['version: 1\nauthorities: {r: {github: {repository: acme/web, ref: main}}}', /write refs\/heads\/main/],
  [
    'version: 1\nauthorities: {r: {keyless: {issuer: https://x.test, identityRegExp: ".*"}}}',
    /unknown key "identityRegExp"\n.*did you mean "identity"/,
  ],
  [
    'version: 1\nauthorities: {r: {keyless: {issuer: https://x.test, identity: "https://github.com/*/x"}}}',
    /write the owner out/,
  ],
  ['version: 1\nauthorities: {r: {key: {file: keys/nope.pub}}}', /there is no file "keys\/nope\.pub"/],
  ['version: 1\nregistries: [{host: https://r.test/v2}]', /write only "r\.test"/],
  [
    'version: 1\nexceptions: [{rule: image, image: docker.io/library/redis, reason: r, owner: o, expires: 2026-12-01}]',
    /name one rule/,
  ],
  ['version: 1\nexceptions: [{rule: image/unpinned, reason: r, owner: o, expires: 2020-01-01}]', /add "image" or "paths"/],
  ['version: 1\nexceptions: [{rule: image/unpinned, paths: [dev/**], reason: r, owner: o, expires: 2099-01-01}]', /or earlier/],
  ['version: 1\nignore: ["**"]', /ignores every file/],
  ['version: 1\ninclude: [../team.yml]', /leaves the repository/],
  ['version: 1\nextends: [acme/policies/base.yml@v1]', /the full id of the commit/],
]

describe('a mistake in the first policy', () => {
  test.each(MISTAKES)('%j is answered with its place and with what to write', (text, said) => {
    writeFileSync(join(folder, 'p.yml'), `${text}\n`)
    const { code, err } = line('preadmit policy check p.yml')
    expect([code, err]).toEqual([2, expect.stringMatching(said)])
    expect(err).toMatch(/p\.yml:\d+:\d+: /)
  })

  test('all of them are said at once', () => {
    writeFileSync(join(folder, 'p.yml'), 'version: 1\nmod: warn\nrules: {image/unpined: warn}\nignore: []\n')
    expect(line('preadmit policy check p.yml').err.match(/^preadmit: /gm)).toHaveLength(3)
  })

  test('none is one that a reader takes', () => {
    const source = { kind: 'file' as const, digest: '' }
    for (const [text] of MISTAKES)
      expect(() =>
        readPolicy({
          file: 'p',
          text,
          documents: parseYaml(text).documents,
          files: new Map(),
          source,
          now: new Date('2026-11-21'),
        }),
      ).toThrow()
  })
})
