import { expect, test } from '@jest/globals'
import { ask, identity, keyless, world } from '../verify/asking.ts'
import { DIGEST } from '../verify/shelf.ts'
import { attachTag, digestOf, signatureLayer, simpleSigningPayload } from './signing/attach.ts'
import { signMessage } from './signing/sign.ts'

test('a signed image, as README.md of this folder describes it, proves the claim, and the signature of another image does not', async () => {
  const signatureOf = (about: string, under: string) =>
    attachTag(under, 'sig', [signatureLayer(signMessage(world, { identity }, simpleSigningPayload(about)))])
  expect(await ask([signatureOf(DIGEST, DIGEST)], { authority: keyless })).toMatchObject({ status: 'proved' })
  expect(await ask([signatureOf(digestOf(Buffer.from('other')), DIGEST)], { authority: keyless })).toMatchObject({
    status: 'refuted',
  })
})
