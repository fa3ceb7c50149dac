import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError } from '../adapters/system-error.ts'
import { judge } from '../judge/judge.ts'
import type { Finding } from '../model/finding.ts'
import { MAX_EXCEPTION_DAYS } from '../model/limits.ts'
import type { Baseline, BaselineEntry } from '../model/policy.ts'
import { UsageError } from '../model/usage-error.ts'
import { baselineIn, baselineText } from '../policy/baseline.ts'
import { terminal as shown } from '../report/escape.ts'
import { plural } from '../report/wording.ts'
import type { Command } from './arguments.ts'
import { lookAt } from './check.ts'
import type { Terminal } from './terminal.ts'

const DEFAULT_FILE = '.github/preadmit-baseline.yml'
const DAY = 86_400_000

/** Rules whose warnings leave a run unverified for as long as a file is written as it is. */
const LASTING = ['image/unresolved', 'image/registry-unlisted', 'image/unaccounted', 'file/unreadable']
const EXITS = { passed: 0, blocked: 1, misconfigured: 2, unverified: 3 } as const

/**
 * `preadmit baseline`: what stands today in the whole repository, to be excused in later runs over it. Where there is a baseline already, only
 * what is gone is taken out of it. Ends as a run over the repository with it would.
 */
export async function baseline(command: Command, terminal: Terminal): Promise<number> {
  const { result, root } = await lookAt(command, terminal, 'all')
  const { facts, judgement } = result
  if (judgement.verdict === 'misconfigured')
    throw new UsageError(judgement.findings[0]?.message ?? 'the policy cannot be used', 'preadmit policy check')
  const { baseline: _, ...policy } = result.policy
  const file = command.text('file') ?? DEFAULT_FILE
  const before = await readExisting(join(root, file), file, terminal.clock.now())
  const standing = entriesOf(judge(policy, facts).findings)
  const made = before === undefined ? fresh(standing, file, terminal.clock.now()) : shrunk(before, standing)
  const after = judge({ ...policy, baseline: made }, facts)
  if (command.flag('write')) await writeFile(join(root, file), baselineText(made))
  else terminal.print(baselineText(made).trimEnd())
  const fresher = before === undefined ? 0 : standing.filter((one) => !before.entries.some((old) => isSame(old, one))).length
  const gone = before === undefined ? '' : `; ${before.entries.length - made.entries.length} gone, ${fresher} new and not in it`
  terminal.complain(`${plural(made.entries.length, 'finding')} until ${made.until}${gone}`)
  if (result.policy.baseline?.file !== file)
    terminal.complain(`The policy has to name it, on the default branch: "baseline: ${shown(file)}"`)
  if (after.verdict !== 'passed')
    terminal.complain(`With it, a run over the repository is still ${after.verdict}: ${open(after.findings)}`)
  return EXITS[after.verdict]
}

function open(findings: readonly Finding[]): string {
  const rules = findings.filter(({ level, exceptedBy, open }) => exceptedBy === undefined && (level === 'error' || open === true))
  const names = [...new Set(rules.map(({ rule }) => rule))]
  return names.length === 0 ? 'something could not be found out, which nothing excuses' : names.join(', ')
}

function entriesOf(findings: readonly Finding[]): readonly BaselineEntry[] {
  const standing = findings.filter(
    ({ rule, level, open, exceptedBy }) =>
      exceptedBy === undefined && !rule.startsWith('policy/') && (level === 'error' || open === true || LASTING.includes(rule)),
  )
  // Findings of one key are numbered where a report tells them apart.
  const entries = standing.map(({ rule, place, key }) => ({ rule, file: place.file, key: key.replace(/ #\d+$/, '') }))
  return entries.filter((one, at) => entries.findIndex((other) => isSame(one, other)) === at).toSorted(inOrder)
}

function isSame(one: BaselineEntry, other: BaselineEntry): boolean {
  return one.rule === other.rule && one.file === other.file && one.key === other.key
}

function inOrder(a: BaselineEntry, b: BaselineEntry): number {
  const [first, second] = [a, b].map(({ file, rule, key }) => JSON.stringify([file, rule, key])) as [string, string]
  return first < second ? -1 : 1
}

function fresh(entries: readonly BaselineEntry[], file: string, now: Date): Baseline {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10)
  return { file, made: day(now.getTime()), until: day(now.getTime() + MAX_EXCEPTION_DAYS * DAY), entries }
}

function shrunk(before: Baseline, standing: readonly BaselineEntry[]): Baseline {
  return { ...before, entries: before.entries.filter((old) => standing.some((one) => isSame(old, one))) }
}

async function readExisting(path: string, file: string, now: Date): Promise<Baseline | undefined> {
  try {
    return baselineIn(file, await readFile(path, 'utf8'), now)
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}
