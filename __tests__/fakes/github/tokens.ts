/** What a token may be allowed: the names of a workflow's `permissions`, and administration, which no workflow has. */
export type Scope =
  | 'contents'
  | 'pull-requests'
  | 'issues'
  | 'checks'
  | 'attestations'
  | 'statuses'
  | 'security-events'
  | 'administration'

/** How far it goes. */
export type Access = 'read' | 'write'

/** What a token may do, by scope. */
export type Permissions = Readonly<Partial<Record<Scope, Access>>>

/** A token and the account that it writes as. */
export interface Token {
  readonly value: string
  readonly kind: 'workflow' | 'app' | 'person'
  readonly login: string
  readonly permissions: Permissions
}

/** One way to be allowed: a scope and an access. */
export interface Permit {
  readonly scope: Scope
  readonly access: Access
}

/** Whether a token has one of these permits. No permits: everybody who has a token. */
export function permits(token: Token, permitted: readonly Permit[]): boolean {
  if (permitted.length === 0) return true
  return permitted.some(({ scope, access }) => {
    const granted = token.permissions[scope]
    return granted === 'write' || granted === access
  })
}

/** A workflow's token on a pull request from a fork, or one that Dependabot opened: write becomes read. */
export function readOnly(permissions: Permissions): Permissions {
  return Object.fromEntries(Object.keys(permissions).map((scope) => [scope, 'read']))
}
