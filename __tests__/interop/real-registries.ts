import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Digest } from '../../src/model/image-name.ts'
import { type Store, type StoredManifest, sha256 } from '../fakes/registry-store.ts'

/** A registry that somebody else wrote, running on this machine. */
export interface RealRegistry {
  readonly host: string
  readonly folder: string
  close(): Promise<void>
}

/** How a registry program is started: its configuration is written into the folder first. */
export type Start = (place: { readonly folder: string; readonly port: number }) => readonly string[]

/** Starts a registry program and waits until it answers. */
export async function startReal(program: string, start: Start): Promise<RealRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'preadmit-registry-'))
  const port = await freePort()
  const child = spawn(program, [...start({ folder, port })], { stdio: 'ignore' })
  const host = `127.0.0.1:${port}`
  await answering(`http://${host}/v2/`, child)
  return {
    host,
    folder,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}

/** Configuration of distribution 2.8 and 3. `auth` is the body of its `auth` section. */
export function distribution(auth?: (folder: string) => string): Start {
  return ({ folder, port }) => {
    const section = auth === undefined ? '' : `auth:\n${auth(folder)}`
    const config = `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${folder}/data}}\nhttp: {addr: "127.0.0.1:${port}"}\n${section}`
    writeFileSync(join(folder, 'config.yml'), config)
    return ['serve', join(folder, 'config.yml')]
  }
}

/** Configuration of zot. */
export const zot: Start = ({ folder, port }) => {
  const http = { address: '127.0.0.1', port: String(port) }
  const config = { distSpecVersion: '1.1.0', storage: { rootDirectory: `${folder}/data` }, http, log: { level: 'error' } }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  return ['serve', join(folder, 'config.json')]
}

/** Writes an image with one layer as an OCI layout and lets skopeo push it; the digest that skopeo says it pushed. */
export async function pushWithSkopeo(
  skopeo: string,
  image: { readonly store: Store; readonly manifest: StoredManifest; readonly to: string; readonly credentials?: string },
): Promise<Digest> {
  const folder = mkdtempSync(join(tmpdir(), 'preadmit-layout-'))
  mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true })
  const put = (bytes: Uint8Array) => writeFileSync(join(folder, 'blobs', 'sha256', sha256(bytes).slice('sha256:'.length)), bytes)
  for (const repository of image.store.values()) for (const blob of repository.blobs.values()) put(blob)
  put(image.manifest.bytes)
  const { mediaType, bytes } = image.manifest
  const annotations = { 'org.opencontainers.image.ref.name': 'v1' }
  writeFileSync(
    join(folder, 'index.json'),
    JSON.stringify({
      schemaVersion: 2,
      manifests: [{ mediaType, digest: image.manifest.digest, size: bytes.length, annotations }],
    }),
  )
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  const credentials = image.credentials === undefined ? [] : ['--dest-creds', image.credentials]
  const flags = ['--insecure-policy', 'copy', '--dest-tls-verify=false', '--digestfile', join(folder, 'pushed'), ...credentials]
  await promisify(execFile)(skopeo, [...flags, `oci:${folder}:v1`, `docker://${image.to}`], { timeout: 15_000 })
  const digest = readFileSync(join(folder, 'pushed'), 'utf8').trim()
  rmSync(folder, { recursive: true })
  return digest as Digest
}

/** Pushes all blobs and manifests of a store by HTTP, as the distribution specification says. */
export async function pushByHttp(host: string, name: string, store: Store): Promise<void> {
  const repository = store.get(name)
  if (repository === undefined) throw new Error(`nothing is stored in ${name}`)
  for (const [digest, bytes] of repository.blobs) {
    const begun = await fetch(`http://${host}/v2/${name}/blobs/uploads/`, { method: 'POST' })
    const upload = new URL(begun.headers.get('location') ?? '', `http://${host}`)
    upload.searchParams.set('digest', digest)
    await accepted(upload, { 'content-type': 'application/octet-stream' }, bytes)
  }
  const tags = [...repository.tags].map(([tag, digest]) => [tag, repository.manifests.get(digest)] as const)
  const digests = [...repository.manifests.values()].map((manifest) => [manifest.digest, manifest] as const)
  for (const [reference, manifest] of [...digests, ...tags])
    if (manifest !== undefined)
      await accepted(
        new URL(`http://${host}/v2/${name}/manifests/${reference}`),
        { 'content-type': manifest.mediaType },
        manifest.bytes,
      )
}

async function accepted(url: URL, headers: Record<string, string>, body: Uint8Array): Promise<void> {
  const response = await fetch(url, { method: 'PUT', headers, body: Buffer.from(body) })
  if (response.status !== 201) throw new Error(`${url.pathname}: ${response.status} ${await response.text()}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) throw new Error(`the registry ended with ${child.exitCode}`)
    const response = await fetch(url).catch(() => undefined)
    await response?.text()
    if (response !== undefined) return
    await delay(100)
  }
  throw new Error('the registry did not answer within 10 s')
}
