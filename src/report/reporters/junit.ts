import type { Report, ReportRuling } from '../../model/report.ts'
import { escapeHtml, type Html, html, joinHtml } from '../escape.ts'
import { ended, type Problem, problemsOf, saidAbout } from '../problems.ts'
import type { Reporter } from '../reporter.ts'

/**
 * The report as JUnit XML, as GitLab, Jenkins and Azure Pipelines read it: a case for each image reference that was ruled
 * and for each other thing to look at, and one for the verdict, which fails whenever the run does. Blocked is a failure,
 * unverified an error, exempt skipped; a warning is a case that passes and says so.
 */
export const junit: Reporter = {
  name: 'junit',
  summary: 'JUnit XML, a case for each image reference.',
  format: 'junit',
  render: (report: Report): string => `<?xml version="1.0" encoding="UTF-8"?>\n${suiteOf(report)}\n`,
}

interface Case {
  readonly file: string
  readonly line: number
  readonly name: string
  readonly outcome: Html
  readonly counts: 'failure' | 'error' | 'skipped' | 'passed'
}

function suiteOf(report: Report): Html {
  const problems = problemsOf(report)
  const ruled = new Set(problems.map(({ ruling }) => ruling))
  const quiet = report.rulings.filter((ruling) => !ruled.has(ruling) && ruling.ruling !== 'untouched')
  const cases = [verdictOf(report), ...problems.map(caseOf), ...quiet.map(quietCase)]
  const count = (kind: Case['counts']): number => cases.filter(({ counts }) => counts === kind).length
  const numbers = html`tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`
  const time = (report.durationMs / 1000).toFixed(3)
  const lines = joinHtml(cases.map(printed), html`\n`)
  return html`<testsuites ${numbers}>\n  <testsuite name="Preadmit" ${numbers} timestamp="${escapeHtml(report.startedAt)}" time="${escapeHtml(time)}">\n${lines}\n  </testsuite>\n</testsuites>`
}

function verdictOf({ verdict }: Report): Case {
  const text = `the change is ${verdict}`
  if (verdict === 'passed') return { file: '', line: 1, name: 'verdict', outcome: html``, counts: 'passed' }
  const blocked = verdict === 'blocked'
  const outcome = blocked
    ? html`<failure message="${escapeHtml(text)}" type="${escapeHtml(verdict)}"/>`
    : html`<error message="${escapeHtml(text)}" type="${escapeHtml(verdict)}"/>`
  return { file: '', line: 1, name: 'verdict', outcome, counts: blocked ? 'failure' : 'error' }
}

function caseOf(problem: Problem): Case {
  const { state, location, subject } = problem
  const said = saidAbout(problem)
  const text = said.map(({ rule, level, message, why }) => `${level}[${rule}] ${ended(message)} ${why}`).join('\n')
  const [{ message, rule }] = said
  const name = `${subject}, line ${location.line}`
  const place = { file: location.file, line: location.line, name }
  if (state === 'blocked')
    return {
      ...place,
      outcome: html`<failure message="${escapeHtml(message)}" type="${escapeHtml(rule)}">${escapeHtml(text)}</failure>`,
      counts: 'failure',
    }
  if (state === 'unverified')
    return {
      ...place,
      outcome: html`<error message="${escapeHtml(message)}" type="${escapeHtml(rule)}">${escapeHtml(text)}</error>`,
      counts: 'error',
    }
  return { ...place, outcome: html`<system-out>${escapeHtml(text)}</system-out>`, counts: 'passed' }
}

function quietCase({ ruling, reference }: ReportRuling): Case {
  const place = { file: reference.file, line: reference.line, name: `${reference.text}, line ${reference.line}` }
  if (ruling === 'exempt') return { ...place, outcome: html`<skipped message="exempt by the policy"/>`, counts: 'skipped' }
  if (ruling === 'cleared') return { ...place, outcome: html``, counts: 'passed' }
  return { ...place, outcome: html`<error message="${escapeHtml(ruling)}" type="${escapeHtml(ruling)}"/>`, counts: 'error' }
}

function printed({ file, line, name, outcome }: Case): Html {
  const where = file === '' ? 'preadmit' : file
  return html`    <testcase classname="${escapeHtml(where)}" name="${escapeHtml(name)}" file="${escapeHtml(where)}" line="${line}">${outcome}</testcase>`
}
