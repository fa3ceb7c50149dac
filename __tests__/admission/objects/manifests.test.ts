import { describe, expect, test } from '@jest/globals'
import { deployment, said, validation, vap } from './judged.ts'

const ADMITTED: readonly string[] = []
const pods = { groups: '[""]', resources: '[pods]' }
const outcome = (expression: string, head: string, options: Parameters<typeof vap>[1] = {}): string => {
  const [first, ...more] = said({ policies: vap(validation(expression), options), head })
  expect(more).toEqual([])
  if (first === undefined) return 'admitted'
  return first.startsWith('error') ? 'denied' : first.replace(/^.*`: /, 'open: ')
}

describe('defaults that the API server puts in', () => {
  test.each([
    ['object.spec.replicas == 1', deployment({ replicas: 'paused: true' })],
    ["object.spec.strategy.type == 'RollingUpdate' && object.spec.revisionHistoryLimit == 10", deployment()],
    ["object.spec.template.spec.restartPolicy == 'Always'", deployment()],
    ["object.spec.template.spec.containers[0].imagePullPolicy == 'IfNotPresent'", deployment()],
    ["object.spec.template.spec.containers[0].imagePullPolicy == 'Always'", deployment({ image: 'nginx' })],
    ["object.spec.template.spec.containers[0].imagePullPolicy == 'Always'", deployment({ image: 'localhost:5000/nginx:latest' })],
    [
      "object.spec.template.spec.containers[0].imagePullPolicy == 'IfNotPresent'",
      deployment({ image: `nginx@sha256:${'a'.repeat(64)}` }),
    ],
    [
      "object.spec.template.spec.containers[0].ports[0].protocol == 'TCP'",
      deployment({ container: '          ports: [{containerPort: 80}]\n' }),
    ],
    [
      'object.spec.template.spec.containers[0].readinessProbe.periodSeconds == 10',
      deployment({ container: '          readinessProbe: {httpGet: {port: 80}}\n' }),
    ],
    ['has(object.spec.template.spec.volumes[0].emptyDir)', deployment({ pod: '      volumes: [{name: tmp}]\n' })],
    ['!has(object.spec.template.spec.serviceAccountName)', deployment()],
    ['has(object.spec.template.spec.securityContext) && has(object.spec.template.spec.containers[0].resources)', deployment()],
    [
      "object.spec.template.spec.containers[0].resources.limits.memory == '1Gi'",
      deployment({ container: '          resources: {limits: {memory: 1024Mi}}\n' }),
    ],
    [
      "object.spec.template.spec.containers[0].resources.limits.cpu == '500m'",
      deployment({ container: '          resources: {limits: {cpu: 0.5}}\n' }),
    ],
    [
      '!has(object.metadata.labels) && !has(object.spec.template.spec.volumes)',
      deployment({ meta: '  labels: {}\n', pod: '      volumes: []\n' }),
    ],
    ['!has(object.spec.template.spec.hostNetwork)', deployment({ pod: '      hostNetwork: false\n' })],
    ['!has(object.spec.template.spec.nodeName)', deployment({ pod: '      nodeName: null\n' })],
  ])('%s', (expression, head) => {
    expect(outcome(expression, head)).toBe('admitted')
  })

  test('of pods, also of those that a controller makes', () => {
    expect(outcome("object.spec.serviceAccountName == 'default' && object.spec.enableServiceLinks", deployment(), pods)).toBe(
      'admitted',
    )
    const limits = '          resources: {limits: {cpu: 1}}\n'
    expect(outcome("object.spec.containers[0].resources.requests.cpu == '1'", deployment({ container: limits }), pods)).toBe(
      'admitted',
    )
    expect(outcome('!has(object.spec.template.spec.containers[0].resources.requests)', deployment({ container: limits }))).toBe(
      'admitted',
    )
  })

  test('of other kinds', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{port: 80}]}\n'
    const options = { groups: '[""]', resources: '[services]' }
    expect(outcome("object.spec.type == 'ClusterIP' && object.spec.ports[0].targetPort == 80", service, options)).toBe('admitted')
    expect(outcome("object.spec.clusterIP == 'None'", service, options)).toContain('open: ')
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n'
    expect(
      outcome("object.metadata.labels['kubernetes.io/metadata.name'] == 'shop'", namespace, {
        groups: '[""]',
        resources: '[namespaces]',
      }),
    ).toBe('admitted')
  })
})

describe('what a manifest leaves open', () => {
  test.each([
    ['a placeholder', "object.spec.template.spec.containers[0].image.startsWith('nginx')", deployment({ image: '"${IMAGE}"' })],
    [
      'what readers of YAML disagree about',
      'object.spec.template.spec.hostPID == false',
      deployment({ pod: '      hostPID: no\n' }),
    ],
    [
      'a number in octal',
      'object.spec.template.spec.volumes[0].secret.defaultMode == 420',
      deployment({ pod: '      volumes: [{name: s, secret: {secretName: s, defaultMode: 0644}}]\n' }),
    ],
    [
      'the port of the node',
      'has(object.spec.template.spec.containers[0].ports[0].hostPort)',
      deployment({ pod: '      hostNetwork: true\n', container: '          ports: [{containerPort: 80}]\n' }),
    ],
    ['the status', 'has(object.status)', deployment()],
  ])('%s is unverified', (_title, expression, head) => {
    expect(outcome(expression, head)).toMatch(/^open: /)
  })

  test('in a patch everything that is not written is unverified, and what is written decides', () => {
    const patch = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: 9}\n'
    expect(outcome('object.spec.replicas <= 5', patch)).toBe('denied')
    expect(outcome("has(object.metadata.labels) && 'team' in object.metadata.labels", patch)).toMatch(/^open: .*patch/)
    expect(outcome('object.spec.template.spec.containers.all(c, has(c.resources))', patch)).toMatch(/^open: .*patch/)
  })

  test.each([
    ['deploy/web-patch.yaml', 1],
    ['deploy/patch.1.yaml', 1],
    ['deploy/dispatcher.yaml', 0],
  ])('a file by the name of %s is a patch, or is none', (file, open) => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{port: 80}]}\n'
    const policies = vap(validation('!has(object.spec.externalIPs)'), { groups: '[""]', resources: '[services]' })
    expect(said({ policies, head: service, file })).toHaveLength(open)
  })

  test('labels that a controller adds may be there', () => {
    expect(outcome("has(object.metadata.labels) && 'pod-template-hash' in object.metadata.labels", deployment(), pods)).toMatch(
      /^open: .*the Deployment makes it/,
    )
    expect(outcome("object.metadata.labels.app == 'web'", deployment(), pods)).toBe('admitted')
    expect(outcome("object.metadata.name == 'web'", deployment(), pods)).toMatch(/^open: /)
  })

  test('the data of a Secret is not looked at', () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\ndata: {password: aHVudGVyMg==}\n'
    const options = { groups: '[""]', resources: '[secrets]' }
    expect(outcome('has(object.data.password)', secret, options)).toMatch(/^open: the data of a Secret/)
    expect(outcome("object.type == 'Opaque'", secret, options)).toBe('admitted')
  })

  test('a default of a custom resource is taken as absent', () => {
    const custom = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w, namespace: shop}\nspec: {size: 3}\n'
    expect(
      outcome('!has(object.spec.mode) && object.spec.size == 3', custom, { groups: '[example.com]', resources: '[widgets]' }),
    ).toBe('admitted')
  })
})

describe('what workloads make', () => {
  const cron = `apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: shop}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      backoffLimit: 9
      template:
        spec:
          restartPolicy: Never
          containers: [{name: run, image: "busybox:latest"}]
`
  test('a CronJob makes jobs and pods, each said where it is written', () => {
    const jobs = said({
      policies: vap(validation('object.spec.backoffLimit < 5', 'message: too often'), { groups: '[batch]', resources: '[jobs]' }),
      head: cron,
    })
    expect(jobs).toEqual([
      expect.stringMatching(/^error: CronJob shop\/nightly: the Job that it makes would be denied by .*: too often$/),
    ])
    const made = said({
      policies: vap(validation("object.spec.containers.all(c, !c.image.endsWith(':latest'))"), pods),
      head: cron,
    })
    expect(made).toEqual([expect.stringMatching(/^error: CronJob shop\/nightly: the Pod that it makes/)])
  })

  test('a Deployment makes replica sets, of which the template is known', () => {
    const replicaSets = { groups: '[apps]', resources: '[replicasets]' }
    const images = "object.spec.template.spec.containers.all(c, c.image != 'nginx')"
    expect(said({ policies: vap(validation(images), replicaSets), head: deployment({ image: 'nginx' }) })).toEqual([
      expect.stringMatching(/^error: Deployment shop\/web: the ReplicaSet that it makes would be denied/),
    ])
    expect(outcome(images, deployment(), replicaSets)).toBe('admitted')
    expect(outcome('object.spec.replicas < 5', deployment(), replicaSets)).toMatch(/^open: the Deployment makes it/)
  })

  test('a StatefulSet makes claims for volumes', () => {
    const head = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: "postgres:17"}]}}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}
`
    const policies = vap(validation("object.spec.storageClassName != 'fast'", 'message: not the fast disks'), {
      groups: '[""]',
      resources: '[persistentvolumeclaims]',
    })
    expect(said({ policies, head })).toEqual([
      expect.stringMatching(
        /^error: StatefulSet shop\/db: the PersistentVolumeClaim that it makes would be denied by .*: not the fast disks$/,
      ),
    ])
  })

  test('what is made has an owner', () => {
    expect(outcome("object.metadata.ownerReferences.exists(o, o.kind == 'ReplicaSet' && o.controller)", deployment(), pods)).toBe(
      'admitted',
    )
    expect(outcome('has(object.metadata.ownerReferences)', cron, pods)).toBe('admitted')
    expect(
      outcome(
        'has(object.metadata.ownerReferences)',
        'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: [{name: a, image: a}]}\n',
        pods,
      ),
    ).toBe('denied')
  })

  test('a policy on both is said once, of the object itself', () => {
    const both = vap(
      validation(
        "has(object.spec.template) ? object.spec.template.spec.containers.all(c, c.image != 'nginx') : object.spec.containers.all(c, c.image != 'nginx')",
      ),
      {
        groups: '["", apps]',
        resources: '[pods, deployments]',
      },
    )
    expect(said({ policies: both, head: deployment({ image: 'nginx' }) })).toEqual([
      expect.stringMatching(/^error: Deployment shop\/web would be denied/),
    ])
    expect(said({ policies: both, head: deployment() })).toEqual(ADMITTED)
  })

  test('an update is judged with what stood there before, a pod that is made is always new', () => {
    const policies = vap(
      validation('request.operation == "CREATE" || object.spec.replicas >= oldObject.spec.replicas', 'message: never fewer'),
    )
    expect(said({ policies, base: deployment(), head: deployment({ replicas: 'replicas: 2' }) })).toEqual([
      expect.stringMatching(/: never fewer$/),
    ])
    expect(said({ policies, base: deployment(), head: deployment({ replicas: 'replicas: 4' }) })).toEqual(ADMITTED)
    expect(said({ policies, head: deployment({ replicas: 'replicas: 2' }) })).toEqual(ADMITTED)
    const created = vap(validation("request.operation == 'CREATE' && oldObject == null"), pods)
    expect(said({ policies: created, base: deployment(), head: deployment({ image: 'nginx:1.28' }) })).toEqual(ADMITTED)
  })
})
