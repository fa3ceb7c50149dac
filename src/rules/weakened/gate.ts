import type { Rule, RuleHit } from '../../case/rule.ts'
import type { GateFileChange } from '../../model/facts.ts'

const WHAT: Readonly<Record<GateFileChange['what'], string>> = {
  policy: 'the policy of this gate',
  trust: 'a key or trust root that the policy names',
  codeowners: 'who must review what',
  workflow: 'a workflow',
}

export const weakenedGate: Rule = {
  id: 'weakened/gate',
  level: 'warning',
  summary: 'The change edits the policy, the workflow or the code owners that this gate hangs on.',
  check: ({ facts }) => facts.gateFiles.filter(({ runsGate }) => runsGate !== false).map(hitOf),
}

function hitOf({ file, what, status, runsGate }: GateFileChange): RuleHit {
  const known = runsGate === true ? 'the workflow that runs this gate' : WHAT[what]
  return {
    place: { file, span: { start: 0, end: 0 } },
    key: `${what} ${file}`,
    message: `\`${file}\` is ${status}: it is ${known}`,
    why: 'From the merge on the gate may let through what it stops now. This run is judged by the default branch, whatever the change says.',
    fix: { description: 'Have it reviewed by those who own the gate, in a pull request that does nothing else.', edits: [] },
    level: what === 'workflow' && runsGate !== true ? 'notice' : 'warning',
  }
}
