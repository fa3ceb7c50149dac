import { describe, expect, test } from '@jest/globals'
import { MAX_CHECKPOINT_SIGNATURES } from '../../src/model/limits.ts'
import { sha256, signWith } from '../fakes/signing/certificates.ts'
import { type BundleEntry, checkpoint } from '../fakes/signing/log.ts'
import { ask, bundled, foreign, identity, referred, world } from './asking.ts'

const refuted = (reason: string) => ({ status: 'refuted', because: 'invalid', reason: expect.stringContaining(reason) })
const logs = [
  { log: 'rekor', key: world.rekor, stranger: foreign.rekor },
  { log: 'rekor2', key: world.rekor2, stranger: foreign.rekor2 },
] as const

type Proof = BundleEntry['inclusionProof']

describe.each(logs)('an inclusion proof of $log', ({ log, key, stranger }) => {
  /** The answer about a signature whose proof was changed after the log gave it. */
  const answer = (change: (proof: Proof) => Partial<Proof>) => {
    const signed = bundled({ identity }, { log })
    const entries = signed.entries.map((entry) => ({
      ...entry,
      inclusionProof: { ...entry.inclusionProof, ...change(entry.inclusionProof) },
    }))
    return ask([referred({ ...signed, entries })])
  }
  const rootOf = (proof: Proof) => Buffer.from(proof.rootHash, 'base64')
  const noted = (envelope: string) => ({ checkpoint: { envelope } })

  test('as the log gave it is proof', async () => {
    expect(await answer(() => ({}))).toMatchObject({ status: 'proved' })
  })
  test.each<[string, (proof: Proof) => Partial<Proof>]>([
    ['another sibling', () => ({ hashes: [sha256(Buffer.from('x')).toString('base64')] })],
    ['no sibling', () => ({ hashes: [] })],
    ['a sibling too many', ({ hashes }) => ({ hashes: [...hashes, ...hashes] })],
    ['another place in the tree', () => ({ logIndex: '0' })],
    ['a place outside of the tree', () => ({ logIndex: '2' })],
    ['another size', () => ({ treeSize: '3' })],
    ['another root hash', () => ({ rootHash: sha256(Buffer.from('x')).toString('base64') })],
  ])('with %s does not lead to its root hash', async (_, change) => {
    expect(await answer(change)).toMatchObject(refuted('log-proof-invalid'))
  })
  test('whose checkpoint the log signed for another tree is refused', async () => {
    expect(await answer(() => noted(checkpoint(key, sha256(Buffer.from('x')))))).toMatchObject(refuted('log-checkpoint-invalid'))
    expect(await answer((proof) => noted(checkpoint(key, rootOf(proof), 3)))).toMatchObject(refuted('log-checkpoint-invalid'))
  })
  test('whose checkpoint somebody else signed in its name is refused', async () => {
    const impostor = { ...key, keys: stranger.keys }
    expect(await answer((proof) => noted(checkpoint(impostor, rootOf(proof))))).toMatchObject(refuted('log-checkpoint-invalid'))
    expect(await answer((proof) => noted(checkpoint(stranger, rootOf(proof))))).toMatchObject(refuted('log-checkpoint-invalid'))
  })
  test('whose checkpoint carries the hint of another key is refused', async () => {
    const other = { ...key, id: sha256(Buffer.from('another key')) }
    expect(await answer((proof) => noted(checkpoint(other, rootOf(proof))))).toMatchObject(refuted('log-checkpoint-invalid'))
  })
  test('whose checkpoint the log signed as that of another log is refused', async () => {
    const text = (proof: Proof) => `other.log.test\n2\n${rootOf(proof).toString('base64')}\n`
    const signature = (proof: Proof) =>
      Buffer.concat([key.id.subarray(0, 4), signWith(key.keys.privateKey, Buffer.from(text(proof)), 'sha256')]).toString('base64')
    expect(await answer((proof) => noted(`${text(proof)}\n\u2014 ${key.host} ${signature(proof)}\n`))).toMatchObject(
      refuted('log-checkpoint-invalid'),
    )
  })
  test('whose checkpoint witnesses signed as well is proof, up to a limit', async () => {
    const witness = `\u2014 witness.test ${Buffer.alloc(68, 1).toString('base64')}\n`
    const witnessed = (count: number) => answer(({ checkpoint: { envelope } }) => noted(envelope + witness.repeat(count)))
    expect(await witnessed(MAX_CHECKPOINT_SIGNATURES - 1)).toMatchObject({ status: 'proved' })
    expect(await witnessed(MAX_CHECKPOINT_SIGNATURES)).toMatchObject(refuted('than 64'))
  })
})
