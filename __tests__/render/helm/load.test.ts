import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { renderChart } from '../../../src/render/helm/render.ts'
import { CHART, documents, plain, render } from './charts.ts'

/** A tar archive of these files; `type` is that of each entry, `2` a symbolic link. */
function tar(files: Readonly<Record<string, string>>, type = '0'): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const bytes = Buffer.from(content)
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write('0000644\0', 100)
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('        ', 148)
    header.write(type, 156)
    header.write('ustar\x0000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

const pack = (files: Readonly<Record<string, string>>, type?: string) => new Uint8Array(gzipSync(tar(files, type)))
const CHILD = 'apiVersion: v2\nname: db\nversion: 1.2.0\n'

function archive(bytes: Uint8Array): unknown {
  const rendering = renderChart({
    chart: { kind: 'archive', path: 'web-1.0.0.tgz', bytes },
    release: { name: 'shop', namespace: 'ns', installing: 'first' },
    values: [],
    helm: 3,
    kubeVersion: 'v1.34.0',
    apiVersions: [],
    includeCrds: true,
    lookup: 'empty',
  })
  return rendering.kind === 'rendered' ? rendering.documents.map(({ root, source }) => [source, plain(root)]) : rendering.why
}

describe('packed charts', () => {
  test('are read in memory, whatever their folder is called', () => {
    const bytes = pack({ 'x/Chart.yaml': CHART, 'x/templates/a.yaml': 'a: {{ .Chart.Name }}', 'x/.helmignore': 'templates/' })
    expect(archive(bytes)).toEqual([['web-1.0.0.tgz/x/templates/a.yaml', { a: 'web' }]])
  })

  test('are subcharts as they stand in charts/', () => {
    const db = pack({ 'db/Chart.yaml': CHILD, 'db/values.yaml': 'x: 1', 'db/templates/b.yaml': 'b: {{ .Values.x }}' })
    expect(documents(render({ 'Chart.yaml': CHART, 'values.yaml': 'db: {x: 2}', 'charts/db-1.2.0.tgz': db }))).toEqual([{ b: 2 }])
  })

  test.each<[string, Uint8Array, string]>([
    ['no archive', new TextEncoder().encode('hello'), 'gzip: invalid header'],
    ['a damaged one', pack({ 'x/Chart.yaml': CHART }).subarray(0, 60), 'damaged'],
    ['no tar', new Uint8Array(gzipSync('x'.repeat(600))), 'invalid tar header'],
    ['a path that leads outside', pack({ 'x/../../etc/passwd': 'x' }), 'references parent directory'],
    ['an absolute path', pack({ 'x//etc/passwd': 'x' }), 'absolute paths'],
    ['a drive', pack({ 'x/C:/a': 'x' }), 'illegally named'],
    ['no folder', pack({ 'Chart.yaml': CHART }), 'outside the base directory'],
    ['a link', pack({ 'x/Chart.yaml': CHART }, '2'), 'has links'],
    ['nothing', pack({}), 'no files in chart archive'],
  ])('%s is refused', (_, bytes, why) => expect(archive(bytes)).toContain(why))

  test('one file may have 5 MiB and not a byte more', () => {
    const most = 5 * 1024 * 1024
    const files = (size: number) => ({ 'x/Chart.yaml': CHART, 'x/a.txt': 'a'.repeat(size) })
    expect(archive(pack(files(most)))).toEqual([])
    expect(archive(pack(files(most + 1)))).toContain('larger than the maximum file size')
  })
})

describe('.helmignore', () => {
  const names = (ignore: string) =>
    documents(
      render({
        'Chart.yaml': CHART,
        '.helmignore': ignore,
        'a.txt': '',
        'b/a.txt': '',
        'b/c.md': '',
        'templates/a.yaml': 'files: [{{ range $n, $_ := .Files }}{{ $n }},{{ end }}]',
        'templates/.hidden.yaml': 'hidden: true',
      }),
    )

  test.each<[string, unknown]>([
    ['', [{ files: ['.helmignore', 'a.txt', 'b/a.txt', 'b/c.md'] }]],
    ['a.txt', [{ files: ['.helmignore', 'b/c.md'] }]],
    ['/a.txt', [{ files: ['.helmignore', 'b/a.txt', 'b/c.md'] }]],
    ['b/', [{ files: ['.helmignore', 'a.txt'] }]],
    ['b/*.md\n# c\n', [{ files: ['.helmignore', 'a.txt', 'b/a.txt'] }]],
    ['[ab].t?t', [{ files: ['.helmignore', 'b/c.md'] }]],
    ['**/a', 'failed: double-star (**) syntax is not supported'],
    ['[', 'failed: syntax error in pattern'],
  ])('%j', (ignore, expected) => expect(names(ignore)).toEqual(expected))
})

describe('Chart.yaml', () => {
  test('is decoded as Go decodes JSON: whatever the case of keys, numbers as text where a text is wanted', () => {
    const chart = 'APIVersion: v2\nNAME: web\nversion: 1.0\nAppVersion: 2.10\nannotations: {a: yes}\n'
    const template = 'v: "{{ .Chart.Version }} {{ .Chart.AppVersion }} {{ .Chart.Annotations.a }} {{ .Chart.APIVersion }}"'
    expect(documents(render({ 'Chart.yaml': chart, 'templates/a.yaml': template }))).toEqual([{ v: '1 2.1 true v2' }])
  })

  test.each<[string, string]>([
    ['apiVersion: v2\nname: ../x\nversion: 1.0.0\n', 'is invalid'],
    ['apiVersion: v2\nname: x\nversion: one\n', 'version "one" is invalid'],
    ['apiVersion: v2\nname: x\nversion: 1.0.0\ntype: app\n', 'type must be application or library'],
    ['apiVersion: v2\nname: x\nversion: 1.0.0\nkeywords: a\n', 'cannot unmarshal string'],
    ['apiVersion: v2\nname: x\nversion: 1.0.0\ndependencies: [{name: a}, {name: b, alias: a}]\n', 'more than one dependency'],
    ['- x\n', 'cannot unmarshal array'],
    ['a: [\n', 'error converting YAML to JSON'],
  ])('%j is refused', (chart, why) => expect(documents(render({ 'Chart.yaml': chart }))).toContain(why))
})

describe('values of several documents', () => {
  const files = { 'Chart.yaml': CHART, 'values.yaml': 'a: 1\nb: 1\n---\nb: 2\n', 'templates/a.yaml': 'v: {{ toJson .Values }}' }
  test('are the first one in Helm 3', () => expect(documents(render(files))).toEqual([{ v: { a: 1, b: 1 } }]))
  test('are all of them in Helm 4', () => expect(documents(render(files, { helm: 4 }))).toEqual([{ v: { a: 1, b: 2 } }]))
})
