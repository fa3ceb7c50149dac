import type { Rule } from '../../case/rule.ts'
import { admissionHits } from './speak.ts'

export const kyvernoVerifyImages: Rule = {
  id: 'admission/kyverno-verify-images',
  level: 'warning',
  summary: 'A Kyverno policy with verifyImages would deny the image, record it, or could not be evaluated.',
  check: (context) => admissionHits(context, 'kyverno-verify-images'),
}
