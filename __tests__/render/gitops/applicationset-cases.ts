type Files = Readonly<Record<string, string>>

/** One ApplicationSet in a repository. */
export interface SetCase {
  readonly name: string
  readonly files: Files
  readonly set: string
}

const TREE: Files = {
  'apps/web/kustomization.yaml': 'resources: []\n',
  'apps/web/config.json': '{"tag": "1.2.0", "port": 8080, "cluster": {"name": "Prod_1"}, "list": ["a", "b"], "env": "prod"}\n',
  'apps/api/kustomization.yaml': 'resources: []\n',
  'apps/api/config.json': '{"tag": "3.0", "port": 90, "cluster": {"name": "dev"}, "list": [], "env": "dev"}\n',
  'apps/api/deep/config.json': '{"tag": "9", "port": 1, "cluster": {"name": "deep"}, "env": "dev"}\n',
  'apps/old/kustomization.yaml': 'resources: []\n',
  'apps/.hidden/kustomization.yaml': 'resources: []\n',
  'lists/all.yaml': '- {name: one, tag: "1"}\n- {name: two, tag: "2"}\n',
}

const HERE = 'https://git.example/acme/web.git'

function set(spec: string, template: string): string {
  const indented = (text: string, by: number): string => text.trim().replaceAll('\n', `\n${' '.repeat(by)}`)
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  ${indented(spec, 2)}
  template:
    ${indented(template, 4)}
`
}

const PLAIN = `
metadata: {name: 'web-{{name}}'}
spec:
  project: default
  source: {repoURL: ${HERE}, targetRevision: HEAD, path: 'apps/{{name}}'}
  destination: {server: https://kubernetes.default.svc, namespace: '{{ namespace }}'}`

const GO = `
metadata: {name: 'web-{{.path.basenameNormalized}}', labels: {'is-{{.path.basename}}': 'yes'}}
spec:
  project: default
  source:
    repoURL: ${HERE}
    targetRevision: HEAD
    path: '{{.path.path}}'
    helm:
      valuesObject: {image: {tag: '{{ .tag }}'}, replicas: 2}
  destination: {server: https://kubernetes.default.svc, namespace: '{{ .env | default "none" }}'}`

const GO_TREE = `
metadata: {name: 'web-{{.path.basename}}'}
spec:
  project: default
  source: {repoURL: ${HERE}, targetRevision: HEAD, path: '{{.path.path}}'}
  destination: {server: https://kubernetes.default.svc, namespace: '{{ index .path.segments 0 }}'}`

const git = (what: string): string => `generators: [{git: {repoURL: ${HERE}, revision: HEAD, ${what}}}]`

/** What Argo CD 3.6 makes of them is in applicationset.expected.json: its own generators and templates, over the files of the case. */
export const SET_CASES: readonly SetCase[] = [
  [
    'a list by name',
    set('generators: [{list: {elements: [{name: a, namespace: x}, {name: b, namespace: yy, values: {k: v}}]}}]', PLAIN),
  ],
  ['a name that is no parameter stays', set('generators: [{list: {elements: [{name: a}]}}]', PLAIN)],
  ['what YAML 1.1 reads as a boolean is refused', set('generators: [{list: {elements: [{name: a, namespace: y}]}}]', PLAIN)],
  [
    'a number in a list without Go templates is refused',
    set('generators: [{list: {elements: [{name: 1, namespace: x}]}}]', PLAIN),
  ],
  ['elements as YAML', set('generators: [{list: {elements: [], elementsYaml: "- {name: a, namespace: b}"}}]', PLAIN)],
  [
    'folders, with one excluded',
    set(`goTemplate: true\n${git('directories: [{path: apps/*}, {path: apps/old, exclude: true}]')}`, GO_TREE),
  ],
  [
    'folders by name alone',
    set(
      git('directories: [{path: apps/*}]'),
      PLAIN.replaceAll('{{name}}', '{{path.basename}}').replace('{{ namespace }}', '{{path[0]}}-{{path[5]}}'),
    ),
  ],
  [
    'files with Go templates',
    set(`goTemplate: true\ngoTemplateOptions: [missingkey=error]\n${git('files: [{path: apps/*/config.json}]')}`, GO),
  ],
  [
    'files by name alone',
    set(
      git("files: [{path: apps/**/config.json}, {path: '**/deep/*', exclude: true}]"),
      PLAIN.replaceAll('{{name}}', '{{cluster.name}}').replace('{{ namespace }}', '{{ port }}-{{list.0}}-{{path.filename}}'),
    ),
  ],
  [
    'a file that is a list, with a prefix and values',
    set(
      `goTemplate: true\n${git("pathParamPrefix: at, files: [{path: lists}], values: {both: '{{.name}}-{{.at.path.filename}}'}")}`,
      GO_TREE.replaceAll('.path.', '.at.path.').replaceAll('web-{{.at.path.basename}}', 'web-{{.values.both}}'),
    ),
  ],
  [
    'a key that is not there is nothing',
    set(`goTemplate: true\n${git('files: [{path: apps/web/config.json}]')}`, GO.replace('{{ .tag }}', '{{ .nothing }}')),
  ],
  [
    'a key that is not there is refused',
    set(
      `goTemplate: true\ngoTemplateOptions: ["missingkey=error"]\n${git('files: [{path: apps/web/config.json}]')}`,
      GO.replace('{{ .tag }}', '{{ .nothing | default "x" }}'),
    ),
  ],
  [
    "functions of Argo CD's own",
    set(
      'goTemplate: true\ngenerators: [{list: {elements: [{name: "Feature/ABC_very-long_name.of.some branch that is longer"}]}}]',
      PLAIN.replace("'web-{{name}}'", "'{{ .name | slugify 23 true }}'")
        .replace("'apps/{{name}}'", "'{{ normalize .name }}'")
        .replace(
          "'{{ namespace }}'",
          '\'{{ (fromYaml "a: {b: c}").a.b }}{{ index (fromYamlArray "[x]") 0 }}{{ .name | slugify }}\'',
        ),
    ),
  ],
  [
    'a matrix of folders and a list',
    set(
      `goTemplate: true\ngenerators: [{matrix: {generators: [{git: {repoURL: ${HERE}, revision: HEAD, directories: [{path: apps/a*}]}}, {list: {elements: [{env: dev}, {env: prod}]}}]}}]`,
      GO_TREE.replace('web-{{.path.basename}}', 'web-{{.path.basename}}-{{.env}}'),
    ),
  ],
  [
    'a matrix whose second takes the first one’s parameters',
    set(
      `goTemplate: true\ngenerators: [{matrix: {generators: [{list: {elements: [{app: web}, {app: api}]}}, {git: {repoURL: ${HERE}, revision: HEAD, files: [{path: 'apps/{{.app}}/config.json'}], values: {late: '{{.tag}}-{{.app}}'}}}]}}]`,
      GO.replace('web-{{.path.basenameNormalized}}', 'web-{{.values.late}}'),
    ),
  ],
  [
    'a matrix by name alone with two meanings of a key is refused',
    set(
      'generators: [{matrix: {generators: [{list: {elements: [{name: a}]}}, {list: {elements: [{name: b, namespace: c}]}}]}}]',
      PLAIN,
    ),
  ],
  [
    'a matrix by name alone',
    set(
      'generators: [{matrix: {generators: [{list: {elements: [{name: a}, {name: b}]}}, {list: {elements: [{namespace: c}]}}]}}]',
      PLAIN,
    ),
  ],
  [
    'a merge by keys',
    set(
      'goTemplate: true\ngenerators: [{merge: {mergeKeys: [name], generators: [{list: {elements: [{name: a, path: {path: p, basename: a, segments: [s]}, env: x}, {name: b, path: {path: q, basename: b, segments: [t]}}]}}, {list: {elements: [{name: b, path: {path: over}}, {name: c}]}}]}}]',
      GO_TREE,
    ),
  ],
  [
    'a merge by name alone',
    set(
      'generators: [{merge: {mergeKeys: [name], generators: [{list: {elements: [{name: a, namespace: x}, {name: b, namespace: yy}]}}, {list: {elements: [{name: b, namespace: z}]}}]}}]',
      PLAIN,
    ),
  ],
  [
    'a merge inside of a matrix',
    set(
      'generators: [{matrix: {generators: [{merge: {mergeKeys: [name], generators: [{list: {elements: [{name: a}, {name: b}]}}, {list: {elements: [{name: a}]}}]}}, {list: {elements: [{namespace: nn}]}}]}}]',
      PLAIN,
    ),
  ],
  [
    'merge keys that do not tell sets apart are refused',
    set(
      'generators: [{merge: {mergeKeys: [name], generators: [{list: {elements: [{name: a}, {name: a}]}}, {list: {elements: []}}]}}]',
      PLAIN,
    ),
  ],
  [
    'a selector',
    set(
      `goTemplate: true\ngenerators: [{git: {repoURL: ${HERE}, revision: HEAD, files: [{path: apps/*/config.json}]}, selector: {matchLabels: {env: dev}, matchExpressions: [{key: cluster.name, operator: NotIn, values: [deep]}]}}]`,
      GO,
    ),
  ],
  [
    "a generator's own template",
    set(
      `generators: [{list: {elements: [{name: a, namespace: x}], template: {metadata: {}, spec: {project: '', source: {repoURL: '', targetRevision: main, path: 'other/{{name}}'}, destination: {}}}}}, {list: {elements: [{name: b, namespace: yy}]}}]`,
      PLAIN,
    ),
  ],
  [
    'a patch of the template',
    set(
      'goTemplate: true\ntemplatePatch: |\n  spec:\n    source:\n      path: other/{{ .name }}\n      helm:\n        valueFiles:\n        {{- range .files }}\n          - {{ . }}\n        {{- end }}\n    {{- if .auto }}\n    syncPolicy: {automated: {prune: true}}\n    {{- end }}\ngenerators: [{list: {elements: [{name: a, files: [x.yaml, y.yaml], auto: true}, {name: b, files: [], auto: false}]}}]',
      PLAIN.replaceAll('{{name}}', '{{.name}}').replace('{{ namespace }}', 'n'),
    ),
  ],
  ['no parameters at all', set('generators: [{list: {elements: [{}]}}]', PLAIN)],
].map(([name = '', text = '']) => ({ name, files: TREE, set: text }))
