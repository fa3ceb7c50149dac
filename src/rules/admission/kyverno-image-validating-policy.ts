import type { Rule } from '../../case/rule.ts'
import { admissionHits } from './speak.ts'

export const kyvernoImageValidatingPolicy: Rule = {
  id: 'admission/kyverno-image-validating-policy',
  level: 'warning',
  summary: 'A Kyverno ImageValidatingPolicy of the repository would deny the image, warn of it, or could not be evaluated.',
  check: (context) => admissionHits(context, 'kyverno-image-validating-policy'),
}
