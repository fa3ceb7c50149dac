import { lookupIn } from '../../case/lookup.ts'
import { replacedBy } from '../../case/replaced.ts'
import type { Rule } from '../../case/rule.ts'
import { about, shown } from '../../case/sentence.ts'
import { introduced } from '../../kubernetes/introduced.ts'
import type { ImageSecret } from '../../model/subject.ts'

const WHY = 'Whoever may pull the image can read its config, and a later image that is built on it keeps it.'
const FIX =
  'Revoke it, and build the image again: give the build a secret by `RUN --mount=type=secret`, and the container one when it starts.'
const PLACES = { env: 'variable', label: 'label', history: 'build step' } as const
const MOST_SHOWN = 10

export const secretInConfig: Rule = {
  id: 'image-change/secret-in-config',
  level: 'error',
  summary: 'The config of the image holds a credential that the image it replaces did not hold.',
  check: ({ cases, facts }) => {
    const lookup = lookupIn(facts)
    return cases.flatMap((one) => {
      const now = one.answer.kind === 'found' ? (one.answer.value.config?.secrets ?? []) : []
      const found = introduced(replacedBy(one, lookup)?.config?.secrets ?? [], now, identityOf)
      const worst = found.find(({ kind }) => kind !== 'name') ?? found[0]
      if (worst === undefined) return []
      const level = worst.kind === 'name' ? ('warning' as const) : ('error' as const)
      const says = worst.kind === 'name' ? 'has a value for a name of credentials' : `holds a credential (${worst.detector})`
      const message = `${shown(one)} ${says} in its config, in a ${PLACES[worst.place]}`
      return [{ ...about(one), message, why: WHY, level, evidence: evidenceOf(found), fix: { description: FIX, edits: [] } }]
    })
  },
}

function identityOf({ place, name, kind, detector }: ImageSecret): string {
  return JSON.stringify([place, name, kind, detector])
}

function evidenceOf(found: readonly ImageSecret[]): readonly string[] {
  const lines = found.slice(0, MOST_SHOWN).map(({ place, name, detector }) => `${PLACES[place]} ${name}: ${detector}`)
  return found.length <= MOST_SHOWN ? lines : [...lines, `and ${found.length - MOST_SHOWN} more`]
}
