import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtInRepositories } from '../../src/adapters/trust/repositories.ts'
import { bundleOf } from '../fakes/signing/attach.ts'
import { type SigningOptions, signMessage } from '../fakes/signing/sign.ts'
import { trustedRoot } from '../fakes/signing/sigstore.ts'
import { attested, bundled, identity, world } from './asking.ts'
import type { Sample } from './differential.ts'

/** A bundle of every kind that both verifiers accept, from the private Sigstore. */
export function privateSamples(): readonly Sample[] {
  const root = trustedRoot(world)
  const payload = Buffer.from('{"message":1}')
  const options: readonly SigningOptions[] = [{}, { log: 'rekor2' }, { kind: 'intoto' }, { stamped: true }]
  return [
    ...options.map((one, index) => ({ name: `signature ${index}`, bundle: bundleOf(bundled({ identity }, one)), root })),
    { name: 'attestation', bundle: bundleOf(attested()), root },
    { name: 'message', bundle: bundleOf(signMessage(world, { identity }, payload)), root, payload },
    { name: 'message, rekor 2', bundle: bundleOf(signMessage(world, { identity }, payload, { log: 'rekor2' })), root, payload },
  ]
}

/** The keyless cases of sigstore-conformance that must pass, from a folder that holds them. */
export function conformanceSamples(shared: string): readonly Sample[] {
  const base = join(shared, 'conformance/sigstore')
  const cases = readdirSync(join(base, 'bundle-verify')).filter(
    (name) => !name.endsWith('_fail') && !name.startsWith('managed-key'),
  )
  return cases.flatMap((name) => {
    const file = (own: string, otherwise?: string) => {
      const path = join(base, 'bundle-verify', name, own)
      return existsSync(path) ? readFileSync(path) : otherwise === undefined ? undefined : readFileSync(join(base, otherwise))
    }
    const bundle = file('bundle.sigstore.json')
    const payload = file('artifact', 'a.txt')
    if (bundle === undefined || payload === undefined) return []
    return [
      {
        name,
        bundle: JSON.parse(bundle.toString()) as unknown,
        root: file('trusted_root.json')?.toString() ?? builtInRepositories.get('public-good')?.trustedRoot ?? '',
        payload,
      },
    ]
  })
}

/**
 * Bundles from a folder: `NAME.json` with, where there are any, `NAME.artifact` (what a message signature is over), `NAME.pub` (the
 * key that made it) and `NAME.root.json` (what it is judged by, instead of the public-good root or, without a log entry, GitHub's).
 */
export function folderSamples(folder: string): readonly Sample[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.endsWith('.root.json'))
  return names.toSorted().map((file) => {
    const name = file.slice(0, -'.json'.length)
    const beside = (suffix: string) => {
      const path = join(folder, `${name}${suffix}`)
      return existsSync(path) ? readFileSync(path) : undefined
    }
    const [payload, key] = [beside('.artifact'), beside('.pub')]
    const bundle = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, Record<string, unknown> | undefined>
    const builtIn = bundle.verificationMaterial?.tlogEntries === undefined ? 'github' : 'public-good'
    return {
      name,
      bundle,
      root: beside('.root.json')?.toString() ?? builtInRepositories.get(builtIn)?.trustedRoot ?? '',
      ...(payload === undefined ? {} : { payload }),
      ...(key === undefined ? {} : { key: key.toString() }),
    }
  })
}
