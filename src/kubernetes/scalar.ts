import type { Field } from './field.ts'

/** What a boolean field says to the API server; `other` is text that is no boolean, such as an unresolved variable. */
export type Truth = 'true' | 'false' | 'unset' | 'other'

const YES = /^(?:true|True|TRUE|yes|Yes|YES|y|Y|on|On|ON)$/
const NO = /^(?:false|False|FALSE|no|No|NO|n|N|off|Off|OFF)$/

/**
 * Reads a boolean the way kubectl does, which is YAML 1.1: `yes` and `on` are true. Quoted text is a string and no boolean.
 */
export function truthOf(field: Field): Truth {
  const { node } = field
  if (node === undefined) return 'unset'
  if (node.kind !== 'scalar' || !node.plain) return 'other'
  if (YES.test(node.text)) return 'true'
  return NO.test(node.text) ? 'false' : 'other'
}

/**
 * Reads a whole number in any notation of YAML 1.1 or JSON, quoted or not; undefined for anything else, such as an unresolved
 * variable. `0`, `00`, `0x0`, `-0`, `0.0` and `"0"` are all zero.
 */
export function numberOf(field: Field): number | undefined {
  const { node } = field
  if (node?.kind !== 'scalar') return undefined
  const text = node.text.replaceAll('_', '').replace(/^([-+]?)0([0-7]+)$/, '$10o$2')
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)$/.exec(text)
  if (match === null) return undefined
  const value = Number(match[2])
  return match[1] === '-' ? -value + 0 : value
}
