import type { Rule } from '../../rule.ts'
import { admissionHits } from './speak.ts'

export const notEvaluated: Rule = {
  id: 'admission/not-evaluated',
  level: 'warning',
  summary: 'A policy of the cluster is named under `clusterPolicies` and is of a kind that this version does not evaluate.',
  check: (context) => admissionHits(context, 'other-policy'),
}
