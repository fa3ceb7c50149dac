import { describe, expect, test } from '@jest/globals'
import type { Node, ScalarNode } from '../../../src/model/tree.ts'
import { CHART, documents, filesOf, plain, printed, render } from './charts.ts'

describe('a chart', () => {
  test('is rendered with its values, release and capabilities', () => {
    expect(
      printed(
        'a: {{ .Values.x }}\nb: {{ .Release.Name }}-{{ .Release.Namespace }}\nc: {{ .Capabilities.KubeVersion.Minor }}\n',
        'x: 1',
      ),
    ).toEqual([{ a: 1, b: 'shop-ns', c: 34 }])
  })

  test('reads numbers as floats, which print with an exponent', () => {
    expect(printed('a: "{{ .Values.x }}"\nb: {{ .Values.x | int64 }}', 'x: 1000000')).toEqual([{ a: '1e+06', b: 1000000 }])
  })

  test('has other truths in Helm 3 and in Helm 4', () => {
    expect(printed('a: {{ hasKey .Values "x" }}', 'x: null')).toEqual([{ a: true }])
    expect(printed('a: {{ hasKey .Values "x" }}', 'x: null', { helm: 4 })).toEqual([{ a: false }])
    expect(printed('a: "{{ .Chart.name }}"', '', { helm: 4 })).toEqual([{ a: '' }])
    expect(printed('a: "{{ .Chart.name }}"')).toContain("can't evaluate field name")
  })

  test('gives the same rendering every time', () => {
    const once = render({ 'Chart.yaml': CHART, 'templates/a.yaml': 'a: {{ now | date "2006" }}{{ randAlphaNum 5 }}\n' })
    expect(render({ 'Chart.yaml': CHART, 'templates/a.yaml': 'a: {{ now | date "2006" }}{{ randAlphaNum 5 }}\n' })).toEqual(once)
  })
})

describe('what is printed', () => {
  test('comes in the order of kinds, hooks last, unknown hooks not at all', () => {
    const template = ['Deployment', 'Service', 'Namespace'].map((kind) => `kind: ${kind}\nmetadata: {name: a}\n`).join('---\n')
    const hook = (name: string) => `---\nkind: Job\nmetadata: {name: a, annotations: {helm.sh/hook: "${name}"}}\n`
    expect(printed(`${hook('pre-install')}${hook('crd-install')}---\n${template}`)).toMatchObject([
      { kind: 'Namespace' },
      { kind: 'Service' },
      { kind: 'Deployment' },
      { kind: 'Job' },
    ])
  })

  test('is nothing for NOTES.txt and partials, but their errors count', () => {
    const files = { 'Chart.yaml': CHART, 'templates/NOTES.txt': 'hello', 'templates/_a.tpl': 'x', 'templates/b.yaml': 'a: 1' }
    expect(documents(render(files))).toEqual([{ a: 1 }])
    expect(documents(render({ ...files, 'templates/NOTES.txt': '{{ fail "no" }}' }))).toBe(
      'failed: execution error at (web/templates/NOTES.txt:1:3): no',
    )
  })

  test('has the files of crds/ first, where they are asked for', () => {
    const files = { 'Chart.yaml': CHART, 'crds/a.yaml': 'crd: 1\n---\ncrd: 2\n', 'templates/b.yaml': 'a: 1' }
    expect(documents(render(files))).toEqual([{ crd: 1 }, { crd: 2 }, { a: 1 }])
    expect(documents(render(files, { includeCrds: false }))).toEqual([{ a: 1 }])
  })

  test('keeps the line break at the end of a block scalar', () => {
    expect(printed('a: |\n  x\n')).toEqual([{ a: 'x\n' }])
  })
})

describe('a chart that Helm refuses', () => {
  test.each<[Readonly<Record<string, string>>, string, string]>([
    [{ 'Chart.yaml': 'name: a' }, 'chart-metadata', 'chart.metadata.version is required'],
    [{ 'Chart.yaml': `${CHART}type: library\n` }, 'library', 'library charts are not installable'],
    [{ 'Chart.yaml': `${CHART}kubeVersion: ">=1.99"\n` }, 'kube-version', 'incompatible with Kubernetes v1.34.0'],
    [
      { 'Chart.yaml': `${CHART}dependencies: [{name: db, version: "1"}]\n` },
      'missing-dependency',
      'missing in charts/ directory: db',
    ],
    [{ 'values.yaml': 'a' }, 'other', 'cannot unmarshal string'],
    [{ 'templates/a.yaml': '{{ if }}' }, 'template-parse', 'parse error at (web/templates/a.yaml:1)'],
    [{ 'templates/a.yaml': '{{ nosuch }}' }, 'template-parse', 'function "nosuch" not defined'],
    [{ 'templates/a.yaml': '{{ .Values.a.b }}' }, 'nil-pointer', 'nil pointer evaluating'],
    [{ 'templates/a.yaml': '{{ include "none" . }}' }, 'include', 'no template "none"'],
    [{ 'templates/a.yaml': 'a: b: c' }, 'template-parse', 'YAML parse error on web/templates/a.yaml'],
    [{ 'values.schema.json': '{"required": ["a"]}' }, 'values-schema', "missing properties 'a'"],
    [{ '.helmignore': '!x\n' }, 'chart-load', 'Chart.yaml file is missing'],
  ])('%j is of class %s', (files, failure, why) => {
    expect(render({ 'Chart.yaml': CHART, ...files })).toMatchObject({
      kind: 'failed',
      failure,
      why: expect.stringContaining(why),
    })
  })
})

describe('what cannot be told', () => {
  test('random text makes its scalar unknown, with the reason', () => {
    expect(printed('a: {{ randAlphaNum 8 | b64enc }}\nb: 1')).toEqual([{ a: '?', b: 1 }])
  })

  test('a condition on it is decided both ways', () => {
    const rendering = render({
      'Chart.yaml': CHART,
      'templates/a.yaml': '{{ if eq (randAlpha 1) "a" }}x: 1{{ else }}y: 1{{ end }}',
    })
    expect(rendering).toMatchObject({ kind: 'rendered', documents: [{ always: false }, { always: false }] })
  })

  test('a template without end is a bound that was hit, not a failure', () => {
    expect(documents(render({ 'Chart.yaml': CHART, 'templates/a.yaml': '{{ range until 99999999 }}x{{ end }}' }))).toMatch(
      /^unknown: /,
    )
    expect(
      documents(
        render({
          'Chart.yaml': CHART,
          'templates/a.yaml': '{{ tpl .Template.Name . }}{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}',
        }),
      ),
    ).toMatch(/^(?:unknown|failed): /)
  })

  test('a schema that lies on a server', () => {
    const files = { 'Chart.yaml': CHART, 'values.schema.json': '{"$ref": "https://else.example/s.json"}' }
    expect(documents(render(files))).toContain('unknown: whether the schema allows the values is not known')
    expect(documents(render(files, { remoteSchemas: 'absent' }))).toMatch(/^failed: values don't meet/)
  })

  test('whether the release is installed or upgraded, where nobody says so', () => {
    const template = '{{ if .Release.IsInstall }}a: 1{{ else }}b: {{ .Release.Revision }}{{ end }}'
    const release = { name: 'shop', namespace: 'ns', installing: 'unknown' } as const
    expect(printed(template, '', { release })).toEqual([{ b: '?' }, { a: 1 }])
  })

  test('values that no file holds', () => {
    expect(printed('a: 1', '', { values: [{ kind: 'unknown', why: 'a Secret has them' }] })).toBe('unknown: a Secret has them')
  })
})

function scalarAt(node: Node | undefined, ...path: readonly (string | number)[]): ScalarNode | undefined {
  let at = node
  for (const step of path) {
    if (at?.kind === 'map') at = at.entries.find(({ key }) => key.text === step)?.value
    else if (at?.kind === 'list') at = at.items[Number(step)]
  }
  return at?.kind === 'scalar' ? at : undefined
}

describe('the line to edit', () => {
  const values = 'image:\n  repository: nginx\n  tag: "1.27"\nextra:\n- name: side\n  image: busybox:1\n'
  const template = [
    'image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"',
    'extra:',
    '{{- toYaml .Values.extra | nindent 2 }}',
    'own: alpine:3',
  ].join('\n')
  const rendering = render({ 'Chart.yaml': CHART, 'values.yaml': values, 'templates/a.yaml': template })
  const root = rendering.kind === 'rendered' ? rendering.documents[0]?.root : undefined
  const textAt = (node: ScalarNode | undefined) => {
    const file = node?.span.file ?? ''
    const content = file.endsWith('values.yaml') ? values : template
    return `${file.slice('charts/web/'.length)}: ${content.slice(node?.span.start, node?.span.end)}`
  }

  test('of a text put together is where its values stand, all of them its sources', () => {
    const image = scalarAt(root, 'image')
    expect(image?.text).toBe('nginx:1.27')
    expect(textAt(image)).toMatch(/^values\.yaml: /)
    expect(image?.sources?.map(({ span }) => values.slice(span.start, span.end))).toEqual(
      expect.arrayContaining(['nginx', '1.27']),
    )
  })

  test('survives toYaml and nindent', () => {
    expect(textAt(scalarAt(root, 'extra', 0, 'image'))).toBe('values.yaml: busybox:1')
  })

  test('is in the template where it says so itself', () => {
    expect(textAt(scalarAt(root, 'own'))).toBe('templates/a.yaml: alpine:3')
  })

  test('is in Chart.yaml for an appVersion', () => {
    const chart = `${CHART}appVersion: "2.0"\n`
    const made = render({ 'Chart.yaml': chart, 'templates/a.yaml': 'image: web:{{ .Chart.AppVersion }}' })
    const image = scalarAt(made.kind === 'rendered' ? made.documents[0]?.root : undefined, 'image')
    expect(image?.span.file).toBe('charts/web/Chart.yaml')
    expect(chart.slice(image?.span.start, image?.span.end)).toBe('2.0')
  })

  test('is in the values file that wins', () => {
    const [file] = filesOf({ 'prod.yaml': 'image: {tag: "2"}\n' })
    if (file === undefined) throw new Error('no file')
    const made = render(
      { 'Chart.yaml': CHART, 'values.yaml': values, 'templates/a.yaml': 'image: {{ .Values.image.tag | quote }}' },
      { values: [{ kind: 'file', file }] },
    )
    const image = scalarAt(made.kind === 'rendered' ? made.documents[0]?.root : undefined, 'image')
    expect(image?.span.file).toBe('charts/web/prod.yaml')
    expect(plain(image ?? { kind: 'scalar', text: '', plain: false, span: { start: 0, end: 0 } })).toBe('2')
  })
})
