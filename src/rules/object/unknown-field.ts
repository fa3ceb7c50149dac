import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { unknownFieldsOf } from '../../kubernetes/unknown-fields.ts'

export const unknownField: Rule = objectRule({
  id: 'object/unknown-field',
  level: 'warning',
  summary: 'An object has a field that its kind does not have.',
  why: 'The API server refuses such an object or drops the field without a word: what it was meant to set, a security context for one, is not set.',
  fix: 'Write the field as the API has it, at its place; `kubectl explain` lists the fields.',
  faults: (_, object) =>
    unknownFieldsOf(object).map(({ at, key, meant }) => ({
      at: at.key === undefined ? at : { ...at, node: undefined },
      says: `has no field ${at.name}${meant === undefined ? '' : `: did you mean ${meant}?`}`,
      text: key,
    })),
})
