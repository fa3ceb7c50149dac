import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { builtInRepositories } from '../../src/adapters/trust/repositories.ts'
import type { Checked, Reason } from '../../src/verify/crypto/checked.ts'
import { loadKey } from '../../src/verify/crypto/keys.ts'
import { secondOpinion } from '../../src/verify/second-opinion.ts'
import { readTrustRoot } from '../../src/verify/trust-root.ts'
import { openBundle } from '../../src/verify/verifiers/bundle.ts'
import { type Verified, verifyMaterial } from '../../src/verify/verify-material.ts'

const shared = process.env.PREADMIT_SHARED
const suite = shared === undefined ? describe.skip : describe

/** Why each case that must fail has to fail: the accident that another reader fails on is not good enough. */
const REASONS: Readonly<Record<string, Reason>> = {
  'bundle-empty-certificate-chain_fail': 'bundle-malformed',
  'bundle-from-wrong-instance_fail': 'log-unknown',
  'bundle-invalid-base64-signature_fail': 'bundle-malformed',
  'bundle-malformed-json_fail': 'bundle-malformed',
  'bundle-negative-log-index_fail': 'bundle-malformed',
  'bundle-unknown-version_fail': 'bundle-unsupported',
  'bundle-with-root-cert_fail': 'bundle-malformed',
  'checkpoint-bad-keyhint_fail': 'log-checkpoint-invalid',
  'checkpoint-wrong-roothash_fail': 'log-checkpoint-invalid',
  'dsse-invalid-sig_fail': 'signature-invalid',
  'dsse-mismatch-envelope_fail': 'log-entry-mismatch',
  'dsse-mismatch-sig_fail': 'log-entry-mismatch',
  'inclusion-proof-corrupted-hash_fail': 'log-proof-invalid',
  'incorrect-public-key_fail': 'log-promise-invalid',
  'integrated-time-in-future_fail': 'certificate-not-valid-then',
  'intoto-expired-certificate_fail': 'certificate-not-valid-then',
  'intoto-log-entry-mismatch_fail': 'log-entry-mismatch',
  'intoto-missing-inclusion-proof_fail': 'bundle-malformed',
  'intoto-set-outside-signing-cert-validity_fail': 'certificate-not-valid-then',
  'intoto-tsa-timestamp-outside-cert-validity_fail': 'certificate-not-valid-then',
  'invalid-checkpoint-signature_fail': 'log-checkpoint-invalid',
  'invalid-ct-key_fail': 'sct-missing',
  'invalid-inclusion-proof_fail': 'bundle-malformed',
  'managed-key-no-key_fail': 'key-mismatch',
  'managed-key-wrong-key_fail': 'key-malformed',
  'message-digest-mismatch_fail': 'digest-mismatch',
  'rekor2-checkpoint-missing-log-signature_fail': 'log-checkpoint-invalid',
  'rekor2-checkpoint-missing-origin_fail': 'log-checkpoint-invalid',
  'rekor2-checkpoint-missing-root-hash_fail': 'log-checkpoint-invalid',
  'rekor2-checkpoint-missing-size_fail': 'log-checkpoint-invalid',
  'rekor2-checkpoint-no-matching-signature_fail': 'log-checkpoint-invalid',
  'rekor2-dsse-invalid-sig_fail': 'signature-invalid',
  'rekor2-dsse-mismatch-envelope_fail': 'log-entry-mismatch',
  'rekor2-dsse-mismatch-sig_fail': 'log-entry-mismatch',
  'rekor2-no-inclusion-proof_fail': 'bundle-malformed',
  'rekor2-no-timestamp_fail': 'timestamp-missing',
  'rekor2-timestamp-outside-trust-root-tsa-validity_fail': 'timestamp-invalid',
  'rekor2-timestamp-outside-tsa-cert-validity_fail': 'certificate-not-valid-then',
  'rekor2-timestamp-payload-mismatch_fail': 'timestamp-mismatch',
  'rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail': 'timestamp-authority-unknown',
  'rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail': 'timestamp-authority-unknown',
  'rekor2-timestamp-with-incorrect-time_fail': 'certificate-not-valid-then',
  'set-invalid-signature_fail': 'log-promise-invalid',
  'signature-mismatch_fail': 'signature-invalid',
  'trust-root-tlog-missing-validity-start_fail': 'trust-root-malformed',
  'wrong-hashedrekord-artifact_fail': 'log-entry-mismatch',
  'wrong-hashedrekord-cert-and-sig_fail': 'log-entry-mismatch',
  'wrong-hashedrekord-entry_fail': 'log-entry-mismatch',
  'wrong-material_fail': 'digest-mismatch',
}

suite(`sigstore-conformance bundle-verify (${shared === undefined ? 'skipped: set PREADMIT_SHARED' : 'artifact mode'})`, () => {
  const base = join(shared ?? '', 'conformance/sigstore')
  const cases =
    shared === undefined
      ? ['none']
      : readdirSync(join(base, 'bundle-verify')).filter((name) =>
          existsSync(join(base, 'bundle-verify', name, 'bundle.sigstore.json')),
        )

  test('has its 70 cases', () => {
    expect(cases).toHaveLength(70)
  })
  test.each(cases)('%s', (name) => {
    const result = runCase(base, name)
    if (name.endsWith('_fail')) expect(result).toMatchObject({ ok: false, rejection: { reason: REASONS[name] } })
    else expect(result).toMatchObject({ ok: true })
  })
})

function runCase(base: string, name: string): Checked<Verified> {
  const read = (file: string, otherwise?: string) => {
    const path = join(base, 'bundle-verify', name, file)
    return existsSync(path) ? readFileSync(path) : readFileSync(join(base, otherwise ?? file))
  }
  const own = existsSync(join(base, 'bundle-verify', name, 'trusted_root.json'))
  const root = readTrustRoot(
    'public-good',
    own ? read('trusted_root.json').toString() : (builtInRepositories.get('public-good')?.trustedRoot ?? ''),
  )
  if (!root.ok) return root
  const material = openBundle(read('bundle.sigstore.json'), read('artifact', 'a.txt'))
  if (!material.ok) return material
  const pem = existsSync(join(base, 'bundle-verify', name, 'key.pub')) ? read('key.pub').toString() : undefined
  const key = pem === undefined ? undefined : loadKey(pem)
  if (key !== undefined && !key.ok) return key
  const trusted =
    key === undefined ? {} : { key: { key: key.value, start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY } }
  const terms = { root: root.value, log: 'required', now: Date.parse('2026-11-21T00:00:00Z'), ...trusted } as const
  const verified = verifyMaterial(material.value, terms)
  if (verified.ok) expect(secondOpinion(material.value, terms, verified.value).kind).not.toBe('disagrees')
  return verified
}
