import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An answer of the API server. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

/** A real kube-apiserver of one's own on the loopback, with a store of its own. */
export interface ApiServer {
  readonly ask: (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<Answer>
  readonly stop: () => void
}

const TOKEN = 'admin-of-the-test'

/** Starts etcd and kube-apiserver and waits until it is ready, two minutes at most. */
export async function startApiServer(apiServer: string, etcd: string): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'preadmit-apiserver-'))
  const [client, peer, secure] = [await freePort(), await freePort(), await freePort()]
  const key = join(folder, 'key')
  execFileSync('openssl', ['genrsa', '-out', key, '2048'], { stdio: 'ignore' })
  writeFileSync(join(folder, 'tokens'), `${TOKEN},admin,admin,"system:masters"\n`)
  const [store, peers] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`]
  const running: ChildProcess[] = [
    spawn(
      etcd,
      [
        `--data-dir=${join(folder, 'etcd')}`,
        `--listen-client-urls=${store}`,
        `--advertise-client-urls=${store}`,
        `--listen-peer-urls=${peers}`,
        `--initial-advertise-peer-urls=${peers}`,
        `--initial-cluster=default=${peers}`,
      ],
      { stdio: 'ignore' },
    ),
    spawn(
      apiServer,
      [
        `--etcd-servers=${store}`,
        `--secure-port=${secure}`,
        '--bind-address=127.0.0.1',
        `--cert-dir=${join(folder, 'certificates')}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${key}`,
        `--service-account-signing-key-file=${key}`,
        `--token-auth-file=${join(folder, 'tokens')}`,
        '--authorization-mode=AlwaysAllow',
        '--service-cluster-ip-range=10.0.0.0/24',
      ],
      { stdio: 'ignore' },
    ),
  ]
  const ask: ApiServer['ask'] = (method, path, body) => asked(secure, method, path, body)
  const stop = (): void => {
    for (const one of running.toReversed()) one.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 240; tries++) {
    const ready = await ask('GET', '/readyz').catch(() => undefined)
    if (ready?.status === 200) return { ask, stop }
    await new Promise((done) => setTimeout(done, 500))
  }
  stop()
  throw new Error('kube-apiserver is not ready after two minutes')
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function asked(port: number, method: string, path: string, body: unknown): Promise<Answer> {
  return new Promise((answered, failed) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
    // The certificate is one that the server made for itself.
    const sent = request({ host: '127.0.0.1', port, method, path, headers, rejectUnauthorized: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        const text = Buffer.concat(parts).toString()
        const json: unknown = text.startsWith('{') ? JSON.parse(text) : text
        answered({ status: response.statusCode ?? 0, headers: response.headers, body: json })
      })
    })
    sent.on('error', failed)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
