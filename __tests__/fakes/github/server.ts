import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Caps, Exchange, Reply, Route } from './exchange.ts'
import { notFound, refuse } from './exchange.ts'
import type { Fault, FaultKind } from './faults.ts'
import { planFaults } from './faults.ts'
import { graphqlRoute, repositoryOf } from './graphql.ts'
import type { Repository } from './repository.ts'
import { createRepository } from './repository.ts'
import { checkRoutes } from './routes-checks.ts'
import { gitRoutes } from './routes-git.ts'
import { pullRoutes } from './routes-pulls.ts'
import { send, wrongBytes } from './sending.ts'
import type { Permissions, Token } from './tokens.ts'
import { permits, readOnly } from './tokens.ts'

/** What GitHub's own description says against a request or a reply; nothing when all is well. */
export interface Validator {
  request(method: string, template: string, body: unknown): readonly string[]
  response(method: string, template: string, status: number, body: unknown): readonly string[]
}

/** Rates: requests per hour and token, writes that create content per minute. */
export interface Limits {
  readonly requests: number
  readonly creations: number
}

/** How the emulator is set up; everything has a default. */
export interface GithubOptions {
  readonly validate?: Validator
  readonly caps?: Partial<Caps>
  readonly limits?: Partial<Limits>
  readonly now?: () => Date
}

/** One request that arrived. */
export interface Call {
  readonly method: string
  readonly template: string
  readonly path: string
  readonly status: number | FaultKind
  readonly body: Readonly<Record<string, unknown>>
  readonly permitted: Route['permitted']
}

/** A GitHub of one's own, on a loopback port. */
export interface Github {
  readonly url: string
  readonly graphqlUrl: string
  readonly calls: readonly Call[]
  readonly violations: readonly string[]
  /** A new repository, `owner/name`. */
  repository(fullName: string, options?: { readonly isPrivate?: boolean }): Repository
  /** A token: of a workflow by default, read-only for a fork. */
  token(
    permissions: Permissions,
    options?: { readonly kind?: Token['kind']; readonly login?: string; readonly fork?: boolean },
  ): string
  /** What goes wrong from now on, counted from now on. */
  plan(faults: readonly Fault[]): void
  /** What a `kill` fault does. */
  onKill(kill: () => void): void
  /** Something that happens right before the nth matching call is answered. */
  before(on: string, action: () => void): void
  close(): Promise<void>
}

const ROUTES: readonly Route[] = [...gitRoutes, ...pullRoutes, ...checkRoutes, graphqlRoute]
const CAPS: Caps = { treeEntries: 100_000, pullFiles: 3_000, patchLines: 20_000, graphqlText: 512_000 }
const HOUR_MS = 3_600_000

interface World {
  readonly options: GithubOptions
  readonly caps: Caps
  readonly repositories: Map<string, Repository>
  readonly tokens: Map<string, Token>
  readonly used: Map<string, number>
  readonly creations: number[]
  readonly calls: Call[]
  readonly violations: string[]
  readonly hooks: { readonly on: string; readonly action: () => void }[]
  faults: ReturnType<typeof planFaults>
  kill: () => void
}

/** Starts a GitHub on 127.0.0.1 and a free port. */
export async function startGithub(options: GithubOptions = {}): Promise<Github> {
  const world: World = {
    options,
    caps: { ...CAPS, ...options.caps },
    repositories: new Map(),
    tokens: new Map(),
    used: new Map(),
    creations: [],
    calls: [],
    violations: [],
    hooks: [],
    faults: planFaults([]),
    kill: () => undefined,
  }
  const server = createServer((request, response) => {
    serve(world, request, response).catch((error: unknown) => {
      world.violations.push(`the emulator failed: ${error instanceof Error ? error.stack : String(error)}`)
      response.destroy()
    })
  })
  // Whoever takes it for a proxy is told at once that there is no way out.
  server.on('connect', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    graphqlUrl: `${url}/graphql`,
    calls: world.calls,
    violations: world.violations,
    repository: (fullName, settings) => {
      const repository = createRepository(fullName, settings)
      world.repositories.set(fullName, repository)
      return repository
    },
    token: (permissions, { kind = 'workflow', login = 'github-actions[bot]', fork = false } = {}) => {
      const value = `${kind === 'person' ? 'ghp' : 'ghs'}_emulated${String(world.tokens.size).padStart(28, '0')}`
      world.tokens.set(value, { value, kind, login, permissions: fork ? readOnly(permissions) : permissions })
      return value
    },
    plan: (faults) => {
      world.faults = planFaults(faults)
    },
    onKill: (kill) => {
      world.kill = kill
    },
    before: (on, action) => {
      world.hooks.push({ on, action })
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = parsed(Buffer.concat(chunks).toString('utf8'))
  const method = request.method ?? 'GET'
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
  const match = routeOf(method, url.pathname)
  const template = match?.route.template ?? url.pathname
  const fault = world.faults.next(method, template)
  for (const hook of world.hooks) if (hook.on === `${method} ${template}`) hook.action()
  const token = world.tokens.get((request.headers.authorization ?? '').replace(/^(?:Bearer|token) /, ''))
  const accept = String(request.headers.accept ?? '')
  const reply = faultReply(fault) ?? answer(world, { match, url, body, token, accept, method })
  const permitted = match?.route.permitted ?? []
  world.calls.push({ method, template, path: url.pathname + url.search, status: fault ?? reply.status, body, permitted })
  if (match !== undefined && fault === undefined && reply.status < 300)
    world.violations.push(...(world.options.validate?.response(method, template, reply.status, reply.json) ?? []))
  if (fault === 'kill') return world.kill()
  if (fault === 'hang') return
  if (fault === 'reset') return void response.destroy()
  send(response, fault === 'wrong-sha' ? wrongBytes(reply) : reply, {
    headers: rateHeaders(world, token),
    truncated: fault === 'truncate',
  })
}

interface Asked {
  readonly match: { readonly route: Route; readonly params: Readonly<Record<string, string>> } | undefined
  readonly url: URL
  readonly body: Readonly<Record<string, unknown>>
  readonly token: Token | undefined
  readonly accept: string
  readonly method: string
}

function answer(world: World, { match, url, body, token, accept, method }: Asked): Reply {
  if (token === undefined) return refuse(401, 'Bad credentials')
  if (match === undefined) {
    world.violations.push(`no such operation: ${method} ${url.pathname}`)
    return notFound()
  }
  const { route, params } = match
  const limited = rateReply(world, token, route)
  if (limited !== undefined) return limited
  const named = `${params.owner}/${params.repo}`
  const repository =
    route === graphqlRoute ? (repositoryOf(body, world.repositories) ?? firstOf(world)) : world.repositories.get(named)
  if (repository === undefined) return notFound()
  const readable =
    !repository.isPrivate && route.permitted.every((permit) => permit.access === 'read' && permit.scope !== 'administration')
  if (!readable && !permits(token, route.permitted)) return refuse(403, 'Resource not accessible by integration')
  const problems = world.options.validate?.request(method, route.template, body) ?? []
  if (problems.length > 0) {
    world.violations.push(...problems)
    return refuse(422, 'Invalid request.', problems)
  }
  const exchange: Exchange = {
    url: url.origin,
    repository,
    token,
    params,
    query: url.searchParams,
    body,
    accept,
    caps: world.caps,
  }
  return route.handle(exchange)
}

function firstOf(world: World): Repository | undefined {
  return [...world.repositories.values()][0]
}

function rateReply(world: World, token: Token, route: Route): Reply | undefined {
  const used = (world.used.get(token.value) ?? 0) + 1
  world.used.set(token.value, used)
  if (used > (world.options.limits?.requests ?? 1_000)) return refuse(403, 'API rate limit exceeded for installation ID 1.')
  if (route.creates !== true) return undefined
  const now = nowOf(world).getTime()
  world.creations.push(now)
  const lately = world.creations.filter((time) => time > now - 60_000)
  return lately.length > (world.options.limits?.creations ?? 80) ? secondary(60) : undefined
}

function secondary(seconds: number): Reply {
  const reply = refuse(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.')
  return { ...reply, headers: { 'retry-after': String(seconds) } }
}

function faultReply(fault: FaultKind | undefined): Reply | undefined {
  if (fault === '403') return refuse(403, 'Resource not accessible by integration')
  if (fault === '404') return notFound()
  if (fault === '429') return { ...refuse(429, 'Too many requests'), headers: { 'retry-after': '1' } }
  if (fault === 'secondary') return secondary(1)
  if (fault === '500') return refuse(500, 'Server Error')
  if (fault === 'not-json') return { status: 200, bytes: Buffer.from('<html>Unicorn!</html>') }
  // These never reach the route: the request is not acted upon.
  return fault === 'kill' || fault === 'hang' || fault === 'reset' ? { status: 0 } : undefined
}

function rateHeaders(world: World, token: Token | undefined): Readonly<Record<string, string>> {
  const limit = world.options.limits?.requests ?? 1_000
  const used = Math.min(limit, world.used.get(token?.value ?? '') ?? 0)
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(limit - used),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(Math.floor((nowOf(world).getTime() + HOUR_MS) / 1000)),
    'x-ratelimit-resource': 'core',
    date: nowOf(world).toUTCString(),
    'x-github-request-id': 'EMUL:0001',
  }
}

function nowOf(world: World): Date {
  return world.options.now?.() ?? new Date()
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {}
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function routeOf(method: string, pathname: string): Asked['match'] {
  for (const { route, pattern } of PATTERNS) {
    const groups = route.method === method ? pattern.exec(pathname)?.groups : undefined
    if (groups === undefined && !(route.method === method && pattern.test(pathname))) continue
    const params = Object.fromEntries(
      Object.entries(groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value ?? '')]),
    )
    return { route, params }
  }
  return undefined
}

const PATTERNS = ROUTES.map((route) => {
  const source = route.template.replace(/\{(\w+)\}/g, (_, name: string) =>
    route.template.endsWith('/git/ref/{ref}') && name === 'ref' ? '(?<ref>.+)' : `(?<${name}>[^/]+)`,
  )
  return { route, pattern: new RegExp(`^${source}$`) }
})
