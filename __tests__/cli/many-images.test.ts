import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/adapters/clock.ts'
import { runCli } from '../../src/cli/run.ts'
import { recordingLog } from '../fakes/quiet.ts'
import { type FakeRegistry, startRegistry } from '../fakes/registry.ts'
import { pushImage } from '../fakes/registry-push.ts'

/** A repository of samples, as there are: 145 references to images without a digest in 49 Compose files. */
const [REFERENCES, FILES, IMAGES] = [145, 49, 60]
const folder = mkdtempSync(join(tmpdir(), 'preadmit-many-'))
let registry: FakeRegistry
let down: FakeRegistry

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

beforeAll(async () => {
  registry = await startRegistry()
  down = await startRegistry()
  await down.close()
  for (let at = 0; at < IMAGES; at++) pushImage(registry.content, `sample/app-${at}`, { tag: '1.0', seed: `${at}` })
  for (let file = 0; file < FILES; file++) {
    const own = Array.from({ length: REFERENCES }, (_, at) => at).filter((at) => at % FILES === file)
    const services = own.map((at) => `  s${at}:\n    image: ghcr.io/sample/app-${at % IMAGES}:1.0\n`)
    write(`sample-${file}/compose.yaml`, `services:\n${services.join('')}`)
  }
  write('config.json', '{}')
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid', ...args], { cwd: folder })
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'samples')
})

afterAll(async () => {
  await registry.close()
  rmSync(folder, { recursive: true, force: true })
})

async function check(
  host: string,
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  write('policy.yml', `version: 1\nregistries:\n  - {host: "${host}", allowPrivate: true, mirrorOf: ghcr.io}\n`)
  const out: string[] = []
  const terminal = {
    env: { PATH: process.env.PATH, HOME: folder, DOCKER_CONFIG: folder },
    folder,
    clock: systemClock,
    print: (text: string) => void out.push(text),
    complain: () => {},
    logFor: () => recordingLog(),
    color: () => false,
  }
  const code = await runCli(['check', '--all', '--policy', join(folder, 'policy.yml'), ...argv], terminal)
  return { code, lines: out.join('\n').trimEnd().split('\n') }
}

describe('a repository of 145 images without a digest', () => {
  test('is told in at most 60 lines, with one command that pins them, and with counts that agree', async () => {
    const { code, lines } = await check(registry.host)
    expect(code).toBe(0)
    expect(lines.length).toBeLessThanOrEqual(60)
    expect(lines.filter((line) => line.startsWith('warning[image/unpinned]'))).toEqual([
      `warning[image/unpinned]: ${REFERENCES} references have no digest`,
    ])
    expect(lines.filter((line) => line.includes('pin --write'))).toHaveLength(1)
    expect(lines.at(-1)).toContain(`${REFERENCES} warnings`)
    const json = JSON.parse((await check(registry.host, '--format', 'json')).lines.join('\n'))
    expect(json.counts).toMatchObject({ warnings: REFERENCES, cleared: REFERENCES })
  })

  test('is one outage when its registry is down, never a pass', async () => {
    const { code, lines } = await check(down.host)
    expect(code).toBe(3)
    expect(lines.length).toBeLessThanOrEqual(60)
    const outage = lines.filter((line) => line.startsWith('unverified['))
    expect(outage.length).toBeLessThanOrEqual(2)
    expect(outage[0]).toMatch(/^unverified\[image\/unresolved\]: \d+ references (?:could not be looked up|were not asked for)/)
    expect(lines.at(-1)).toContain(`${REFERENCES} unverified`)
  })
})
