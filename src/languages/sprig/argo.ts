import { type Callable, CallError, type Run } from '../govalue/callable.ts'
import { typeOf } from '../govalue/inspect.ts'
import { derivedText, EMPTY, sliceText } from '../govalue/text.ts'
import type { Value } from '../govalue/value.ts'
import { printYaml, readYamlValue } from '../goyaml/print.ts'
import type { YamlLimits } from '../goyaml/read.ts'
import { argument, panic, textAt } from './arguments.ts'
import { define } from './define.ts'

const MAX_NAME = 253
const MAX_SLUG = 50

/** A text as Argo CD makes a DNS name of it. */
export function dnsName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^-a-z0-9.]/gu, '-')
    .slice(0, MAX_NAME)
    .replace(/^[-.]+|[-.]+$/g, '')
}

/** The functions that Argo CD gives to the templates of an ApplicationSet beside sprig's. */
export function argoOwn(limits: YamlLimits): readonly Callable[] {
  return [
    define('normalize(string) string', ([name]) => named(name, dnsName)),
    define('slugify(any...) string', slugify),
    define(
      'toYaml(any) string',
      (args, run) => {
        const printed = printYaml(argument(args, 0), run) ?? EMPTY
        return printed.text.endsWith('\n') ? sliceText(printed, 0, printed.text.length - 1) : printed
      },
      'handles',
    ),
    define('fromYaml(string) map', (args, run) => decoded(args, run, limits, 'map'), 'handles'),
    define('fromYamlArray(string) list', (args, run) => decoded(args, run, limits, 'list'), 'handles'),
  ]
}

function named(value: Value | undefined, make: (name: string) => string): Value {
  if (value?.kind !== 'text') throw panic('the name is no text')
  return derivedText(make(value.text), [value])
}

/** `slugify [MAX [SMART]] NAME`, with what slug 1.15 makes of a DNS name. */
function slugify(args: readonly Value[]): Value {
  const name = args.at(-1)
  if (name?.kind !== 'text') throw panic(`interface conversion: interface {} is ${typeOf(argument(args, 0))}, not string`)
  const [size, smart] = args.slice(0, -1)
  const most = size === undefined ? MAX_SLUG : size.kind === 'int' ? Number(size.value) : -1
  const isSmart = smart === undefined ? true : smart.kind === 'bool' ? smart.value : undefined
  if (most < 0 || isSmart === undefined || args.length > 3) throw panic('interface conversion: the arguments of slugify')
  return named(name, (text) => slug(dnsName(text), most, isSmart))
}

function slug(name: string, most: number, smart: boolean): string {
  const cut = smart ? name : name.slice(0, most)
  const plain = cut
    .replace(/[^a-z0-9_-]/g, '-')
    .replace(/-+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
  if (!smart || most === 0 || plain.length <= most) return plain
  const dash = plain.lastIndexOf('-', most)
  return plain.slice(0, dash < 0 ? most : dash)
}

function decoded(args: readonly Value[], run: Run, limits: YamlLimits, wanted: 'map' | 'list'): Value {
  const read = readYamlValue(textAt(args, 0), run, limits)
  if ('error' in read) throw new CallError(read.error)
  if (read.value.kind !== wanted) throw new CallError(`error unmarshaling JSON: it is no ${wanted}`)
  return read.value
}
