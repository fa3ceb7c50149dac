import { type Answer, found, unknown } from '../model/answer.ts'
import { isList, isObject, type JsonValue, member, parseStrictJson } from '../model/strict-json.ts'
import type { ImageConfig } from '../model/subject.ts'
import { environmentOf, secretsInConfig, stepsOf, withoutCredential } from './image-secrets.ts'
import { startOf } from './image-start.ts'

const FREE_KEYS = ['Labels', 'ExposedPorts', 'Volumes', 'annotations', 'labels']

/**
 * Reads an image config (image-spec 1.1, the same as Docker's). Unknown `malformed` when it is not strict JSON or a fact is no text.
 * No credential that it holds is part of the answer, only where it stands.
 */
export function parseImageConfig(bytes: Uint8Array, about: string): Answer<ImageConfig> {
  const json = parseStrictJson(bytes, { maps: FREE_KEYS })
  if (!json.ok) return unknown('malformed', about, `the image config is not strict JSON: ${json.why}`)
  if (!isObject(json.value)) return unknown('malformed', about, 'the image config is not a JSON object')
  const inner = member(json.value, 'config')
  const parts = [member(json.value, 'os'), member(json.value, 'architecture'), member(json.value, 'variant')]
  const created = member(json.value, 'created')
  const user = member(inner, 'User')
  const labels = labelsOf(member(inner, 'Labels'))
  if (![...parts, created, user].every(isTextOrNothing) || labels === undefined)
    return unknown('malformed', about, 'the image config holds a platform, date, user or label that is not text')
  const environment = environmentOf(member(inner, 'Env'))
  const steps = stepsOf(member(json.value, 'history'))
  if (environment === undefined || steps === undefined)
    return unknown('malformed', about, 'the image config holds a variable or a step of its history that is not text')
  const start = startOf(inner, environment)
  if (start === undefined)
    return unknown('malformed', about, 'the image config holds a command or a port in a form that no runtime reads')
  return found({
    platform: withoutCredential([
      '',
      normalPlatform(parts.filter((part) => typeof part === 'string' && part !== '').join('/')),
    ])[1],
    ...textAs('created', created),
    ...textAs('user', user),
    labels: labels.map(withoutCredential),
    secrets: secretsInConfig({ environment, labels, steps }),
    ...start,
  })
}

/** The platform as policies write it: `arm64` has one variant that needs no name, 32-bit `arm` without a variant is v7. */
export function normalPlatform(platform: string): string {
  if (platform.endsWith('/arm64/v8')) return platform.slice(0, -'/v8'.length)
  return platform.endsWith('/arm') ? `${platform}/v7` : platform
}

function labelsOf(value: JsonValue | undefined): readonly (readonly [string, string])[] | undefined {
  if (value === undefined || value === null) return []
  if (!isObject(value)) return undefined
  const entries = Object.entries(value)
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return texts.length === entries.length ? texts : undefined
}

function isTextOrNothing(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && !isList(value))
}

function textAs<K extends string>(key: K, value: JsonValue | undefined): { readonly [P in K]?: string } {
  const one: { [P in K]?: string } = {}
  if (typeof value === 'string' && value !== '') one[key] = withoutCredential(['', value])[1]
  return one
}
