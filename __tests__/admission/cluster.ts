import { generateKeyPairSync } from 'node:crypto'
import { clusterClaims, judgeClusterPolicies } from '../../src/admission/hold-against.ts'
import { readClusterPolicies } from '../../src/admission/read.ts'
import { discover } from '../../src/discover/discover.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import { found, unknown } from '../../src/model/answer.ts'
import type { ClusterPolicy } from '../../src/model/cluster-policy.ts'
import type { Claim, Evidence } from '../../src/model/evidence.ts'
import type { Facts } from '../../src/model/facts.ts'
import { type Digest, formatName, parseDigest, parseImageName } from '../../src/model/image-name.ts'
import type { ManifestObject } from '../../src/model/manifest-object.ts'

/** A public key that no test has the private half of. */
export const PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** A second one. */
export const OTHER_PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString()

/** A text indented for a YAML block. */
export function block(text: string, spaces: number): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `${' '.repeat(spaces)}${line}`)
    .join('\n')
}

/** The digest that every image of these tests has. */
export const DIGEST = digest('a')

/** A digest of one repeated hexadecimal digit. */
export function digest(hex: string): Digest {
  const parsed = parseDigest(`sha256:${hex.repeat(64)}`)
  if (parsed === undefined) throw new Error(`${hex} is no hexadecimal digit`)
  return parsed
}

/** The objects of a YAML file. */
export function objectsIn(yaml: string, path = 'policies/policy.yaml'): readonly ManifestObject[] {
  return discover([{ path, bytes: new TextEncoder().encode(yaml) }]).objects
}

/** The one policy in a YAML file. */
export function policyIn(yaml: string, keys?: ReadonlyMap<string, string>): ClusterPolicy {
  const [policy, ...more] = readClusterPolicies(objectsIn(yaml), keys === undefined ? {} : { keys })
  if (policy === undefined || more.length > 0) throw new Error(`${more.length + 1} policies instead of one`)
  return policy
}

/** The policy in a JSON document. */
export function policyOfJson(json: unknown, keys?: ReadonlyMap<string, string>, file = 'policies/policy.json'): ClusterPolicy {
  const [root] = parseYaml(JSON.stringify(json)).documents
  const documents = root === undefined ? [] : [{ file, root }]
  const [policy] = readClusterPolicies([], keys === undefined ? { documents } : { documents, keys })
  if (policy === undefined) throw new Error('no policy')
  return policy
}

/** A pod that runs one image. */
export function podOf(image: string, more = ''): string {
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: app\n${more}spec:\n  containers:\n    - name: app\n      image: ${image}\n`
}

/** How a verifier answers claims in a test. */
export type Answering = (claim: Claim) => Evidence['status']

/** Facts of a change that adds these manifests; every image is found, every claim answered as told. */
export function factsOf(
  manifest: string,
  policies: readonly ClusterPolicy[],
  answering: Answering,
  store = 'tag sha256-aa.sig',
  signedAs?: string,
  path = 'deploy/app.yaml',
): Facts {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  // A template is one only in a chart.
  const chart = /^(.*)templates\//.exec(path)?.[1]
  const { references, objects } = discover([
    { path, bytes: bytes(manifest) },
    ...(chart === undefined ? [] : [{ path: `${chart}Chart.yaml`, bytes: bytes('name: c\n') }]),
  ])
  const facts: Facts = {
    schemaVersion: 1,
    now: '2026-11-21T12:00:00Z',
    change: { repository: 'acme/shop', event: 'pull_request', base: 'b', head: 'h', scope: 'changed' },
    references: references.map((reference) => ({ reference, touched: true })),
    unread: [],
    resolutions: references.flatMap((reference) =>
      reference.kind === 'static' ? [resolutionOf(formatName(reference.name))] : [],
    ),
    evidence: [],
    inventories: [],
    objects: objects.map((head) => ({ head })),
    gateFiles: [],
    clusterPolicies: policies,
    problems: [],
    sources: [],
    coverage: { files: 1, ignored: 0, outsidePaths: 0, otherShards: 0 },
    requests: [],
  }
  return { ...facts, evidence: clusterClaims(policies, facts).map((claim) => answerTo(claim, answering(claim), store, signedAs)) }
}

/** What each policy would do with each image, in words. */
export function outcomes(
  policies: readonly ClusterPolicy[],
  manifest: string,
  answering: Answering,
  store?: string,
  signedAs?: string,
): readonly string[] {
  return judgeClusterPolicies(policies, factsOf(manifest, policies, answering, store, signedAs)).map(
    ({ outcome, why }) => `${outcome}${why.length === 0 ? '' : `: ${why.join(' | ')}`}`,
  )
}

function resolutionOf(text: string): Facts['resolutions'][number] {
  const parsed = parseImageName(text)
  if (!parsed.ok) throw new Error(parsed.why)
  const subject = {
    name: parsed.name,
    digest: DIGEST,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    size: 1,
    isIndex: true,
    platforms: [{ platform: 'linux/amd64', digest: DIGEST, mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 1 }],
  }
  return { name: parsed.name, answer: found(subject) }
}

function answerTo(claim: Claim, status: Evidence['status'], store: string, signedAs?: string): Evidence {
  if (status === 'proved')
    return {
      claim,
      status,
      facts: { signer: 'a signer', store, claims: signedAs === undefined ? [] : [['docker-reference', signedAs]] },
    }
  if (status === 'refuted') return { claim, status, because: 'untrusted', reason: 'signed by somebody else' }
  if (status === 'absent') return { claim, status }
  return { claim, status: 'unknown', problem: unknown('timeout', 'registry', 'it did not answer').problem }
}
