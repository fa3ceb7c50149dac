import type { Rule } from '../../case/rule.ts'
import { objectHits } from './speak-objects.ts'

export const validatingAdmissionPolicy: Rule = {
  id: 'admission/validating-admission-policy',
  level: 'warning',
  summary:
    'A ValidatingAdmissionPolicy of the repository would deny the object, warn of it, record it, or could not be evaluated.',
  check: (context) => objectHits(context, 'validating-admission-policy'),
}
