import type { ReferenceCase } from '../case/case.ts'
import { type Field, under } from '../kubernetes/field.ts'
import { podsOf } from '../kubernetes/pods.ts'
import type { Facts } from '../model/facts.ts'

/** A container and the spec of its pod, as they are written. */
export interface ContainerPlace {
  readonly container: Field
  readonly pod: Field
}

/** The containers that a reference is the image of; none where it stands in something else than a pod. */
export function containersOf(facts: Facts, { fact }: ReferenceCase): readonly ContainerPlace[] {
  const { file, span } = fact.reference.origin
  const pods = facts.objects.flatMap(({ head }) => (head?.origin.file === file ? podsOf(head) : []))
  return pods.flatMap((pod) =>
    pod.containers.flatMap(({ field }) => {
      const image = under(field, 'image').node?.span
      return image === undefined || span.start < image.start || span.end > image.end ? [] : [{ container: field, pod: pod.spec }]
    }),
  )
}
