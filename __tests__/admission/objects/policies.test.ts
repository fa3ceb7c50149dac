import { describe, expect, test } from '@jest/globals'
import { deployment, said, validation, vap } from './judged.ts'

interface Guard {
  readonly title: string
  readonly policies: string
  readonly good: string
  readonly bad: string
  readonly base?: string
}

const about = (groups: string, resources: string) => ({ groups: `[${groups}]`, resources: `[${resources}]` })
const object = (apiVersion: string, kind: string, rest: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: it, namespace: shop}\n${rest}`
const variable = (name: string, expression: string) => `    - name: ${name}\n      expression: >-\n        ${expression}\n`
const DIGEST = `@sha256:${'a'.repeat(64)}`

/** Policies in the shapes that clusters have, each with an object that it admits and one that it denies. */
const GUARDS: readonly Guard[] = [
  {
    title: 'images come from one registry and carry a digest',
    policies: vap(
      validation("variables.all.all(c, c.image.matches('^registry\\\\.example\\\\.com(:[0-9]+)?/.+@sha256:[a-f0-9]{64}$'))"),
      {
        spec: `  variables:\n${variable('pod', 'object.spec.template.spec')}${variable('all', 'variables.pod.containers + variables.pod.?initContainers.orValue([])')}`,
      },
    ),
    good: deployment({ image: `registry.example.com/web${DIGEST}` }),
    bad: deployment({ image: `registryXexample.com/web${DIGEST}` }),
  },
  {
    title: 'some labels are needed, with values of a shape',
    policies: vap(
      validation(
        "['team', 'cost-center'].all(l, l in object.metadata.?labels.orValue({})) && object.metadata.labels['cost-center'].matches('^[0-9]{4}$')",
      ),
    ),
    good: deployment({ meta: '  labels: {team: web, cost-center: "1234"}\n' }),
    bad: deployment({ meta: '  labels: {team: web, cost-center: "12345"}\n' }),
  },
  {
    title: 'nothing of the node is mounted',
    policies: vap(validation('!has(object.spec.volumes) || object.spec.volumes.all(v, !has(v.hostPath))'), about('""', 'pods')),
    good: deployment({ pod: '      volumes: [{name: a, emptyDir: {}}]\n' }),
    bad: deployment({ pod: '      volumes: [{name: a, emptyDir: {}}, {name: b, hostPath: {path: /}}]\n' }),
  },
  {
    title: 'memory is limited, and not to too much',
    policies: vap(
      validation(
        "object.spec.template.spec.containers.all(c, has(c.resources.limits) && 'memory' in c.resources.limits && quantity(c.resources.limits['memory']).compareTo(quantity('2Gi')) <= 0)",
      ),
    ),
    good: deployment({ container: '          resources: {limits: {memory: 2048Mi}}\n' }),
    bad: deployment({ container: '          resources: {limits: {memory: 2049Mi}}\n' }),
  },
  {
    title: 'load balancers are for private addresses',
    policies: vap(
      validation(
        "object.spec.type != 'LoadBalancer' || (has(object.spec.loadBalancerSourceRanges) && object.spec.loadBalancerSourceRanges.all(r, isCIDR(r) && cidr('10.0.0.0/8').containsCIDR(r)))",
      ),
      about('""', 'services'),
    ),
    good: object('v1', 'Service', 'spec: {type: LoadBalancer, loadBalancerSourceRanges: [10.1.0.0/16], ports: [{port: 80}]}\n'),
    bad: object(
      'v1',
      'Service',
      'spec: {type: LoadBalancer, loadBalancerSourceRanges: [10.1.0.0/16, 0.0.0.0/0], ports: [{port: 80}]}\n',
    ),
  },
  {
    title: 'hosts of ingresses are covered by TLS',
    policies: vap(
      validation(
        'object.spec.?rules.orValue([]).all(r, has(r.host) && object.spec.?tls.orValue([]).exists(t, r.host in t.?hosts.orValue([])))',
      ),
      about('networking.k8s.io', 'ingresses'),
    ),
    good: object('networking.k8s.io/v1', 'Ingress', 'spec: {tls: [{hosts: [a.example.com]}], rules: [{host: a.example.com}]}\n'),
    bad: object('networking.k8s.io/v1', 'Ingress', 'spec: {tls: [{hosts: [a.example.com]}], rules: [{host: b.example.com}]}\n'),
  },
  {
    title: 'roles name their verbs and resources',
    policies: vap(
      validation("object.?rules.orValue([]).all(r, !r.verbs.exists(v, v == '*') && !('*' in r.?resources.orValue([])))"),
      about('rbac.authorization.k8s.io', 'roles, clusterroles'),
    ),
    good: object('rbac.authorization.k8s.io/v1', 'Role', 'rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]\n'),
    bad: object('rbac.authorization.k8s.io/v1', 'Role', 'rules: [{apiGroups: [""], resources: ["*"], verbs: [get]}]\n'),
  },
  {
    title: 'a field never changes',
    policies: vap(validation("request.operation != 'UPDATE' || object.spec.selector == oldObject.spec.selector")),
    base: deployment(),
    good: deployment({ image: 'nginx:1.28' }),
    bad: deployment().replaceAll('app: web', 'app: api'),
  },
  {
    title: 'containers do not run as root, by the pod or each by itself',
    policies: vap(validation('variables.pod || object.spec.containers.all(c, c.?securityContext.?runAsNonRoot.orValue(false))'), {
      spec: `  variables:\n${variable('pod', 'object.spec.?securityContext.?runAsNonRoot.orValue(false)')}`,
      ...about('""', 'pods'),
    }),
    good: deployment({ container: '          securityContext: {runAsNonRoot: true}\n' }),
    bad: deployment({ pod: '      securityContext: {runAsUser: 1000}\n' }),
  },
  {
    title: 'annotations stay within a prefix',
    policies: vap(
      validation(
        "!has(object.metadata.annotations) || object.metadata.annotations.all(k, v, k.startsWith('example.com/') && size(v) < 20)",
      ),
    ),
    good: deployment({ meta: '  annotations: {example.com/a: short}\n' }),
    bad: deployment({ meta: '  annotations: {example.com/a: a text that is too long}\n' }),
  },
  {
    title: 'probes differ',
    policies: vap(
      validation(
        'object.spec.template.spec.containers.all(c, !has(c.livenessProbe) || !has(c.readinessProbe) || c.livenessProbe != c.readinessProbe)',
      ),
    ),
    good: deployment({
      container:
        '          livenessProbe: {httpGet: {port: 80}, periodSeconds: 20}\n          readinessProbe: {httpGet: {port: 80}}\n',
    }),
    bad: deployment({
      container:
        '          livenessProbe: {httpGet: {port: 80}, periodSeconds: 10}\n          readinessProbe: {httpGet: {port: 80}}\n',
    }),
  },
  {
    title: 'names are unique in a list',
    policies: vap(
      validation(
        'object.spec.template.spec.containers.all(c, object.spec.template.spec.containers.exists_one(d, d.name == c.name))',
      ),
    ),
    good: deployment(),
    bad: `${deployment()}        - {name: web, image: a}\n`,
  },
  {
    title: 'a custom resource has its own rules',
    policies: vap(
      validation(
        "object.spec.version.split('.').map(p, int(p))[0] >= 2 && semver(object.spec.version).isLessThan(semver('3.0.0'))",
      ),
      about('example.com', 'databases'),
    ),
    good: object('example.com/v1', 'Database', 'spec: {version: 2.14.1}\n'),
    bad: object('example.com/v1', 'Database', 'spec: {version: 3.0.0}\n'),
  },
]

describe('policies in the shapes that clusters have', () => {
  test.each(GUARDS)('$title', ({ policies, good, bad, base }) => {
    const before = base === undefined ? {} : { base }
    expect(said({ policies, head: good, ...before })).toEqual([])
    expect(said({ policies, head: bad, ...before })).toEqual([expect.stringMatching(/^error: /)])
  })
})
