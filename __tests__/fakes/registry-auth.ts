import type { Reaction, SeenRequest } from './registry-reaction.ts'

/** How a fake registry asks who is there. */
export type RegistryAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string; readonly challenge?: string }
  | {
      readonly kind: 'bearer'
      /** Users that may pull; without it anyone may. */
      readonly users?: Readonly<Record<string, string>>
      /** Identity tokens that may be exchanged. */
      readonly identityTokens?: readonly string[]
      /** Only the OAuth 2 form is answered. */
      readonly post?: boolean
      /** Where the challenge sends clients; by default to this registry. */
      readonly realm?: string
      /** The whole challenge, when it is not the usual one. `REALM` in it is replaced. */
      readonly challenge?: string
      readonly expiresIn?: number
      /** The scope that the challenge asks for, when it is not the usual one. */
      readonly scope?: string
    }

/** Who may come in. */
export interface Doorman {
  /** The refusal of a request to the registry; undefined lets it in. */
  refuse(seen: SeenRequest, origin: string): Reaction | undefined
  /** The answer of the token service; undefined for other paths. */
  token(seen: SeenRequest): Reaction | undefined
}

/** A doorman for one registry. Tokens are remembered with the scope they were given for. */
export function createDoorman(auth: RegistryAuth): Doorman {
  const scopes = new Map<string, string>()
  let given = 0
  return {
    refuse(seen, origin) {
      if (auth.kind === 'none') return undefined
      if (auth.kind === 'basic') {
        if (seen.headers.authorization === basicOf(auth.user, auth.password)) return undefined
        return unauthorized(auth.challenge ?? 'Basic realm="registry"')
      }
      const repository = /^\/v2\/(.+)\/(?:manifests|blobs|referrers|tags)\//.exec(seen.path)?.[1] ?? ''
      const scope = `repository:${repository}:pull`
      const token = /^Bearer (.+)$/.exec(seen.headers.authorization ?? '')?.[1]
      if (token !== undefined && scopes.get(token) === scope) return undefined
      const realm = auth.realm ?? `${origin}/token`
      const usual = `Bearer realm="${realm}",service="fake-registry",scope="${auth.scope ?? scope}"`
      return unauthorized(auth.challenge?.replace('REALM', realm) ?? usual)
    },
    token(seen) {
      if (auth.kind !== 'bearer' || seen.path !== '/token') return undefined
      if (auth.post === true && seen.method !== 'POST') return { status: 405 }
      const scope = (seen.method === 'POST' ? new URLSearchParams(seen.body) : seen.query).get('scope') ?? ''
      if (!isWelcome(auth, seen)) return { status: 401, json: { errors: [{ code: 'UNAUTHORIZED' }] } }
      const token = `token-${++given}-of-fake-registry`
      scopes.set(token, scope)
      return { status: 200, json: { token, ...(auth.expiresIn === undefined ? {} : { expires_in: auth.expiresIn }) } }
    },
  }
}

/** The value of an `Authorization` header with a password. */
export function basicOf(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function isWelcome(auth: Extract<RegistryAuth, { kind: 'bearer' }>, seen: SeenRequest): boolean {
  if (auth.users === undefined && auth.identityTokens === undefined) return true
  const form = new URLSearchParams(seen.body)
  if (form.get('grant_type') === 'refresh_token') return auth.identityTokens?.includes(form.get('refresh_token') ?? '') === true
  return Object.entries(auth.users ?? {}).some(
    ([user, password]) =>
      seen.headers.authorization === basicOf(user, password) ||
      (form.get('username') === user && form.get('password') === password),
  )
}

function unauthorized(challenge: string): Reaction {
  return {
    status: 401,
    headers: { 'www-authenticate': challenge },
    json: { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] },
  }
}
