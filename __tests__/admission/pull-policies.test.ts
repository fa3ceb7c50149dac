import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { clusterClaims, judgeClusterPolicies } from '../../src/admission/hold-against.ts'
import { DIGEST, digest, factsOf, outcomes, PEM, podOf, policyOfJson } from './cluster.ts'

const KEY = { type: 'sigstoreSigned', keyData: Buffer.from(PEM).toString('base64'), signedIdentity: { type: 'matchRepository' } }
const REJECT = { type: 'reject' }
const ANYTHING = { type: 'insecureAcceptAnything' }
const proved = (): 'proved' => 'proved'
const absent = (): 'absent' => 'absent'

describe('policy.json of containers/image', () => {
  const policy = policyOfJson({
    default: [REJECT],
    transports: {
      docker: {
        'ghcr.io/acme': [KEY],
        'ghcr.io/acme/sandbox': [ANYTHING],
        'ghcr.io/acme/sandbox/app:bad': [REJECT],
        '*.example.com': [ANYTHING],
        'docker.io/library/nginx': [ANYTHING],
      },
    },
  })

  test.each([
    ['the longest scope decides: a namespace', 'ghcr.io/acme/app:v1', 'would-admit'],
    ['a namespace within', 'ghcr.io/acme/sandbox/app:v1', 'would-admit'],
    ['one tag within', 'ghcr.io/acme/sandbox/app:bad', 'would-deny'],
    ['T58 a namespace is no prefix of a name', 'ghcr.io/acme-evil/app:v1', 'would-deny'],
    ['a domain with a star', 'registry.example.com/a:v1', 'would-admit'],
    ['a domain with a star deeper down', 'a.b.example.com/a:v1', 'would-admit'],
    ['a domain with a star is not the domain itself', 'example.com/a:v1', 'would-deny'],
    ['T78 official images by their full name', 'nginx:1.27', 'would-admit'],
    ['the default is for all others', 'quay.io/a/b:v1', 'would-deny'],
  ])('%s', (_title, image, expected) => {
    expect(outcomes([policy], podOf(image), proved, undefined, 'ghcr.io/acme/app')[0]?.split(':')[0]).toBe(expected)
  })

  test('a key is asked for no log entry, its signature must be under a .sig tag, and carry the name of the image', () => {
    const pod = podOf('ghcr.io/acme/app:v1')
    expect(clusterClaims([policy], factsOf(pod, [policy], proved))[0]?.authority).toMatchObject({ transparencyLog: 'ignored' })
    expect(outcomes([policy], pod, absent)[0]).toMatch(/^would-deny/)
    expect(outcomes([policy], pod, proved, 'referrer sha256:bb', 'ghcr.io/acme/app')[0]).toMatch(/^would-deny/)
    expect(outcomes([policy], pod, proved, undefined, 'ghcr.io/acme/other')[0]).toMatch(/^would-deny: .*carries the name/)
    expect(outcomes([policy], pod, proved)[0]).toMatch(/^would-deny: .*carries no name/)
  })

  test.each([
    [
      'by default the tag of an image by tag must be in the signature',
      undefined,
      'ghcr.io/acme/app:v1',
      'ghcr.io/acme/app',
      /^would-deny: .*matchRepository takes them/,
    ],
    [
      'by default a name without tag and digest counts for nothing, which is what cosign 2 writes',
      undefined,
      `ghcr.io/acme/app@${DIGEST}`,
      'ghcr.io/acme/app',
      /^would-deny: .*matchRepository takes them/,
    ],
    [
      'the same reference, of an image with tag and digest: the tag is dropped before',
      { type: 'matchExact' },
      `ghcr.io/acme/app:v1@${DIGEST}`,
      'ghcr.io/acme/app:v1',
      /^would-deny/,
    ],
    [
      'the same reference by digest',
      { type: 'matchExact' },
      `ghcr.io/acme/app:v1@${DIGEST}`,
      `ghcr.io/acme/app@${DIGEST}`,
      /^would-admit/,
    ],
    [
      'a reference that the policy names',
      { type: 'exactReference', dockerReference: 'ghcr.io/upstream/app:v1' },
      'ghcr.io/acme/app:v7',
      'ghcr.io/upstream/app:v1',
      /^would-admit/,
    ],
    [
      'by default it is enough to name the repository of an image by digest',
      undefined,
      `ghcr.io/acme/app@${DIGEST}`,
      'ghcr.io/acme/app:v9',
      /^would-admit/,
    ],
    ['the same reference', { type: 'matchExact' }, 'ghcr.io/acme/app:v1', 'ghcr.io/acme/app:v1', /^would-admit/],
    [
      'a repository that the policy names',
      { type: 'exactRepository', dockerRepository: 'ghcr.io/upstream/app' },
      'ghcr.io/acme/app:v1',
      'ghcr.io/upstream/app',
      /^would-admit/,
    ],
    [
      'a name that is remapped',
      { type: 'remapIdentity', prefix: 'ghcr.io/acme', signedPrefix: 'b.example/x' },
      'ghcr.io/acme/app:v1',
      'b.example/x/app:v1',
      /^would-admit/,
    ],
    [
      'a prefix of a name that is no whole component is not remapped',
      { type: 'remapIdentity', prefix: 'ghcr.io/acm', signedPrefix: 'b.example' },
      'ghcr.io/acme/app:v1',
      'b.example/e/app:v1',
      /^would-deny/,
    ],
  ])('%s', (_title, signedIdentity, image, signedAs, expected) => {
    const { signedIdentity: _, ...key } = KEY
    const one = policyOfJson({ default: [signedIdentity === undefined ? key : { ...key, signedIdentity }] })
    expect(outcomes([one], podOf(image), proved, undefined, signedAs)[0]).toMatch(expected)
  })

  test.each([
    ['GPG keys', { type: 'signedBy', keyType: 'GPGKeys', keyPath: '/etc/key.gpg' }, /signedBy/],
    ['a key on the node', { type: 'sigstoreSigned', keyPath: '/etc/pki/acme.pub' }, /\/etc\/pki\/acme\.pub: no file/],
    [
      'its own certificate authority',
      {
        type: 'sigstoreSigned',
        fulcio: { caPath: '/a', oidcIssuer: 'https://a.example', subjectEmail: 'a@b.example' },
        rekorPublicKeyPath: '/b',
        signedIdentity: { type: 'matchRepository' },
      },
      /its own certificate authority/,
    ],
    ['its own log', { ...KEY, rekorPublicKeyData: 'x' }, /the log is another/],
  ])('%s leave the policy unverified by name, even when everything was proved', (_title, requirement, expected) => {
    const [outcome] = outcomes(
      [policyOfJson({ default: [requirement] })],
      podOf('ghcr.io/acme/app:v1'),
      proved,
      undefined,
      'ghcr.io/acme/app',
    )
    expect(outcome).toMatch(/^unverified/)
    expect(outcome).toMatch(expected)
  })

  const ANY_TAG = policyOfJson({ default: [{ ...KEY, signedIdentity: { type: 'matchRepoDigestOrExact' } }] })
  test('the order of signatures is without influence: one that carries the name is enough', () => {
    const pod = podOf('ghcr.io/acme/app:v1')
    const plain = factsOf(pod, [ANY_TAG], proved)
    const signed = (tag: string) => ({
      ...{ signer: 'x', store: 'tag sha256-aa.sig' },
      claims: [['docker-reference', `ghcr.io/acme/app:${tag}`]] as const,
    })
    for (const each of [
      [signed('v9'), signed('v1')],
      [signed('v1'), signed('v9')],
    ]) {
      const evidence = plain.evidence.map((one) => ({ ...one, status: 'proved' as const, facts: each[0] ?? signed(''), each }))
      expect(judgeClusterPolicies([ANY_TAG], { ...plain, evidence })).toMatchObject([{ outcome: 'would-admit' }])
    }
  })

  test('runtimes pull the manifest of their platform out of an index, and its signatures decide', () => {
    const pod = podOf('ghcr.io/acme/app:v1')
    const plain = factsOf(pod, [policy], proved)
    const [amd64, arm64, whole] = [digest('b'), digest('c'), DIGEST]
    const mediaType = 'application/vnd.oci.image.manifest.v1+json'
    const platforms = [
      { platform: 'linux/amd64', digest: amd64, mediaType, size: 1 },
      { platform: 'linux/arm64', digest: arm64, mediaType, size: 1 },
      { platform: 'unknown/unknown', digest: digest('d'), mediaType, size: 1 },
    ]
    const resolutions = plain.resolutions.map((one) => {
      if (one.answer.kind !== 'found') throw new Error('the image is found')
      return { ...one, answer: { ...one.answer, value: { ...one.answer.value, platforms } } }
    })
    const seen = { ...plain, resolutions }
    const claims = clusterClaims([policy], seen)
    expect(claims.map((claim) => claim.digest)).toEqual([amd64, arm64])
    const facts = { signer: 'x', store: 'tag sha256-aa.sig', claims: [['docker-reference', 'ghcr.io/acme/app']] as const }
    const held = (signed: readonly string[]) =>
      judgeClusterPolicies([policy], {
        ...seen,
        evidence: claims.map((claim) =>
          signed.includes(claim.digest) ? { claim, status: 'proved' as const, facts } : { claim, status: 'absent' as const },
        ),
      })[0]
    expect(held([whole])).toMatchObject({ outcome: 'would-deny' })
    expect(held([amd64, arm64])).toMatchObject({ outcome: 'would-admit' })
    expect(held([amd64])).toMatchObject({ outcome: 'unverified' })
    expect(held([amd64])?.why[0]).toMatch(/linux\/amd64 is accepted, linux\/arm64 is refused/)
  })

  test('a file without default is refused whole by skopeo 1.9.3, and so is every pull', () => {
    const one = policyOfJson({ transports: { docker: { 'ghcr.io/acme': [ANYTHING] } } })
    expect(outcomes([one], podOf('ghcr.io/acme/app:v1'), proved)[0]).toMatch(/^would-deny: .*no default/)
  })

  test.each([
    ['SHA-256, which the cluster checks', 'sha256', /^would-admit/],
    ['SHA-384, as cosign 3 signs', 'sha384', /^would-deny: .*signed with sha384, and the cluster checks sha256 only/],
    ['a hash that facts of an older version do not tell', undefined, /^unverified: .*not known which hash/],
  ])('a proof by a key of P-384 over %s', (_title, scheme, expected) => {
    const pem = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const one = policyOfJson({ default: [{ ...KEY, keyData: Buffer.from(pem).toString('base64') }] })
    const plain = factsOf(podOf('ghcr.io/acme/app:v1'), [one], proved, undefined, 'ghcr.io/acme/app')
    const evidence = plain.evidence.map((answer) =>
      answer.status === 'proved' && scheme !== undefined ? { ...answer, facts: { ...answer.facts, scheme } } : answer,
    )
    const [result] = judgeClusterPolicies([one], { ...plain, evidence })
    expect(`${result?.outcome}: ${result?.why.join()}`).toMatch(expected)
    expect(outcomes([one], podOf('ghcr.io/acme/app:v1'), absent)[0]).toMatch(/^would-deny/)
  })

  test('a key on the node is used when a file is given for it', () => {
    const one = policyOfJson(
      { default: [{ type: 'sigstoreSigned', keyPath: '/etc/acme.pub', signedIdentity: { type: 'matchRepository' } }] },
      new Map([['/etc/acme.pub', PEM]]),
    )
    expect(outcomes([one], podOf('ghcr.io/acme/app:v1'), proved, undefined, 'ghcr.io/acme/app')[0]).toMatch(/^would-admit/)
  })

  test.each([
    ['an unknown field', { default: [{ ...KEY, keydata: 'x' }] }, /keydata is not a field/],
    ['an unknown type', { default: [{ type: 'acceptAll' }] }, /type is "acceptAll"/],
    ['no requirement', { default: [REJECT], transports: { docker: { 'ghcr.io': [] } } }, /needs at least one requirement/],
    ['two keys', { default: [{ ...KEY, keyPath: '/x' }] }, /exactly one/],
  ])('%s: unverified by name', (_title, json, expected) => {
    const read = policyOfJson(json)
    expect(read.problems).toContainEqual(expect.stringMatching(expected))
    expect(outcomes([read], podOf('ghcr.io/acme/app:v1'), proved, undefined, 'ghcr.io/acme/app')[0]).toMatch(/^unverified/)
  })
})

describe('trust policy of notation', () => {
  const statement = (more: object): object => ({
    name: 'acme',
    registryScopes: ['ghcr.io/acme/app'],
    signatureVerification: { level: 'strict' },
    trustStores: ['ca:acme'],
    trustedIdentities: ['x509.subject: C=US, ST=WA, O=acme'],
    ...more,
  })
  const certificates = new Map([['ca:acme', '-----BEGIN CERTIFICATE-----']])
  const read = (statements: readonly object[], keys = certificates) =>
    policyOfJson({ version: '1.0', trustPolicies: statements }, keys, 'policies/trustpolicy.json')
  const APP = podOf('ghcr.io/acme/app:v1')
  const nobody = { trustStores: undefined, trustedIdentities: undefined }
  const skipped = statement({ name: 'b', signatureVerification: { level: 'skip' }, ...nobody })

  test('a statement becomes a notation authority, and what cannot be verified is unverified by name', () => {
    const policy = read([statement({})])
    expect(
      clusterClaims(
        [policy],
        factsOf(APP, [policy], () => 'unknown'),
      )[0]?.authority,
    ).toEqual({
      kind: 'notation',
      name: 'acme',
      trustStore: ['-----BEGIN CERTIFICATE-----'],
      identities: ['C=US, ST=WA, O=acme'],
      level: 'strict',
    })
    expect(outcomes([policy], APP, () => 'unknown')[0]).toMatch(/^unverified/)
  })

  const authorityOf = (more: object, keys = certificates) =>
    clusterClaims(
      [read([statement(more)], keys)],
      factsOf(APP, [read([statement(more)], keys)], () => 'unknown'),
    )[0]?.authority
  test('its stores are kept apart by type, and waiving the look for revocation is the one override that is used', () => {
    const stores = new Map([...certificates, ['tsa:time', 'TSA'], ['signingAuthority:x', 'SA']])
    expect(authorityOf({ trustStores: ['ca:acme', 'tsa:time'] }, stores)).toMatchObject({
      trustStore: ['-----BEGIN CERTIFICATE-----'],
      timestampAuthorities: ['TSA'],
      level: 'strict',
    })
    expect(authorityOf({ signatureVerification: { level: 'permissive' } })).toMatchObject({ level: 'permissive' })
    for (const revocation of ['skip', 'log'])
      expect(authorityOf({ signatureVerification: { level: 'strict', override: { revocation } } })).toMatchObject({
        level: 'permissive',
      })
    expect(authorityOf({ signatureVerification: { level: 'strict', override: { revocation: 'enforce' } } })).toMatchObject({
      level: 'strict',
    })
    expect(authorityOf({ trustStores: ['signingAuthority:x'] }, stores)).toMatchObject({
      trustStore: [],
      signingAuthorities: ['SA'],
    })
  })
  test.each<[string, object, string, string]>([
    ['a statement as the verifier has it', {}, 'would-admit', 'would-deny'],
    [
      'revocation that is not looked at',
      { signatureVerification: { level: 'strict', override: { revocation: 'skip' } } },
      'would-admit',
      'would-deny',
    ],
    [
      'level permissive, which only records what has run out',
      { signatureVerification: { level: 'permissive' } },
      'would-admit',
      'would-deny',
    ],
    [
      'a timestamp that need not be there',
      { signatureVerification: { level: 'strict', verifyTimestamp: 'afterCertExpiry' } },
      'would-admit',
      'would-deny',
    ],
    [
      'another override',
      { signatureVerification: { level: 'strict', override: { expiry: 'log' } } },
      'would-admit',
      'would-deny',
    ],
    ['level audit', { signatureVerification: { level: 'audit' } }, 'would-admit', 'would-audit'],
    ['a signing authority beside', { trustStores: ['ca:acme', 'signingAuthority:x'] }, 'would-admit', 'would-deny'],
  ])('%s: what a proof and a refusal are worth', (_title, more, proof, refusal) => {
    const policy = read([statement(more)], new Map([...certificates, ['signingAuthority:x', 'SA']]))
    expect(outcomes([policy], APP, proved)[0]?.split(':')[0]).toBe(proof)
    expect(outcomes([policy], APP, () => 'refuted')[0]?.split(':')[0]).toBe(refusal)
  })

  test('level audit records what cannot be judged, and is open where nobody could look', () => {
    const policy = read([statement({ signatureVerification: { level: 'audit' } })])
    const unjudged = factsOf(APP, [policy], () => 'unknown')
    const evidence = unjudged.evidence.map(({ claim }) => ({
      ...{ claim, status: 'unknown' as const },
      problem: { kind: 'unsupported' as const, about: 'x', detail: 'revocation-unchecked' },
    }))
    expect(judgeClusterPolicies([policy], unjudged)).toMatchObject([{ outcome: 'unverified', mode: 'enforce' }])
    expect(judgeClusterPolicies([policy], { ...unjudged, evidence })).toMatchObject([{ outcome: 'unverified', mode: 'audit' }])
  })

  test.each([
    ['a broken signature', 'invalid', 'signature-invalid: it does not verify', [], 'would-deny'],
    ['one of another image', 'invalid', 'digest-mismatch: it is about another image', [], 'would-deny'],
    ['one that ran out', 'invalid', 'signature-expired: then', [], 'would-audit'],
    ['one that ran out beside a broken one', 'invalid', 'signature-invalid: x', ['signature-expired: then'], 'would-audit'],
    ['one by a stranger', 'untrusted', 'certificate-identity: x', [], 'would-audit'],
  ] as const)('level audit enforces integrity (notation 1.3.2): %s', (_title, because, reason, others, expected) => {
    const policy = read([statement({ signatureVerification: { level: 'audit' } })])
    const plain = factsOf(APP, [policy], absent)
    const evidence = plain.evidence.map(({ claim }) => ({ claim, status: 'refuted' as const, because, reason, others }))
    expect(judgeClusterPolicies([policy], { ...plain, evidence })).toMatchObject([{ outcome: expected }])
  })

  test.each([
    [
      'a trust store of which no certificates are given',
      [statement({})],
      'ghcr.io/acme/app:v1',
      'unverified',
      new Map<string, string>(),
    ],
    [
      'the exact scope goes before the star',
      [statement({ registryScopes: ['*'] }), skipped],
      'ghcr.io/acme/app:v1',
      'would-admit',
      certificates,
    ],
    [
      'the star is for all others',
      [statement({ registryScopes: ['*'] }), skipped],
      'ghcr.io/acme/other:v1',
      'would-deny',
      certificates,
    ],
    ['without a statement the image is refused', [statement({})], 'ghcr.io/acme/other:v1', 'would-deny', certificates],
    [
      'level audit needs a signature, whosever',
      [statement({ signatureVerification: { level: 'audit' } })],
      'ghcr.io/acme/app:v1',
      'would-deny',
      certificates,
    ],
    [
      'an override that is not used here',
      [statement({ signatureVerification: { level: 'strict', override: { expiry: 'log' } } })],
      'ghcr.io/acme/app:v1',
      'would-deny',
      certificates,
    ],
  ])('%s', (_title, statements, image, expected, keys) => {
    expect(outcomes([read(statements, keys)], podOf(image), absent)[0]?.split(':')[0]).toBe(expected)
  })

  test('scopes may have a port, and all that names of repositories have', () => {
    const scopes = ['localhost:5000/app', 'a-b.example/a__b/c.d-e---f', 'local/layout', 'GHCR.io/acme/app']
    expect(read([statement({ registryScopes: scopes })]).problems).toEqual([])
  })

  test.each([
    ['another version', { version: '2.0', trustPolicies: [statement({})] }, /version must be/],
    [
      'a star beside scopes',
      { version: '1.0', trustPolicies: [statement({ registryScopes: ['*', 'a.example/b'] })] },
      /"\*" beside other scopes/,
    ],
    ['a scope twice', { version: '1.0', trustPolicies: [statement({}), statement({ name: 'b' })] }, /twice/],
    [
      'an identity without its parts',
      { version: '1.0', trustPolicies: [statement({ trustedIdentities: ['x509.subject: O=acme'] })] },
      /without C, ST/,
    ],
    [
      'attributes in small letters (notation 1.3.2 refuses the file)',
      { version: '1.0', trustPolicies: [statement({ trustedIdentities: ['x509.subject: c=US, st=WA, o=acme'] })] },
      /attributes in capitals only/,
    ],
    [
      'a store of no kind',
      { version: '1.0', trustPolicies: [statement({ trustStores: ['ca:acme', 'acme'] })] },
      /trustStores has "acme"/,
    ],
    ['no identity', { version: '1.0', trustPolicies: [statement({ trustedIdentities: [] })] }, /trustedIdentities needs/],
    [
      'a level that is none',
      { version: '1.0', trustPolicies: [statement({ signatureVerification: { level: 'lax' } })] },
      /level is "lax"/,
    ],
    ...[
      'ghcr.io/acme/*',
      'https://ghcr.io/acme/app',
      'ghcr.io/acme/app:v1',
      'ghcr.io',
      'ghcr.io/Acme/app',
      'ghcr..io/acme/app',
      '-a.io/app',
    ].map((scope): [string, object, RegExp] => [
      `the scope ${scope}`,
      { version: '1.0', trustPolicies: [statement({}), statement({ name: 'b', registryScopes: [scope] })] },
      /which is no host with a repository/,
    ]),
    [
      'two statements of one name',
      { version: '1.0', trustPolicies: [statement({}), statement({ registryScopes: ['*'] })] },
      /two statements of the name "acme"/,
    ],
    [
      'level skip beside somebody who is trusted',
      { version: '1.0', trustPolicies: [statement({ signatureVerification: { level: 'skip' } })] },
      /trustStores and level skip exclude each other/,
    ],
    [
      'level skip with an override',
      {
        version: '1.0',
        trustPolicies: [statement({ signatureVerification: { level: 'skip', override: { expiry: 'log' } }, ...nobody })],
      },
      /override and level skip exclude each other/,
    ],
    [
      'an identity inside another one',
      {
        version: '1.0',
        trustPolicies: [
          statement({ trustedIdentities: ['x509.subject: C=US, ST=WA, O=acme', 'x509.subject: O=acme, ST=WA, C=US, OU=web'] }),
        ],
      },
      /overlaps/,
    ],
  ])('T17 %s: notation refuses the whole file, so every image is denied, by the field', (_title, json, expected) => {
    const [outcome] = outcomes([policyOfJson(json, certificates)], APP, proved)
    expect(outcome).toMatch(expected)
    expect(outcome).toMatch(/^would-deny: notation refuses the whole file: /)
  })

  test.each([
    ['a name that is not read here', ['x509.subject: C=US, ST=WA, O=#1234'], /start with #/],
    ['an identity of a plugin', ['aws.arn: arn:aws:signer:eu-west-1:111122223333:/signing-profiles/acme'], /no x509\.subject/],
  ])('T17 %s may be right for notation: unverified by name', (_title, trustedIdentities, expected) => {
    const json = { version: '1.0', trustPolicies: [statement({ trustedIdentities })] }
    expect(outcomes([policyOfJson(json, certificates)], APP, proved)[0]).toMatch(/^unverified/)
    expect(policyOfJson(json, certificates).problems).toContainEqual(expect.stringMatching(expected))
  })

  test.each<[string, object, string, string]>([
    [
      'a step that is recorded, with none after it enforced',
      { authenticTimestamp: 'log', revocation: 'skip' },
      'timestamp-missing: x',
      'would-audit',
    ],
    [
      'a step that is recorded, with a later one that nobody came to',
      { authenticTimestamp: 'log' },
      'timestamp-missing: x',
      'unverified',
    ],
    ['a step that is enforced', { authenticTimestamp: 'log', revocation: 'skip' }, 'signature-expired: x', 'would-deny'],
    [
      'integrity, whatever is recorded',
      { expiry: 'log', authenticTimestamp: 'log', revocation: 'log' },
      'signature-invalid: x',
      'would-deny',
    ],
  ])('a signature that fails at %s', (_title, override, reason, expected) => {
    const policy = read([statement({ signatureVerification: { level: 'strict', override } })])
    const plain = factsOf(APP, [policy], absent)
    const evidence = plain.evidence.map(({ claim }) => ({
      claim,
      status: 'refuted' as const,
      because: 'invalid' as const,
      reason,
    }))
    expect(judgeClusterPolicies([policy], { ...plain, evidence })).toMatchObject([{ outcome: expected }])
  })
})
