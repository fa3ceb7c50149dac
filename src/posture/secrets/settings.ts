import { createHash } from 'node:crypto'
import type { RuleHit } from '../../case/rule.ts'
import type { Facts } from '../../model/facts.ts'
import type { SecretFact } from '../../model/secret-fact.ts'

/** Which secrets in files that hold no objects a rule speaks of, and its words. */
export interface SettingWords {
  readonly where: readonly SecretFact['where'][]
  readonly kinds: readonly SecretFact['kind'][]
  readonly why: string
  readonly fix: string
}

/** A hit for each new credential in a Dockerfile, a Compose file, the values of a chart or a file of variables. */
export function settingHits(facts: Pick<Facts, 'secrets'>, { where, kinds, why, fix }: SettingWords): readonly RuleHit[] {
  return (facts.secrets ?? [])
    .filter((one) => one.touched && where.includes(one.where) && kinds.includes(one.kind))
    .map((one) => ({
      place: { file: one.origin.file, span: one.origin.span },
      key: createHash('sha256').update(`${one.where} ${one.name}`).digest('hex'),
      message: one.kind === 'name' ? `${one.name} is written out` : `${one.name} holds a credential (${one.what})`,
      why,
      fix: { description: fix, edits: [] },
      evidence: [`setting: ${one.name}`, one.kind === 'name' ? 'told by the name of the setting only' : `detector: ${one.what}`],
      level: one.kind === 'name' ? ('warning' as const) : ('error' as const),
    }))
}
