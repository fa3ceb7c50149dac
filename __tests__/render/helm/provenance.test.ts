import { describe, expect, test } from '@jest/globals'
import type { Node, ScalarNode } from '../../../src/model/tree.ts'
import { render } from './charts.ts'

// Whoever edits the line that a rendered scalar names must change that scalar: every one of this chart is tried.
const FILES: Readonly<Record<string, string>> = {
  'Chart.yaml':
    'apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: "v7"\nannotations: {team: blue}\ndependencies:\n- {name: db, version: "1", repository: "", alias: store}\n',
  'values.yaml':
    'image:\n  registry: quay.io\n  repository: acme/web\n  tag: ""\nextra:\n- name: side\n  image: "busybox:1"\nlabels: {tier: front, zone: "a b"}\nconf: |\n  first line\n  image: nested:2\ntpl: "{{ .Values.image.registry }}/tpl"\nenv:\n  A: alpha\n  B: beta\nstore: {image: db/prod}\nglobal: {pull: never}\n',
  'prod.yaml': 'image: {repository: acme/prod}\n',
  'templates/_helpers.tpl':
    '{{- define "image" -}}{{ printf "%s/%s:%s" .Values.image.registry .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}{{- end -}}\n{{- define "labels" }}\nfixed: label\n{{ toYaml .Values.labels }}\n{{- end }}',
  'templates/a.yaml':
    'kind: Deployment\nimage: {{ include "image" . }}\nquoted: {{ .Values.image.repository | quote }}\nlabels: {{- include "labels" . | nindent 2 }}\nextra:\n{{ toYaml .Values.extra | indent 2 }}\nconf: {{ .Values.conf | quote }}\nblock: |\n{{ .Values.conf | indent 2 }}\nexpanded: {{ tpl .Values.tpl . }}\nupper: {{ .Values.image.registry | upper }}\nencoded: {{ .Values.image.registry | b64enc }}\nteam: {{ .Chart.Annotations.team }}\nenv:\n{{- range $k, $v := .Values.env }}\n- name: {{ $k }}\n  value: {{ $v }}\n{{- end }}\nreread: {{ (.Values.labels | toYaml | fromYaml).zone }}\nfile: {{ .Files.Get "notes.txt" | trim }}\nplain: literal\n',
  'notes.txt': 'from a file\n',
  'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.2.0\nappVersion: "12"\n',
  'charts/db/values.yaml': 'image: db/dev\nown: default\n',
  'charts/db/templates/b.yaml':
    'image: {{ .Values.image }}:{{ .Chart.AppVersion }}\nown: {{ .Values.own }}\npull: {{ .Values.global.pull }}\n',
}

interface Found {
  readonly path: string
  readonly node: ScalarNode
}

function scalars(node: Node, path = '', into: Found[] = []): readonly Found[] {
  if (node.kind === 'scalar') into.push({ path, node })
  else if (node.kind === 'list') for (const [index, item] of node.items.entries()) scalars(item, `${path}/${index}`, into)
  else for (const { key, value } of node.entries) scalars(value, `${path}/${key.text}`, into)
  return into
}

function renderAll(files: Readonly<Record<string, string>>): readonly Found[] | string {
  const file = { name: 'prod.yaml', path: 'charts/web/prod.yaml', bytes: new TextEncoder().encode(files['prod.yaml']) }
  const rendering = render(files, { values: [{ kind: 'file', file }] })
  if (rendering.kind !== 'rendered') return rendering.why
  return rendering.documents.flatMap(({ root }, index) => scalars(root, String(index)))
}

const found = renderAll(FILES)
const all = typeof found === 'string' ? [] : found

describe('editing the line of a scalar changes it', () => {
  test('the chart renders', () => expect(all.length).toBeGreaterThan(20))

  test.each(all.map(({ path, node }) => ({ path, text: node.text, span: node.span })))('$path', ({ path, text, span }) => {
    const name = span.file?.slice('charts/web/'.length) ?? ''
    const before = FILES[name] ?? ''
    expect(before.slice(span.start, span.end)).toMatch(/[A-Za-z0-9]/)
    const edited = before.slice(span.start, span.end).replaceAll(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/g, 'q')
    const after = renderAll({ ...FILES, [name]: before.slice(0, span.start) + edited + before.slice(span.end) })
    const same = typeof after === 'string' ? undefined : after.find((one) => one.path === path)
    expect(same?.node.text).not.toBe(text)
  })
})
