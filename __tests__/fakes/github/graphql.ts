import type { Exchange, Reply, Route } from './exchange.ts'
import { ok, stringOf } from './exchange.ts'
import type { Repository } from './repository.ts'
import type { Token } from './tokens.ts'
import { permits } from './tokens.ts'

const VIEWER = /^query \{ viewer \{ login \} \}$/
const BLOBS =
  /^query\(\$owner: String!, \$name: String!\) \{ repository\(owner: \$owner, name: \$name\) \{ ((?:b\d+: object\(oid: "[0-9a-f]+"\) \{ \.\.\.blob \} ?)+)\} \}\nfragment blob on Blob \{ oid isBinary isTruncated text \}$/

/** The two GraphQL questions that are asked: who am I, and what do these blobs say. Anything else is an error, as any typo would be. */
export const graphqlRoute: Route = { method: 'POST', template: '/graphql', permitted: [], handle: answer }

/** The repository that a GraphQL query names by its variables. */
export function repositoryOf(
  body: Readonly<Record<string, unknown>>,
  repositories: ReadonlyMap<string, Repository>,
): Repository | undefined {
  const variables = (body.variables ?? {}) as Readonly<Record<string, unknown>>
  return repositories.get(`${stringOf(variables.owner)}/${stringOf(variables.name)}`)
}

function answer({ body, token, repository, caps }: Exchange): Reply {
  const query = stringOf(body.query)
  if (VIEWER.test(query)) return ok({ data: { viewer: { login: token.login } } })
  const fields = BLOBS.exec(query)?.[1]
  if (fields === undefined) return ok({ errors: [{ type: 'undefinedField', message: 'Parse error or unknown field' }] })
  if (!mayRead(token, repository))
    return ok({ data: { repository: null }, errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a Repository' }] })
  const objects = [...fields.matchAll(/(b\d+): object\(oid: "([0-9a-f]+)"\)/g)].map(([, alias = '', id = '']) => {
    const bytes = repository.store.blobs.get(id)
    return [alias, bytes === undefined ? null : blobShape(id, bytes, caps.graphqlText)] as const
  })
  return ok({ data: { repository: Object.fromEntries(objects) } })
}

function mayRead(token: Token, repository: Repository): boolean {
  return !repository.isPrivate || permits(token, [{ scope: 'contents', access: 'read' }])
}

/** Text is decoded as UTF-8 with replacement, and cut: exactly what makes it useless as bytes unless it is checked. */
function blobShape(oid: string, bytes: Uint8Array, cap: number): Readonly<Record<string, unknown>> {
  const isBinary = bytes.subarray(0, 8000).includes(0)
  const text = isBinary ? null : Buffer.from(bytes.subarray(0, cap)).toString('utf8')
  return { oid, isBinary, isTruncated: bytes.byteLength > cap, text }
}
