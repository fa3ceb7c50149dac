import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { initializeCA } from '@sigstore/mock'

/** A token service for distribution's `auth.token`: anyone may pull, the given user may push. */
export interface TokenService {
  readonly host: string
  readonly realm: string
  /** The certificate that the registry must trust, in PEM. */
  readonly certificate: string
  close(): Promise<void>
}

/** Starts a token service on a free port. */
export async function startTokenService(user: string): Promise<TokenService> {
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const { rootCertificate } = await initializeCA(keys)
  const der = Buffer.from(rootCertificate.buffer, rootCertificate.byteOffset, rootCertificate.byteLength).toString('base64')

  function tokenFor(scope: string, mayPush: boolean): string {
    const [, name = '', actions = ''] = scope.split(':')
    const granted = actions.split(',').filter((action) => mayPush || action === 'pull')
    const now = Math.floor(Date.now() / 1000)
    const times = { iat: now - 5, nbf: now - 5, exp: now + 300, jti: randomUUID() }
    const claims = {
      iss: 'preadmit-tests',
      sub: '',
      aud: 'registry',
      ...times,
      access: [{ type: 'repository', name, actions: granted }],
    }
    const signed = [{ typ: 'JWT', alg: 'ES256', x5c: [der] }, claims].map((part) => base64url(JSON.stringify(part))).join('.')
    const signature = sign('sha256', Buffer.from(signed), { key: keys.privateKey, dsaEncoding: 'ieee-p1363' })
    return `${signed}.${signature.toString('base64url')}`
  }

  const server = createServer((request, response) => {
    const scope = new URL(request.url ?? '', 'http://service').searchParams.get('scope') ?? ''
    const mayPush = request.headers.authorization === `Basic ${Buffer.from(user).toString('base64')}`
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ token: tokenFor(scope, mayPush), expires_in: 300 }))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    realm: `http://${host}/token`,
    certificate: `-----BEGIN CERTIFICATE-----\n${der.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
