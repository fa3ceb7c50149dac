import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type FakeRegistry, startRegistry } from '../fakes/registry.ts'
import { pushImage } from '../fakes/registry-push.ts'
import { NOWHERE } from '../fakes/runner.ts'

const CLI = new URL('../../dist/cli.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'preadmit-cli-'))
let registry: FakeRegistry
let digest = ''

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.invalid', '-c', 'init.defaultBranch=main']
  const ran = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(ran.stderr)
}

/** Runs the command line without blocking this process, which serves the registry. */
function preadmit(...args: readonly string[]): Promise<{ status: number | null; out: string; err: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, HTTPS_PROXY: NOWHERE },
    })
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout.on('data', (chunk) => out.push(String(chunk)))
    child.stderr.on('data', (chunk) => err.push(String(chunk)))
    child.on('close', (status) => done({ status, out: out.join(''), err: err.join('') }))
  })
}

beforeAll(async () => {
  registry = await startRegistry()
  digest = pushImage(registry.content, 'acme/web', { tag: '1.0', seed: 'web' }).digest
  write(
    '.github/preadmit.yml',
    `version: 1\nregistries:\n  - {host: "${registry.host}", allowPrivate: true, mirrorOf: ghcr.io}\n`,
  )
  write(
    'deploy/old.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: old}\nspec:\n  containers:\n    - {name: a, image: ghcr.io/acme/gone:1}\n',
  )
  git('init', '-q')
  git('add', '-A')
  git('commit', '-q', '-m', 'base')
  write('compose.yaml', '# kept\nservices:\n  web:\n    image: ghcr.io/acme/web:1.0 # kept too\n')
})

afterAll(async () => {
  await registry.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('preadmit check', () => {
  test('judges the work tree against the default branch, and not what was there before', async () => {
    const { status, out } = await preadmit('check')
    expect([status, out]).toEqual([0, expect.stringContaining('image/unpinned')])
    expect(out).not.toContain('acme/gone')
  })

  test('judges everything with --all', async () => {
    const { status, out } = await preadmit('check', '--all', '--format', 'json')
    const report = JSON.parse(out) as { verdict: string; rulings: readonly { ruling: string }[] }
    expect([status, report.verdict, report.rulings.map(({ ruling }) => ruling)]).toEqual([1, 'blocked', ['cleared', 'blocked']])
  })

  test('looks at the paths that it is given', async () => {
    const { status, out } = await preadmit('check', 'deploy')
    expect([status, out]).toEqual([0, expect.not.stringContaining('image/unpinned')])
  })

  test('a path that neither side has is a mistake, not a pass', async () => {
    const { status, err } = await preadmit('check', 'depoy')
    expect([status, err]).toEqual([2, expect.stringContaining('depoy names no file on either side')])
  })

  test('fails over a limit of warnings', async () => {
    expect((await preadmit('check', '--max-warnings', '0')).status).toBe(1)
  })

  test('records facts that are judged again, offline, to the same report', async () => {
    const first = await preadmit('check', '--facts', 'facts.json')
    const again = await preadmit('explain', '--facts', 'facts.json', '--policy', '.github/preadmit.yml')
    rmSync(join(folder, 'facts.json'))
    // The first lines say where the policy was read: once from the default branch, once from the disk.
    const judged = ({ out }: { out: string }): string => out.slice(out.indexOf('\n\n'))
    expect([again.status, judged(again)]).toEqual([first.status, judged(first)])
  })

  test('is misconfigured by a policy that is not understood, and says where', async () => {
    write('broken.yml', 'version: 1\nimage: []\n')
    const { status, out } = await preadmit('check', '--policy', 'broken.yml')
    rmSync(join(folder, 'broken.yml'))
    expect([status, out]).toEqual([2, expect.stringContaining('broken.yml:2:1')])
  })

  test('with an authority whose signatures GitHub may hold, and no token to look with, is unverified', async () => {
    const authority =
      'authorities:\n  release: {github: {repository: acme/web, workflow: .github/workflows/r.yml, ref: refs/heads/main}}\n'
    const images = 'images:\n  - {match: [ghcr.io/acme/**], signedBy: {anyOf: [release]}}\n'
    write('signed.yml', `${readFileSync(join(folder, '.github/preadmit.yml'), 'utf8')}${authority}${images}`)
    const { status, out, err } = await preadmit('check', '--policy', 'signed.yml')
    rmSync(join(folder, 'signed.yml'))
    expect([status, out]).toEqual([3, expect.stringContaining('set GITHUB_TOKEN')])
    for (const name of ['public-good', 'github'])
      expect(
        err.match(new RegExp(`trust root "${name}" could not be renewed from tuf-repo\\S+ \\(.*ECONNREFUSED\\)`, 'g')),
      ).toHaveLength(1)
  })

  test.each([
    [['check', '--format', 'xml']],
    [['check', '--timeout', 'soon']],
    [['check', '--shard', '3/2']],
    [['check', '--base', 'no-such-branch']],
    [['check', '../elsewhere']],
    [['verify']],
    [['verify', 'Not An Image']],
    [['explain', 'image/unpinnd']],
    [['unknown']],
  ])('refuses %j with what to write instead', async (args) => {
    const { status, err } = await preadmit(...args)
    expect([status, err]).toEqual([2, expect.stringMatching(/^preadmit: /m)])
  })
})

describe('preadmit verify', () => {
  test('shows the digest, that there is no signature, and every question', async () => {
    const { status, out } = await preadmit('verify', 'ghcr.io/acme/web:1.0', '--policy', '.github/preadmit.yml')
    expect([status, out]).toEqual([0, expect.stringContaining(digest)])
    expect(out).toContain('Signatures: none found')
    expect(out).toMatch(/\d+ ms {2}\S+ {2}.*acme\/web/)
  })

  test('gives the same as JSON', async () => {
    const { out } = await preadmit('verify', '--json', 'ghcr.io/acme/web:1.0', '--policy', '.github/preadmit.yml')
    expect(JSON.parse(out)).toMatchObject({ report: { verdict: 'passed', images: [{ digest }] } })
  })

  test('of an image on a host that nobody listed is blocked and contacts nobody', async () => {
    const before = registry.seen.length
    write('plain.yml', 'version: 1\n')
    const { status } = await preadmit('verify', `${registry.host}/acme/web:1.0`, '--policy', 'plain.yml')
    rmSync(join(folder, 'plain.yml'))
    expect([status, registry.seen.length]).toEqual([1, before])
  })
})

describe('preadmit pin', () => {
  test('shows what it would write and where', async () => {
    const { status, out } = await preadmit('pin', 'compose.yaml', '--policy', '.github/preadmit.yml')
    expect([status, out]).toEqual([0, `compose.yaml:4:12: ghcr.io/acme/web:1.0@${digest}\n`])
  })

  test('writes the digest and keeps everything else', async () => {
    const before = readFileSync(join(folder, 'compose.yaml'), 'utf8')
    await preadmit('pin', 'compose.yaml', '--write', '--policy', '.github/preadmit.yml')
    const after = readFileSync(join(folder, 'compose.yaml'), 'utf8')
    write('compose.yaml', before)
    expect(after).toBe(before.replace('web:1.0', `web:1.0@${digest}`))
  })

  test('says what it could not pin', async () => {
    const { status, out } = await preadmit('pin', '--policy', '.github/preadmit.yml')
    expect([status, out]).toEqual([3, expect.stringContaining('ghcr.io/acme/gone:1: not pinned')])
  })
})

describe('preadmit init', () => {
  test('drafts a policy that is accepted and trusts nobody by itself', async () => {
    const { status, out } = await preadmit('init', '--policy', '.github/preadmit.yml')
    expect([status, out]).toEqual([0, expect.stringContaining('confirm every line')])
    write('draft.yml', out)
    const checked = await preadmit('check', '--policy', 'draft.yml', 'deploy')
    rmSync(join(folder, 'draft.yml'))
    expect(checked.status).toBe(0)
  })

  test('never overwrites a policy', async () => {
    expect((await preadmit('init', '--write', '--policy', '.github/preadmit.yml')).status).toBe(2)
  })
})

describe('preadmit policy test', () => {
  test('holds expectations against recorded facts', async () => {
    await preadmit('check', '--facts', 'facts.json')
    const file = (verdict: string) =>
      `policy: .github/preadmit.yml\ntests:\n  - name: the web image\n    facts: facts.json\n    expect: {verdict: ${verdict}}\n`
    write('good.test.yml', file('passed'))
    write('bad.test.yml', file('blocked'))
    const [good, bad] = [await preadmit('policy', 'test', 'good.test.yml'), await preadmit('policy', 'test', 'bad.test.yml')]
    for (const name of ['facts.json', 'good.test.yml', 'bad.test.yml']) rmSync(join(folder, name))
    expect([good.status, bad.status]).toEqual([0, 1])
    expect(bad.out).toContain('verdict: expected blocked, got passed')
  })
})
