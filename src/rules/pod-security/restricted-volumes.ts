import type { Rule } from '../../case/rule.ts'
import { entryFields, itemFields, textAt, under } from '../../kubernetes/field.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { hostPathVolumesCheck } from './host-path-volumes.ts'

const KINDS = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]
const ALLOWED = new Set(['name', ...KINDS])

/** The check that `pod-security/restricted-volumes` speaks for. */
export const restrictedVolumesCheck: PodCheck = {
  upstream: 'restrictedVolumes',
  level: 'restricted',
  since: 0,
  overrides: hostPathVolumesCheck,
  summary: 'Volumes are of the kinds that a pod may use without reaching into the node or its storage.',
  why: 'Other kinds are drivers in the kernel of the node, or storage that the author of the pod may pick freely.',
  check: (pod) =>
    itemFields(under(pod.spec, 'volumes')).flatMap((volume) =>
      entryFields(volume)
        .filter((field) => field.node !== undefined && !ALLOWED.has(String(field.step)))
        .map((field) => ({
          field,
          says: `volume ${JSON.stringify(textAt(under(volume, 'name')) ?? '')} is of kind ${String(field.step)}`,
          text: textAt(under(field, 'path')) ?? '',
          remedy: { description: `Use one of ${KINDS.join(', ')}.` },
        })),
    ),
}

export const restrictedVolumes: Rule = podSecurityRule('restricted-volumes', restrictedVolumesCheck)
