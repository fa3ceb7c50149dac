import { describe, expect, test } from '@jest/globals'
import { isSilent, lookAt } from '../account/change.ts'

const POD = (image: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\nspec:\n  containers: [{name: a, image: "${image}"}]\n`

describe('a file that was moved', () => {
  test('introduces nothing where it is the same', () => {
    const looked = lookAt({ 'old/a.yaml': POD('quay.io/a/b:1') }, { 'new/c.yaml': POD('quay.io/a/b:1') })
    expect(isSilent(looked)).toBe(true)
    expect(looked.references).toHaveLength(1)
  })

  test('introduces what was altered in it, which replaces what stood there', () => {
    const two = (image: string) =>
      `${POD('quay.io/a/same:1')}---\n${POD(image).replace('name: a, namespace', 'name: z, namespace')}`
    const { references } = lookAt({ 'old/a.yaml': two('quay.io/a/b:1') }, { 'new/a.yaml': two('quay.io/a/b:2') })
    expect(
      references.filter(({ touched }) => touched).map(({ reference, replaces }) => [reference.text, replaces?.text]),
    ).toEqual([['quay.io/a/b:2', 'quay.io/a/b:1']])
  })

  test('is new where the old one stays: it is a copy', () => {
    const looked = lookAt({ 'a.yaml': POD('quay.io/a/b:1') }, { 'a.yaml': POD('quay.io/a/b:1'), 'c.yaml': POD('quay.io/a/b:1') })
    expect(looked.references.filter(({ touched }) => touched)).toHaveLength(1)
  })
})
