import type { Report } from '../model/report.ts'

/** What many reports come to. A problem is something about the reports themselves: with one, they do not pass. */
export interface Merged {
  readonly verdict: Report['verdict']
  readonly exitCode: number
  readonly reports: number
  readonly counts: Readonly<Record<string, number>>
  readonly problems: readonly string[]
}

/** Joins reports, one after the other. */
export interface Merge {
  add(file: string, report: Report): void
  /** A file that should be a report and cannot be used. */
  refuse(file: string, why: string): void
  /** What all of them come to; `expected` is how many reports there must be. */
  end(expected?: number): Merged
}

const VERDICTS = ['passed', 'unverified', 'misconfigured', 'blocked'] as const
const CODES = [0, 3, 2, 1]

interface Shards {
  readonly of: number
  readonly seen: Map<number, string>
}

/**
 * Joins the reports of shards of one change, or of many repositories. The worst verdict and the worst exit code are those of all; a report
 * that is missing or cannot be used leaves all of it unverified, because what it would have said is not known.
 */
export function createMerge(): Merge {
  const problems: string[] = []
  const counts = new Map<string, number>()
  const shards = new Map<string, Shards>()
  const files = new Map<string, string>()
  let [reports, verdict, exitCode] = [0, 0, 0]

  function addShard(file: string, { shard, repository, base, head, merge, policy, counts: { otherShards } }: Report): void {
    if (shard === undefined) {
      if (otherShards > 0) problems.push(`${file} left ${otherShards} files to other shards and does not say which shard it is`)
      return
    }
    // Shards that were judged by another policy, or on another merge, are no parts of one answer.
    const judged = merge === undefined ? head : `${head} (as merged in ${merge.commit})`
    const key = `${repository} at ${judged}, compared with ${base}, by the policy ${policy.digest}, in ${shard.of} shards`
    const group = shards.get(key) ?? { of: shard.of, seen: new Map<number, string>() }
    shards.set(key, group)
    const earlier = group.seen.get(shard.index)
    if (earlier !== undefined) problems.push(`${file} and ${earlier} are the same shard: ${shard.index} of ${key}`)
    if (shard.index > shard.of) problems.push(`${file} is shard ${shard.index} of ${shard.of}`)
    group.seen.set(shard.index, file)
  }

  return {
    add(file, report) {
      reports++
      verdict = Math.max(verdict, VERDICTS.indexOf(report.verdict))
      exitCode = Math.max(exitCode, CODES.indexOf(report.exitCode))
      for (const [name, count] of Object.entries(report.counts)) counts.set(name, (counts.get(name) ?? 0) + count)
      addShard(file, report)
      const key = JSON.stringify([report.repository, report.base, report.head, report.shard ?? null])
      const earlier = files.get(key)
      if (earlier !== undefined && report.shard === undefined)
        problems.push(`${file} and ${earlier} are about the same change of ${report.repository}`)
      files.set(key, file)
    },
    refuse(file, why) {
      problems.push(`${file}: ${why}`)
    },
    end(expected) {
      const few =
        expected !== undefined && reports !== expected ? [`${reports} reports were read, and ${expected} were expected`] : []
      const none = reports === 0 ? ['no report was read'] : []
      const all = [...problems, ...missingIn(shards), ...few, ...none]
      return {
        verdict: VERDICTS[all.length > 0 ? Math.max(verdict, 1) : verdict] ?? 'unverified',
        exitCode: CODES[all.length > 0 ? Math.max(exitCode, 1) : exitCode] ?? 3,
        reports,
        counts: Object.fromEntries(counts),
        problems: all,
      }
    },
  }
}

function missingIn(shards: ReadonlyMap<string, Shards>): readonly string[] {
  return [...shards].flatMap(([key, { of, seen }]) => {
    const lost = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !seen.has(index))
    return lost.length === 0 ? [] : [`no report of shard ${lost.slice(0, 20).join(', ')} of ${key}`]
  })
}
