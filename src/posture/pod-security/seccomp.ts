import { entryFields, isSet, textAt, under } from '../../kubernetes/field.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { Owner, Violation } from './check.ts'
import { containerOwners, notAllowed, ownersOf, podOwner } from './visit.ts'

const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod'
const CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/'

/** Whether a seccomp profile type confines the process. */
export function confines(type: string | undefined): boolean {
  return type === 'RuntimeDefault' || type === 'Localhost'
}

/** A violation for every seccomp profile type that is set and does not confine. */
export function unconfined(pod: Pod): readonly Violation[] {
  return ownersOf(pod).flatMap(({ label, security }) =>
    notAllowed(under(security, 'seccompProfile', 'type'), confines, {
      who: label,
      name: 'securityContext.seccompProfile.type',
      write: 'RuntimeDefault',
    }),
  )
}

/** A violation for every alpha annotation, which ruled before v1.19, that switches seccomp off. */
export function unconfinedByAnnotation(pod: Pod): readonly Violation[] {
  return entryFields(under(pod.metadata, 'annotations')).flatMap((field) => {
    const name = String(field.step)
    if (name !== POD_ANNOTATION && !name.startsWith(CONTAINER_ANNOTATION)) return []
    return notAllowed(field, isConfiningAnnotation, { who: 'the pod', name: `annotation ${name}`, write: 'runtime/default' })
  })
}

/** The containers that no seccomp profile confines: neither their own nor the pod's. */
export function withoutProfile(pod: Pod): readonly Owner[] {
  if (confines(typeOf(podOwner(pod)))) return []
  return containerOwners(pod).filter((owner) => !isSet(under(owner.security, 'seccompProfile', 'type')))
}

function typeOf(owner: Owner): string | undefined {
  return textAt(under(owner.security, 'seccompProfile', 'type'))
}

function isConfiningAnnotation(profile: string): boolean {
  return profile === 'runtime/default' || profile === 'docker/default' || profile.startsWith('localhost/')
}
