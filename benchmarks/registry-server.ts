import { startRegistry } from '../__tests__/fakes/registry.ts'
import { pushImage } from '../__tests__/fakes/registry-push.ts'
import { gzipBomb, type Reaction, type SeenRequest } from '../__tests__/fakes/registry-reaction.ts'

// A registry in a process of its own, so that its work is not counted as the client's.
// usage: registry-server.ts IMAGES LATENCY_MS TROUBLE; prints its host, then serves image-0/app:v1, image-1/app:v1, …

const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
const [images = '0', latency = '0', trouble = 'none'] = process.argv.slice(2)

/** What a hostile registry answers to every question for a manifest. */
const TROUBLES: Readonly<Record<string, (seen: SeenRequest) => Reaction | undefined>> = {
  none: () => undefined,
  bomb: () => bomb,
  endless: () => ({ headers: { 'content-type': OCI_INDEX }, delivery: { kind: 'endless' } }),
  'many-values': () => ({ headers: { 'content-type': OCI_INDEX }, body: manyValues }),
  dripping: () => ({
    headers: { 'content-type': OCI_INDEX },
    body: 'x'.repeat(1_000_000),
    delivery: { kind: 'dripping', everyMs: 200 },
  }),
}
const bomb: Reaction = trouble === 'bomb' ? gzipBomb(200) : {}
const manyValues = trouble === 'many-values' ? `{"schemaVersion":2,"manifests":[${'{},'.repeat(1_390_000)}{}]}` : ''

const intercept = TROUBLES[trouble]
const registry = await startRegistry({ latency: Number(latency), ...(intercept === undefined ? {} : { intercept }) })
for (let at = 0; at < Number(images); at++) pushImage(registry.content, `image-${at}/app`, { tag: 'v1' })
console.log(registry.host)
