import type { ReferenceCase } from '../../case/case.ts'
import { lookupIn } from '../../case/lookup.ts'
import { replacedBy } from '../../case/replaced.ts'
import type { Rule } from '../../case/rule.ts'
import { about, shown } from '../../case/sentence.ts'
import { type Field, isSet, under } from '../../kubernetes/field.ts'
import { numberOf, truthOf } from '../../kubernetes/scalar.ts'
import type { Facts } from '../../model/facts.ts'
import type { ImageConfig } from '../../model/subject.ts'
import { containersOf } from '../../posture/containers.ts'

const WHY = 'Root in a container is root for everything that the container can reach.'
const REFUSED = 'The pod demands runAsNonRoot, so the kubelet refuses to start this image.'
const FIX =
  'Set USER in the image again, or write runAsUser in the securityContext of the container with the user that ran before.'

export const userBecameRoot: Rule = {
  id: 'image-change/user-became-root',
  level: 'warning',
  summary: 'The image runs as root, and the image that it replaces did not; an error where the pod demands non-root.',
  check: ({ cases, facts }) => {
    const lookup = lookupIn(facts)
    return cases.flatMap((one) => {
      const now = one.answer.kind === 'found' ? one.answer.value.config : undefined
      const then = replacedBy(one, lookup)?.config
      if (now === undefined || then === undefined || !isRoot(now) || isRoot(then)) return []
      const users = usersIn(facts, one)
      if (users.length > 0 && users.every((user) => user === 'written')) return []
      const refused = users.includes('non-root')
      const evidence = [`user before: ${then.user ?? ''}`, `user now: ${now.user ?? 'not set, which is root'}`]
      return [
        {
          ...about(one),
          message: `${shown(one)} runs as root, and the image that it replaces did not`,
          why: refused ? REFUSED : WHY,
          level: refused ? ('error' as const) : ('warning' as const),
          evidence,
          fix: { description: FIX, edits: [] },
        },
      ]
    })
  },
}

/** Windows has no such user. A group after the colon does not matter. */
function isRoot({ user = '', platform }: ImageConfig): boolean {
  return !platform.startsWith('windows') && /^(?:root|[+-]?0+|)(?::|$)/.test(user)
}

/** For each container that the reference is the image of: whether the pod says which user it runs as, or that it is not root. */
function usersIn(facts: Facts, one: ReferenceCase): readonly ('written' | 'non-root' | 'open')[] {
  return containersOf(facts, one).map(({ container, pod }) => {
    const [own, shared] = [under(container, 'securityContext'), under(pod, 'securityContext')]
    if (numberOf(nearest(own, shared, 'runAsUser')) !== undefined) return 'written'
    return truthOf(nearest(own, shared, 'runAsNonRoot')) === 'true' ? 'non-root' : 'open'
  })
}

/** The container's own setting, else that of the pod. */
function nearest(own: Field, shared: Field, key: string): Field {
  return isSet(under(own, key)) ? under(own, key) : under(shared, key)
}
