import { describe, expect, test } from '@jest/globals'
import type { Rule } from '../../src/case/rule.ts'
import { availabilityRules } from '../../src/rules/availability/table.ts'
import { exposureRules } from '../../src/rules/exposure/table.ts'
import { networkRules } from '../../src/rules/network/table.ts'
import { hitsOf, pointedAt } from '../posture/hits.ts'

function ruleOf(id: string): Rule {
  const rule = [...exposureRules, ...networkRules, ...availabilityRules].find((one) => one.id === id)
  if (rule === undefined) throw new Error(`no rule ${id}`)
  return rule
}

const service = (spec: string, annotations = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop, annotations: {${annotations}}}\nspec: {selector: {app: web}, ${spec}}\n`
const ingress = (spec: string) => `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec: {${spec}}\n`
const gateway = (listeners: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: web}\nspec: {listeners: [${listeners}]}\n`
const route = (host: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web}\nspec: {hostnames: [${host}]}\n`
const policy = (spec: string, name = 'wall') =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: {${spec}}\n`
const deployment = (container: string, spec = '', pod = '') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {matchLabels: {app: web}}\n${spec}  template:\n    metadata: {labels: {app: web}}\n    spec: {${pod}containers: [{name: app, image: web, ${container}}]}\n`
const budget = (spec: string) =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web, namespace: shop}\nspec: {selector: {matchLabels: {app: web}}, ${spec}}\n`
const autoscaler = `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web, namespace: shop}\nspec: {scaleTargetRef: {kind: Deployment, name: web}}\n`
const both = (...texts: readonly string[]) => texts.join('---\n')
const PORTS = 'ports: [{port: 80}]'
const COMPLETE = 'readinessProbe: {httpGet: {port: 80}}, resources: {requests: {cpu: 1, memory: 1Gi}}'
const TWO = '  replicas: 2\n'

const ROWS: readonly (readonly [string, string, string, string])[] = [
  [
    'exposure/load-balancer',
    'open',
    service('type: LoadBalancer'),
    service('type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]'),
  ],
  [
    'exposure/load-balancer',
    'open to all ranges',
    service('type: LoadBalancer, loadBalancerSourceRanges: [0.0.0.0/0]'),
    service('type: LoadBalancer', 'networking.gke.io/load-balancer-type: Internal'),
  ],
  ['exposure/node-port', 'NodePort', service('type: NodePort'), service('type: ClusterIP')],
  ['exposure/external-ips', 'an address', service('externalIPs: [203.0.113.7]'), service('externalIPs: []')],
  [
    'exposure/ingress-without-tls',
    'a host outside of tls',
    ingress('tls: [{hosts: [a.example]}], rules: [{host: b.example}]'),
    ingress('tls: [{hosts: [b.example]}], rules: [{host: b.example}]'),
  ],
  [
    'exposure/ingress-without-tls',
    'no tls',
    ingress('rules: [{host: b.example}]'),
    ingress('tls: [{hosts: ["*.example"]}], rules: [{host: b.example}]'),
  ],
  [
    'exposure/ingress-without-tls',
    'a rule for every host without any tls',
    ingress('rules: [{http: {}}]'),
    ingress('tls: [{hosts: [a.example], secretName: a}], rules: [{http: {}}]'),
  ],
  [
    'exposure/ingress-without-tls',
    'a plain gateway',
    gateway('{name: http, protocol: HTTP}'),
    gateway('{name: http, protocol: HTTP}, {name: https, protocol: HTTPS}'),
  ],
  ['exposure/wildcard-host', 'a wildcard', ingress('rules: [{host: "*.example"}]'), ingress('rules: [{host: a.example}]')],
  ['exposure/wildcard-host', 'no host', ingress('rules: [{http: {}}]'), ingress('rules: [{host: a.example, http: {}}]')],
  ['exposure/wildcard-host', 'a route', route('"*.example"'), route('a.example')],
  ['network/allow-all', 'no from', policy('podSelector: {}, ingress: [{}]'), policy('podSelector: {}, ingress: []')],
  [
    'network/allow-all',
    'the world',
    policy('podSelector: {}, egress: [{to: [{ipBlock: {cidr: "::/0"}}]}]'),
    policy('podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]'),
  ],
  [
    'network/allow-all',
    'every namespace',
    policy('podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]'),
    policy('podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}]}]'),
  ],
  [
    'network/allow-all',
    'egress is open',
    policy('podSelector: {}, egress: [{}]'),
    policy('podSelector: {}, policyTypes: [Ingress], egress: [{}]'),
  ],
  [
    'availability/single-replica',
    'one behind a Service',
    both(service(PORTS), deployment(COMPLETE)),
    both(service(PORTS), deployment(COMPLETE, TWO)),
  ],
  [
    'availability/single-replica',
    'without autoscaler',
    both(service(PORTS), deployment(COMPLETE, '  replicas: 1\n')),
    both(service(PORTS), deployment(COMPLETE), autoscaler),
  ],
  [
    'availability/no-probe',
    'no probe',
    both(service(PORTS), deployment('resources: {}')),
    both(service(PORTS), deployment(COMPLETE)),
  ],
  [
    'availability/no-requests',
    'no memory',
    both(service(PORTS), deployment('resources: {requests: {cpu: 1}}')),
    both(service(PORTS), deployment('resources: {requests: {cpu: 1}, limits: {memory: 1Gi}}')),
  ],
  ['availability/no-requests', 'nothing', both(service(PORTS), deployment('resources: {}')), deployment('resources: {}')],
  ['availability/blocking-disruption-budget', 'zero', budget('maxUnavailable: 0'), budget('maxUnavailable: 1')],
  [
    'availability/blocking-disruption-budget',
    'all',
    both(budget('minAvailable: 2'), deployment(COMPLETE, TWO)),
    both(budget('minAvailable: 1'), deployment(COMPLETE, TWO)),
  ],
  ['availability/blocking-disruption-budget', 'percent', budget('minAvailable: 100%'), budget('minAvailable: 50%')],
]

describe('what a manifest exposes, opens or leaves fragile', () => {
  test.each(ROWS)('%s: %s is a finding, its harmless twin is none, an old one is none', (id, _, bad, good) => {
    expect(hitsOf(ruleOf(id), { head: bad })).toHaveLength(1)
    expect(hitsOf(ruleOf(id), { head: good })).toEqual([])
    expect(hitsOf(ruleOf(id), { base: bad, head: bad })).toEqual([])
  })

  test('the finding lies on the field', () => {
    const head = service('type: NodePort')
    expect(pointedAt(head, hitsOf(ruleOf('exposure/node-port'), { head })[0])).toBe('NodePort')
  })
})

describe('network policies and pods', () => {
  const rule = ruleOf('network/not-selected')
  const missing = (...others: readonly string[]) =>
    hitsOf(rule, { head: both(deployment(COMPLETE), ...others) }).flatMap((hit) => hit.message.match(/Ingress|Egress/g) ?? [])

  test('a pod that nothing selects', () => {
    expect(missing()).toEqual(['Ingress', 'Egress'])
  })

  test('the default is ingress only, egress with egress rules, and what policyTypes says', () => {
    expect(missing(policy('podSelector: {}'))).toEqual(['Egress'])
    expect(missing(policy('podSelector: {}, egress: []'))).toEqual([])
    expect(missing(policy('podSelector: {}, policyTypes: [Egress]'))).toEqual(['Ingress'])
  })

  test('several policies add up', () => {
    const two = [policy('podSelector: {}, policyTypes: [Egress]', 'a'), policy('podSelector: {matchLabels: {app: web}}', 'b')]
    expect(missing(...two)).toEqual([])
  })

  test('labels of the template decide, and the namespace', () => {
    expect(missing(policy('podSelector: {matchLabels: {app: other}}, policyTypes: [Ingress, Egress]'))).toEqual([
      'Ingress',
      'Egress',
    ])
    expect(
      missing(policy('podSelector: {}, policyTypes: [Ingress, Egress]').replace('namespace: shop', 'namespace: bank')),
    ).toEqual(['Ingress', 'Egress'])
  })

  test('a pod on the network of its node, or another engine, is not judged', () => {
    expect(hitsOf(rule, { head: deployment(COMPLETE, '', 'hostNetwork: true, ') })).toEqual([])
    expect(missing(`apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: x}\n`)).toEqual([])
  })

  test('a policy that is removed is said, and the pods that it leaves', () => {
    const wall = policy('podSelector: {}, policyTypes: [Ingress, Egress]')
    const sides = { base: both(deployment(COMPLETE), wall), head: deployment(COMPLETE) }
    expect(hitsOf(ruleOf('network/policy-removed'), sides)).toHaveLength(1)
    expect(hitsOf(rule, sides).map(({ message }) => message)).toEqual([
      'Deployment shop/web is selected by no network policy for Ingress and Egress',
    ])
    expect(hitsOf(ruleOf('network/policy-removed'), { base: sides.base, head: sides.base })).toEqual([])
  })
})

test('everything may leave: a warning alone, a notice beside a wall against what comes in', () => {
  const rule = networkRules.find(({ id }) => id === 'network/allow-all')
  const level = (spec: string) =>
    rule === undefined ? [] : hitsOf(rule, { head: policy(spec) }).map((hit) => hit.level ?? rule.level)
  const strict = 'ingress: [{from: [{podSelector: {matchLabels: {a: b}}}]}]'
  expect(level('podSelector: {}, policyTypes: [Egress], egress: [{}]')).toEqual(['warning'])
  expect(level(`podSelector: {}, policyTypes: [Ingress, Egress], ${strict}, egress: [{}]`)).toEqual(['notice'])
  expect(level('podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}]')).toEqual(['warning', 'warning'])
})
