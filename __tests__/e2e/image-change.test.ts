import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startRegistry } from '../fakes/registry.ts'
import { pushImage } from '../fakes/registry-push.ts'
import { NOWHERE } from '../fakes/runner.ts'

const CLI = new URL('../../dist/cli.js', import.meta.url).pathname
const BODY = 'qW3eR5tY7uI9oP1aS3dF5gH7jK9lZ1xC3vB5'
const TOKEN = ['gh', 'p_', BODY].join('')

function inFolder(folder: string, command: string, args: readonly string[]): Promise<{ status: number | null; out: string }> {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, HTTPS_PROXY: NOWHERE } })
    const out: string[] = []
    child.stdout.on('data', (chunk) => out.push(String(chunk)))
    child.stderr.on('data', (chunk) => out.push(String(chunk)))
    child.on('close', (status) => done({ status, out: out.join('') }))
  })
}

test('an image that brings a credential and root is blocked, and neither report nor facts hold the credential', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'preadmit-image-change-'))
  const registry = await startRegistry()
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.invalid', '-c', 'init.defaultBranch=main']
    expect(spawnSync('git', [...identity, ...args], { cwd: folder }).status).toBe(0)
  }
  try {
    const before = pushImage(registry.content, 'acme/web', { tag: '1.0', seed: 'one' })
    const config = { User: 'root', Env: [`API_TOKEN=${TOKEN}`], Labels: { note: `see ${TOKEN}` } }
    const after = pushImage(registry.content, 'acme/web', { tag: '1.1', seed: 'two', config })
    const compose = (image: string): void => write('compose.yaml', `services:\n  web:\n    image: ghcr.io/acme/web:${image}\n`)
    write(
      '.github/preadmit.yml',
      `version: 1\nregistries:\n  - {host: "${registry.host}", allowPrivate: true, mirrorOf: ghcr.io}\n`,
    )
    compose(`1.0@${before.digest}`)
    git('init', '-q')
    git('add', '-A')
    git('commit', '-q', '-m', 'base')
    compose(`1.1@${after.digest}`)
    write('.env', `API_TOKEN=${TOKEN}\n`)
    const args = [CLI, 'check', '--format', 'json', '--facts', 'facts.json']
    const { status, out } = await inFolder(folder, process.execPath, args)
    for (const rule of ['image-change/secret-in-config', 'image-change/user-became-root', 'secret/literal']) {
      expect(out).toContain(`"${rule}"`)
    }
    expect(status).toBe(1)
    expect(out + readFileSync(join(folder, 'facts.json'), 'utf8')).not.toContain(BODY)
  } finally {
    await registry.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
