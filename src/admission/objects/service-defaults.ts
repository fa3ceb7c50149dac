import { type Item, type MapValue, mapOf, string, unknownBecause } from '../../languages/cel/value.ts'
import { changed, put, textIn } from './map-value.ts'

const ADDRESSES = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']

/** A Service as kube-apiserver 1.37.2 completes it; addresses and ports of nodes, which it takes from its store, are unknown. */
export function withServiceDefaults(service: MapValue): MapValue {
  return changed(service, ['spec'], (spec) => (spec.open === undefined ? withTraffic(spec) : spec))
}

function withTraffic(spec: MapValue): MapValue {
  const type = textIn(spec, 'type')
  if (type === undefined) return spec
  const add = (map: MapValue, key: string, value: Item): MapValue => (map.entries.has(`s${key}`) ? map : put(map, key, value))
  const later = unknownBecause('the service registry of the cluster may put it in')
  const sticky =
    textIn(spec, 'sessionAffinity') === 'ClientIP'
      ? add(
          spec,
          'sessionAffinityConfig',
          mapOf([['clientIP', mapOf([['timeoutSeconds', { kind: 'int', value: 10800n } as Item]])]]),
        )
      : spec
  if (type === 'ExternalName') return sticky
  const addressed = ADDRESSES.reduce((map, key) => add(map, key, later), sticky)
  const inside = add(addressed, 'internalTrafficPolicy', string('Cluster'))
  const onNodes = type === 'NodePort' || type === 'LoadBalancer'
  const outside = onNodes || spec.entries.has('sexternalIPs') ? add(inside, 'externalTrafficPolicy', string('Cluster')) : inside
  if (!onNodes) return outside
  const ported = changed(outside, ['ports', '*'], (port) => add(port, 'nodePort', later))
  if (type !== 'LoadBalancer') return ported
  const balanced = add(ported, 'allocateLoadBalancerNodePorts', { kind: 'bool', value: true })
  return textIn(balanced, 'externalTrafficPolicy') === 'Local' ? add(balanced, 'healthCheckNodePort', later) : balanced
}
