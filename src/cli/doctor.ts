import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createGit } from '../adapters/git/command.ts'
import { topLevel } from '../adapters/git/commits.ts'
import type { GithubApi } from '../adapters/github/api.ts'
import { createGithubChange } from '../adapters/github/change.ts'
import { readGateSetting } from '../adapters/github/protection.ts'
import { visibleLine } from '../adapters/log-text.ts'
import { isSystemError } from '../adapters/system-error.ts'
import { diagnose, type Examination } from '../doctor/diagnose.ts'
import type { Diagnosis } from '../doctor/diagnosis.ts'
import type { Workflow } from '../doctor/jobs.ts'
import { parseYaml } from '../languages/yaml/yaml.ts'
import { found } from '../model/answer.ts'
import { UsageError } from '../model/usage-error.ts'
import type { Change } from '../ports/change.ts'
import { openBudget, openGithubApi, optional } from '../wiring.ts'
import type { Command } from './arguments.ts'
import { localFiles } from './local-policy.ts'
import type { Terminal } from './terminal.ts'

const WORKFLOWS = '.github/workflows'
const OWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']
const SIGNS = { error: '✗', warning: '!', notice: '·' }

/**
 * `preadmit doctor`: would this gate hold? Exit code 1 where something would let a change in without a verdict. Without a token, or with
 * `--offline`, only the files on this disk are examined.
 */
export async function doctor(command: Command, terminal: Terminal): Promise<number> {
  const { env } = terminal
  const repository = command.text('repo') ?? env.GITHUB_REPOSITORY ?? (await remoteRepository(terminal))
  const offline = command.flag('offline') || !(env.GITHUB_TOKEN ?? env.GH_TOKEN)
  if (offline && command.text('repo') !== undefined)
    throw new UsageError('doctor asks GitHub and needs a token', 'GITHUB_TOKEN=… preadmit doctor --repo OWNER/NAME')
  if (!offline && (repository === undefined || !/^[\w-]+\/[\w.-]+$/.test(repository)))
    throw new UsageError('doctor needs to know the repository', 'preadmit doctor --repo OWNER/NAME')
  const examination = offline || repository === undefined ? await onDisk(terminal) : await onGithub(command, terminal, repository)
  const diagnoses = diagnose({ ...examination, ...optional('owner', repository?.split('/')[0]) })
  const about = offline ? 'the files here' : (repository ?? '')
  terminal.print(command.flag('json') ? JSON.stringify(diagnoses, undefined, 2) : textOf(about, diagnoses))
  return diagnoses.some(({ level }) => level === 'error') ? 1 : 0
}

async function onGithub(command: Command, terminal: Terminal, repository: string): Promise<Examination> {
  const api = openApi(command, terminal)
  const setting = await readGateSetting(api, repository)
  if (setting.kind !== 'found')
    throw new UsageError(
      `${repository} could not be read: ${setting.kind === 'unknown' ? setting.problem.detail : 'it is not there'}`,
      'GITHUB_TOKEN with contents: read (and administration: read to see branch protection)',
    )
  const change = tipOf(api, repository, setting.value.branch)
  return { setting: setting.value, workflows: await readWorkflows(change), codeOwners: await firstOf(change, OWNERS) }
}

/** The workflow files and CODEOWNERS of the work tree: what would be there after a push. */
async function onDisk({ folder, env }: Terminal): Promise<Examination> {
  const root = await topLevel(createGit(folder, env), folder)
  const change = {
    trustedPaths: async () => found((await filesIn(join(root, WORKFLOWS))).map((file) => `${WORKFLOWS}/${file}`)),
    ...localFiles('', root),
  }
  return { workflows: await readWorkflows(change), codeOwners: await firstOf(change, OWNERS) }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return []
    throw error
  }
}

/** `owner/name` of the remote that this clone came from, on github.com or on the GitHub that the environment names. */
async function remoteRepository({ folder, env }: Terminal): Promise<string | undefined> {
  const outcome = await createGit(folder, env)(['config', '--get-regexp', '^remote\\..*\\.url$'])
  if (!outcome.ok) return undefined
  const remotes = outcome.stdout
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  const url = (remotes.find(([key]) => key === 'remote.origin.url') ?? remotes[0])?.[1] ?? ''
  const [, host, repository] =
    /^(?:https?:\/\/|ssh:\/\/)?(?:[^@/]+@)?([^/:]+)(?::\d+)?[/:]([\w-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url) ?? []
  const server = URL.canParse(env.GITHUB_SERVER_URL ?? '') ? new URL(env.GITHUB_SERVER_URL ?? '').hostname : 'github.com'
  return host === server || host === `ssh.${server}` ? repository : undefined
}

function openApi(command: Command, { env, clock, logFor }: Terminal): GithubApi {
  const token = env.GITHUB_TOKEN ?? env.GH_TOKEN
  if (!token) throw new UsageError('doctor asks GitHub and needs a token', 'GITHUB_TOKEN=… preadmit doctor --repo OWNER/NAME')
  const log = logFor(command.voice)
  log.secret(token)
  return openGithubApi({ env, token, budget: openBudget('2m', clock), clock, log })
}

/** Only the trusted side of it is read: the tip of the default branch. */
function tipOf(api: GithubApi, repository: string, defaultBranch: string): Change {
  const [owner = '', repo = ''] = repository.split('/')
  const event = { name: 'doctor', owner, repo, defaultBranch, head: '', base: { kind: 'none' }, scope: 'all' } as const
  return createGithubChange({ api, event, policy: { path: '' } })
}

async function readWorkflows(change: Pick<Change, 'trusted' | 'trustedPaths'>): Promise<readonly Workflow[]> {
  const paths = await change.trustedPaths()
  if (paths.kind !== 'found')
    throw new UsageError(`the default branch cannot be read: ${paths.kind === 'unknown' ? paths.problem.detail : 'it is empty'}`)
  const files = paths.value.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
  const read = await Promise.all(
    files.map(async (file): Promise<readonly Workflow[]> => {
      const [root] = parseYaml(await firstOf(change, [file])).documents
      return root === undefined ? [] : [{ file, root }]
    }),
  )
  return read.flat()
}

async function firstOf(change: Pick<Change, 'trusted'>, paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const file = await change.trusted(path)
    if (file.kind === 'unknown') throw new UsageError(`${path} cannot be read: ${file.problem.detail}`)
    if (file.kind === 'found') return Buffer.from(file.value.bytes).toString('utf8')
  }
  return ''
}

function textOf(repository: string, diagnoses: readonly Diagnosis[]): string {
  if (diagnoses.length === 0) return `${repository}: this gate would hold.`
  const blocks = diagnoses.map(({ level, place, message, why, fix }) =>
    [`${SIGNS[level]} ${level}: ${place}: ${message}`, `    ${why}`, `    Write: ${fix}`].map(visibleLine).join('\n'),
  )
  const errors = diagnoses.filter(({ level }) => level === 'error').length
  const verdict =
    errors === 0
      ? 'this gate would hold, with remarks'
      : `this gate would not hold: ${errors} ${errors === 1 ? 'error' : 'errors'}`
  return `${blocks.join('\n\n')}\n\n${repository}: ${verdict}.`
}
