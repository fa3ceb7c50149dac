import { foldedAgain } from './folded.ts'
import { Refusal } from './refusal.ts'
import { instantOf, integerOf, resolveTag, tagOf } from './scalars.ts'
import type { Scalar, Tag } from './tree.ts'

/** What a scalar means once it is printed as YAML and read again, as `kustomize build` does before it prints. */
export type Value = string | number | bigint | boolean | null

const NOTHING: Value = null

/** The value that a scalar is printed as; refused where its text no longer fits its tag. */
export function scalarValue(node: Scalar): Value {
  const value = readValue(node)
  return node.folded === true && typeof value === 'string' ? foldedAgain(value) : value
}

function readValue(node: Scalar): Value {
  const tag = tagOf(node)
  if (node.tagged === true) return taggedValue(node, tag)
  if (tag === 'str') return node.text
  if (node.quoted) return tag === '' || resolveTag(node.text) === tag ? node.text : taggedValue(node, tag)
  if (tag === '') return node.text.includes('\n') ? node.text : plainValue(node.text, resolveTag(node.text))
  return taggedValue(node, tag)
}

function taggedValue(node: Scalar, tag: Tag): Value {
  if (tag === 'str' || tag.startsWith('!')) return node.text
  const found = resolveTag(node.text)
  if (found === tag || (tag === 'float' && found === 'int')) return plainValue(node.text, found)
  const at = node.span.file === undefined ? undefined : { file: node.span.file, span: node.span }
  throw new Refusal('other', `cannot decode !!${found} \`${node.text}\` as a !!${tag}`, at)
}

function plainValue(text: string, tag: Tag): Value {
  switch (tag) {
    case 'null':
      return NOTHING
    case 'bool':
      return text.toLowerCase() === 'true'
    case 'int':
      return shortened(integerOf(text.replaceAll('_', '')) ?? 0n)
    case 'float':
      return floatOf(text)
    case 'timestamp':
      return instantOf(text) ?? text
    default:
      return text
  }
}

function floatOf(text: string): number {
  const value = Number(text.replaceAll('_', ''))
  if (Number.isFinite(value)) return value
  throw new Refusal('other', `${text} cannot be printed: JSON has no such number`)
}

function shortened(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** A text as yaml.v3 writes it when it must choose: quoted where the plain text would read as something else. */
export function needsQuotes(text: string): boolean {
  if (resolveTag(text) !== 'str' || text.includes('\n')) return true
  return OLD_BOOLEAN.test(text) || SEXAGESIMAL.test(text)
}

const OLD_BOOLEAN = /^(?:[yYnN]|yes|Yes|YES|on|On|ON|no|No|NO|off|Off|OFF)$/
const SEXAGESIMAL = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/

/** Whether yaml.v2 (YAML 1.1) reads a plain text as something other than a text: kyaml quotes those that it sets. */
export function isOldNonText(text: string): boolean {
  if (text === '' || text.includes('\n')) return false
  if (OLD_BOOLEAN.test(text) || resolveTag(text) !== 'str') return !instantAlone(text)
  return /^(?:[-[{]|[?:](?:\s|$))/.test(text) && looksLikeCollection(text)
}

function instantAlone(text: string): boolean {
  // yaml.v2 hands dates to an untyped reader as texts.
  return resolveTag(text) === 'timestamp'
}

function looksLikeCollection(text: string): boolean {
  return /^- |^-$|^\[.*\]$|^\{.*\}$/.test(text)
}

/** A number as Go's yaml encoder writes a float64: the shortest `%g`. */
export function goFloatText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21 && Math.abs(value) >= 1e21) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [digits = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  const significant = digits.replace(/[-.]/g, '').length
  if (power < -4 || power >= Math.max(significant, 21)) {
    const size = String(Math.abs(power)).padStart(2, '0')
    return `${digits}e${power < 0 ? '-' : '+'}${size}`
  }
  return fixed(value, power, significant)
}

function fixed(value: number, power: number, significant: number): string {
  return power >= significant - 1 ? BigInt(value).toString() : value.toFixed(Math.max(0, significant - 1 - power))
}
