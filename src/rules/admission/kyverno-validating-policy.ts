import type { Rule } from '../../case/rule.ts'
import { objectHits } from './speak-objects.ts'

export const kyvernoValidatingPolicy: Rule = {
  id: 'admission/kyverno-validating-policy',
  level: 'warning',
  summary:
    'A Kyverno ValidatingPolicy of the repository would deny the object, warn of it, record it, or could not be evaluated.',
  check: (context) => objectHits(context, 'kyverno-validating-policy'),
}
