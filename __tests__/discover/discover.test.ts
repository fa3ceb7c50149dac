import { describe, expect, test } from '@jest/globals'
import { discover } from '../../src/discover/discover.ts'
import { MAX_ALTERNATIVES, MAX_FILE_BYTES, MAX_FILE_REFERENCES, MAX_REFERENCE_TEXT, MAX_TOKENS } from '../../src/model/limits.ts'
import { discoverTexts } from './case-text.ts'

const POD = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: nginx:1\n'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf16 = (text: string, swap: boolean): Uint8Array => {
  const units = new Uint8Array(Uint16Array.from(`\ufeff${text}`, (character) => character.charCodeAt(0)).buffer)
  return swap ? units.map((_, index) => units[index ^ 1] ?? 0) : units
}
const texts = (...files: readonly (readonly [string, string])[]) =>
  discoverTexts(new Map(files)).references.map((one) => one.text)

describe('a file that cannot be read as text is unread', () => {
  test.each([
    ['UTF-16, little endian', utf16(POD, false), 'UTF-16'],
    ['UTF-16, big endian', utf16(POD, true), 'UTF-16'],
    ['a NUL', bytes(POD.replace('nginx', 'ng\0inx')), 'NUL'],
    ['invalid UTF-8', new Uint8Array([...bytes(POD), 0xff, 0xfe]), 'UTF-8'],
    ['a Git LFS pointer', bytes('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'), 'LFS'],
  ])('%s', (_, content, why) => {
    const { references, unread } = discover([{ path: 'a.yaml', bytes: content }])
    expect(references).toEqual([])
    expect(unread).toEqual([{ file: 'a.yaml', why: expect.stringContaining(why), partly: false }])
  })

  test('also for a Dockerfile', () => {
    expect(discover([{ path: 'Dockerfile', bytes: utf16('FROM nginx\n', false) }]).unread).toHaveLength(1)
  })

  test('but not a file that no format claims', () => {
    expect(discover([{ path: 'a.bin', bytes: new Uint8Array([0, 1, 2, 0xff]) }]).unread).toEqual([])
    expect(discover([{ path: 'a.yaml', bytes: utf16('greeting: hello\n', false) }]).unread).toEqual([])
  })
})

describe('limits', () => {
  test('MAX_FILE_BYTES bytes are read, one more is unread', () => {
    const padded = (size: number): Uint8Array => bytes(POD + '#'.repeat(size - POD.length))
    expect(discover([{ path: 'a.yaml', bytes: padded(MAX_FILE_BYTES) }])).toMatchObject({
      references: [{ text: 'nginx:1' }],
      unread: [],
    })
    const over = discover([{ path: 'a.yaml', bytes: padded(MAX_FILE_BYTES + 1) }])
    expect(over.references).toEqual([])
    expect(over.unread[0]?.why).toContain('than 4194304')
  })

  test('MAX_FILE_REFERENCES references are reported, one more is unread', () => {
    const pod = (count: number): string => `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${'  - image: a\n'.repeat(count)}`
    const run = (count: number) => discoverTexts(new Map([['a.yaml', pod(count)]]))
    expect(run(MAX_FILE_REFERENCES).unread).toEqual([])
    const over = run(MAX_FILE_REFERENCES + 1)
    expect(over.references).toHaveLength(MAX_FILE_REFERENCES)
    expect(over.unread[0]?.why).toContain('than 10000')
  })

  test('a text of MAX_REFERENCE_TEXT characters is parsed, a longer one is malformed for its length', () => {
    const why = (length: number) =>
      discoverTexts(new Map([['.ko.yaml', `defaultBaseImage: ${'a'.repeat(length)}\n`]])).references[0]
    expect(why(MAX_REFERENCE_TEXT)).toMatchObject({ kind: 'malformed', why: expect.not.stringContaining('than 4096') })
    expect(why(MAX_REFERENCE_TEXT + 1)).toMatchObject({ kind: 'malformed', why: expect.stringContaining('than 4096') })
  })

  test('MAX_ALTERNATIVES values of a variable are followed, more are dynamic', () => {
    const workflow = (count: number): string =>
      `jobs:\n  a:\n    strategy: {matrix: {v: [${Array.from({ length: count }, (_, n) => `"${n}"`).join(', ')}]}}\n    container: node:\${{ matrix.v }}\n`
    const run = (count: number) => discoverTexts(new Map([['.github/workflows/a.yml', workflow(count)]])).references
    expect(run(MAX_ALTERNATIVES)).toHaveLength(MAX_ALTERNATIVES)
    expect(run(MAX_ALTERNATIVES + 1)).toMatchObject([{ kind: 'dynamic', why: expect.stringContaining('than 256') }])
  })

  test('MAX_TOKENS tokens of HCL are read, one more is unread', () => {
    const run = (newlines: number) => discoverTexts(new Map([['a.tf', '\n'.repeat(newlines)]])).unread
    expect(run(MAX_TOKENS)).toEqual([])
    expect(run(MAX_TOKENS + 1)[0]?.why).toContain(`more than ${MAX_TOKENS} tokens`)
  })

  test('MAX_BROKEN_DOCUMENTS documents may be broken before the rest is read by lines', () => {
    const run = (count: number) => discoverTexts(new Map([['a.yaml', `${'---\nkind: "\n'.repeat(count)}---\n${POD}`]]))
    expect(run(100).references).toMatchObject([{ origin: { path: ['Pod', 'spec', 'containers', '[a]', 'image'] } }])
    expect(run(101).references).toMatchObject([{ text: 'nginx:1', origin: { path: ['image'] } }])
  })
})

describe('positions', () => {
  test('count a byte order mark and CRLF like any character', () => {
    const text = `\ufeff${POD.replaceAll('\n', '\r\n')}`
    const [reference] = discoverTexts(new Map([['a.yaml', text]])).references
    expect(text.slice(reference?.origin.span.start, reference?.origin.span.end)).toBe('nginx:1')
  })
})

describe('objects', () => {
  test('are the documents with apiVersion and kind, lists taken apart', () => {
    const list = 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service, metadata: {name: s, namespace: n}}\n'
    const { objects } = discoverTexts(new Map([['a.yaml', `${POD}---\n${list}---\nother: 1\n`]]))
    expect(objects.map(({ kind, name, namespace, origin }) => [kind, name, namespace, origin.path])).toEqual([
      ['Pod', undefined, undefined, ['Pod']],
      ['Service', 's', 'n', ['Service', 'n/s']],
    ])
  })

  test('of a template that is read by lines there are none', () => {
    expect(discoverTexts(new Map([['c/templates/a.yaml', `{{ if .x }}\n${POD}{{ end }}`]])).objects).toEqual([])
  })
})

describe('a change elsewhere changes the reference', () => {
  test.each([
    ['an anchor', [['a.yaml', 'apiVersion: v1\nkind: X\na: &i {image: "r:1"}\nb: *i\n']], ['r:1', 'r:2']],
    ['an ARG', [['Dockerfile', 'ARG T=r:1\nFROM $T\n']], ['r:1', 'r:2']],
    [
      '.env',
      [
        ['compose.yaml', 'services: {a: {image: "$T"}}\n'],
        ['.env', 'T=r:1\n'],
      ],
      ['r:1', 'r:2'],
    ],
    [
      'appVersion',
      [
        ['values.yaml', 'image: {repository: r, tag: ""}\n'],
        ['Chart.yaml', 'appVersion: 1\n'],
      ],
      ['appVersion: 1', 'appVersion: 2'],
    ],
    [
      'the template of a tag',
      [
        ['values.yaml', 'image: {repository: r, tag: ""}\n'],
        ['Chart.yaml', 'appVersion: 1\n'],
        ['templates/a.yaml', 'image: "{{ .Values.image.tag | default .Chart.AppVersion }}"'],
      ],
      ['default .Chart', 'default (printf "v%s" .Chart'],
    ],
    [
      'a value in a template',
      [
        ['c/templates/a.yaml', 'image: "r:{{ .Values.t }}"\n'],
        ['c/values.yaml', 't: "1"\n'],
      ],
      ['"1"', '"2"'],
    ],
    [
      'a default of a pack',
      [
        ['p/templates/a.nomad.tpl', 'image = "r:[[ var "t" . ]]"\n'],
        ['p/variables.hcl', 'variable "t" { default = "1" }\n'],
      ],
      ['"1"', '"2"'],
    ],
    [
      'a default of a workflow template',
      [
        [
          'a.yaml',
          'apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nspec: {templates: [{name: a, inputs: {parameters: [{name: t, default: "1"}]}, container: {image: "r:{{inputs.parameters.t}}"}}]}\n',
        ],
      ],
      ['"1"', '"2"'],
    ],
    ['a kustomization entry', [['kustomization.yaml', 'images: [{name: r, newTag: "1"}]\n']], ['"1"', '"2"']],
    [
      'a Terraform variable',
      [
        ['a.tf', 'resource "docker_image" "a" { name = "r:${var.t}" }\n'],
        ['v.tf', 'variable "t" { default = "1" }\n'],
      ],
      ['"1"', '"2"'],
    ],
    [
      'a new use of an old anchor',
      [['compose.yaml', 'x-a: &a {image: "r:1"}\nservices: {b: {image: "r:0"}}\n']],
      ['b: {image: "r:0"}', 'b: {image: "r:0"}, c: *a'],
    ],
  ] as const)('%s', (_, files, [from, to]) => {
    const identities = (changed: boolean) =>
      discoverTexts(new Map(files.map(([path, text]) => [path, changed ? text.replace(from, to) : text]))).references.map(
        ({ origin, text }) => JSON.stringify([origin.file, origin.path, text]),
      )
    const before = identities(false)
    expect(identities(true).filter((one) => !before.includes(one) && !one.includes('.Chart.AppVersion'))).toHaveLength(1)
  })
})

describe('what stays silent', () => {
  test.each([
    [
      'a JSON schema',
      'a.json',
      '{"properties": {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "image": {"default": "nginx:1"}}}',
    ],
    ['Markdown', 'README.md', '```yaml\nimage: nginx:1\n```\n'],
    ['a whole manifest in Markdown', 'README.md', POD],
    ['a whole manifest in a script', 'a.sh', `cat <<EOF | kubectl apply -f -\n${POD}EOF\n`],
    ['any YAML', 'a.yaml', 'title: x\nimage: nginx:1\n'],
    ['dependabot', '.github/dependabot.yml', 'version: 2\nregistries: {g: {type: docker-registry, url: "https://ghcr.io"}}\n'],
    ['source code', 'a.go', 'package a\n// FROM nginx\n'],
  ])('%s', (_, path, text) => {
    expect(discoverTexts(new Map([[path, text]]))).toEqual({ references: [], objects: [], unread: [] })
  })
})

test('keys written with escapes are found', () => {
  expect(
    texts(['a.json', '{"api\\u0056ersion": "v1", "kind": "Pod", "spec": {"containers": [{"im\\u0061ge": "nginx:1"}]}}']),
  ).toEqual(['nginx:1'])
})

test('a container may be called like a key that is left out', () => {
  expect(texts(['a.yaml', POD.replace('name: a', 'name: metadata')])).toEqual(['nginx:1'])
})

test('the items of a list are read by their own formats', () => {
  const release =
    '{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, spec: {values: {web: {image: {repository: r, tag: "1"}}}}}'
  expect(texts(['a.yaml', `apiVersion: v1\nkind: List\nitems:\n- ${release}\n`])).toEqual(['r:1'])
})

test('a custom resource called a list is read whole', () => {
  expect(texts(['a.yaml', 'apiVersion: e.com/v1\nkind: AllowList\nspec: {image: "r:1"}\nitems: []\n'])).toEqual(['r:1'])
})
