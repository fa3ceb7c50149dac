import { fieldOf, rawText } from './fields.ts'
import type { Tree } from './tree.ts'

/** Group, version and kind; empty ones select anything. */
export interface Kind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** `group/version` taken apart. */
export function kindOf(apiVersion: string, kind: string): Kind {
  const at = apiVersion.indexOf('/')
  return { group: at < 0 ? '' : apiVersion.slice(0, at), version: apiVersion.slice(at + 1), kind }
}

/** The text of `apiVersion`, `kind` or another field at the top. */
export function headOf(node: Tree | undefined, field: string): string {
  return rawText(fieldOf(node, field))
}

/** Whether the kind is one that the selector names. */
export function isSelected(id: Kind, selector: Kind): boolean {
  return (
    (selector.group === '' || selector.group === id.group) &&
    (selector.version === '' || selector.version === id.version) &&
    (selector.kind === '' || selector.kind === id.kind)
  )
}
