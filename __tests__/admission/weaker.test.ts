import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { isImagePolicy, weakerImagePolicy } from '../../src/admission/weaker.ts'
import type { ManifestObject } from '../../src/model/manifest-object.ts'
import { pem } from '../fakes/signing/certificates.ts'
import { newNotary } from '../fakes/signing/notation.ts'
import { block, OTHER_PEM, objectsIn, PEM } from './cluster.ts'

const KEY = `    - key:\n        data: |\n${block(PEM, 10)}\n      ctlog:\n        url: https://rekor.sigstore.dev`
const LAX_KEY = `    - key:\n        data: |\n${block(PEM, 10)}`
const OTHER = `    - key:\n        data: |\n${block(OTHER_PEM, 10)}`
const KEYLESS = `    - keyless:
        identities:
        - issuer: https://token.actions.githubusercontent.com
          subject: https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main`

function object(authorities: string, more = '  mode: enforce\n', glob = 'ghcr.io/acme/**'): ManifestObject {
  const [first] = objectsIn(`apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: {name: acme}
spec:
  images:
    - glob: "${glob}"
${more}  authorities:
${authorities}
`)
  if (first === undefined) throw new Error('no object')
  return first
}

describe('comparing an image policy with what it was', () => {
  test.each([
    ['the same policy', KEY, KEY],
    ['one authority less of several', `${KEY}\n${KEYLESS}`, KEY],
    ['a log entry is asked in addition', LAX_KEY, KEY],
    [
      'an attestation is asked in addition',
      `${KEYLESS}\n      attestations: [{name: a, predicateType: vuln}]`,
      `${KEYLESS}\n      attestations: [{name: a, predicateType: vuln}, {name: b, predicateType: spdx}]`,
    ],
    ['static fail takes the place of a key', KEY, '    - static: {action: fail}'],
  ])('%s: nothing got weaker', (_title, base, head) => {
    expect(weakerImagePolicy(object(base), object(head))).toEqual([])
  })

  test.each([
    ['another key is trusted as well', KEY, `${KEY}\n${OTHER}`, /now also admits what has a signature by the key/],
    ['the log entry is no longer asked', KEY, LAX_KEY, /now also admits/],
    ['everything is let in', KEY, `${KEY}\n    - static: {action: pass}`, /now admits every image that it is about/],
    [
      'an identity becomes an expression',
      KEYLESS,
      KEYLESS.replace('subject: https', 'subjectRegExp: https'),
      /now also admits what has a signature by \/https/,
    ],
    [
      'an attestation is no longer asked',
      `${KEYLESS}\n      attestations: [{name: a, predicateType: vuln}, {name: b, predicateType: spdx}]`,
      `${KEYLESS}\n      attestations: [{name: a, predicateType: vuln}]`,
      /now also admits/,
    ],
    [
      'certificates need no SCT any more',
      KEYLESS,
      KEYLESS.replace('keyless:', 'keyless:\n        insecureIgnoreSCT: true'),
      /now also admits/,
    ],
    [
      'a CUE policy is dropped',
      `${KEYLESS}\n      attestations: [{name: a, predicateType: vuln, policy: {type: cue, data: x}}]`,
      `${KEYLESS}\n      attestations: [{name: a, predicateType: vuln}]`,
      /now also admits/,
    ],
    ['it cannot be evaluated any more', KEY, KEY.replace('key:', 'kee:'), /cannot be evaluated any more: .*kee/],
  ])('%s: that is weaker', (_title, base, head, expected) => {
    expect(weakerImagePolicy(object(base), object(head))).toContainEqual(expect.stringMatching(expected))
  })

  test('a lower mode, a narrower glob, a match on kinds and a removal are weaker', () => {
    const base = object(KEY)
    expect(weakerImagePolicy(base, object(KEY, '  mode: warn\n'))).toEqual(['goes from enforce to warn'])
    expect(weakerImagePolicy(base, object(KEY, '', 'ghcr.io/acme/app'))).toEqual(['is no longer about ghcr.io/acme/**'])
    expect(weakerImagePolicy(base, object(KEY, '  match: [{resource: pods, version: v1}]\n'))).toEqual([
      'is about other objects than before',
    ])
    expect(weakerImagePolicy(base, undefined)).toEqual(['is removed'])
  })

  test('the keys of a TrustRoot are part of the policy', () => {
    const root = (organization: string): ManifestObject => {
      const [first] = objectsIn(
        `apiVersion: policy.sigstore.dev/v1alpha1\nkind: TrustRoot\nmetadata: {name: acme}\nspec:\n  sigstoreKeys: {certificateAuthorities: [{subject: {organization: ${organization}}}]}\n`,
      )
      if (first === undefined) throw new Error('no object')
      return first
    }
    expect(isImagePolicy(root('acme'))).toBe(true)
    expect(weakerImagePolicy(root('acme'), root('acme'))).toEqual([])
    expect(weakerImagePolicy(root('acme'), root('evil'))).toEqual(['changes the keys that image policies trust'])
  })

  test('an RSA key that ends like the one before is another key', () => {
    const spki = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' })
    const twin = Buffer.from(spki)
    twin[100] = (twin[100] ?? 0) ^ 1
    const keyed = (der: Buffer): ManifestObject => object(`    - key:\n        data: |\n${block(pem('PUBLIC KEY', der), 10)}`)
    expect(weakerImagePolicy(keyed(spki), keyed(spki))).toEqual([])
    expect(weakerImagePolicy(keyed(spki), keyed(twin))).toContainEqual(expect.stringMatching(/now also admits/))
  })

  test('the log in which a key must be found is part of what is asked', () => {
    const at = (root: string): ManifestObject =>
      object(
        KEY.replace('url: https://rekor.sigstore.dev', root === '' ? 'url: https://rekor.sigstore.dev' : `trustRootRef: ${root}`),
      )
    expect(weakerImagePolicy(at(''), at('acme'))).not.toEqual([])
  })

  test('the certificates that Notary signers need are part of what is asked', () => {
    const [ours, theirs] = [newNotary(), newNotary()].map(({ root }) => pem('CERTIFICATE', root.certificate))
    const notary = (certificate = ''): ManifestObject => {
      const [first] = objectsIn(
        `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: acme}\nspec:\n  validationFailureAction: Enforce\n  rules:\n    - name: signed\n      match: {any: [{resources: {kinds: [Pod]}}]}\n      verifyImages:\n        - imageReferences: ["ghcr.io/acme/*"]\n          type: Notary\n          attestors:\n            - entries:\n                - certificates:\n                    cert: |\n${block(certificate, 22)}\n`,
      )
      if (first === undefined) throw new Error('no object')
      return first
    }
    expect(weakerImagePolicy(notary(ours), notary(ours))).toEqual([])
    expect(weakerImagePolicy(notary(ours), notary(theirs))).toContainEqual(
      expect.stringMatching(/now also admits what has a signature by Notary identities/),
    )
  })
})
