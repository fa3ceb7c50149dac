import { describe, expect, test } from '@jest/globals'
import { clusterClaims, judgeClusterPolicies } from '../../src/admission/hold-against.ts'
import { clusterTrustRoots, readClusterPolicies } from '../../src/admission/read.ts'
import type { ClusterPolicy } from '../../src/model/cluster-policy.ts'
import { verify } from '../../src/verify/verify.ts'
import { type Attachment, attachReferrer, signatureLayer } from '../fakes/signing/attach.ts'
import { pem, spkiOf } from '../fakes/signing/certificates.ts'
import { attachNotation, newNotary, signJws } from '../fakes/signing/notation.ts'
import { trustedRoot } from '../fakes/signing/sigstore.ts'
import { att, attested, bundled, foreign, identity, keyed, keys, NOW, referred, sig, tagged, world } from '../verify/asking.ts'
import { notary, signing } from '../verify/notation/notary.ts'
import { DIGEST, REPOSITORY, shelf, trustOf } from '../verify/shelf.ts'
import { block, factsOf, objectsIn, podOf, policyOfJson } from './cluster.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const certificates = (...ders: readonly Buffer[]): string => base64(ders.map((der) => pem('CERTIFICATE', der)).join(''))
const keyOf = (pair: typeof keys): string => base64(pem('PUBLIC KEY', spkiOf(pair.publicKey)))
const subject = 'subject: {organization: acme, commonName: acme}'

/** The tests' private Sigstore as a TrustRoot object. */
const ROOT = `apiVersion: policy.sigstore.dev/v1alpha1
kind: TrustRoot
metadata: {name: acme}
spec:
  sigstoreKeys:
    certificateAuthorities:
      - {${subject}, uri: "https://fulcio.sigstore.test", certChain: ${certificates(world.intermediate.certificate, world.root.certificate)}}
    tLogs:
      - {baseURL: "https://rekor.sigstore.test", hashAlgorithm: sha-256, publicKey: ${keyOf(world.rekor.keys)}}
    ctLogs:
      - {baseURL: "https://ctfe.sigstore.test", hashAlgorithm: sha-256, publicKey: ${keyOf(world.ctLog.keys)}}
    timestampAuthorities:
      - {${subject}, uri: "https://timestamp.sigstore.test", certChain: ${certificates(world.tsa.certificate, world.tsaRoot.certificate)}}
---
`

function cip(authority: string): readonly ClusterPolicy[] {
  return readClusterPolicies(
    objectsIn(
      `${ROOT}apiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\nmetadata: {name: acme}\nspec:\n  images: [{glob: "registry.test/**"}]\n  authorities:\n    - ${authority}\n`,
    ),
  )
}

const keyless = (fields: string): readonly ClusterPolicy[] =>
  cip(`keyless:\n        trustRootRef: acme\n        identities: [{${fields}}]\n      ctlog: {trustRootRef: acme}`)
const ISSUER = `issuer: "${identity.issuer}"`
const SUBJECT = `subject: "${identity.uri}"`

/** What the policies would do with the test image, asked of the real verifier. */
async function held(
  policies: readonly ClusterPolicy[],
  attachments: readonly Attachment[],
  builtIn: Readonly<Record<string, string>> = {},
): Promise<string> {
  expect(policies.flatMap(({ problems }) => problems)).toEqual([])
  const plain = factsOf(podOf(`registry.test/app@${DIGEST}`), [], () => 'absent')
  const [one] = plain.resolutions
  if (one?.answer.kind !== 'found') throw new Error('the image is found')
  const resolutions = [{ ...one, answer: { ...one.answer, value: { ...one.answer.value, digest: DIGEST, isIndex: false } } }]
  const seen = { ...plain, resolutions }
  const roots = Object.fromEntries(clusterTrustRoots(policies).map(({ name, json }) => [name, json]))
  const trust = trustOf({ 'public-good': trustedRoot(foreign), ...builtIn, ...roots })
  const claims = clusterClaims(policies, seen)
  const { evidence } = await verify({ claims, inventory: [], now: NOW }, { registry: shelf(attachments), trust })
  const [result] = judgeClusterPolicies(policies, { ...seen, evidence })
  return `${result?.outcome}: ${result?.why.join(' | ')}`
}

describe('policies of the cluster and real signatures', () => {
  test.each([
    ['exact halves', `${ISSUER}, ${SUBJECT}`],
    [
      'expressions',
      'issuerRegExp: "^https://token[.]actions", subjectRegExp: "/acme/web/[.]github/workflows/release[.]yml@refs/(?:heads|tags)/"',
    ],
  ])('a keyless signature by the private Sigstore of a TrustRoot is admitted: %s', async (_title, fields) => {
    expect(await held(keyless(fields), [sig(tagged())])).toMatch(/^would-admit/)
  })

  test.each([
    ['issuer', `issuer: "https://accounts.google.com", ${SUBJECT}`],
    ['issuerRegExp', `issuerRegExp: "^https://accounts[.]google[.]com$", ${SUBJECT}`],
    ['subject', `${ISSUER}, subject: "${identity.uri}-evil"`],
    ['subjectRegExp', `${ISSUER}, subjectRegExp: "^https://github[.]com/acme/web$"`],
  ])('a wrong %s is a denial', async (_title, fields) => {
    expect(await held(keyless(fields), [sig(tagged())])).toMatch(/^would-deny/)
  })

  test('the same halves in verifyImages and in an ImageValidatingPolicy: a wrong one is never admitted', async () => {
    const ivp = (fields: string): readonly ClusterPolicy[] =>
      readClusterPolicies(
        objectsIn(
          `apiVersion: policies.kyverno.io/v1\nkind: ImageValidatingPolicy\nmetadata: {name: acme}\nspec:\n  matchConstraints: {resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}\n  attestors:\n    - name: ci\n      cosign:\n        keyless: {identities: [{${fields}}]}\n        trustedRoot: {value: '${trustedRoot(world)}'}\n  validations:\n    - expression: images.containers.all(i, verifyImageSignatures(i, [attestors.ci]) > 0)\n`,
        ),
      )
    expect(await held(ivp(`${ISSUER}, ${SUBJECT}`), [sig(tagged())])).toMatch(/^would-admit/)
    expect(await held(ivp(`${ISSUER}, ${SUBJECT}`), [referred(bundled())])).toMatch(/^would-admit/)
    for (const fields of [
      `issuer: x, ${SUBJECT}`,
      `issuerRegExp: "^x$", ${SUBJECT}`,
      `${ISSUER}, subject: x`,
      `${ISSUER}, subjectRegExp: "^x$"`,
    ])
      expect(await held(ivp(fields), [sig(tagged())])).toMatch(/^would-deny/)
  })

  test('an unsigned image is a denial, and so is a signature by another Sigstore', async () => {
    expect(await held(keyless(`${ISSUER}, ${SUBJECT}`), [])).toMatch(/^would-deny: .*nothing found/)
    const other = cip(`keyless:\n        identities: [{${ISSUER}, ${SUBJECT}}]`)
    expect(await held(other, [sig(tagged())])).toMatch(/^(?:would-deny|unverified)/)
  })

  test('a bundle does not satisfy a policy that reads .sig tags, nor does a signature that only refers to the image', async () => {
    const policies = keyless(`${ISSUER}, ${SUBJECT}`)
    expect(await held(policies, [referred(bundled())])).toMatch(/^would-deny: .*\.sig and \.att tags only/)
    const referrer = attachReferrer(DIGEST, 'application/vnd.dev.cosign.artifact.sig.v1+json', [signatureLayer(tagged())])
    expect(await held(policies, [referrer])).toMatch(/^would-deny/)
  })

  test('an attestation is no signature, and a signature no attestation', async () => {
    const statement = cip(
      `keyless:\n        trustRootRef: acme\n        identities: [{${ISSUER}, ${SUBJECT}}]\n      ctlog: {trustRootRef: acme}\n      attestations: [{name: a, predicateType: slsaprovenance1}]`,
    )
    expect(await held(statement, [att(attested())])).toMatch(/^would-admit/)
    expect(await held(statement, [sig(tagged())])).toMatch(/^would-deny/)
    expect(await held(keyless(`${ISSUER}, ${SUBJECT}`), [att(attested())])).toMatch(/^would-deny/)
  })

  test('a key without ctlog needs no log entry, one with ctlog does', async () => {
    const data = `data: |\n${block(keyed.pem, 12)}`
    const unlogged = [sig(tagged({ keys }, { log: 'none', stamped: false }))]
    expect(await held(cip(`key:\n          ${data}`), unlogged)).toMatch(/^would-admit/)
    expect(await held(cip(`key:\n          ${data}\n      ctlog: {trustRootRef: acme}`), unlogged)).toMatch(/^would-deny/)
    expect(await held(cip(`key:\n          ${data}\n      ctlog: {trustRootRef: acme}`), [sig(tagged({ keys }))])).toMatch(
      /^would-admit/,
    )
  })

  test('a timestamp that nobody asked for and that nobody can verify counts for nothing', async () => {
    const policies = cip(`key:\n          data: |\n${block(keyed.pem, 12)}`)
    expect(await held(policies, [sig(tagged({ keys }, { log: 'none', stamped: true }))])).toMatch(/^would-admit/)
  })

  test('policy.json takes a keyed signature that carries the name of the repository', async () => {
    const policy = (type: string): readonly ClusterPolicy[] => [
      policyOfJson({ default: [{ type: 'sigstoreSigned', keyData: base64(keyed.pem), signedIdentity: { type } }] }),
    ]
    expect(await held(policy('matchRepository'), [sig(tagged({ keys }))])).toMatch(/^would-admit/)
    expect(await held(policy('matchExact'), [sig(tagged({ keys }))])).toMatch(/^would-deny: .*carries the name/)
  })

  test('trustpolicy.json takes the Notary Project signature of an identity that it trusts, and no other', async () => {
    const policy = (identity: string, more: object = {}): readonly ClusterPolicy[] => [
      policyOfJson(
        {
          version: '1.0',
          trustPolicies: [
            {
              name: 'acme',
              registryScopes: ['registry.test/app'],
              signatureVerification: { level: 'strict' },
              trustStores: ['ca:acme'],
              trustedIdentities: [identity],
              ...more,
            },
          ],
        },
        new Map([['ca:acme', pem('CERTIFICATE', notary.root.certificate)]]),
        'policies/trustpolicy.json',
      ),
    ]
    const ours = 'x509.subject: C=US, ST=WA, O=acme'
    const signed = attachNotation(DIGEST, signJws(signing()))
    expect(await held(policy(ours), [signed])).toMatch(/^would-admit/)
    expect(await held(policy('*'), [signed])).toMatch(/^would-admit/)
    expect(await held(policy('x509.subject: C=US, ST=WA, O=other'), [signed])).toMatch(/^would-deny: .*certificate-identity/)
    expect(await held(policy(ours), [sig(tagged())])).toMatch(/^would-deny/)
    const stranger = attachNotation(DIGEST, signJws(signing(newNotary())))
    expect(await held(policy(ours), [stranger])).toMatch(/^would-deny: .*certificate-authority-unknown/)
    const late = attachNotation(
      DIGEST,
      signJws(signing(notary, { attributes: { 'io.cncf.notary.expiry': '2026-03-02T00:00:00Z' } })),
    )
    expect(await held(policy(ours), [late])).toMatch(/^would-deny: .*signature-expired/)
    const permissive = policy(ours, { signatureVerification: { level: 'permissive' } })
    expect(await held(permissive, [late])).toMatch(/^would-audit: .*signature-expired/)
  })

  test('claims go to the repository of the image or to the one that the policy names, and nowhere else', () => {
    const policies = [
      ...keyless(`${ISSUER}, ${SUBJECT}`),
      ...cip(
        `keyless:\n        url: http://169.254.169.254/\n        identities: [{${ISSUER}, ${SUBJECT}}]\n      ctlog: {url: "http://127.0.0.1/"}`,
      ),
    ]
    const claims = clusterClaims(
      policies,
      factsOf(podOf('registry.test/app:v1'), [], () => 'absent'),
    )
    expect(new Set(claims.map(({ repository }) => `${repository.registry}/${repository.repository}`))).toEqual(
      new Set([`${REPOSITORY.registry}/${REPOSITORY.repository}`]),
    )
  })
})

const TUF_ROOT = base64('{"signatures":[],"signed":{"_type":"root"}}')
/** As GitHub's own charts install it. */
const GITHUB = `remote: {mirror: "https://tuf-repo.github.com/", root: ${TUF_ROOT}, targets: targets}`

describe('TrustRoot objects for a TUF repository behind a built-in root', () => {
  const named = (spec: string, time = 'rfc3161timestamp', root = 'acme'): readonly ClusterPolicy[] =>
    readClusterPolicies(
      objectsIn(
        `apiVersion: policy.sigstore.dev/v1alpha1\nkind: TrustRoot\nmetadata: {name: acme}\nspec: {${spec}}\n---\napiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\nmetadata: {name: acme}\nspec:\n  images: [{glob: "**"}]\n  authorities:\n    - keyless: {trustRootRef: acme, identities: [{${ISSUER}, ${SUBJECT}}]}\n      ${time}: {trustRootRef: ${root}}\n`,
      ),
    )

  test("GitHub's is judged by the built-in root", async () => {
    const policies = named(GITHUB)
    expect(clusterTrustRoots(policies)).toEqual([])
    const signed = tagged({ identity }, { log: 'none', stamped: true })
    const logless = (root: string) => JSON.stringify({ ...JSON.parse(root), tlogs: [], ctlogs: [] })
    expect(await held(policies, [sig(signed)], { github: logless(trustedRoot(world)) })).toMatch(/^would-admit/)
    expect(await held(policies, [sig(signed)], { github: logless(trustedRoot(foreign)) })).toMatch(/^would-deny/)
    expect(
      await held(policies, [sig(tagged({ identity }, { log: 'none', stamped: false }))], { github: logless(trustedRoot(world)) }),
    ).toMatch(/^would-deny: .*timestamp-missing/)
  })

  test('a timestamp beside a key is not checked here, whichever root has the authority for it', async () => {
    const pem = keyed.pem.replaceAll('\n', '\\n')
    const yaml = `apiVersion: policy.sigstore.dev/v1alpha1\nkind: TrustRoot\nmetadata: {name: acme}\nspec: {${GITHUB}}\n---\napiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\nmetadata: {name: acme}\nspec:\n  images: [{glob: "**"}]\n  authorities: [{key: {data: "${pem}"}, rfc3161timestamp: {trustRootRef: acme}}]\n`
    const signed = tagged({ keys }, { log: 'none', stamped: true })
    const logless = JSON.stringify({ ...JSON.parse(trustedRoot(world)), tlogs: [], ctlogs: [] })
    const policies = readClusterPolicies(objectsIn(yaml))
    expect(await held(policies, [sig(signed)], { github: logless })).toMatch(/^unverified: .*asks a timestamp and no log entry/)
  })

  test("the public one's is judged by the built-in root", async () => {
    const policies = named(`remote: {mirror: "https://tuf-repo-cdn.sigstore.dev", root: ${TUF_ROOT}}`, 'ctlog')
    expect(await held(policies, [sig(tagged())], { 'public-good': trustedRoot(world) })).toMatch(/^would-admit/)
    expect(await held(policies, [sig(tagged())])).toMatch(/^would-deny/)
  })

  test('certificates from one and timestamps from another are unverified', async () => {
    const policies = named(GITHUB, 'rfc3161timestamp', 'other')
    expect(await held(policies, [sig(tagged())])).toMatch(/^unverified/)
  })
})

describe('TrustRoot objects that cannot be used', () => {
  test('a name that stands for two different roots stands for none', async () => {
    const second = ROOT.replace('https://rekor.sigstore.test', 'https://rekor.other.test')
    const yaml = `${ROOT}${second}apiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\nmetadata: {name: acme}\nspec:\n  images: [{glob: "**"}]\n  authorities: [{keyless: {trustRootRef: acme, identities: [{${ISSUER}, ${SUBJECT}}]}}]\n`
    const policies = readClusterPolicies(objectsIn(yaml))
    expect(policies.flatMap(({ notes }) => notes)).toContainEqual(expect.stringMatching(/"acme" stands there twice/))
    expect(await held(policies, [sig(tagged())])).toMatch(/^unverified: .*trustRootRef names "acme"/)
  })

  test.each([
    ['a TUF repository', `remote: {mirror: "https://tuf.acme.example", root: ${TUF_ROOT}}`, /TUF repository/],
    [
      'a TUF repository beside a known one',
      `remote: {mirror: "https://tuf-repo.github.com.acme.example", root: ${TUF_ROOT}}`,
      /TUF repository/,
    ],
    [
      'a known TUF repository over clear text',
      `remote: {mirror: "http://tuf-repo.github.com", root: ${TUF_ROOT}}`,
      /TUF repository/,
    ],
    ['another file of a known one', `${GITHUB.replace('}', ', trustedRootTarget: other.json}')}`, /TUF repository/],
    ['a TUF repository without its root', 'remote: {mirror: "https://tuf-repo.github.com"}', /remote\.root is missing/],
    ...['e30=', base64('no JSON'), base64('{"signed":{"_type":"targets"}}'), base64('null')].map(
      (root): [string, string, RegExp] => [
        `root metadata that is none (${root})`,
        `remote: {mirror: "https://tuf-repo.github.com", root: ${root}}`,
        /root is not the root metadata/,
      ],
    ),
    ['a packed TUF repository', 'repository: {root: e30=, mirrorFS: e30=, targets: targets}', /TUF repository/],
    ['keys in two forms', 'remote: {}, trustedRootJSON: "{}"', /exactly one of/],
    ['no keys', 'sigstoreKeys: {}', /needs certificateAuthorities/],
    [
      'a chain that is none',
      `sigstoreKeys: {certificateAuthorities: [{${subject}, uri: x, certChain: aGVsbG8=}]}`,
      /holds no certificate/,
    ],
    [
      'a key that is none',
      `sigstoreKeys: {certificateAuthorities: [], tLogs: [{baseURL: x, hashAlgorithm: sha256, publicKey: aGVsbG8=}]}`,
      /publicKey cannot be parsed/,
    ],
  ])('%s leaves the policies that name it unverified', async (_title, spec, expected) => {
    const yaml = `apiVersion: policy.sigstore.dev/v1alpha1\nkind: TrustRoot\nmetadata: {name: acme}\nspec: {${spec}}\n---\napiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\nmetadata: {name: acme}\nspec:\n  images: [{glob: "**"}]\n  authorities: [{keyless: {trustRootRef: acme, identities: [{${ISSUER}, ${SUBJECT}}]}}]\n`
    const policies = readClusterPolicies(objectsIn(yaml))
    expect(policies.flatMap(({ notes }) => notes).join('\n')).toMatch(expected)
    expect(await held(policies, [sig(tagged())])).toMatch(/^unverified: .*trustRootRef names "acme"/)
  })
})
