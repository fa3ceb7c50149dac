/** Own charts that real Helm renders beside us: name, files, arguments. */
export interface OwnChart {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly values?: readonly string[]
  readonly set?: readonly string[]
}

const CHART = 'apiVersion: v2\nname: p\nversion: 1.0.0\nappVersion: "2.0"\n'
const CHILD = 'apiVersion: v2\nname: s\nversion: 1.2.0\n'
const SHOW = 'kind: Show\nmetadata: {name: {{ .Chart.Name }}}\nvalues: {{ toJson .Values }}\n'
const PARENT = `${CHART}dependencies:\n- {name: s, version: ">=1", repository: "", condition: s.enabled, tags: [t1]}\n`

export const OWN_CHARTS: readonly OwnChart[] = [
  {
    name: 'nulls over subcharts and globals',
    files: {
      'Chart.yaml': PARENT,
      'values.yaml':
        'own: {a: 1, b: null}\ntop: null\ns: {x: null, obj: {k: null, l: 5}, extra: null}\nglobal: {g: 1, gn: null, t: {a: 1}}\n',
      'templates/a.yaml': SHOW,
      'charts/s/Chart.yaml': CHILD,
      'charts/s/values.yaml':
        'x: default\nobj: {k: dk, l: dl, m: dm}\nw: dw\nz: null\nlist: [1]\nglobal: {g: 9, t: {a: 2, b: 3}}\n',
      'charts/s/templates/b.yaml': SHOW,
      'v.yaml': 's: {w: null, obj: {m: null}}\nown: {a: null}\n',
    },
    values: ['v.yaml'],
  },
  {
    name: 'aliases, ranges and conditions',
    files: {
      'Chart.yaml': `${CHART}dependencies:\n- {name: s, version: "^1", repository: "", alias: one}\n- {name: s, version: "^1", repository: "", alias: two, condition: two.on}\n- {name: s, version: "^9", repository: "", alias: three}\n`,
      'values.yaml': 'one: {a: 1}\ntwo: {on: false}\n',
      'templates/a.yaml': SHOW,
      'charts/s/Chart.yaml': CHILD,
      'charts/s/values.yaml': 'b: 2\n',
      'charts/s/templates/b.yaml': SHOW,
    },
  },
  {
    name: 'imported values',
    files: {
      'Chart.yaml': `${CHART}dependencies:\n- {name: s, version: "1", repository: "", import-values: [data, {child: inner, parent: mine.deep}]}\n`,
      'values.yaml': 'mine: {deep: {k: own}}\n',
      'templates/a.yaml': SHOW,
      'charts/s/Chart.yaml': CHILD,
      'charts/s/values.yaml': 'exports: {data: {port: 80}}\ninner: {k: theirs, l: 1}\n',
    },
  },
  {
    name: 'defines of parents and children, execution order, leaking sets',
    files: {
      'Chart.yaml': CHART,
      'templates/_a.tpl': '{{ define "who" }}a{{ end }}',
      'templates/_b.tpl': '{{ define "who" }}b{{ end }}{{ define "empty" }}x{{ end }}{{ define "empty" }} {{ end }}',
      'templates/a.yaml':
        'kind: A\nwho: {{ include "who" . }}\nleak: {{ .Values.leak | quote }}\nempty: {{ include "empty" . }}\n',
      'templates/b.yaml':
        '{{ $_ := set .Values "leak" "from b" }}kind: B\nname: {{ .Template.Name }}\nbase: {{ .Template.BasePath }}\n',
      'charts/s/Chart.yaml': CHILD,
      'charts/s/templates/_c.tpl': '{{ define "who" }}child{{ end }}',
      'charts/s/templates/c.yaml': 'kind: C\nwho: {{ include "who" . }}\nname: {{ .Template.Name }}\n',
    },
  },
  {
    name: 'hooks, order, separators, crds, notes',
    files: {
      'Chart.yaml': CHART,
      'crds/x.yaml':
        'kind: CustomResourceDefinition\nmetadata: {name: x}\n---\nkind: CustomResourceDefinition\nmetadata: {name: y}\n',
      'templates/NOTES.txt': 'thanks {{ .Release.Name }}',
      'templates/all.yaml':
        '---\n---\nkind: Job\nmetadata: {name: j, annotations: {helm.sh/hook: "post-install, pre-upgrade"}}\n---\n# nothing\n---\nkind: Zebra\n--- # c\nkind: Service\nmetadata: {name: s}\n---apiVersion: v1\nkind: Namespace\n',
      'templates/unknown.yaml': 'kind: Job\nmetadata: {annotations: {helm.sh/hook: crd-install}}\n',
      'templates/end.yaml': 'kind: Webhook\ntext: |\n  last\n',
    },
  },
  {
    name: 'numbers, YAML 1.1, printing',
    files: {
      'Chart.yaml': CHART,
      'values.yaml':
        'big: 1000000\nf: 1.5\noct: 017\nyes: 1\nt: on\nl: [a, "yes", "1e3", {b: "x: y"}]\nlong: "many words that go on and on until the line is folded somewhere past its eightieth column"\nm: "a\\n  b\\n"\nempty: {}\nnul:\n',
      'templates/a.yaml':
        'kind: A\nbig: "{{ .Values.big }} {{ .Values.big | int }} {{ toJson .Values.big }} {{ printf "%d" .Values.big }}"\nall:\n{{ toYaml .Values | indent 2 }}\npretty:\n{{ toYamlPretty .Values.l | indent 2 }}\nround: {{ toYaml .Values | fromYaml | toJson | quote }}\n',
    },
  },
  {
    name: 'files',
    files: {
      'Chart.yaml': CHART,
      '.helmignore': '*.bak\n/conf/skip\n',
      'conf/a.txt': 'alpha\n',
      'conf/b.bak': 'no\n',
      'conf/skip': 'no\n',
      'conf/deep/c.txt': 'one\ntwo\n',
      'templates/a.yaml':
        'kind: A\nget: {{ .Files.Get "conf/a.txt" | quote }}\nlines: {{ .Files.Lines "conf/deep/c.txt" | toJson }}\nconfig:\n{{ (.Files.Glob "conf/**").AsConfig | indent 2 }}\nsecrets:\n{{ (.Files.Glob "conf/*").AsSecrets | indent 2 }}\nnames: [{{ range $n, $_ := .Files }}{{ $n | quote }},{{ end }}]\n',
    },
  },
  {
    name: 'metadata and capabilities',
    files: {
      'Chart.yaml': `${CHART}AppVersion: "3.0"\nkeywords: [a]\nmaintainers: [{name: m}]\nannotations: {k: 1}\ndescription: "some text"\n`,
      'templates/a.yaml':
        'kind: A\nchart: {{ printf "%s %s %v" .Chart.Name .Chart.AppVersion .Chart.Keywords | quote }}\nk: {{ .Chart.Annotations.k }}\nroot: {{ .Chart.IsRoot }}\nkube: {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.KubeVersion.Minor }}\nhas: [{{ .Capabilities.APIVersions.Has "apps/v1" }}, {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }}, {{ has "batch/v1beta1" .Capabilities.APIVersions }}]\nhelm: {{ .Capabilities.HelmVersion.Version | trunc 2 }}\nrelease: {{ toJson .Release | quote }}\n',
    },
  },
  {
    name: 'set',
    files: { 'Chart.yaml': CHART, 'values.yaml': 'a: {b: [1, 2]}\nn: 5\n', 'templates/a.yaml': SHOW },
    set: ['a.b[0]=9,c.d\\.e=x,l={p,q,1},n=012,t=true,s=,big=1000000,f=1.5,nul=null'],
  },
  {
    name: 'a schema that refuses',
    files: {
      'Chart.yaml': CHART,
      'values.yaml': 'n: five\n',
      'values.schema.json': '{"properties": {"n": {"type": "integer"}}}',
      'templates/a.yaml': SHOW,
    },
  },
  { name: 'a failing template', files: { 'Chart.yaml': CHART, 'templates/a.yaml': '{{ required "say who" .Values.who }}' } },
  {
    name: 'requirements of an old chart',
    files: {
      'Chart.yaml': 'name: p\nversion: 1.0.0\n',
      'requirements.yaml': 'dependencies: [{name: s, version: "1", repository: "", tags: [x]}]\n',
      'values.yaml': 'tags: {x: false}\n',
      'templates/a.yaml': SHOW,
      'charts/s/Chart.yaml': CHILD,
      'charts/s/templates/b.yaml': SHOW,
    },
  },
]
