import type { CelFunction } from './cel-function.ts'
import { bool, failure, list, mapOf, noOverload, type Outcome, string, unknownBecause, type Value } from './value.ts'

const ABSOLUTE =
  /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([A-Za-z0-9._~-]*|\[[0-9A-Fa-f:.]+\])(?::(\d*))?(\/[A-Za-z0-9\-._~!$&'()*+,;=:@/]*)?(?:\?([A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*))?$/
const PATH = /^()()()(\/[A-Za-z0-9\-._~!$&'()*+,;=:@/]*)(?:\?([A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*))?$/
/** Where Go and this reader may disagree: users, fragments, escapes, characters beyond ASCII, other schemes without a host. */
const UNSURE = /[#%@^[\]{}|"<>\\ ]|[^!-~]/

/** `url()` of Kubernetes, as far as Go's parser and this one surely agree. */
export const urlFunctions: readonly (readonly [string, CelFunction])[] = [
  ['url', (args) => onText('url', args, readUrl)],
  ['isURL', (args) => onText('isURL', args, (text) => isReadable(readUrl(text)))],
]

/** The methods of URLs. */
export const urlMethods: readonly (readonly [string, CelFunction])[] = [
  ['getScheme', (args) => part('getScheme', args, 'scheme')],
  ['getHost', (args) => part('getHost', args, 'host')],
  ['getHostname', (args) => part('getHostname', args, 'hostname')],
  ['getPort', (args) => part('getPort', args, 'port')],
  ['getEscapedPath', (args) => part('getEscapedPath', args, 'path')],
  ['getQuery', queryOf],
]

function onText(name: string, args: readonly Value[], make: (text: string) => Outcome): Outcome {
  const [text] = args
  return text?.kind === 'string' && args.length === 1 ? make(text.value) : noOverload(name, args)
}

function isReadable(outcome: Outcome): Outcome {
  return outcome.kind === 'unknown' ? outcome : bool(outcome.kind !== 'error')
}

function readUrl(text: string): Outcome {
  if (text === '' || text.length > 8_000) return failure('not a URL')
  const found = ABSOLUTE.exec(text) ?? PATH.exec(text)
  if (found === null)
    return /^[A-Za-z0-9._-]+$/.test(text)
      ? failure('not a URL')
      : UNSURE.test(text) || text.includes(':')
        ? unknownBecause('the URL is not read here')
        : failure('not a URL')
  const [, scheme = '', hostname = '', port, path = '', query = ''] = found
  if (query.includes('%')) return unknownBecause('the URL is not read here')
  const host = port === undefined ? hostname : `${hostname}:${port}`
  const parts = { scheme: scheme.toLowerCase(), host, hostname: hostname.replace(/^\[|\]$/g, ''), port: port ?? '', path, query }
  return { kind: 'opaque', type: 'url', text, identity: text, parts }
}

function part(name: string, args: readonly Value[], key: string): Outcome {
  const [of] = args
  const value = of?.kind === 'opaque' && of.type === 'url' && args.length === 1 ? of.parts[key] : undefined
  return typeof value === 'string' ? string(value) : noOverload(name, args)
}

function queryOf(args: readonly Value[]): Outcome {
  const query = part('getQuery', args, 'query')
  if (query.kind !== 'string') return query
  const pairs = query.value
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): readonly [string, string] => {
      const [key = '', ...value] = pair.split('=')
      return [key.replaceAll('+', ' '), value.join('=').replaceAll('+', ' ')]
    })
  const grouped = Map.groupBy(pairs, ([key]) => key)
  return mapOf([...grouped].map(([key, values]) => [key, list(values.map(([, value]) => string(value)))] as const))
}
