import type { Rule } from '../../case/rule.ts'
import { blockingDisruptionBudget } from './blocking-disruption-budget.ts'
import { noProbe } from './no-probe.ts'
import { noRequests } from './no-requests.ts'
import { singleReplica } from './single-replica.ts'

/** The rules of group `availability`, in the order of the documentation. */
export const availabilityRules: readonly Rule[] = [singleReplica, noProbe, noRequests, blockingDisruptionBudget]
