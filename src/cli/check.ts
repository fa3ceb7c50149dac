import { open, writeFile } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { createGitChange, type GitChange } from '../adapters/change-git.ts'
import { DEFAULT_POLICY_PATH } from '../gate/policy.ts'
import { type GateResult, gate } from '../gate.ts'
import { matchesGlob } from '../model/glob.ts'
import type { Report } from '../model/report.ts'
import { UsageError } from '../model/usage-error.ts'
import { describe } from '../report/report.ts'
import type { Reporter } from '../report/reporter.ts'
import { reporterFor, reporters } from '../report/reporters/table.ts'
import { plural } from '../report/wording.ts'
import { githubAttestations, openBudget, optional, policyDoors, readDockerConfig, readShard, version } from '../wiring.ts'
import type { Command } from './arguments.ts'
import { withLocalPolicy } from './local-policy.ts'
import { pinnedFiles } from './pinned-files.ts'
import { readNamedFile } from './policy-file.ts'
import type { Terminal } from './terminal.ts'

/** `preadmit check`: the main job on a local git repository. */
export async function check(command: Command, terminal: Terminal): Promise<number> {
  const reporter = reporterOf('--format', command.text('format') ?? 'text')
  const maxWarnings = readMaxWarnings(command.text('max-warnings'))
  const given = command.text('facts')
  const facts = given === undefined ? undefined : await writableFile('--facts', given, terminal)
  const outputs = await outputsOf(command, terminal)
  const { result, report } = await lookAt(command, terminal, command.flag('all') ? 'all' : 'changed')
  if (facts !== undefined) await writeFile(facts, `${JSON.stringify(result.facts)}\n`)
  for (const output of outputs) await writeFile(output.file, output.reporter.render(report))
  terminal.print(
    reporter.render(report, {
      color: terminal.color(command.voice),
      links: terminal.links?.() === true,
      quiet: command.voice.quiet,
      verbose: command.voice.verbose,
    }),
  )
  if (report.exitCode !== 0 || report.counts.warnings <= maxWarnings) return report.exitCode
  terminal.complain(
    `preadmit: ends with 1: ${plural(report.counts.warnings, 'warning')}, and --max-warnings allows ${maxWarnings}`,
  )
  return 1
}

/** Judges the local repository as the options say. */
export async function lookAt(
  command: Command,
  terminal: Terminal,
  scope: 'all' | 'changed',
): Promise<{ readonly result: GateResult; readonly report: Report; readonly root: string }> {
  const { clock } = terminal
  const log = terminal.logFor(command.voice)
  const budget = openBudget(command.text('timeout') ?? '10m', clock)
  const startedAt = clock.now()
  const began = clock.elapsedMs()
  const policy = command.text('policy')
  if (policy !== undefined) await readNamedFile(policy)
  const repository = await createGitChange({
    directory: terminal.folder,
    environment: terminal.env,
    scope,
    staged: command.flag('staged'),
    policyGiven: policy !== undefined,
    ...optional('base', command.text('base')),
    ...optional('head', command.text('head')),
    ...optional('branch', command.text('branch')),
    ...optional('environmentName', command.text('environment')),
  })
  await refuseNothing(repository)
  const change = policy === undefined ? repository : withLocalPolicy(repository, policy, terminal.folder)
  const dockerConfig = await readDockerConfig(command.text('docker-config') ?? '', terminal.env)
  const shard = readShard(command.text('shard') ?? '')
  const result = await gate(
    {
      policyPath: policy ?? DEFAULT_POLICY_PATH,
      paths: await globsOf(command.positionals, repository, terminal.folder),
      ...optional('shard', shard),
    },
    {
      change,
      clock,
      log,
      deadline: budget.deadline,
      ...optional('pinned', await pinnedFiles(command, terminal)),
      attestations: githubAttestations({ env: terminal.env, budget, clock, log }),
      ...policyDoors({ dockerConfig, githubToken: terminal.env.GITHUB_TOKEN, env: terminal.env, budget, clock, log }),
    },
  )
  const run = { version, startedAt, durationMs: Math.round(clock.elapsedMs() - began) }
  return { result, report: describe({ ...result, run }), root: repository.root }
}

function reporterOf(option: string, format: string): Reporter {
  const reporter = reporterFor(format)
  if (reporter !== undefined) return reporter
  const formats = reporters.flatMap((one) => (one.format === undefined ? [] : [one.format]))
  throw new UsageError(
    `${option} ${format} is none of ${formats.join(', ')}`,
    option === '--format' ? '--format text' : '--output json=report.json',
  )
}

/** The files that `--output FORMAT=FILE` asks for, each with its reporter. */
async function outputsOf(
  command: Command,
  terminal: Terminal,
): Promise<readonly { readonly reporter: Reporter; readonly file: string }[]> {
  const outputs = []
  for (const given of command.each('output')) {
    const at = given.indexOf('=')
    if (at < 1 || at === given.length - 1)
      throw new UsageError(`--output ${given} is no FORMAT=FILE`, '--output json=report.json')
    const reporter = reporterOf('--output', given.slice(0, at))
    outputs.push({ reporter, file: await writableFile('--output', given.slice(at + 1), terminal) })
  }
  return outputs
}

/** The path of a file that can be written, relative to the folder. Throws `UsageError` for one that cannot. */
export async function writableFile(option: string, given: string, { folder }: Terminal): Promise<string> {
  // Before the run: its result must not be lost at its end.
  const file = resolve(folder, given)
  try {
    await (await open(file, 'a')).close()
  } catch (error) {
    const why = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`${option} ${given} cannot be written: ${why}`, `${option} with a file in a folder that exists`)
  }
  return file
}

/** A run that held a commit against itself has looked at nothing: that is a mistake, as on a push to the default branch, and no pass. */
async function refuseNothing(repository: GitChange): Promise<void> {
  if (!(await repository.comparesNothing())) return
  throw new UsageError(
    `there is nothing to compare: the base, ${repository.info.baseIs ?? 'HEAD'}, is the commit that is looked at, and nothing is uncommitted`,
    'preadmit check --base with an earlier commit, such as HEAD~1; or preadmit check --all',
  )
}

/** Path arguments as globs. One that neither side has is a mistake: a run that looks at nothing would pass. */
export async function globsOf(paths: readonly string[], repository: GitChange, from: string): Promise<readonly string[]> {
  const globs = paths.map((path) => globOf(path, { from, root: repository.root }))
  const trees = paths.length === 0 ? undefined : await repository.trees()
  if (trees?.kind !== 'found') return globs
  const { base, head } = trees.value
  const lost = globs.findIndex((glob) => ![...head, ...base].some((entry) => matchesGlob(glob, entry.path)))
  if (lost >= 0) throw new UsageError(`${paths[lost]} names no file on either side of the change`, 'preadmit check deploy/')
  return globs
}

/** A path argument, given from a folder inside the repository, as a glob from its root: a folder means everything in it. */
export function globOf(path: string, { from, root }: { readonly from: string; readonly root: string }): string {
  const inside = relative(root, resolve(from, path)).split(sep).join('/')
  if (inside.startsWith('..')) throw new UsageError(`${path} lies outside the repository ${root}`)
  return inside === '' ? '**' : `${inside}/**`
}

function readMaxWarnings(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--max-warnings ${text} is no number`, '--max-warnings 0')
  return Number(text)
}
