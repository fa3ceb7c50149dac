import type { Scalar } from '../model/account.ts'
import { credentialIn, hasUrlPassword, namesCredential } from '../model/secret-shape.ts'

const MAX_SHOWN = 200

/** The text of a scalar as facts and reports may show it: short, on one line, and nothing that could be a credential. */
export function shownText(scalar: Scalar | undefined): string | undefined {
  if (scalar === undefined) return undefined
  const { text, path } = scalar
  if (text.length > MAX_SHOWN || /[\r\n]/.test(text) || path.some(namesCredential)) return undefined
  return credentialIn(text) === undefined && !hasUrlPassword(text) ? text : undefined
}
