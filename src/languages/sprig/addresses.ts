import type { Callable, Run } from '../govalue/callable.ts'
import { kindOf } from '../govalue/inspect.ts'
import { derivedText, EMPTY, type Text, unknownText } from '../govalue/text.ts'
import { bytesOf, fromBytes } from '../govalue/utf8.ts'
import { bool, type MapValue, map, type Value } from '../govalue/value.ts'
import { mapAt, panic, textAt } from './arguments.ts'
import { define } from './define.ts'
import { hostName, parseUrl, printUrl, UrlProblem } from './url.ts'

function latinOf(of: string): string {
  return String.fromCharCode(...bytesOf(of))
}

function textOfLatin(latin: string): string {
  return fromBytes(Uint8Array.from(latin, (char) => char.charCodeAt(0)))
}

/** Runs a parser; its refusals are Go's panics. */
function panicking<T>(start: string, run: () => T): T {
  try {
    return run()
  } catch (problem) {
    throw problem instanceof UrlProblem ? panic(`${start}: ${problem.message}`) : problem
  }
}

function urlParse(args: readonly Value[]): Value {
  const of = textAt(args, 0)
  const parts = panicking('unable to parse url', () => parseUrl(latinOf(of.text)))
  const { scheme, host, path, query, opaque, fragment, user = '' } = parts
  const named = { scheme, host, hostname: hostName(host), path, query, opaque, fragment, userinfo: user }
  return map(new Map(Object.entries(named).map(([key, part]) => [key, derivedText(textOfLatin(part), [of])])))
}

function partOf(dict: MapValue, key: string): string {
  const value = dict.entries.get(key)
  if (value === undefined) return ''
  if (value.kind === 'nil') throw panic('runtime error: invalid memory address or nil pointer dereference')
  if (value.kind !== 'text') throw panic(`unable to parse ${key} key, must be of type string, but ${kindOf(value)} found`)
  return latinOf(value.text)
}

function urlJoin(args: readonly Value[]): Text {
  const dict = mapAt(args, 0)
  const [scheme = '', host = '', path = '', query = '', opaque = '', fragment = '', info = ''] = [
    ...['scheme', 'host', 'path', 'query', 'opaque', 'fragment', 'userinfo'],
  ].map((key) => partOf(dict, key))
  const user = info === '' ? undefined : userOf(info)
  const joined = printUrl({ scheme, host, path, query, opaque, fragment, user })
  return derivedText(
    textOfLatin(joined),
    [...dict.entries.values()].filter((value) => value.kind === 'text'),
  )
}

/** sprig reads the user by putting it into a URL of its own. */
function userOf(info: string): string | undefined {
  return panicking('unable to parse userinfo in dict', () => parseUrl(`proto://${info}@host`).user)
}

/** path.Clean: the shortest name of the same place. */
function clean(path: string): string {
  const rooted = path.startsWith('/')
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (part !== '..' || !rooted) kept.push(part)
  }
  const joined = (rooted ? '/' : '') + kept.join('/')
  return joined === '' ? '.' : joined
}

function base(path: string): string {
  if (path === '') return '.'
  const parts = path.replace(/\/+$/, '').split('/')
  return parts.at(-1) === '' || parts.length === 0 ? '/' : (parts.at(-1) ?? '/')
}

function extension(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return name.includes('.') ? name.slice(name.lastIndexOf('.')) : ''
}

/** A function of paths under its two names; the system's separator is `/`. */
function onPath(names: readonly [string, string], change: (path: string) => string): readonly Callable[] {
  return names.map((name) =>
    define(`${name}(string) string`, (args) => derivedText(change(textAt(args, 0).text), [textAt(args, 0)])),
  )
}

/** Functions on URLs and paths; hosts are not looked up unless `dns`, and then nobody knows their address. */
export function addresses(dns: boolean): readonly Callable[] {
  return [
    define('urlParse(string) map', urlParse),
    define('urlJoin(map) string', urlJoin),
    ...onPath(['base', 'osBase'], base),
    ...onPath(['clean', 'osClean'], clean),
    ...onPath(['dir', 'osDir'], (path) => clean(path.slice(0, path.lastIndexOf('/') + 1))),
    ...onPath(['ext', 'osExt'], extension),
    ...['isAbs', 'osIsAbs'].map((name) =>
      define(`${name}(string) bool`, (args) => bool(textAt(args, 0).text.startsWith('/')), 'word'),
    ),
    define(
      'getHostByName(string) string',
      (args, run: Run) => {
        if (!dns) return EMPTY
        const { text: name } = textAt(args, 0)
        return unknownText(run.named(`host ${name}`, `the address of the host ${name}`, 'word'), '192.0.2.1')
      },
      'handles',
    ),
  ]
}
