import type { Policy } from '../model/policy.ts'
import type { Exported } from './export-demands.ts'
import { exportToKyverno } from './export-kyverno.ts'
import { exportToPolicyController } from './export-policy-controller.ts'

/** The targets of `policy export`, by the word that people write after `--to`. */
export const EXPORTERS: Readonly<Record<'kyverno' | 'policy-controller', (policy: Policy) => Exported>> = {
  kyverno: exportToKyverno,
  'policy-controller': exportToPolicyController,
}
