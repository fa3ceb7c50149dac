import { isSet, textAt, under } from '../../posture/field.ts'
import { objectRule } from '../../posture/object-rule.ts'
import { podsOf } from '../../posture/pods.ts'
import { isServed } from '../../posture/services.ts'
import type { Rule } from '../../rule.ts'

export const noProbe: Rule = objectRule({
  id: 'availability/no-probe',
  level: 'notice',
  summary: 'A container behind a Service has no readiness probe.',
  why: 'Without it the Service sends traffic before the program can answer, and keeps sending it when it no longer can.',
  fix: 'Add a readinessProbe.',
  faults: (_, object, side) =>
    podsOf(object)
      .filter((pod) => !pod.partial && isServed(pod, side))
      .flatMap((pod) => pod.containers.filter(({ label }) => label.startsWith('container')))
      .filter(({ field }) => !isSet(under(field, 'readinessProbe')))
      .map(({ field, label }) => ({
        at: under(field, 'readinessProbe'),
        says: `has no readiness probe for ${label}`,
        text: textAt(under(field, 'name')) ?? '',
      })),
})
