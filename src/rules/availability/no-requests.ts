import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { isSet, textAt, under } from '../../kubernetes/field.ts'
import { podsOf } from '../../kubernetes/pods.ts'
import { isServed } from '../../kubernetes/services.ts'

export const noRequests: Rule = objectRule({
  id: 'availability/no-requests',
  level: 'notice',
  summary: 'A container behind a Service requests no CPU or no memory.',
  why: 'Pods without requests are packed onto full nodes and are the first to be evicted.',
  fix: 'Write resources.requests with cpu and memory. A CPU limit is not needed.',
  faults: (_, object, side) =>
    podsOf(object)
      .filter((pod) => !pod.partial && isServed(pod, side))
      .flatMap((pod) => pod.containers.filter(({ label }) => label.startsWith('container')))
      .flatMap(({ field, label }) => {
        const resources = under(field, 'resources')
        const missing = ['cpu', 'memory'].filter(
          (name) => !['requests', 'limits'].some((list) => isSet(under(resources, list, name))),
        )
        const says = `requests no ${missing.join(' and no ')} for ${label}`
        return missing.length === 0
          ? []
          : [{ at: under(resources, 'requests'), says, text: `${textAt(under(field, 'name')) ?? ''} ${missing.join()}` }]
      }),
})
