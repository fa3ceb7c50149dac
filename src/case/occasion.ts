import type { ChangeInfo } from '../model/facts.ts'
import { matchesGlob } from '../model/glob.ts'
import type { Choice, Occasion, Policy, RuleSetting } from '../model/policy.ts'

type Circumstances = Pick<ChangeInfo, 'branch' | 'environment'>

/**
 * The policy as it holds for a change: what is for other branches or environments is left out. Where nobody says which they are,
 * demands stay, exceptions go, and levels keep their limits, so that the louder one holds (`levelOf`).
 */
export function onOccasion(policy: Policy, change: Circumstances): Policy {
  return {
    ...policy,
    images: policy.images.filter((entry) => holds(entry, change) !== 'no'),
    rules: levelsOn(policy.rules, change),
    exceptions: policy.exceptions.filter((exception) => holds(exception, change) === 'yes'),
  }
}

// What is for this branch outranks what is for all, wherever it stands, as a level with paths does: one is louder or quieter on purpose.
function levelsOn(rules: readonly RuleSetting[], change: Circumstances): readonly RuleSetting[] {
  const answered = rules.map((setting) => ({ setting, answer: holds(setting, change) })).filter(({ answer }) => answer !== 'no')
  const own = ({ setting, answer }: (typeof answered)[number]): boolean => answer === 'yes' && isLimited(setting)
  return [
    ...answered.filter((one) => !own(one)).map(({ setting }) => setting),
    ...answered.filter(own).map(({ setting }) => everywhere(setting)),
  ]
}

/** Whether something holds on some branches or in some environments only. */
export function isLimited({ branches, environments }: Occasion): boolean {
  return branches !== undefined || environments !== undefined
}

type Holds = 'yes' | 'no' | 'open'

function holds({ branches, environments }: Occasion, { branch, environment }: Circumstances): Holds {
  const answers = [chosen(branches, branch), chosen(environments, environment)]
  if (answers.includes('no')) return 'no'
  return answers.includes('open') ? 'open' : 'yes'
}

function chosen(choice: Choice | undefined, name: string | undefined): Holds {
  if (choice === undefined) return 'yes'
  if (name === undefined) return 'open'
  const among = (globs: readonly string[]): boolean => globs.some((glob) => matchesGlob(glob, name))
  return (choice.only === undefined || among(choice.only)) && !among(choice.except ?? []) ? 'yes' : 'no'
}

function everywhere({ branches: _, environments: __, ...setting }: RuleSetting): RuleSetting {
  return setting
}
