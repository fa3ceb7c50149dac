import type { Answer } from './answer.ts'
import type { ImageConfig, Subject } from './subject.ts'

/**
 * Whether an image can be held against the one that it replaces, and what of: the configs of one platform. *The same bytes* and *could
 * not be compared* are different answers.
 */
export type ImageComparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'compared'; readonly before: ImageConfig; readonly after: ImageConfig }
  | { readonly kind: 'not-compared'; readonly why: string }

/** Holds an image against the one that it replaces; `why` is the end of a sentence. */
export function compareImages(before: Answer<Subject>, after: Answer<Subject>): ImageComparison {
  if (after.kind !== 'found') return notCompared(`what it is could not be found out${detailOf(after)}`)
  if (before.kind !== 'found') return notCompared(`what it replaces could not be found out${detailOf(before)}`)
  if (before.value.digest === after.value.digest) return { kind: 'same' }
  const sides = [before.value, after.value] as const
  const problem = sides.find(({ configProblem }) => configProblem !== undefined)?.configProblem
  if (problem !== undefined) return notCompared(`the config of one of them could not be read: ${problem.detail}`)
  const [then, now] = sides.map(({ config }) => config)
  if (then === undefined || now === undefined)
    return notCompared('the config of one of them was not read, or is none of an image')
  if (then.platform !== '' && now.platform !== '' && then.platform !== now.platform)
    return notCompared(`they have no platform in common: ${then.platform} was read of the one, ${now.platform} of the other`)
  return { kind: 'compared', before: then, after: now }
}

function notCompared(why: string): ImageComparison {
  return { kind: 'not-compared', why }
}

function detailOf(answer: Answer<Subject>): string {
  return answer.kind === 'unknown' ? `: ${answer.problem.detail}` : ', because its registry does not have it'
}
