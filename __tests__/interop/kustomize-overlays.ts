/** A tree of files and the folder to build. */
interface Overlay {
  readonly path: string
  readonly files: Readonly<Record<string, string>>
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}, annotations: {n: 5, b: true, z: null}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  strategy: {rollingUpdate: {maxSurge: 1}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: runner
      initContainers: [{name: i, image: busybox}]
      containers:
      - name: a
        image: "nginx:1.0"
        args: [x, "y"]
        env:
        - {name: A, value: "1"}
        - {name: B, valueFrom: {configMapKeyRef: {name: settings, key: k}}}
        ports: [{containerPort: 80, protocol: TCP}, {containerPort: 80, protocol: UDP}]
        volumeMounts: [{name: v, mountPath: /v}]
      - {name: b, image: "ghcr.io/acme/b@sha256:0000"}
      volumes: [{name: v, configMap: {name: settings}}, {name: s, secret: {secretName: keys}}]
      tolerations: [{key: a, operator: Exists}]
`
const REST = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  k: v
  yes: no
  block: |
    a
      b
  folded: >-
    a
      b

    c
  port: "8080"
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: runner}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: rb}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cr}
subjects: [{kind: ServiceAccount, name: runner, namespace: other}, {kind: ServiceAccount, name: default, namespace: other}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: cr}
rules: []
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 1, maxReplicas: 017}
---
apiVersion: acme.example/v1
kind: Thing
metadata: {name: t}
spec: {ref: {name: settings}, containers: [{name: c, image: "nginx:9"}], list: [{name: a, v: 1}, {name: b, v: 2.50}], at: 2024-01-01, e: 1e3}
`

function over(rules: string, more: Readonly<Record<string, string>> = {}): Overlay {
  const base = { 'base/kustomization.yaml': 'resources: [d.yaml, r.yaml]\n', 'base/d.yaml': DEPLOYMENT, 'base/r.yaml': REST }
  return { path: 'over', files: { ...base, 'over/kustomization.yaml': `resources: [../base]\n${rules}`, ...more } }
}

const HEAD = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n'

/** Our own overlays, one for each thing that kustomize does. */
export const OVERLAYS: Readonly<Record<string, Overlay>> = {
  'nothing but a base': over(''),
  'names and namespaces': over('namePrefix: p-\nnameSuffix: -s\nnamespace: ns\n'),
  'labels in metadata': over('labels: [{pairs: {a: b}}]\ncommonAnnotations: {c: d}\n'),
  'labels in selectors': over('commonLabels: {a: "true"}\n'),
  'labels in templates': over(
    'labels: [{pairs: {a: b}, includeTemplates: true, fields: [{path: spec/x, create: true, kind: Thing}]}]\n',
  ),
  images: over(
    'images: [{name: nginx, newTag: "2"}, {name: ghcr.io/acme/b, newName: b, digest: "sha256:11"}, {name: busybox, tagSuffix: -x}]\n',
  ),
  'image patterns': over('images: [{name: "(nginx|busybox)", newTag: "1.2"}, {name: "n(", newTag: x}]\n'),
  'keys in capitals': over('IMAGES: [{NAME: nginx, NEWTAG: "2"}]\n'),
  replicas: over('replicas: [{name: web, count: 4}]\n'),
  'replicas of nothing': over('replicas: [{name: nope, count: 4}]\n'),
  generators: over(
    'configMapGenerator: [{name: g, literals: ["a=b", "c=\\"q\\"", "e=<&>"], files: [f.txt, k=f.txt], envs: [e.env]}]\nsecretGenerator: [{name: s, literals: [p=x], type: t, options: {labels: {l: m}, immutable: true}}]\ngeneratorOptions: {annotations: {n: o}}\n',
    { 'over/f.txt': 'é\n', 'over/e.env': '# c\n  E="v"\nF\nG=\n' },
  ),
  'a generator that merges': over('configMapGenerator: [{name: settings, behavior: merge, literals: [k=w, new=x]}]\n'),
  'a generator that replaces': over(
    'configMapGenerator: [{name: settings, behavior: replace, literals: [k=w]}]\nnamePrefix: p-\n',
  ),
  'a generator of a name that is there': over('configMapGenerator: [{name: settings, literals: [k=w]}]\n'),
  'a patch of what a generator merged keeps its quotes': over(
    'configMapGenerator: [{name: settings, behavior: merge, literals: [k=1]}]\npatches: [{target: {kind: ConfigMap}, patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {k: true}}"}]\n',
  ),
  'a strategic merge': over('patches: [{path: p.yaml}]\n', {
    'over/p.yaml': `${HEAD}spec: {replicas: null, template: {spec: {containers: [{name: b, env: [{name: X, value: "1"}]}, {name: c, image: "c:1"}, {name: a, args: [z], ports: [{containerPort: 81}, {containerPort: 80, protocol: UDP, name: u}]}], tolerations: []}}}\n`,
  }),
  directives: over('patches: [{path: p.yaml}]\n', {
    'over/p.yaml': `${HEAD}spec: {strategy: {$patch: replace, type: Recreate}, template: {spec: {volumes: [{$patch: replace}, {name: n}], containers: [{name: b, $patch: delete}, {name: a, env: [{name: A, $patch: delete}]}]}}}\n`,
  }),
  'a patch of a kind without a schema': over(
    'patches: [{target: {kind: Thing}, patch: "{apiVersion: a/v1, kind: Thing, metadata: {name: x}, spec: {list: [{name: b, w: 3}]}}"}]\n',
  ),
  'a patch that deletes': over(
    'patches: [{target: {kind: Service}, patch: "{apiVersion: v1, kind: Service, metadata: {name: x}, $patch: delete}"}]\n',
  ),
  'a patch of nothing': over('patches: [{patch: "{apiVersion: v1, kind: Service, metadata: {name: nope}}"}]\n'),
  operations: over('patches: [{target: {kind: Deployment, name: w.b}, path: p.yaml}]\n', {
    'over/p.yaml':
      '- {op: replace, path: /spec/replicas, value: 1000000}\n- {op: add, path: /spec/template/spec/containers/-, value: {name: z, on: yes}}\n- {op: remove, path: /spec/template/spec/volumes/1}\n- {op: test, path: /metadata/name, value: web}\n- {op: add, path: /metadata/annotations/x~1y, value: "1"}\n',
  }),
  'operations that do not apply': over('patches: [{target: {kind: Deployment}, patch: "- {op: remove, path: /spec/nope}"}]\n'),
  replacements: over(
    'replacements: [{source: {kind: ConfigMap, name: settings, fieldPath: data.port}, targets: [{select: {kind: Service}, fieldPaths: ["spec.ports.0.targetPort"]}, {select: {kind: Deployment}, fieldPaths: ["spec.template.spec.containers.[name=a].image"], options: {delimiter: ":", index: 1}}, {select: {kind: Thing}, fieldPaths: [spec.new.a], options: {create: true}}]}]\n',
  ),
  'a replacement that finds nothing': over(
    'replacements: [{sourceValue: x, targets: [{select: {kind: Service}, fieldPaths: [spec.nope]}]}]\n',
  ),
  'a replacement that does not fit': over(
    'replacements: [{sourceValue: x, targets: [{select: {kind: Deployment}, fieldPaths: [spec.replicas]}]}]\n',
  ),
  variables: over(
    'vars: [{name: V, objref: {apiVersion: v1, kind: Service, name: web}}]\npatches: [{path: p.yaml}]\nnamePrefix: p-\n',
    {
      'over/p.yaml': `${HEAD}spec: {template: {spec: {containers: [{name: a, args: ["-s=$(V)", "$$(V)", "$(W)"]}]}}}\n`,
    },
  ),
  'a component': over('components: [../more]\nnamePrefix: p-\n', {
    'more/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -s\nimages: [{name: nginx, newTag: c}]\n',
  }),
  'transformers in files': over('transformers: [t.yaml]\n', {
    'over/t.yaml':
      'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: t}\nprefix: q-\nfieldSpecs: [{path: metadata/name}]\n---\napiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: n, namespace: m}\nunsetOnly: true\nsetRoleBindingSubjects: allServiceAccounts\n',
  }),
  configurations: over('configurations: [c.yaml]\nnamePrefix: p-\nimages: [{name: nginx, newTag: "3"}]\n', {
    'over/c.yaml':
      'nameReference: [{kind: ConfigMap, fieldSpecs: [{kind: Thing, path: spec/ref/name}]}]\nimages: [{kind: Thing, path: spec/x}]\n',
  }),
  'where things come from': over(
    'buildMetadata: [originAnnotations, transformerAnnotations, managedByLabel]\nnamePrefix: p-\nconfigMapGenerator: [{name: g}]\n',
  ),
  'an order of one’s own': over(
    'sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Thing], orderLast: [Deployment]}}\n',
  ),
  'a file outside': over('patches: [{path: ../base/r.yaml}]\n'),
  'a circle': {
    path: 'a',
    files: { 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../a]\n' },
  },
  'an unknown field': over('nameprefxi: x\n'),
}
