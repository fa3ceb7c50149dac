import { describe, expect, it } from '@jest/globals'
import { discover } from '../../src/discover/discover.ts'
import { formatName } from '../../src/model/image-name.ts'

function imagesOf(files: Readonly<Record<string, string>>): readonly string[] {
  const sources = Object.entries(files).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) }))
  return discover(sources).references.map((one) => (one.kind === 'static' ? formatName(one.name) : `${one.kind}: ${one.text}`))
}

describe('a document whose shape is that of two formats', () => {
  it('is read as values of a chart, although `cluster:` is a key of Talos as well', () => {
    const values = 'cluster:\n  enabled: true\nimage:\n  repository: registry.example/acme/cache\n  tag: "7.2"\n'
    expect(imagesOf({ 'cache/values.yaml': values })).toEqual(['registry.example/acme/cache:7.2'])
  })

  it('loses no image where both know one: a named values file is values', () => {
    const text = 'machine:\n  kubelet:\n    image: registry.example/acme/kubelet:1\nimage:\n  repository: a\n  tag: "1"\n'
    expect(imagesOf({ 'values.yaml': text }).toSorted()).toEqual(['docker.io/library/a:1', 'registry.example/acme/kubelet:1'])
  })

  it('names nothing where the file is the description of a chart', () => {
    const text = 'apiVersion: v1\nname: api\nversion: 0.1.0\nimage:\n  repository: busybox\n  tag: latest\n'
    expect(imagesOf({ 'api/Chart.yaml': text })).toEqual([])
  })
})
