import type { Rule } from '../../case/rule.ts'
import { admissionHits } from './speak.ts'

export const notationTrustPolicy: Rule = {
  id: 'admission/notation-trust-policy',
  level: 'warning',
  summary: 'A notation trust policy of the repository would refuse the image, or could not be evaluated.',
  check: (context) => admissionHits(context, 'notation-trust-policy'),
}
