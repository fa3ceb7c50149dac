import { type Instruction, quotedWords } from '../languages/dockerfile/dockerfile-lines.ts'
import { splitFlags } from '../languages/dockerfile/flags.ts'
import { readWord, type Word, type WordProblem } from '../languages/dockerfile/shell-word.ts'
import type { Held } from '../languages/dockerfile/word-state.ts'
import type { Place } from '../model/span.ts'
import type { BuildArguments } from './workflow-builds.ts'

/** One `ARG NAME=value` before the first stage, as written; `place` is where its value stands. */
export interface BuildArg {
  readonly name: string
  readonly value: string
  readonly place: Place
  /** What a caller gives it instead, as it is; `open` where the caller's value is not known. */
  readonly given?: { readonly text: string; readonly places: readonly Place[] } | 'open'
}

/** What nobody gives. */
export const NOTHING_GIVEN: BuildArguments = new Map()

/** The values that an ARG instruction gives, or its caller instead. `base` is where the text of the file begins in the one named `path`. */
export function buildArgsOf(
  path: string,
  { text, argument, at }: Instruction,
  mark: string,
  base: number,
  given: BuildArguments = NOTHING_GIVEN,
): readonly BuildArg[] {
  return quotedWords(text, splitFlags(text, argument, mark).rest, mark).flatMap((word) => {
    const equals = word.text.indexOf('=')
    const name = equals < 0 ? word.text : word.text.slice(0, equals)
    if (given.has(name)) {
      const start = base + at(word.offsets[0] ?? 0)
      const place = { file: path, span: { start, end: start + name.length } }
      return [{ name, value: '', place, given: given.get(name) ?? 'open' }]
    }
    if (equals < 0) return []
    const value = word.text.slice(equals + 1)
    const quoted = /^(["'])([\s\S]*)\1$/.exec(value)
    const start = base + at((word.offsets[0] ?? 0) + equals + 1 + (quoted === null ? 0 : 1))
    const end = start + (quoted?.[2] ?? value).length
    return [{ name, value, place: { file: path, span: { start, end } } }]
  })
}

/** A word with its build arguments filled in, and the places that gave them. */
export type Filled = (Word & { readonly places: readonly Place[] }) | WordProblem

/** Build arguments that are in force, evaluated in the order in which they are defined, as BuildKit does. */
export interface BuildArgs {
  readonly define: (arg: BuildArg) => void
  /** Fills a word in; what only the builder or whoever calls it knows counts as missing. */
  readonly fill: (word: string) => Filled
  /** What a word comes to on each of the platforms that images are usually built for; undefined where that takes more than the platform. */
  readonly onPlatforms: (word: string) => readonly (string | undefined)[]
  /** Arguments of a part of the file: those defined there, else these. */
  readonly within: () => BuildArgs
}

const BUILT_IN = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT|OSVERSION)$|^TARGETSTAGE$/
/** The platforms that nearly every image is built for: what is a stage on each of them is taken for one. */
const PLATFORMS = ['linux/amd64', 'linux/arm64']

/** Whether the builder sets an argument of this name. */
export function isBuiltIn(name: string): boolean {
  return BUILT_IN.test(name)
}

/** No build arguments yet but those that the builder sets. `mark` is the character that escapes. */
export function createBuildArgs(mark: string): BuildArgs {
  return argsOver(mark, new Map(builtIns(undefined)), undefined)
}

interface Value {
  readonly held: NonNullable<Held>
  readonly places: readonly Place[]
}

type Lookup = (name: string) => Value | undefined

function argsOver(mark: string, values: Map<string, Value>, outer: Lookup | undefined): BuildArgs {
  const args: BuildArg[] = []
  const lookup: Lookup = (name) => values.get(name) ?? outer?.(name)
  let platforms: readonly Lookup[] | undefined
  return {
    define: (arg) => {
      args.push(arg)
      values.set(arg.name, valueFor(arg, mark, lookup))
    },
    fill: (word) => filled(word, mark, lookup),
    onPlatforms: (word) => {
      platforms ??= PLATFORMS.map((platform) => onPlatform(args, mark, platform))
      return platforms.map((environment) => {
        const result = filled(word, mark, environment)
        return 'problem' in result || result.missing.length > 0 ? undefined : result.text
      })
    },
    within: () => argsOver(mark, new Map(), lookup),
  }
}

function onPlatform(args: readonly BuildArg[], mark: string, platform: string): Lookup {
  const values = new Map<string, Value>(builtIns(platform))
  const lookup: Lookup = (name) => values.get(name)
  for (const arg of args) values.set(arg.name, valueFor(arg, mark, lookup))
  return lookup
}

function valueFor({ name, value, place, given }: BuildArg, mark: string, lookup: Lookup): Value {
  if (given === 'open') return { held: { unknown: [name] }, places: [] }
  if (given !== undefined) return { held: { text: given.text }, places: given.places }
  const result = filled(value, mark, lookup)
  if ('problem' in result) return { held: { unknown: [name] }, places: [place] }
  if (result.missing.length > 0) return { held: { unknown: result.missing }, places: [place] }
  return { held: { text: result.text }, places: [place, ...result.places] }
}

function* builtIns(platform: string | undefined): Generator<readonly [string, Value]> {
  const [os = '', arch = '', variant = ''] = platform?.split('/') ?? []
  const parts = { PLATFORM: platform ?? '', OS: os, ARCH: arch, VARIANT: variant, OSVERSION: '' }
  for (const prefix of ['TARGET', 'BUILD']) {
    for (const [part, text] of Object.entries(parts)) {
      const name = prefix + part
      yield [name, { held: platform === undefined ? { unknown: [name] } : { text }, places: [] }]
    }
  }
  yield ['TARGETSTAGE', { held: { unknown: ['TARGETSTAGE'] }, places: [] }]
}

function filled(word: string, mark: string, lookup: Lookup): Filled {
  const result = readWord(word, { mark, held: (name) => lookup(name)?.held })
  if ('problem' in result) return result
  return { ...result, places: result.used.flatMap((name) => lookup(name)?.places ?? []) }
}
