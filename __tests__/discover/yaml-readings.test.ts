import { describe, expect, test } from '@jest/globals'
import { discover } from '../../src/discover/discover.ts'

const HEAD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n'
const GOOD = '  - name: a\n    image: good.example/a:1\n'
const read = (text: string, path = 'k8s/a.yaml') => {
  const { references, unread } = discover([{ path, bytes: Buffer.from(text) }])
  return { images: references.map((one) => one.text), why: unread.map((one) => one.why) }
}

/** Texts of which kubectl (apimachinery 0.37.2, sigs.k8s.io/yaml 1.6.0) reads an image that other readers do not see. */
describe('what only kubectl sees is never passed over in silence', () => {
  test.each([
    ['a comment that a line separator ends', `${HEAD}${GOOD}  # note\u2028  - name: b\u2028    image: evil.example/x:1\n`],
    ['a comment that a paragraph separator ends', `${HEAD}${GOOD}  # note\u2029  - name: b\u2029    image: evil.example/x:1\n`],
    ['a comment that a next line ends', `${HEAD}${GOOD}  # note\u0085  - name: b\u0085    image: evil.example/x:1\n`],
    [
      'a document that is all comment to others',
      `#\u2028${`${HEAD}  - name: b\n    image: evil.example/x:1`.replaceAll('\n', '\u2028')}\n`,
    ],
    ['a merge behind the image', `${HEAD}  - name: a\n    image: good.example/a:1\n    <<: {image: evil.example/x:1}\n`],
    ['a second merge', `${HEAD}  - name: a\n    <<: {image: good.example/a:1}\n    <<: {image: evil.example/x:1}\n`],
    [
      'a merge of an anchor behind the image',
      `x: &x {image: evil.example/x:1}\n${HEAD}  - name: a\n    image: good.example/a:1\n    <<: *x\n`,
    ],
    ['a tagged merge key', `${HEAD}  - name: a\n    image: good.example/a:1\n    !!merge "<<": {image: evil.example/x:1}\n`],
    ['an escaped tag', `${HEAD}  - name: a\n    !!bin%61ry aW1hZ2U=: evil.example/x:1\n`],
    ['a verbatim tag', `${HEAD}  - name: a\n    !<tag:yaml.org,2002:%62inary> aW1hZ2U=: evil.example/x:1\n`],
    ['a tag by a handle', `%TAG !e! tag:yaml.org,2002:bin\n---\n${HEAD}  - name: a\n    !e!ary aW1hZ2U=: evil.example/x:1\n`],
    [
      'every key behind an escaped tag',
      '!!bin%61ry YXBpVmVyc2lvbg==: v1\n!!bin%61ry a2luZA==: Pod\nspec: {containers: [{image: evil.example/x:1}]}\n',
    ],
    [
      'a JSON document before a colon',
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"a","image":"evil.example/x:1"}]}}: x\n',
    ],
    [
      'a JSON document before another',
      '{"apiVersion":"v1","kind":"Pod","spec":{}}{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"evil.example/x:1"}]}}\n',
    ],
  ])('%s', (_, text) => {
    const { images, why } = read(text)
    expect(images.includes('evil.example/x:1') || why.length > 0).toBe(true)
  })

  test.each([
    ['a tab', `${HEAD}${GOOD}  - {name: b, image:\t evil.example/x:1}\n`],
    ['a carriage return', `${HEAD}${GOOD}  - {name: b, image:\r evil.example/x:1}\n`],
    ['a carriage return and a tab', `${HEAD}${GOOD}  - {name: b, image:\r\t evil.example/x:1}\n`],
  ])('%s between a key and its value is white space', (_, text) => {
    expect(read(text)).toEqual({ images: ['good.example/a:1', 'evil.example/x:1'], why: [] })
  })
})

test('an image folded with an escaped line break is read without a blank', () => {
  expect(read(`${HEAD}  - name: a\n    image: "good.example/\\\na:1"\n`)).toEqual({ images: ['good.example/a:1'], why: [] })
})

test('a merge behind a key is told where several readers read a file, and both values are looked at where one does', () => {
  const compose = 'x-a: &a {image: "evil.example/x:1"}\nservices:\n  web:\n    image: good.example/a:1\n    <<: *a\n'
  expect(read(compose, 'compose.yaml')).toEqual({ images: ['evil.example/x:1', 'good.example/a:1'], why: [] })
})

test('values under any name that readers take differently are unread', () => {
  expect(read('a: b\n# note\u2028tag: evil\n', 'env/prod.yaml').why).toEqual([expect.stringMatching(/U\+2028/)])
  expect(read('a: "one two\u2028three"\n', 'env/prod.yaml').why).toEqual([])
})
