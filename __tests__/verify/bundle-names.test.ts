import { expect, test } from '@jest/globals'
import { attachReferrer, bundleLayer, bundleOf, signStatementFor } from '../fakes/signing/attach.ts'
import { signStatement } from '../fakes/signing/sign.ts'
import { ask, bundled, foreign, identity, keyless } from './asking.ts'
import { DIGEST } from './shelf.ts'

const TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
const bundle = bundleOf(bundled())
const attached = (json: unknown) => attachReferrer(DIGEST, TYPE, [bundleLayer(json)])

/** Every key as the definition of bundles writes it. */
function asDefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asDefined)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      asDefined(inner),
    ]),
  )
}

test('a bundle with the names of the definition is what it is with those of JSON', async () => {
  expect(JSON.stringify(asDefined(bundle))).toContain('"verification_material"')
  expect(await ask([attached(asDefined(bundle))])).toMatchObject({ status: 'proved' })
})

test('its names make nothing good: signed by another Sigstore, for another digest, by somebody else, it is refuted', async () => {
  const elsewhere = signStatement(foreign, { identity }, signStatementFor(DIGEST))
  const twin = bundled({ identity }, {}, `sha256:${'0'.repeat(64)}`)
  for (const one of [elsewhere, twin]) expect((await ask([attached(asDefined(bundleOf(one)))])).status).toBe('refuted')
  const authority = { ...keyless, identity: `${keyless.identity}-evil` }
  expect((await ask([attached(asDefined(bundle))], { authority })).status).toBe('refuted')
})

test.each([
  ['at the top', { ...bundle, dsse_envelope: { payload: '' } }],
  ['in the material', { ...bundle, verificationMaterial: { ...Object(bundle.verificationMaterial), tlog_entries: [] } }],
])('a field under both of its names is malformed, because readers take different ones: %s', async (_where, json) => {
  expect(await ask([attached(json)])).toMatchObject({ status: 'refuted', reason: expect.stringMatching(/both of its names/) })
})
