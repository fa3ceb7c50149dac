import { credentialIn, hasUrlPassword, isNamedCredential } from '../model/secret-shape.ts'
import { isList, isObject, type JsonValue, member } from '../model/strict-json.ts'
import type { ImageConfig } from '../model/subject.ts'
import { weakeningPart } from '../model/weakening-variable.ts'

const HIDDEN = '(hidden)'
/** `--password=x` and `PASSWORD=x`, also in the middle of a shell command. */
const ASSIGNED = /(?<![\w-])(-{0,2}([A-Za-z][\w.-]{0,80})=)("[^"]*"|'[^']*'|[^\s"']+)/g
/** `--password x` within one word. */
const FOLLOWED = /(?<![\w-])(-{1,2}([A-Za-z][\w.-]{0,80})\s+)("[^"]*"|'[^']*'|[^\s"'-][^\s"']*)/g

/**
 * How a container of an image starts: its program, ports, and variables that weaken something. Undefined when the config holds
 * something there that no runtime could read. Credentials are hidden.
 */
export function startOf(
  inner: JsonValue | undefined,
  environment: readonly string[],
): Required<Pick<ImageConfig, 'entrypoint' | 'command' | 'ports' | 'weakening'>> | undefined {
  const [entrypoint, command] = ['Entrypoint', 'Cmd'].map((key) => wordsOf(member(inner, key)))
  const ports = portsOf(member(inner, 'ExposedPorts'))
  if (entrypoint === undefined || command === undefined || ports === undefined) return undefined
  return { entrypoint: withoutSecrets(entrypoint), command: withoutSecrets(command), ports, weakening: weakeningIn(environment) }
}

/** Docker also reads one text as a list of one word. */
function wordsOf(value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return []
  if (typeof value === 'string') return [value]
  if (!isList(value)) return undefined
  const words = value.filter((one) => typeof one === 'string')
  return words.length === value.length ? words : undefined
}

/** The ports in the order of their numbers; without a protocol, a port is TCP. */
function portsOf(value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return []
  if (!isObject(value)) return undefined
  const ports = Object.keys(value).map((port) => (port.includes('/') ? port.toLowerCase() : `${port}/tcp`))
  return [...new Set(ports.map((port) => (holdsOne(port) ? HIDDEN : port)))].sort(
    (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1),
  )
}

/** Of a variable that is set twice, the last value holds. */
function weakeningIn(environment: readonly string[]): readonly (readonly [string, string])[] {
  const values = new Map(environment.map((text) => split(text)))
  return [...values].flatMap(([name, value]) => {
    const part = weakeningPart(name, value.split(/(\s)/).map(withoutUser).join(''))
    return part === undefined ? [] : [[name, holdsOne(part) ? HIDDEN : part] as const]
  })
}

/** A URL, or the host of a proxy without a scheme, without who logs in there; a password may hold any character. */
function withoutUser(word: string): string {
  const [slashes, at] = [word.indexOf('//'), word.lastIndexOf('@')]
  if (slashes >= 0) return at > slashes ? `${word.slice(0, slashes + 2)}${HIDDEN}${word.slice(at)}` : word
  return word.slice(0, Math.max(0, at)).includes(':') ? `${HIDDEN}${word.slice(at)}` : word
}

function split(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function withoutSecrets(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    const option = /^--?([A-Za-z][\w.-]{0,80})$/.exec(words[index - 1] ?? '')?.[1]
    if (holdsOne(word) || (option !== undefined && isSecret(option, word))) return HIDDEN
    return word.replace(ASSIGNED, hideValue).replace(FOLLOWED, hideValue)
  })
}

function hideValue(whole: string, before: string, name: string, value: string): string {
  return isSecret(name, value.replace(/^["']|["']$/g, '')) ? `${before}${HIDDEN}` : whole
}

function isSecret(name: string, value: string): boolean {
  return !value.startsWith('-') && isNamedCredential(name, value)
}

function holdsOne(text: string): boolean {
  return credentialIn(text) !== undefined || hasUrlPassword(text)
}
