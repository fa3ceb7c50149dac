import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { block, outcomes, PEM, podOf, policyIn } from './cluster.ts'

const IDENTITIES = 'identities: [{issuer: https://accounts.google.com, subject: me@acme.example}]'
const DATA = `data: |\n${block(PEM, 12)}`
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab'

function text(authority: string, spec = '', version = 'v1beta1', images = '[{glob: "ghcr.io/acme/**"}]'): string {
  return `apiVersion: policy.sigstore.dev/${version}\nkind: ClusterImagePolicy\nmetadata: {name: acme}\nspec:\n  images: ${images}\n${spec}  authorities:\n    - ${authority}\n`
}

const key = (fields: string): string => `key:\n          ${fields}`
const keyless = (fields: string): string => `keyless:\n          ${fields}`

describe('which ClusterImagePolicies are valid', () => {
  test.each([
    ['a key', text(key(DATA))],
    ['an RSA key in its own PEM', text(key(`data: |\n${block(RSA, 12)}`))],
    ['a key with its hash', text(key(`hashAlgorithm: sha512\n          ${DATA}`))],
    ['a key in a secret', text(key('secretRef: {name: a, namespace: b}'))],
    ['the older version', text(key(DATA), '', 'v1alpha1')],
    ['a keyless identity', text(keyless(IDENTITIES))],
    ['a keyless identity with its URL', text(keyless(`url: https://fulcio.acme.example\n          ${IDENTITIES}`))],
    ['certificates of its own', text(keyless(`ca-cert: {secretRef: {name: a}}\n          ${IDENTITIES}`))],
    [
      'certificates in a key management service',
      text(keyless(`ca-cert: {kms: "awskms:///arn:aws:kms:us-east-2:111122223333:alias/x"}\n          ${IDENTITIES}`)),
    ],
    ['an expression', text(keyless('identities: [{issuerRegExp: ".*", subjectRegExp: "^https://github.com/acme/.+$"}]'))],
    ['an expression that is not supported here', text(keyless('identities: [{issuer: a, subjectRegExp: "(?i)acme"}]'))],
    ['static', text('static: {action: pass}')],
    ['a timestamp', text(`${keyless(IDENTITIES)}\n      rfc3161timestamp: {trustRootRef: acme}`)],
    [
      'a source that is a repository',
      text(`${key(DATA)}\n      source: [{oci: registry.acme.example/signatures, signaturePullSecrets: [{name: a}]}]`),
    ],
    ['a source that is a registry', text(`${key(DATA)}\n      source: [{oci: registry.acme.example}]`)],
    ['an attestation by a short name', text(`${keyless(IDENTITIES)}\n      attestations: [{name: a, predicateType: cyclonedx}]`)],
    [
      'an attestation by a type',
      text(`${keyless(IDENTITIES)}\n      attestations: [{name: a, predicateType: "https://acme.example/v1"}]`),
    ],
    ['Rego from a map', text(key(DATA), '  policy: {type: rego, configMapRef: {name: a, key: b}}\n')],
    ['CUE over the config', text(key(DATA), '  policy: {type: cue, data: x, fetchConfigFile: true, includeSpec: true}\n')],
    [
      'a match',
      text(
        key(DATA),
        '  match: [{group: apps, version: v1, resource: deployments, selector: {matchExpressions: [{key: a, operator: Exists}]}}]\n',
      ),
    ],
    ['mode warn', text(key(DATA), '  mode: warn\n')],
    ['a glob with a digest', text(key(DATA), '', 'v1beta1', '[{glob: "ghcr.io/acme/app@sha256:*"}]')],
    ...[
      `awskms://localhost:4566/arn:aws:kms:us-east-2:111122223333:key/${KEY_ID}`,
      `awskms:///arn:aws:kms:us-east-2:111122223333:key/${KEY_ID}`,
      'awskms:///arn:aws-cn:kms:cn-north-1:111122223333:alias/Example',
      'gcpkms://projects/x',
      'azurekms://x.vault.azure.net/key',
      'hashivault://x',
    ].map((kms) => [kms, text(key(`kms: "${kms}"`))]),
  ])('%s', (_title, yaml) => {
    expect(policyIn(yaml ?? '').problems).toEqual([])
  })

  test.each([
    ['no images', text(key(DATA), '', 'v1beta1', '[]'), 'spec.images needs at least one entry'],
    ['an empty glob', text(key(DATA), '', 'v1beta1', '[{glob: ""}]'), 'spec.images[0].glob is missing'],
    ['an expression as a glob', text(key(DATA), '', 'v1beta1', '[{glob: "ghcr.io/(acme|evil)/.+"}]'), 'spec.images[0].glob'],
    [
      'an image field that is none',
      text(key(DATA), '', 'v1beta1', '[{glob: "**", regex: ".*"}]'),
      'spec.images[0].regex is not a field',
    ],
    [
      'no authorities',
      text(key(DATA)).replace(/authorities:[\s\S]*/, 'authorities: []\n'),
      'spec.authorities needs at least one entry',
    ],
    ['authorities left out', text(key(DATA)).replace(/ {2}authorities:[\s\S]*/, ''), 'spec.authorities needs at least one entry'],
    ['an authority of no kind', text('name: nobody'), 'spec.authorities[0] needs one of key, keyless, static'],
    ['an empty key', text('key: {}'), 'spec.authorities[0].key needs one of'],
    ['a key that is null', text('key: null'), 'spec.authorities[0] needs one of'],
    ['a key and a keyless identity', text(`${key(DATA)}\n      ${keyless(IDENTITIES)}`), 'exactly one may be given'],
    ['a key and static', text(`${key(DATA)}\n      static: {action: pass}`), 'exactly one may be given'],
    ['two sources of a key', text(key(`kms: "gcpkms://x"\n          ${DATA}`)), 'exactly one may be given'],
    [
      'a key in a secret and in a service',
      text(key('kms: "gcpkms://x"\n          secretRef: {name: a}')),
      'exactly one may be given',
    ],
    ['text that is no key', text(key('data: hello')), 'key.data is not a public key in PEM'],
    [
      'a broken key',
      text(key('data: |\n            -----BEGIN PUBLIC KEY-----\n            AAAA\n            -----END PUBLIC KEY-----')),
      'key.data is not a public key in PEM',
    ],
    ['a hash that is none', text(key(`hashAlgorithm: md5\n          ${DATA}`)), 'hashAlgorithm is "md5"'],
    ['keyless without identities', text('keyless: {url: "https://fulcio.sigstore.dev"}'), 'keyless.identities is missing'],
    ['keyless that is empty', text('keyless: {}'), 'keyless.identities is missing'],
    ['an empty list of identities', text(keyless('identities: []')), 'keyless.identities is missing'],
    ['an identity without a subject', text(keyless('identities: [{issuer: a}]')), 'needs one of subject, subjectRegExp'],
    ['an identity without an issuer', text(keyless('identities: [{subject: a}]')), 'needs one of issuer, issuerRegExp'],
    ['an identity of nothing', text(keyless('identities: [{}]')), 'needs one of issuer, issuerRegExp'],
    ['an issuer twice', text(keyless('identities: [{issuer: a, issuerRegExp: b, subject: c}]')), 'issuer and issuerRegExp'],
    ['a subject twice', text(keyless('identities: [{issuer: a, subject: c, subjectRegExp: d}]')), 'subject and subjectRegExp'],
    [
      'a broken issuer expression',
      text(keyless('identities: [{issuerRegExp: "***", subject: c}]')),
      'issuerRegExp is no regular expression',
    ],
    [
      'a broken subject expression',
      text(keyless('identities: [{issuer: a, subjectRegExp: "[a"}]')),
      'subjectRegExp is no regular expression',
    ],
    [
      'a URL and certificates',
      text(keyless(`url: https://a.example\n          ca-cert: {secretRef: {name: a}}\n          ${IDENTITIES}`)),
      'ca-cert and url exclude each other',
    ],
    ['certificates from nowhere', text(keyless(`ca-cert: {}\n          ${IDENTITIES}`)), 'ca-cert needs one of'],
    ['a URL that is none', text(keyless(`url: fulcio\n          ${IDENTITIES}`)), 'keyless.url is no URL'],
    ['an action that is none', text('static: {action: maybe}'), 'action is "maybe"'],
    ['no action', text('static: {}'), 'action is missing'],
    [
      'static with attestations',
      text('static: {action: pass}\n      attestations: [{name: a, predicateType: vuln}]'),
      'attestations and static exclude each other',
    ],
    [
      'static with a source',
      text('static: {action: pass}\n      source: [{oci: a.example/b}]'),
      'source and static exclude each other',
    ],
    [
      'static with a log',
      text('static: {action: pass}\n      ctlog: {url: "https://rekor.sigstore.dev"}'),
      'ctlog and static exclude each other',
    ],
    ['a source that is none', text(`${key(DATA)}\n      source: [{oci: "Not A Repository"}]`), 'source[0].oci'],
    [
      'a pull secret without a name',
      text(`${key(DATA)}\n      source: [{oci: a.example/b, signaturePullSecrets: [{}]}]`),
      'signaturePullSecrets[0].name is missing',
    ],
    [
      'an attestation without a name',
      text(`${key(DATA)}\n      attestations: [{predicateType: vuln}]`),
      'attestations[0].name is missing',
    ],
    [
      'an attestation without a type',
      text(`${key(DATA)}\n      attestations: [{name: a}]`),
      'attestations[0].predicateType is missing',
    ],
    [
      'an attestation of a type that is none',
      text(`${key(DATA)}\n      attestations: [{name: a, predicateType: notatype}]`),
      'predicateType "notatype"',
    ],
    ['a policy language that is none', text(key(DATA), '  policy: {type: lua, data: x}\n'), 'policy.type must be cue or rego'],
    ['a policy without a text', text(key(DATA), '  policy: {type: cue}\n'), 'spec.policy needs one of'],
    [
      'a policy with two texts',
      text(key(DATA), '  policy: {type: cue, data: x, configMapRef: {name: a, key: b}}\n'),
      'exactly one may be given',
    ],
    ['a map without a key', text(key(DATA), '  policy: {type: cue, configMapRef: {name: a}}\n'), 'configMapRef.key is missing'],
    [
      'a config for an attestation',
      text(
        `${key(DATA)}\n      attestations: [{name: a, predicateType: vuln, policy: {type: cue, data: x, fetchConfigFile: true}}]`,
      ),
      'fetchConfigFile is not a field',
    ],
    ['a mode that is none', text(key(DATA), '  mode: audit\n'), 'spec.mode is "audit"'],
    ['a resource that is none', text(key(DATA), '  match: [{resource: services}]\n'), 'match[0].resource "services"'],
    [
      'a selector without a resource',
      text(key(DATA), '  match: [{selector: {matchLabels: {a: b}}}]\n'),
      'match[0].selector needs resource',
    ],
    ['a version that is none', text(key(DATA), '', 'v2'), 'apiVersion'],
    ['a signature format that is none', text(`${key(DATA)}\n      signatureFormat: dsse`), 'signatureFormat is "dsse"'],
    [
      'a list that is none',
      text(key(DATA)).replace('images: [', 'images: {x: [').replace('**"}]', '**"}]}'),
      'spec.images must be a list',
    ],
    ...[
      'awskms://arn:aws:kms:us-east-2:111122223333:key/x',
      'awskms://localhost/1234',
      `awskms://localhost/${KEY_ID}`,
      `awskms:///${KEY_ID}`,
      `awskms:///mrk-${KEY_ID.replaceAll('-', '')}`,
      `awskms://localhost:4566/${KEY_ID}`,
      'awskms:///alias/Example',
      'awskms:///arn:aws:kms:us-east-2:1:key/x',
      'awskms://',
      'mykms://x',
      'arn:aws:kms:us-east-2:111122223333:alias/x',
    ].map((kms) => [kms, text(key(`kms: "${kms}"`)), 'key.kms']),
  ])('T17 not with %s, and then it is unverified by the field', (_title, yaml, problem) => {
    const policy = policyIn(yaml ?? '')
    expect(policy.problems).toContainEqual(expect.stringContaining(problem ?? ''))
    expect(outcomes([policy], podOf('ghcr.io/acme/app:v1'), () => 'proved')[0]).toMatch(/^unverified/)
  })
})
