import { MIN_OBJECT_NOTICES } from '../model/limits.ts'
import type { ReportFinding } from '../model/report.ts'
import { type Problem, saidAbout } from './problems.ts'

/** Notices about one object, which are read together, or one that stands alone. */
export interface NoticeBlock {
  readonly object?: string
  readonly findings: readonly [ReportFinding, ...ReportFinding[]]
}

/** Notices in their order; as soon as `MIN_OBJECT_NOTICES` are about one object of one file, they are one block where its first stands. */
export function noticeBlocks(problems: readonly Problem[]): readonly NoticeBlock[] {
  const findings = problems.flatMap(saidAbout)
  const alone = (finding: ReportFinding, at: number): string =>
    finding.object === undefined ? String(at) : JSON.stringify([finding.file, finding.object])
  const groups = new Map<string, ReportFinding[]>()
  findings.forEach((finding, at) => {
    groups.set(alone(finding, at), [...(groups.get(alone(finding, at)) ?? []), finding])
  })
  return [...groups.values()].flatMap((group): readonly NoticeBlock[] => {
    const [first, ...rest] = group
    if (first === undefined) return []
    const { object } = first
    if (object === undefined || group.length < MIN_OBJECT_NOTICES) return group.map((one) => ({ findings: [one] }))
    return [{ object, findings: [first, ...rest] }]
  })
}

/** Which rules speak, group by group, with how often: `availability: no-probe (2), single-replica`. */
export function rulesIn(findings: readonly ReportFinding[]): string {
  const groups = Map.groupBy(findings, ({ rule }) => rule.split('/')[0] ?? rule)
  return [...groups]
    .map(([group, some]) => {
      const rules = [...Map.groupBy(some, ({ rule }) => rule.slice(group.length + 1))]
      return `${group}: ${rules.map(([rule, said]) => (said.length === 1 ? rule : `${rule} (${said.length})`)).join(', ')}`
    })
    .join('; ')
}

const OF_POD: Readonly<Record<string, string>> = {
  'pod-security/run-as-non-root': 'runAsNonRoot: true',
  'pod-security/seccomp-profile-restricted': 'seccompProfile: {type: RuntimeDefault}',
}
const OF_CONTAINER: Readonly<Record<string, string>> = {
  'pod-security/allow-privilege-escalation': 'allowPrivilegeEscalation: false',
  'pod-security/capabilities-restricted': 'capabilities: {drop: [ALL]}',
}

/** The security contexts that answer everything that is said of a restricted pod; undefined where nothing of it is said. */
export function contextsFor(findings: readonly ReportFinding[]): string | undefined {
  const said = new Set(findings.map(({ rule }) => rule))
  const written = (table: Readonly<Record<string, string>>): string =>
    Object.entries(table)
      .flatMap(([rule, text]) => (said.has(rule) ? [text] : []))
      .join(', ')
  const [pod, container] = [written(OF_POD), written(OF_CONTAINER)]
  const parts = [
    ...(pod === '' ? [] : [`securityContext: {${pod}} in the pod`]),
    ...(container === '' ? [] : [`securityContext: {${container}} in each container`]),
  ]
  return parts.length === 0 ? undefined : parts.join(', ')
}
