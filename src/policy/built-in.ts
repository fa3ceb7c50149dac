import type { Policy } from '../model/policy.ts'

/**
 * What applies without a policy file: nothing is demanded of an image beyond that its registry says what it is, and every
 * rule speaks at its default level. It trusts nobody, contacts no registry but the public ones, and excuses nothing.
 */
export const builtInPolicy: Policy = {
  source: { kind: 'built-in', digest: 'built-in' },
  mode: 'enforce',
  onUnverified: 'block',
  registries: [],
  trustRoots: [],
  authorities: [],
  images: [],
  clusterPolicies: [],
  rules: [],
  exceptions: [],
  ignore: [],
}
