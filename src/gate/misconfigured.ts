import type { ChangeInfo, Facts } from '../model/facts.ts'
import type { Judgement } from '../model/judgement.ts'
import type { UsageError } from '../model/usage-error.ts'
import { lineStartsOf } from './sources.ts'

const NOT_UNDERSTOOD = 'A policy that is not understood whole cannot be applied in part.'
const NOT_USABLE = 'What this run was given cannot be used, so nothing was judged.'

/** What the facts of a run are before anything was looked at. */
export function emptyFacts(change: ChangeInfo, now: Date): Facts {
  return {
    schemaVersion: 1,
    now: now.toISOString(),
    change,
    references: [],
    unread: [],
    resolutions: [],
    evidence: [],
    inventories: [],
    objects: [],
    gateFiles: [],
    problems: [],
    sources: [],
    coverage: { files: 0, ignored: 0, outsidePaths: 0, otherShards: 0 },
    requests: [],
  }
}

/** The judgement of a run whose policy cannot be used: one finding per mistake, at its place in the policy. */
export function misconfigured(
  errors: readonly UsageError[],
  policy: { readonly path: string; readonly text: string },
  facts: Facts,
): { facts: Facts; judgement: Judgement } {
  const lineStarts = lineStartsOf(policy.text)
  const excerpts = [...new Set(errors.map((error) => error.position?.line ?? 1))]
    .sort((a, b) => a - b)
    .map((line) => ({ line, text: policy.text.split('\n')[line - 1] ?? '' }))
  const findings = errors.map((error) => {
    const start = (lineStarts[(error.position?.line ?? 1) - 1] ?? 0) + (error.position?.column ?? 1) - 1
    return {
      rule: 'policy/invalid',
      level: 'error' as const,
      place: { file: error.position?.file ?? policy.path, span: { start, end: start + 1 } },
      key: error.message,
      message: error.message,
      why: error.position === undefined ? NOT_USABLE : NOT_UNDERSTOOD,
      ...(error.hint === undefined ? {} : { fix: { description: error.hint, edits: [] } }),
      evidence: [],
    }
  })
  return {
    facts: { ...facts, sources: [{ file: policy.path, lineStarts, excerpts }] },
    judgement: { verdict: 'misconfigured', rulings: [], findings },
  }
}
