import type { Answer } from './answer.ts'
import type { ImageConfig, Subject } from './subject.ts'

/**
 * Whether an image can be held against the one that it replaces, and what of: the configs of one platform. *The same bytes* and *could
 * not be compared* are different answers. `lasting`: it will not be otherwise when the registries are asked again.
 */
export type ImageComparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'compared'; readonly before: ImageConfig; readonly after: ImageConfig }
  | { readonly kind: 'not-compared'; readonly why: string; readonly lasting: boolean }

/** Holds an image against the one that it replaces; `why` is the end of a sentence. */
export function compareImages(before: Answer<Subject>, after: Answer<Subject>): ImageComparison {
  if (after.kind !== 'found') return unfound('what it is', after)
  if (before.kind !== 'found') return unfound('what it replaces', before)
  if (before.value.digest === after.value.digest) return { kind: 'same' }
  const sides = [before.value, after.value] as const
  const problem = sides.find(({ configProblem }) => configProblem !== undefined)?.configProblem
  if (problem !== undefined)
    return notCompared(`the config of one of them could not be read: ${problem.detail}`, problem.kind === 'malformed')
  const [then, now] = sides.map(({ config }) => config)
  if (then === undefined || now === undefined)
    return notCompared('the config of one of them was not read, or is none of an image', true)
  if (then.platform !== '' && now.platform !== '' && then.platform !== now.platform) {
    const platforms = `${then.platform} was read of the one, ${now.platform} of the other`
    return notCompared(`they have no platform in common: ${platforms}`, true)
  }
  return { kind: 'compared', before: then, after: now }
}

function notCompared(why: string, lasting: boolean): ImageComparison {
  return { kind: 'not-compared', why, lasting }
}

function unfound(what: string, answer: Exclude<Answer<Subject>, { kind: 'found' }>): ImageComparison {
  const gone = answer.kind === 'absent'
  return notCompared(
    `${what} could not be found out${gone ? ', because its registry does not have it' : `: ${answer.problem.detail}`}`,
    gone,
  )
}
