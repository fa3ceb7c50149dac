import { describe, expect, test } from '@jest/globals'
import { discover } from '../../src/discover/discover.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - image: evil.example/x:1\n'
const imagesOf = (path: string, text: string) => discover([{ path, bytes: bytes(text) }]).references.map((one) => one.text)

describe('an object that kubectl would apply is found', () => {
  test.each([
    [
      'behind explicit keys',
      DEPLOYMENT.replace('apiVersion:', '? apiVersion # x\n:').replace('image:', '? image # x\n        :'),
    ],
    ['behind folded keys', DEPLOYMENT.replace('apiVersion:', '? "apiVers\\\n  ion"\n:')],
    ['behind aliases as keys', DEPLOYMENT.replace('apiVersion:', 'x: {a: &a apiVersion}\n*a :')],
    ['behind keys in base64', DEPLOYMENT.replace('image:', '!!binary aW1hZ2U=:')],
    ['behind a kind in base64', DEPLOYMENT.replace('apiVersion:', '!!binary YXBpVmVyc2lvbg==:')],
    ['behind an image in base64', DEPLOYMENT.replace('evil.example/x:1', '!!binary ZXZpbC5leGFtcGxlL3g6MQ==')],
  ])('%s', (_, text) => {
    expect(imagesOf('a.yaml', text)).toEqual(['evil.example/x:1'])
  })

  test.each(['.circleci/x.yml', '.drone.yml', '.gitpod.yml', '.ko.yaml', 'batect.yml', 'Chart.yaml', '.github/workflows/a.yml'])(
    'in a file called %s',
    (path) => {
      expect(imagesOf(path, DEPLOYMENT)).toEqual(['evil.example/x:1'])
    },
  )

  test('in a file called docker-bake.json', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ image: 'evil.example/x:1' }] } }
    expect(imagesOf('docker-bake.json', JSON.stringify(pod))).toEqual(['evil.example/x:1'])
  })

  test('in a template of a chart, whatever its name ends in', () => {
    const chart = { path: 'c/Chart.yaml', bytes: bytes('apiVersion: v2\nname: c\n') }
    const template = { path: 'c/templates/web.lock', bytes: bytes(DEPLOYMENT) }
    expect(discover([chart, template]).references.map((one) => one.text)).toEqual(['evil.example/x:1'])
    expect(discover([template]).references).toEqual([])
  })
})

test('a later document behind a byte order mark is unread, its image found', () => {
  const { references, unread } = discover([{ path: 'a.yaml', bytes: bytes(`a: 1\n---\n\ufeff${DEPLOYMENT}`) }])
  expect(references.map((one) => one.text)).toEqual(['evil.example/x:1'])
  expect(unread).toHaveLength(1)
})

test.each(['.env', 'prod.tfvars'])('values in %s that are not UTF-8 are unread', (path) => {
  const content = new Uint8Array([...bytes('# '), 0xff, ...bytes('\nIMAGE=evil.example/x:1\n')])
  expect(discover([{ path, bytes: content }]).unread).toHaveLength(1)
})

describe('an image in a template of a chart is found', () => {
  const chart = { path: 'Chart.yaml', bytes: bytes('apiVersion: v2\nname: c\n') }
  test.each([
    ['in JSON', '- {"name":"c","image":"evil.example/x:1"}'],
    ['in a flow mapping', '- {name: c, image: evil.example/x}'],
    ['on the line after the key', '- image:\n    evil.example/x:1'],
    ['behind an anchor', '- image: &a evil.example/x:1'],
    ['behind a tag on the key', '- !!str image: evil.example/x:1'],
    ['behind an explicit key', '- ? image\n  : evil.example/x:1'],
    ['behind a key with escapes', '- "im\\x61ge": evil.example/x:1'],
    ['behind a template action', '- name: c\n  {{ if true }}image: evil.example/x:1{{ end }}'],
  ])('%s', (_, container) => {
    const template = { path: 'templates/a.yaml', bytes: bytes(`metadata: {name: {{ .x }}}\ncontainers:\n${container}\n`) }
    expect(discover([chart, template]).references.map((one) => one.text)).toEqual([expect.stringMatching(/^evil\.example\/x/)])
  })

  test('but a mapping, a schema or a comment is none', () => {
    const text = 'a: {{ .x }}\nimage:\n  description: text\nb: {"image": {"type": "string"}}\n# image: a/b:1\nimage: null\n'
    expect(discover([chart, { path: 'templates/a.yaml', bytes: bytes(text) }]).references).toEqual([])
  })
})

test('a kustomization that takes a manifest from a document is unread in part', () => {
  const text = 'resources:\n- web.md\n- base\n- https://example.com/a.git\n'
  expect(discover([{ path: 'kustomization.yaml', bytes: bytes(text) }]).unread).toMatchObject([{ partly: true }])
})
