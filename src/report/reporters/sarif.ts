import { MAX_SARIF_RESULTS } from '../../model/limits.ts'
import type { Location, Report, ReportFinding } from '../../model/report.ts'
import { sarifText } from '../escape.ts'
import { urlPath } from '../markdown.ts'
import { byLevel, ended, isActive, saidIn } from '../problems.ts'
import type { Reporter } from '../reporter.ts'

/** Where the schema of SARIF 2.1.0 is. */
export const SARIF_SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'
const HOME = 'https://github.com/preadmit/preadmit'
const LEVELS = { error: 'error', warning: 'warning', notice: 'note' } as const
/** High, medium and low, as code scanning reads the numbers. */
const SEVERITIES = { error: '8.0', warning: '5.0', notice: '2.0' } as const

/** The report as a SARIF 2.1.0 log (OASIS, errata 01): one run, the worst results first, exceptions as suppressions. */
export const sarif: Reporter = {
  name: 'sarif',
  summary: 'SARIF 2.1.0 with fixes and fingerprints, for code scanning.',
  format: 'sarif',
  render: (report: Report): string =>
    `${JSON.stringify({ $schema: SARIF_SCHEMA, version: '2.1.0', runs: [sarifRun(report)] }, null, 2)}\n`,
}

/** One run of a SARIF log; `id` tells it from the others of the log. */
export function sarifRun(report: Report, id = 'preadmit/'): object {
  const all = [...saidIn(report), ...report.findings.filter((finding) => !isActive(finding))]
  const located = all.filter(({ file }) => file !== '')
  const kept = located.slice(0, MAX_SARIF_RESULTS)
  const rules = [...Map.groupBy(kept, ({ rule }) => rule)]
  const indexes = new Map(rules.map(([rule], at) => [rule, at]))
  return {
    tool: { driver: { name: 'Preadmit', version: report.tool.version, informationUri: HOME, rules: rules.map(ruleOf) } },
    automationDetails: { id },
    columnKind: 'utf16CodeUnits',
    invocations: [invocationOf(report, all, located.length - kept.length)],
    results: kept.map((finding) => resultOf(finding, indexes.get(finding.rule) ?? 0)),
  }
}

// Code scanning ranks by rule, so a rule is as severe as the worst that it says here.
function ruleOf([id, said]: readonly [string, readonly ReportFinding[]]): object {
  const [worst] = said.toSorted(byLevel)
  if (worst === undefined) return { id }
  const [group = id] = id.split('/')
  const fix = worst.fix === undefined ? '' : ` ${ended(worst.fix.description)}`
  return {
    id,
    name: id,
    shortDescription: { text: sarifText(ended(worst.why)) },
    fullDescription: { text: sarifText(ended(worst.why)) },
    help: { text: sarifText(`${ended(worst.why)}${fix} ${worst.docs}`) },
    helpUri: worst.docs,
    defaultConfiguration: { level: LEVELS[worst.level] },
    properties: { tags: ['security', group], precision: 'high', 'security-severity': severityOf(worst, said) },
  }
}

/** The worst score that anybody gave to what a rule says here, else a number for its level. */
function severityOf({ level }: ReportFinding, said: readonly ReportFinding[]): string {
  const scores = said.flatMap(({ score }) => score ?? [])
  return scores.length === 0 ? SEVERITIES[level] : Math.max(...scores).toFixed(1)
}

function invocationOf(report: Report, all: readonly ReportFinding[], dropped: number): object {
  const nowhere = all.filter(({ file }) => file === '')
  const notes = [
    ...nowhere.map(({ message }) => ({ level: 'error', message: { text: sarifText(message) } })),
    ...(dropped > 0 ? [{ level: 'warning', message: { text: `${dropped} more results did not fit into this file.` } }] : []),
  ]
  return {
    executionSuccessful: report.verdict !== 'misconfigured',
    exitCode: report.exitCode,
    startTimeUtc: report.startedAt,
    toolExecutionNotifications: notes,
  }
}

function resultOf(finding: ReportFinding, ruleIndex: number): object {
  const { rule, level, message, why, fix, fingerprint, score, exceptedBy } = finding
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[level],
    message: { text: sarifText(`${ended(message)} ${why}`) },
    locations: [{ physicalLocation: { artifactLocation: artifact(finding.file), region: regionOf(finding) } }],
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:1`, 'preadmit/v1': fingerprint },
    ...(score === undefined ? {} : { properties: { 'security-severity': score.toFixed(1) } }),
    ...(fix === undefined || fix.edits.length === 0 ? {} : { fixes: [fixOf(fix)] }),
    ...(exceptedBy === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: sarifText(`${exceptedBy.reason} (${exceptedBy.owner}, until ${exceptedBy.expires})`),
            },
          ],
        }),
  }
}

function fixOf({ description, edits }: NonNullable<ReportFinding['fix']>): object {
  const byFile = Map.groupBy(edits, ({ file }) => file)
  return {
    description: { text: sarifText(description) },
    artifactChanges: [...byFile].map(([file, changes]) => ({
      artifactLocation: artifact(file),
      replacements: changes.map((edit) => ({ deletedRegion: regionOf(edit), insertedContent: { text: edit.text } })),
    })),
  }
}

function artifact(file: string): object {
  return { uri: urlPath(file), uriBaseId: '%SRCROOT%' }
}

function regionOf({ line, column, endLine, endColumn }: Location): object {
  return { startLine: line, startColumn: column, endLine, endColumn }
}
