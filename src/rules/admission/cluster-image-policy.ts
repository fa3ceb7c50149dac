import type { Rule } from '../../case/rule.ts'
import { admissionHits } from './speak.ts'

export const clusterImagePolicy: Rule = {
  id: 'admission/cluster-image-policy',
  level: 'warning',
  summary: 'A ClusterImagePolicy of the repository would deny the image, warn of it, or could not be evaluated.',
  check: (context) => admissionHits(context, 'cluster-image-policy'),
}
