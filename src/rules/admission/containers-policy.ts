import type { Rule } from '../../case/rule.ts'
import { admissionHits } from './speak.ts'

export const containersPolicy: Rule = {
  id: 'admission/containers-policy',
  level: 'warning',
  summary: 'A policy.json of containers/image would refuse to pull the image, or could not be evaluated.',
  check: (context) => admissionHits(context, 'containers-policy'),
}
