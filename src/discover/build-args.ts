import { readWord, type Word, type WordProblem } from '../languages/dockerfile/shell-word.ts'
import type { Held } from '../languages/dockerfile/word-state.ts'
import type { Place } from '../model/span.ts'

/** One `ARG NAME=value` before the first stage, as written; `place` is where its value stands. */
export interface BuildArg {
  readonly name: string
  readonly value: string
  readonly place: Place
  /** What a caller gives it instead, as it is; `open` where the caller's value is not known. */
  readonly given?: { readonly text: string; readonly places: readonly Place[] } | 'open'
}

/** A word with its build arguments filled in, and the places that gave them. */
export type Filled = (Word & { readonly places: readonly Place[] }) | WordProblem

/** Build arguments of one Dockerfile. */
export interface BuildArgs {
  /** Fills a word in; what only the builder or whoever calls it knows counts as missing. */
  readonly fill: (word: string) => Filled
  /** What a word comes to on each of the platforms that images are usually built for; undefined where that takes more than the platform. */
  readonly onPlatforms: (word: string) => readonly (string | undefined)[]
}

const BUILT_IN = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT|OSVERSION)$|^TARGETSTAGE$/
/** The platforms that nearly every image is built for: what is a stage on each of them is taken for one. */
const PLATFORMS = ['linux/amd64', 'linux/arm64']

/** Whether the builder sets an argument of this name. */
export function isBuiltIn(name: string): boolean {
  return BUILT_IN.test(name)
}

/** Evaluates build arguments in the order in which they stand, as BuildKit does; `args` may grow until the first question is asked. */
export function createBuildArgs(args: readonly BuildArg[], mark: string): BuildArgs {
  let own: Environment | undefined
  let platforms: readonly Environment[] | undefined
  return {
    fill: (word) => {
      own ??= environmentOf(args, mark, undefined)
      return filled(word, mark, own)
    },
    onPlatforms: (word) => {
      platforms ??= PLATFORMS.map((platform) => environmentOf(args, mark, platform))
      return platforms.map((environment) => {
        const result = filled(word, mark, environment)
        return 'problem' in result || result.missing.length > 0 ? undefined : result.text
      })
    },
  }
}

interface Value {
  readonly held: NonNullable<Held>
  readonly places: readonly Place[]
}

type Environment = ReadonlyMap<string, Value>

function environmentOf(args: readonly BuildArg[], mark: string, platform: string | undefined): Environment {
  const values = new Map<string, Value>(builtIns(platform))
  for (const { name, value, place, given } of args) {
    if (given !== undefined) {
      values.set(
        name,
        given === 'open' ? { held: { unknown: [name] }, places: [] } : { held: { text: given.text }, places: given.places },
      )
      continue
    }
    const result = filled(value, mark, values)
    if ('problem' in result) values.set(name, { held: { unknown: [name] }, places: [place] })
    else if (result.missing.length > 0) values.set(name, { held: { unknown: result.missing }, places: [place] })
    else values.set(name, { held: { text: result.text }, places: [place, ...result.places] })
  }
  return values
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

function filled(word: string, mark: string, values: Environment): Filled {
  const result = readWord(word, { mark, held: (name) => values.get(name)?.held })
  if ('problem' in result) return result
  return { ...result, places: result.used.flatMap((name) => values.get(name)?.places ?? []) }
}
