/** One statement of a VEX document by somebody whom the policy believes about this. */
export interface VexStatement {
  readonly authority: string
  /** The vulnerability, by its name and aliases. */
  readonly ids: readonly string[]
  /** The images that it is about, by digest: of the signed statement's subject, of a package URL, or a hash that it writes. */
  readonly digests: readonly string[]
  /** The packages in it that it is about; all where the list is empty. */
  readonly parts: readonly { readonly name: string; readonly version?: string }[]
  readonly status: 'not_affected' | 'affected' | 'fixed' | 'under_investigation'
  readonly justification?: string
  /** When it was made, ISO 8601. */
  readonly time: string
}
