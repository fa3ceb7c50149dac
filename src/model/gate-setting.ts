import type { Answer } from './answer.ts'

/** A check that a branch requires. With `app`, only that app's check counts. */
export interface RequiredCheck {
  readonly name: string
  readonly app?: number
  readonly source: 'branch protection' | 'ruleset'
}

/** A workflow that a ruleset requires, at a fixed commit or at a branch that may move. */
export interface RequiredWorkflow {
  readonly path: string
  readonly repositoryId: number
  readonly sha?: string
  readonly ref?: string
}

/** What a forge enforces before something is merged into a branch. */
export interface BranchRules {
  readonly checks: readonly RequiredCheck[]
  readonly workflows: readonly RequiredWorkflow[]
  readonly upToDate: boolean
  readonly mergeQueue: boolean
  readonly pullRequest: boolean
  readonly codeOwners: boolean
  /** Whether administrators are bound too; only administrators are told. */
  readonly administrators: Answer<boolean>
}

/** How a gate is set up around a repository: what its default branch requires, seen with the token at hand. */
export interface GateSetting {
  readonly repository: string
  readonly branch: string
  readonly rules: Answer<BranchRules>
}
