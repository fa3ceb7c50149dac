import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { isSet, textAt, under } from '../../kubernetes/field.ts'
import { podsOf } from '../../kubernetes/pods.ts'
import { isServed } from '../../kubernetes/services.ts'

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
