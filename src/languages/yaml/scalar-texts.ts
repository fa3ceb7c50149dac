import type { ScalarNode } from '../../model/tree.ts'

/** What a scalar is to a reader that types it. Integers keep all their digits. */
type Typed =
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | boolean
  | undefined

/**
 * A value as Helm prints it in a template: sigs.k8s.io/yaml types it by YAML 1.1, every number becomes a 64-bit float, and `%v` prints that. `1.10` is
 * `1.1`, `20240101` is `2.0240101e+07`, `0123` is `83`, `yes` is `true`. A quoted text is what it says.
 */
export function helmText(node: ScalarNode): string {
  const typed = goTyped(node)
  if (typed === undefined) return node.text
  return typeof typed === 'boolean' ? String(typed) : goFloat(Number(typed.value))
}

/** A value that a Go program takes into a text, as Helm does `appVersion`: integers keep their digits, other numbers are printed with `%g`. */
export function goStringText(node: ScalarNode): string {
  const typed = goTyped(node)
  if (typed === undefined) return node.text
  return typeof typed === 'boolean' || typed.kind === 'integer' ? plainText(typed) : goFloat(typed.value)
}

/** A value that a Kubernetes API takes as JSON and then as a text, as Tekton and Argo do their parameters: `1.10` is `1.1`, `0755` is `493`. */
export function jsonText(node: ScalarNode): string {
  const typed = goTyped(node)
  return typed === undefined ? node.text : plainText(typed)
}

/** A value as GitHub prints it in an expression: numbers of YAML 1.2, so that `3.10` is `3.1` and `0o17` is `15`. */
export function githubText(node: ScalarNode): string {
  if (!isPlain(node)) return node.text
  if (/^(?:true|false)$/i.test(node.text)) return node.text.toLowerCase()
  return coreNumber(node.text) ?? node.text
}

/** A value as GitLab, which is written in Ruby, hands it to a job; undefined where Ruby sees a text and readers of YAML 1.2 a number (`1e3`). */
export function gitlabText(node: ScalarNode): string | undefined {
  if (!isPlain(node)) return node.text
  const ruby = rubyText(node.text)
  if (ruby !== undefined) return ruby
  const core = coreNumber(node.text)
  return core === undefined || core === node.text ? node.text : undefined
}

function isPlain({ plain, tag }: ScalarNode): boolean {
  return plain && tag === undefined
}

function plainText(typed: NonNullable<Typed>): string {
  return typeof typed === 'boolean' ? String(typed) : String(typed.value)
}

/** What go-yaml v2, as sigs.k8s.io/yaml keeps it, makes of a plain scalar that is no text and no null. */
function goTyped(node: ScalarNode): Typed {
  if (!node.plain || !(node.tag === undefined || node.tag === '!' || /^!!(?:int|float|bool)$/.test(node.tag))) return undefined
  const { text } = node
  if (/^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return true
  if (/^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return false
  if (!/^[-+.\d]/.test(text) || /^\d{4}-\d/.test(text)) return undefined
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '')
  const integer = goInteger(digits)
  if (integer !== undefined) return { kind: 'integer', value: integer }
  const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(digits) ? Number(digits) : Number.NaN
  return Number.isFinite(float) ? { kind: 'float', value: float } : undefined
}

/** `strconv.ParseInt` with base 0: a leading `0` is octal. Up to 64 bits. */
function goInteger(text: string): bigint | undefined {
  const match = /^([-+]?)(?:(0[xX][\da-fA-F]+|0[bB][01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/.exec(text)
  if (match === null) return undefined
  const [, sign, based, octal, decimal] = match
  const value = BigInt(based?.toLowerCase() ?? (octal === undefined ? (decimal ?? '0') : `0o${octal}`))
  if (value >= 1n << 64n) return undefined
  return sign === '-' ? -value : value
}

/** `%v` and `%g` of a float: an exponent of two digits at least, from 1e+06 and below 1e-04 on. */
function goFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [digits = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return value.toFixed(Math.max(0, digits.replace(/[-.]/g, '').length - 1 - power))
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

/** A number of YAML's core schema as JavaScript prints it; undefined for anything else. */
function coreNumber(text: string): string | undefined {
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text) || /^0(?:o[0-7]+|x[\da-fA-F]+)$/.test(text))
    return String(Number(text))
  return undefined
}

/** A number or truth value as Ruby's Psych 4 reads it, printed; undefined for a text. */
function rubyText(text: string): string | undefined {
  if (/^(?:yes|true|on)$/i.test(text)) return 'true'
  if (/^(?:no|false|off)$/i.test(text)) return 'false'
  const bare = text.replace(/[_,]/g, '')
  if (/^[-+]?(?:0|[1-9](?:\d|[_,]\d)*)$/.test(text)) return String(BigInt(bare.replace(/^\+/, '')))
  if (/^[-+]?0[0-7_,]+$/.test(text)) return String(goInteger(bare))
  if (/^[-+]?0(?:x[\da-fA-F_,]+|b[01_,]+)$/.test(text)) return String(goInteger(bare))
  if (!/^[-+]?(?:\d[\d_,]*)?\.\d*(?:[eE][-+]\d+)?$/.test(text) || !/\d/.test(text)) return undefined
  const value = Number(bare)
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
