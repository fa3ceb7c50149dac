import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { deployment, documented, startScenario } from '../e2e/scenario.ts'
import { pullRequestEvent } from '../fakes/github/events.ts'

const act = process.env.PREADMIT_ACT ?? ''
const suite = act === '' ? describe.skip : describe
const root = new URL('../..', import.meta.url).pathname

/** Where act runs: a repository that holds the action, so that nothing is fetched. */
function workspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'preadmit-act-'))
  for (const path of ['action.yml', 'dist']) cpSync(join(root, path), join(folder, 'gate', path), { recursive: true })
  const file = join(folder, '.github/workflows/admission.yml')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    'on: pull_request\njobs:\n  admission:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cp -R "$ACTION_SOURCE" gate\n      - uses: ./gate\n        with:\n          github-token: ${{ secrets.GITHUB_TOKEN }}\n          check-run: preadmit\n',
  )
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '-qm', 'x'],
  ])
    spawnSync('git', args, { cwd: folder })
  return folder
}

/** Runs act in host mode, without any container. */
function runAct(folder: string, args: readonly string[]): Promise<{ readonly status: number | null; readonly log: string }> {
  return new Promise((done) => {
    const env = {
      PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
      HOME: folder,
      XDG_CACHE_HOME: join(folder, 'cache'),
    }
    const child = spawn(act, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const log: string[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => log.push(String(chunk)))
    child.on('close', (status) => done({ status, log: log.join('') }))
  })
}

suite(`act runs the action as a workflow would${act === '' ? ' (skipped: PREADMIT_ACT not set)' : ''}`, () => {
  test.each([
    // As outputs: act may end before it has read the last lines of a step.
    ['signed', 0, '::set-output:: verdict=passed'],
    ['unsigned', 1, '::set-output:: verdict=blocked'],
  ] as const)(
    'an image that is %s',
    async (which, status, verdict) => {
      await using scenario = await startScenario('')
      const pull = scenario.open({ 'k8s/web.yaml': deployment(scenario[which]) })
      const folder = workspace()
      try {
        const event = pullRequestEvent(scenario.github.url, scenario.repository, pull)
        writeFileSync(join(folder, 'event.json'), JSON.stringify(event.payload))
        const env = {
          GITHUB_API_URL: scenario.github.url,
          GITHUB_GRAPHQL_URL: scenario.github.graphqlUrl,
          GITHUB_REPOSITORY: scenario.repository.fullName,
          ACTION_SOURCE: join(folder, 'gate'),
        }
        const ran = await runAct(folder, [
          'pull_request',
          ...['-e', 'event.json', '-P', 'ubuntu-latest=-self-hosted', '-s', `GITHUB_TOKEN=${scenario.github.token(documented)}`],
          ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
        ])
        expect(ran.log).toContain(verdict)
        expect(ran.status).toBe(status)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    60_000,
  )
})
