import { credentialIn, hasUrlPassword, isNamedCredential } from '../model/secret-shape.ts'
import { isList, isObject, type JsonValue, member } from '../model/strict-json.ts'
import type { ImageSecret } from '../model/subject.ts'

/** The label as facts may hold it. */
type Label = readonly [string, string]

const LONGEST_NAME = 80
const HIDDEN = '(hidden: it holds a credential)'
const URL_DETECTOR = 'a URL with a password'
const NAME_DETECTOR = 'a value for this name'
/** Instructions as builders write them into the history, after what the classic builder puts in front. */
const STEP = /^(?:\/bin\/sh -c #\(nop\)\s{1,8})?(?:(ENV|ARG)\s+|(?:RUN\s+)?\|\d{1,4}\s+)([\s\S]*)$/

/** The environment of a config; undefined when it is no list of texts. */
export function environmentOf(value: JsonValue | undefined): readonly string[] | undefined {
  return textsOf(value, (one) => one)
}

/** What each step of the history was made by; undefined when that is no text. */
export function stepsOf(value: JsonValue | undefined): readonly string[] | undefined {
  return textsOf(value, (one) => (isObject(one) ? (member(one, 'created_by') ?? '') : undefined))
}

/** The credentials in the environment, the labels and the history of an image. No value is part of the answer. */
export function secretsInConfig(config: {
  readonly environment: readonly string[]
  readonly labels: readonly Label[]
  readonly steps: readonly string[]
}): readonly ImageSecret[] {
  const variables = config.environment.flatMap((text) => secretOf('env', nameIn(text), text, valueIn(text)))
  const labels = config.labels.flatMap(([key, value]) => secretOf('label', key, `${key}=${value}`))
  const known = new Set(variables.map(toldAs))
  const steps = config.steps.flatMap(inStep).filter((step) => !known.has(toldAs(step)))
  return [...variables, ...labels, ...steps]
}

/** A label without the credential that it holds. */
export function withoutCredential([key, value]: Label): Label {
  return [holdsOne(key) ? HIDDEN : key, holdsOne(value) ? HIDDEN : value]
}

/** `value` is given where the name says what it is. */
function secretOf(place: ImageSecret['place'], name: string, text: string, value = ''): readonly ImageSecret[] {
  const one = { place, name: shownName(name) }
  const detector = credentialIn(text)
  if (detector !== undefined) return [{ ...one, kind: 'shape', detector }]
  if (hasUrlPassword(text)) return [{ ...one, kind: 'url', detector: URL_DETECTOR }]
  return isNamedCredential(name, value) ? [{ ...one, kind: 'name', detector: NAME_DETECTOR }] : []
}

/** What a variable and the step that set it have in common. */
function toldAs({ name, kind, detector }: ImageSecret): string {
  return JSON.stringify([name, kind, detector])
}

/** The settings of ENV, ARG and build arguments one by one; a credential anywhere else in a step stands for the step. */
function inStep(text: string): readonly ImageSecret[] {
  const match = STEP.exec(text)
  const settings = match?.[1] === undefined ? (match?.[2]?.split(' /bin/')[0] ?? '') : (match[2] ?? '')
  // A name begins where no other goes on: without that, a long word is gone over from each of its letters.
  const pairs = settings.match(/(?<!\w)[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\S*)/g) ?? []
  const found = pairs.flatMap((pair) => secretOf('history', nameIn(pair), pair, valueIn(pair).replace(/^["']|["']$/g, '')))
  if (found.some(({ kind }) => kind !== 'name')) return found
  return [...found, ...secretOf('history', keywordOf(text), text)]
}

function keywordOf(text: string): string {
  return /^(?:\/bin\/sh -c #\(nop\)\s{1,8})?([A-Z]{2,12})\s/.exec(text)?.[1] ?? 'RUN'
}

function nameIn(pair: string): string {
  return pair.includes('=') ? pair.slice(0, pair.indexOf('=')) : ''
}

function valueIn(pair: string): string {
  return pair.slice(pair.indexOf('=') + 1)
}

// Whoever put a credential into a name would have it shown.
function shownName(name: string): string {
  if (holdsOne(name)) return HIDDEN
  return [...name.slice(0, 2 * LONGEST_NAME)].slice(0, LONGEST_NAME).join('')
}

function holdsOne(text: string): boolean {
  return credentialIn(text) !== undefined || hasUrlPassword(text)
}

function textsOf(value: JsonValue | undefined, read: (one: JsonValue) => JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return []
  if (!isList(value)) return undefined
  const texts = value.map(read).filter((one) => typeof one === 'string')
  return texts.length === value.length ? texts : undefined
}
