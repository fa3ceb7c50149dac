import type { Rule } from '../../case/rule.ts'
import { type Field, textAt, under } from '../../kubernetes/field.ts'
import { typeOf } from '../../kubernetes/pods.ts'
import { type Weakness, weakeningRule } from '../../posture/weakening/weakening-rule.ts'

const PREFIX = 'pod-security.kubernetes.io/'
const MODES = [
  ['enforce', 'error'],
  ['warn', 'warning'],
  ['audit', 'warning'],
] as const

export const weakenedPodSecurityLabel: Rule = weakeningRule({
  name: 'pod-security-label',
  level: 'error',
  summary: 'The pod security level of a namespace is lowered, removed or pinned to an older version.',
  why: 'The label is what keeps privileged pods out of the namespace: from the merge on they may start.',
  fix: 'Keep the level, and move the workload that needs more into a namespace of its own.',
  concerns: (object) => typeOf(object) === '/Namespace',
  weaker: (base, head) => {
    if (base === undefined || head === undefined) return []
    return MODES.flatMap(([mode, level]) => weakerMode(labelsOf(base), labelsOf(head), mode).map((one) => ({ ...one, level })))
  },
})

function labelsOf(namespace: Field): Field {
  return under(namespace, 'metadata', 'labels')
}

function weakerMode(base: Field, head: Field, mode: string): readonly Omit<Weakness, 'level'>[] {
  const [old, now] = [base, head].map((labels) => under(labels, PREFIX + mode))
  const [oldVersion, version] = [base, head].map((labels) => under(labels, `${PREFIX}${mode}-version`))
  if (old === undefined || now === undefined || oldVersion === undefined || version === undefined) return []
  if (rank(now) < rank(old)) {
    return [{ says: `lowers ${mode} from ${textAt(old) ?? 'none'} to ${textAt(now) ?? 'no level'}`, at: now }]
  }
  if (rank(now) === 0 || minor(version) >= minor(oldVersion)) return []
  return [{ says: `pins ${mode} back from ${textAt(oldVersion) ?? 'latest'} to ${textAt(version) ?? 'latest'}`, at: version }]
}

/** A text that is no level counts as restricted, as upstream reads it. */
function rank(label: Field): number {
  const text = textAt(label)
  if (text === undefined || text === 'privileged') return 0
  return text === 'baseline' ? 1 : 2
}

function minor(label: Field): number {
  const match = /^v1\.(\d{1,4})$/.exec(textAt(label) ?? 'latest')
  return match === null ? Number.POSITIVE_INFINITY : Number(match[1])
}
