import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startRegistry } from '../__tests__/fakes/registry.ts'
import { describe, pushArtifact, pushImage } from '../__tests__/fakes/registry-push.ts'
import { bundleOf, signatureLayer, signStatementFor, simpleSigningPayload } from '../__tests__/fakes/signing/attach.ts'
import { newKeys, pem, spkiOf } from '../__tests__/fakes/signing/certificates.ts'
import { signMessage, signStatement } from '../__tests__/fakes/signing/sign.ts'
import { newSigstore, trustedRoot } from '../__tests__/fakes/signing/sigstore.ts'

/*
 * A registry of signed images in a process of its own: signed-registry.ts KIND IMAGES LATENCY_MS FOLDER, with a channel to its parent.
 * KIND: `keyless` (bundles that refer to the image) or `keyed` (signatures under .sig tags). FOLDER gets the trust root and the key. Says
 * where it is and which images it has; then answers each message with how many requests it had since the last, and how many at once.
 */
const [kind = 'keyless', images = '200', latency = '50', folder = '.'] = process.argv.slice(2)
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
const identity = {
  uri: 'https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main',
  issuer: 'https://token.actions.githubusercontent.com',
}
const world = newSigstore()
const keys = newKeys()
const registry = await startRegistry({ latency: Number(latency) })
let underWay = 0
let most = 0
registry.watch((delta) => {
  underWay += delta
  most = Math.max(most, underWay)
})

function push(name: string): string {
  const image = pushImage(registry.content, name, { seed: name, tag: 'v1' })
  if (kind === 'keyed') {
    const layer = signatureLayer(signMessage(world, { keys }, simpleSigningPayload(image.digest)))
    pushArtifact(registry.content, name, { layers: [layer], tag: `${image.digest.replace(':', '-')}.sig` })
  } else {
    const bytes = Buffer.from(JSON.stringify(bundleOf(signStatement(world, { identity }, signStatementFor(image.digest)))))
    const layers = [{ mediaType: BUNDLE, bytes }]
    pushArtifact(registry.content, name, { artifactType: BUNDLE, layers, subject: describe(image) })
  }
  return `${registry.host}/${name}:v1@${image.digest}`
}

writeFileSync(join(folder, 'root.json'), trustedRoot(world))
writeFileSync(join(folder, 'key.pub'), pem('PUBLIC KEY', spkiOf(keys.publicKey)))
const names = Array.from({ length: Number(images) }, (_, at) => push(`app${at}`))
let told = 0
process.on('message', () => {
  process.send?.({ requests: registry.seen.length - told, most })
  told = registry.seen.length
  most = underWay
})
process.send?.({ host: registry.host, names, identity })
