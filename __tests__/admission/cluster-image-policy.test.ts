import { describe, expect, test } from '@jest/globals'
import { clusterClaims, judgeClusterPolicies } from '../../src/admission/hold-against.ts'
import type { Claim } from '../../src/model/evidence.ts'
import { block, DIGEST, factsOf, outcomes, PEM, podOf, policyIn } from './cluster.ts'

const IDENTITY =
  'issuer: https://token.actions.githubusercontent.com\n          subject: https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main'
const KEYLESS = `    - name: release
      keyless:
        identities:
        - ${IDENTITY}
      ctlog:
        url: https://rekor.sigstore.dev`
const KEY = `    - name: key
      key:
        data: |
${block(PEM, 10)}`

function policy(authorities: string, more = '', version = 'v1beta1'): string {
  return `apiVersion: policy.sigstore.dev/${version}
kind: ClusterImagePolicy
metadata:
  name: acme
spec:
  images:
    - glob: ghcr.io/acme/**
${more}  authorities:
${authorities}
`
}

const POD = podOf('ghcr.io/acme/app:v1')
const proved = (): 'proved' => 'proved'
const absent = (): 'absent' => 'absent'

describe('ClusterImagePolicy', () => {
  test.each([
    ['a proof admits', proved, /^would-admit/],
    ['no signature is a denial', absent, /^would-deny: release: nothing found/],
    ['a signature by somebody else is a denial', () => 'refuted' as const, /^would-deny: release: signed by somebody else/],
    [
      'a registry that does not answer leaves the policy unverified',
      () => 'unknown' as const,
      /^unverified: release could not be checked/,
    ],
  ])('%s', (_title, answering, expected) => {
    expect(outcomes([policyIn(policy(KEYLESS))], POD, answering)).toEqual([expect.stringMatching(expected)])
  })

  test('authorities of one policy are alternatives, policies add up', () => {
    const either = policyIn(policy(`${KEYLESS}\n${KEY}`))
    const byKey = ({ authority }: Claim): 'proved' | 'absent' => (authority.kind === 'key' ? 'proved' : 'absent')
    expect(outcomes([either], POD, byKey)).toEqual([expect.stringMatching(/^would-admit/)])
    expect(outcomes([either, policyIn(policy(KEYLESS))], POD, byKey)).toEqual([
      expect.stringMatching(/^would-admit/),
      expect.stringMatching(/^would-deny/),
    ])
  })

  test.each([
    ['a key without ctlog asks for no log entry', KEY, 'ignored'],
    ['a key with the public log asks for an entry', `${KEY}\n      ctlog:\n        url: https://rekor.sigstore.dev`, 'required'],
    ['a key with an empty ctlog asks for no log entry', `${KEY}\n      ctlog: {}`, 'ignored'],
  ])('%s', (_title, authority, log) => {
    const read = policyIn(policy(authority))
    const claims = clusterClaims([read], factsOf(POD, [read], proved))
    expect(claims.map((claim) => (claim.authority.kind === 'key' ? claim.authority.transparencyLog : ''))).toEqual([log])
  })

  test.each([
    ['static pass admits without any signature', 'pass', /^would-admit/],
    ['static fail denies a signed image', 'fail', /^would-deny: .*unsupported base/],
  ])('%s', (_title, action, expected) => {
    const read = policyIn(policy(`    - static:\n        action: ${action}\n        message: unsupported base`))
    expect(outcomes([read], POD, proved)).toEqual([expect.stringMatching(expected)])
  })

  test('attestations are asked instead of a signature, all of them, by their predicate type', () => {
    const attested = `${KEYLESS}
      attestations:
      - name: provenance
        predicateType: slsaprovenance1
      - name: scan
        predicateType: vuln`
    const read = policyIn(policy(attested))
    const claims = clusterClaims([read], factsOf(POD, [read], proved))
    expect(claims.map(({ verifier, attestation }) => [verifier, attestation?.type])).toEqual([
      ['attestation', 'https://slsa.dev/provenance/v1'],
      ['attestation', 'https://cosign.sigstore.dev/attestation/vuln/v1'],
    ])
    const oneMissing = ({ attestation }: Claim): 'proved' | 'absent' => (attestation?.type.includes('vuln') ? 'absent' : 'proved')
    expect(outcomes([read], POD, oneMissing)).toEqual([expect.stringMatching(/^would-deny/)])
  })

  test('an attestation with a CUE policy is unverified by name when it exists, and denied when it does not', () => {
    const cue = `${KEYLESS}
      attestations:
      - name: scan
        predicateType: vuln
        policy:
          type: cue
          data: 'predicateType: "x"'`
    const read = policyIn(policy(cue))
    expect(outcomes([read], POD, proved, 'tag sha256-aa.att')).toEqual([
      expect.stringMatching(/^unverified: .*attestations\[0\]\.policy is cue/),
    ])
    expect(outcomes([read], POD, absent)).toEqual([expect.stringMatching(/^would-deny/)])
  })

  test('a policy over all authorities is unverified by name', () => {
    const rego = `${KEYLESS}\n  policy:\n    type: rego\n    data: package sigstore`
    expect(outcomes([policyIn(policy(rego))], POD, proved)).toEqual([expect.stringMatching(/^unverified: spec\.policy is rego/)])
  })

  test('mode warn is a warning, never a denial', () => {
    expect(outcomes([policyIn(policy(KEYLESS, '  mode: warn\n'))], POD, absent)).toEqual([expect.stringMatching(/^would-warn/)])
  })

  test('a proof in a bundle does not satisfy a policy that reads .sig tags only: there is no .sig, so it is denied', () => {
    expect(outcomes([policyIn(policy(KEYLESS))], POD, proved, 'referrer sha256:bb')).toEqual([
      expect.stringMatching(/^would-deny: .*\.sig and \.att tags only/),
    ])
  })

  test('signatures are looked for where the policy of the default branch says, and nowhere else', () => {
    const read = policyIn(policy(`${KEYLESS}\n      source:\n      - oci: registry.acme.example/signatures`))
    const claims = clusterClaims([read], factsOf(POD, [read], proved))
    expect(claims.map(({ repository }) => repository)).toEqual([{ registry: 'registry.acme.example', repository: 'signatures' }])
  })

  test.each([
    [
      'a tag prefix',
      `${KEYLESS}\n      source:\n      - oci: registry.acme.example/signatures\n        tagPrefix: x`,
      /tagPrefix/,
    ],
    ['a key in a secret', '    - key:\n        secretRef:\n          name: cosign', /secret cosign: no file is given/],
    [
      'a key in a key management service',
      '    - key:\n        kms: gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k',
      /gcpkms/,
    ],
    ['another hash', `${KEY}\n        hashAlgorithm: sha512`, /hashAlgorithm is sha512/],
    ['a log of which no key is known', `${KEY}\n      ctlog:\n        url: https://rekor.acme.example`, /rekor\.acme\.example/],
    [
      'a trust root that is not among the objects',
      KEYLESS.replace('keyless:', 'keyless:\n        trustRootRef: acme'),
      /trustRootRef names "acme"/,
    ],
    [
      'another certificate authority',
      KEYLESS.replace('keyless:', 'keyless:\n        url: https://fulcio.acme.example'),
      /fulcio\.acme\.example/,
    ],
    ['bundles of signatures', `${KEYLESS}\n      signatureFormat: bundle`, /signatureFormat: bundle/],
  ])('%s leaves the policy unverified by name, even when something was proved', (_title, authority, expected) => {
    const [outcome] = outcomes([policyIn(policy(authority))], POD, proved)
    expect(outcome).toMatch(/^unverified: /)
    expect(outcome).toMatch(expected)
  })

  test('a key in a secret is used when a file is given for it', () => {
    const authority = '    - key:\n        secretRef:\n          name: cosign'
    const read = policyIn(policy(authority), new Map([['secret cosign', PEM]]))
    expect(outcomes([read], POD, proved)).toEqual([expect.stringMatching(/^would-admit/)])
  })

  test('a refusal decides nothing where the cluster asks less: unverified; no signature at all still decides', () => {
    const lax = policyIn(policy(KEYLESS.replace('keyless:', 'keyless:\n        insecureIgnoreSCT: true')))
    expect(outcomes([lax], POD, () => 'refuted')).toEqual([expect.stringMatching(/^unverified: .*insecureIgnoreSCT/)])
    expect(outcomes([lax], POD, absent)).toEqual([expect.stringMatching(/^would-deny/)])
    expect(outcomes([lax], POD, proved)).toEqual([expect.stringMatching(/^would-admit/)])
  })

  test.each([
    ['issuer', 'issuer: https://token.actions.githubusercontent.com\n          subjectRegExp: ^https://github\\.com/acme/.*$'],
    ['subject', 'issuerRegExp: ^https://token\\.actions\\.githubusercontent\\.com$\n          subject: me@acme.example'],
  ])('each half of an identity reaches the verifier: exact %s, the other as an expression', (_title, identity) => {
    const read = policyIn(policy(KEYLESS.replace(IDENTITY, identity)))
    const [claim] = clusterClaims([read], factsOf(POD, [read], proved))
    expect(claim?.authority).toMatchObject(
      identity.startsWith('issuer:')
        ? {
            issuer: 'https://token.actions.githubusercontent.com',
            identity: '',
            identityExpression: '^https://github\\.com/acme/.*$',
          }
        : { issuer: '', issuerExpression: '^https://token\\.actions\\.githubusercontent\\.com$', identity: 'me@acme.example' },
    )
  })

  test('an expression without anchors is used as the cluster uses it, and said', () => {
    const read = policyIn(
      policy(
        KEYLESS.replace(IDENTITY, 'issuer: https://accounts.google.com\n          subjectRegExp: https://github.com/acme/app'),
      ),
    )
    expect(read.problems).toEqual([])
    expect(read.notes).toEqual([expect.stringContaining('subjectRegExp is not anchored')])
  })

  test('a star in an exact subject stands for itself', () => {
    const read = policyIn(policy(KEYLESS.replace('refs/heads/main', 'refs/heads/*')))
    const [claim] = clusterClaims([read], factsOf(POD, [read], proved))
    expect(claim?.authority).toMatchObject({ identity: '', identityExpression: expect.stringContaining('refs/heads/\\*$') })
  })
})

describe('images and objects that a ClusterImagePolicy is about', () => {
  test.each([
    ['T58 a glob with two stars crosses slashes', 'ghcr.io/acme/**', 'ghcr.io/acme/a/b:v1', 'would-admit'],
    ['T58 one star does not', 'ghcr.io/acme/*', 'ghcr.io/acme/a/b:v1', 'does-not-apply'],
    ['T58 one star matches a tag as well', 'ghcr.io/acme/*', 'ghcr.io/acme/a:v1', 'would-admit'],
    ['T58 a dot is a dot', 'ghcr.io/acme/**', 'ghcrxio/acme/a:v1', 'does-not-apply'],
    ['T58 a star alone means official images of Docker Hub', '*', 'nginx:1.27', 'would-admit'],
    ['T58 a star alone matches no other host by its full name', '*', 'ghcr.io/acme/a:v1', 'does-not-apply'],
    ['T78 Docker Hub is index.docker.io', 'index.docker.io/library/*', 'nginx:1.27', 'would-admit'],
    ['T78 a name that only matches in another spelling is no silent pass', 'docker.io/library/*', 'nginx:1.27', 'would-admit'],
    ['a digest of a glob stands for itself', `ghcr.io/acme/app@${DIGEST}`, `ghcr.io/acme/app:v1@${DIGEST}`, 'would-admit'],
    ['any digest', 'ghcr.io/acme/app@sha256:*', 'ghcr.io/acme/app:v1', 'would-admit'],
  ])('%s', (_title, glob, image, expected) => {
    const read = policyIn(policy(KEY).replace('ghcr.io/acme/**', `"${glob}"`))
    const [outcome] = outcomes([read], podOf(image), proved)
    expect(outcome?.split(':')[0]).toBe(read.problems.length > 0 ? 'unverified' : expected)
  })

  test('only another spelling matches and the proof fails: unverified, because the cluster would skip the policy', () => {
    const read = policyIn(policy(KEY).replace('ghcr.io/acme/**', 'docker.io/library/*'))
    expect(outcomes([read], podOf('nginx:1.27'), absent)).toEqual([expect.stringMatching(/^unverified: only another spelling/)])
  })

  test.each([
    ['docker.io/acme/app**', `acme/app:v1@${DIGEST}`],
    ['acme/app**', `acme/app@${DIGEST}`],
    ['nginx*', 'nginx:1.27'],
    ['docker.io/library/*', 'docker.io/library/nginx:1.27'],
    ['ghcr.io/acme/app:v1', 'ghcr.io/acme/app:v1'],
    ['ghcr.io/acme/app:latest', 'ghcr.io/acme/app'],
    ['ghcr.io/acme/app:*', `ghcr.io/acme/app:v1@${DIGEST}`],
    [`ghcr.io/acme/app@sha256:${'b'.repeat(64)}`, 'ghcr.io/acme/app:v1'],
  ])('the webhook sees index.docker.io and a digest only: the glob %s decides nothing about %s', (glob, image) => {
    const read = policyIn(policy(KEY).replace('ghcr.io/acme/**', `"${glob}"`))
    expect(outcomes([read], podOf(image), absent)).toEqual([expect.stringMatching(/^unverified: /)])
  })

  test.each([
    ['pods, for the pod of a Deployment', 'pods', 'v1', 'would-deny'],
    ['Deployments', 'deployments', 'v1', 'would-deny'],
    ['the replica set that a Deployment makes', 'replicasets', 'v1', 'would-deny'],
    ['CronJobs only', 'cronjobs', 'v1', 'does-not-apply'],
  ])('a match on %s', (_title, resource, version, expected) => {
    const read = policyIn(policy(KEY, `  match:\n    - resource: ${resource}\n      version: ${version}\n`))
    const deployment = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  template:\n    metadata: {labels: {tier: web}}\n    spec:\n      containers:\n        - {name: a, image: ghcr.io/acme/app:v1}\n`
    expect(outcomes([read], deployment, absent)[0]?.split(':')[0]).toBe(expected)
  })

  test.each([
    ['Dockerfile', 'FROM ghcr.io/acme/app:v1\n', 'does-not-apply'],
    ['compose.yaml', 'services:\n  a:\n    image: ghcr.io/acme/app:v1\n', 'does-not-apply'],
    ['chart/values.yaml', 'image: ghcr.io/acme/app:v1\n', 'would-deny'],
    ['chart/templates/a.yaml', `{{ if .Values.a }}\n${POD}{{ end }}\n`, 'would-deny'],
    [
      'main.tf',
      'resource "kubernetes_pod" "a" {\n  spec {\n    container {\n      image = "ghcr.io/acme/app:v1"\n    }\n  }\n}\n',
      'would-deny',
    ],
  ])('an image in %s: what is admitted by no cluster is held against no cluster policy', (path, text, expected) => {
    const facts = factsOf(text, [policyIn(policy(KEY))], absent, undefined, undefined, path)
    expect(facts.references).toHaveLength(1)
    expect(judgeClusterPolicies(facts.clusterPolicies ?? [], facts).map(({ outcome }) => outcome)).toEqual([expected])
  })

  test('a label selector that the manifest cannot answer never skips the policy', () => {
    const read = policyIn(policy(KEY, '  match:\n    - resource: pods\n      selector:\n        matchLabels: {tier: web}\n'))
    const rollout =
      'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: app}\nspec:\n  template:\n    spec:\n      containers:\n        - {name: a, image: ghcr.io/acme/app:v1}\n'
    expect(outcomes([read], rollout, absent)[0]).toMatch(/^unverified/)
    expect(outcomes([read], podOf('ghcr.io/acme/app:v1'), absent)[0]).toBe('does-not-apply')
    expect(outcomes([read], podOf('ghcr.io/acme/app:v1', '  labels: {tier: web}\n'), absent)[0]).toMatch(/^would-deny/)
  })
})
