import type { ReferenceCase } from '../../case/case.ts'
import type { Rule } from '../../case/rule.ts'
import { openHits } from '../../case/sentence.ts'

const WHY =
  'Only built-in public registries, those of the policy and those with credentials are contacted, so that a change cannot point the runner at a host of its choice.'
const FIX = (one: ReferenceCase): string =>
  `Add it to the policy on the default branch, under \`registries\`: \`- host: ${one.name?.registry ?? 'HOST'}\`.`

export const registryUnlisted: Rule = {
  id: 'image/registry-unlisted',
  level: 'error',
  summary: 'The registry is not one that this run may contact.',
  check: (context) => openHits(context, 'image/registry-unlisted', { why: WHY, fix: FIX, level: 'error' }),
}
