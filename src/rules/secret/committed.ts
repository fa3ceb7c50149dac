import type { Rule } from '../../case/rule.ts'
import { type HeldEntry, heldIn } from '../../posture/secrets/committed.ts'
import { credentialHit, newCredentials } from '../../posture/secrets/rule.ts'

export const committed: Rule = {
  id: 'secret/committed',
  level: 'error',
  summary: 'A Secret with its data is committed.',
  check: ({ facts }) =>
    facts.objects.flatMap((change) => {
      const held = newCredentials(change, (object) => heldIn(object).filter(({ configuration }) => !configuration))
      const [first] = held
      if (first === undefined || change.head === undefined) return []
      return [
        credentialHit(change.head, first, {
          says: `is committed with its data: ${held.map(({ name }) => name).join(', ')}`,
          why: 'Base64 is no encryption: whoever can read the repository, now or in its history, has these values.',
          fix: 'Revoke the values. Commit a SealedSecret, an ExternalSecret or a file that SOPS encrypted instead.',
          level: 'error',
          evidence: held.map(evidenceOf),
        }),
      ]
    }),
}

function evidenceOf({ field, what }: HeldEntry): string {
  return what === undefined ? `field: ${field.name}` : `field: ${field.name} (${what})`
}
