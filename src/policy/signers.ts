import type { SignedBy } from '../model/policy.ts'

/** The signers that a demand asks for, in words. */
export function signers({ quantifier, count, of }: SignedBy): string {
  if (of.length === 1) return `${of[0]}`
  if (quantifier === 'anyOf') return `any of ${of.join(', ')}`
  return quantifier === 'allOf' ? `all of ${of.join(', ')}` : `at least ${count} of ${of.join(', ')}`
}
