import type { Answer } from '../../model/answer.ts'
import { unknown } from '../../model/answer.ts'

/** The outcome of a write. GitHub answers 404 to a token that may not write, so *absent* means refused here. */
export function done(answer: Answer<unknown>, what: string): Exclude<Answer<true>, { readonly kind: 'absent' }> {
  if (answer.kind === 'found') return { kind: 'found', value: true }
  if (answer.kind === 'absent') return unknown('denied', what, '404: not there, or this token may not write it')
  return answer
}
