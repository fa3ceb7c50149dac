import type { Rule } from '../../case/rule.ts'
import { credentialHit, newCredentials } from '../../posture/secrets/rule.ts'
import { settingHits } from '../../posture/secrets/settings.ts'
import { sightingsOf } from '../../posture/secrets/sightings.ts'

const WHY =
  'Whoever can read the repository, a fork, a backup or a log of the pipeline can use it. Removing it later does not take it back.'
const FIX =
  'Revoke it, and refer to a Secret (valueFrom.secretKeyRef) that is made outside of this repository, sealed or encrypted.'

export const literal: Rule = {
  id: 'secret/literal',
  level: 'error',
  summary: 'A credential is written out: by its shape an error, by the name of its key a warning.',
  check: ({ facts }) => [
    ...facts.objects.flatMap((change) =>
      newCredentials(change, sightingsOf)
        .filter(({ kind }) => kind !== 'url')
        .flatMap((sighting) => {
          if (change.head === undefined) return []
          const { kind, what, field } = sighting
          const says = kind === 'shape' ? `holds a credential (${what}) in ${field.name}` : `writes out ${what} in ${field.name}`
          const level = kind === 'shape' ? ('error' as const) : ('warning' as const)
          const evidence = [`field: ${field.name}`, kind === 'shape' ? `detector: ${what}` : 'told by the name of the key only']
          return [credentialHit(change.head, sighting, { says, why: WHY, fix: FIX, level, evidence })]
        }),
    ),
    ...settingHits(facts, { where: ['compose', 'values', 'dotenv'], kinds: ['shape', 'name'], why: WHY, fix: FIX }),
  ],
}
