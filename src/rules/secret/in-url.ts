import type { Rule } from '../../case/rule.ts'
import { credentialHit, newCredentials } from '../../posture/secrets/rule.ts'
import { settingHits } from '../../posture/secrets/settings.ts'
import { sightingsOf } from '../../posture/secrets/sightings.ts'

const WHY = 'A URL is logged, cached and shown everywhere, and its password with it.'
const FIX = 'Take the password out of the URL, revoke it, and give it to the program by a Secret.'

export const inUrl: Rule = {
  id: 'secret/in-url',
  level: 'error',
  summary: 'A URL carries a password.',
  check: ({ facts }) => [
    ...facts.objects.flatMap((change) =>
      newCredentials(change, sightingsOf)
        .filter(({ kind }) => kind === 'url')
        .flatMap((sighting) => {
          if (change.head === undefined) return []
          const says = `holds a URL with a password in ${sighting.field.name}`
          const evidence = [`field: ${sighting.field.name}`]
          return [credentialHit(change.head, sighting, { says, why: WHY, fix: FIX, level: 'error', evidence })]
        }),
    ),
    ...settingHits(facts, { where: ['compose', 'values', 'dotenv', 'dockerfile'], kinds: ['url'], why: WHY, fix: FIX }),
  ],
}
