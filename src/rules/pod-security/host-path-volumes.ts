import type { Rule } from '../../case/rule.ts'
import { isSet, itemFields, textAt, under } from '../../kubernetes/field.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'

/** The check that `pod-security/host-path-volumes` speaks for. */
export const hostPathVolumesCheck: PodCheck = {
  upstream: 'hostPathVolumes',
  level: 'baseline',
  since: 0,
  overriddenSince: 0,
  summary: 'No volume is a directory of the node.',
  why: 'A directory of the node survives the pod, is shared with everything on the node, and is a well-known way out of a container.',
  check: (pod) =>
    itemFields(under(pod.spec, 'volumes')).flatMap((volume) => {
      const field = under(volume, 'hostPath')
      if (!isSet(field)) return []
      const says = `volume ${JSON.stringify(textAt(under(volume, 'name')) ?? '')} mounts a directory of the node (hostPath)`
      const remedy = { description: 'Use a volume that is not of the node: emptyDir, a persistentVolumeClaim, a configMap.' }
      return [{ field, says, text: textAt(under(field, 'path')) ?? '', remedy }]
    }),
}

export const hostPathVolumes: Rule = podSecurityRule('host-path-volumes', hostPathVolumesCheck)
