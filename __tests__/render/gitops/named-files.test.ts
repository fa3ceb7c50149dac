import { describe, expect, test } from '@jest/globals'
import { MAX_NAMED_FILES, MAX_NAMED_PATTERNS } from '../../../src/model/limits.ts'
import { filesNamedIn } from '../../../src/render/gitops/named-files.ts'

const treeOf = (...paths: readonly string[]) => ({ paths, has: (path: string) => paths.includes(path) })

describe('the files that a text names', () => {
  const tree = treeOf('a/x.yaml', 'a/env/prod.yaml', 'a/env/dev.yaml', 'b/y.txt')

  test.each([
    ['by a path from its folder', 'values: [x.yaml, ./env/prod.yaml]', ['a/env/prod.yaml', 'a/x.yaml']],
    ['above it', 'file = "../b/y.txt"', ['b/y.txt']],
    ['where a template fills in a part', '- env/{{ .Environment.Name }}.yaml', ['a/env/dev.yaml', 'a/env/prod.yaml']],
    ['only as a word', 'values: prod', []],
    ['outside of the tree', 'file: ../../etc/passwd.d', []],
  ])('%s', (_, text, named) => {
    expect(filesNamedIn(tree, 'a', text)).toEqual(named)
  })

  test('are MAX_NAMED_FILES at most', () => {
    const many = Array.from({ length: MAX_NAMED_FILES + 1 }, (_, at) => `f${String(at).padStart(5, '0')}.x`)
    const all = { paths: many, has: (path: string) => path.startsWith('f') }
    expect(filesNamedIn(all, '', many.slice(0, MAX_NAMED_FILES).join(' '))).toHaveLength(MAX_NAMED_FILES)
    expect(filesNamedIn(all, '', many.join(' '))).toHaveLength(MAX_NAMED_FILES)
  })

  test('are looked for by MAX_NAMED_PATTERNS patterns at most', () => {
    const names = Array.from({ length: MAX_NAMED_PATTERNS + 1 }, (_, at) => `v${at}-prod.x`)
    const text = names.map((one) => one.replace('prod', '{{ .env }}')).join(' ')
    expect(filesNamedIn(treeOf(...names), '', text)).toHaveLength(MAX_NAMED_PATTERNS)
  })
})
