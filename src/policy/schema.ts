import { policyShape } from './read.ts'
import type { Schema } from './shape.ts'

/** The JSON Schema of a policy, for editors. It is as strict as a schema can be; `readPolicy` decides. */
export function policySchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://raw.githubusercontent.com/preadmit/preadmit/main/schema/preadmit.schema.json',
    title: 'Preadmit policy',
    description: 'What a pull request may bring into a cluster, and who must vouch for it.',
    ...policyShape.schema,
  }
}
