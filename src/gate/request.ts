/** What a run looks at: where the policy is, and which files are left out. */
export interface GateRequest {
  readonly policyPath: string
  /** `owner/name` of another repository that holds the policy. */
  readonly policyRepository?: string
  readonly paths: readonly string[]
  readonly shard?: { readonly index: number; readonly of: number }
}
