import { describe, expect, test } from '@jest/globals'
import { discoverTexts } from './case-text.ts'

const found = (path: string, text: string): readonly string[] =>
  discoverTexts(new Map([[path, text]])).references.map(({ kind, text: one }) => (kind === 'static' ? one : `${kind} ${one}`))

// What kustomize makes of an entry: measured with its API 0.21.2.
describe('an entry of a kustomization', () => {
  test.each([
    ['images: [{name: nginx, newName: mirror.example/nginx}]', ['dynamic mirror.example/nginx']],
    ['images: [{name: nginx, newName: mirror.example/nginx, newTag: "2"}]', ['mirror.example/nginx:2']],
    ['images: [{name: nginx, newTag: "2", tagSuffix: -dev}]', ['nginx:2']],
    ['images: [{name: nginx, tagSuffix: -dev}]', ['dynamic nginx']],
    ['IMAGES: [{NAME: nginx, NEWTAG: "2"}]', ['nginx:2']],
    ['imageTags: [{name: nginx, newTag: "2"}]', ['nginx:2']],
    [
      'transformers:\n  - |-\n    apiVersion: builtin\n    kind: ImageTagTransformer\n    imageTag: {name: nginx, newTag: "2"}\n',
      ['nginx:2'],
    ],
  ])('%s', (text, images) => {
    expect(found('kustomization.yaml', `${text}\n`)).toEqual(images)
  })
})

describe('a file that overrides an application of Argo CD', () => {
  test('with images and with parameters', () => {
    expect(found('apps/.argocd-source-web.yaml', 'kustomize: {images: ["quay.io/acme/web:0.3"]}\n')).toEqual([
      'quay.io/acme/web:0.3',
    ])
    const parameters = 'helm:\n  parameters: [{name: image.repository, value: quay.io/acme/api}, {name: image.tag, value: "5"}]\n'
    expect(found('apps/.argocd-source.yaml', parameters)).toEqual(['quay.io/acme/api:5'])
  })

  test('with a new name alone, which keeps the tag', () => {
    expect(found('apps/.argocd-source.yaml', 'kustomize: {images: ["nginx=quay.io/acme/nginx"]}\n')).toEqual([
      'dynamic quay.io/acme/nginx',
    ])
  })
})
