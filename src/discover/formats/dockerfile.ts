import { blankSeparated, type Instruction, splitDockerfile, unwrapped } from '../../languages/dockerfile/dockerfile-lines.ts'
import { fieldsOf, partOf, splitFlags, type Taken } from '../../languages/dockerfile/flags.ts'
import { MAX_ALTERNATIVES } from '../../model/limits.ts'
import type { PathStep, Span } from '../../model/span.ts'
import { type BuildArgs, buildArgsOf, createBuildArgs, isBuiltIn, NOTHING_GIVEN } from '../build-args.ts'
import { callersOf } from '../build-callers.ts'
import { namesDockerfile } from '../dockerfile-names.ts'
import type { Reading, Side, Sighting, TextFile, TextFormat } from '../format.ts'
import type { BuildArguments } from '../workflow-builds.ts'

/** What is read of one Dockerfile while its instructions go by. */
interface Reader {
  readonly mark: string
  readonly args: BuildArgs
  /** Names of the stages that stand above: what FROM may name. */
  readonly above: Set<string>
  /** Names of all stages: BuildKit knows them all when it looks at COPY and RUN. */
  readonly stages: ReadonlySet<string>
  count: number
  label: PathStep
}

/** Dockerfiles and Containerfiles, as BuildKit reads them. */
export const dockerfile: TextFormat = {
  name: 'dockerfile',
  title: 'Dockerfile, Containerfile',
  files:
    '`Dockerfile`, `Containerfile`, `Dockerfile.*`, `*.Dockerfile` (where the name ends like source code, a document or a picture: if the content is one); files without an extension that begin with `FROM` or `ARG`',
  rows: [
    {
      where: '`FROM image`',
      meaning:
        'stage names, `scratch` and `--platform` are not images; `ARG` defaults before the first `FROM` are followed through every form of `${…}` that BuildKit knows; a name that is a stage on amd64 and arm64 (`base-${TARGETARCH}`) is none',
    },
    {
      where: '`COPY --from=image`, `RUN --mount=from=image`',
      meaning:
        'stages, and in COPY their numbers, are not images; quotes and escapes are taken out of flags, keys of a mount may have any case; variables are not expanded there: dynamic',
    },
    {
      where: '`# syntax=image`',
      meaning: 'in the leading directives, with `#` or `//`, behind a `#!` line, or as `{"syntax": "image"}`: that image is run',
    },
    {
      where: 'build arguments',
      meaning:
        'those of every caller in the repository (Compose, Bake, workflows, development containers, Skaffold) beside the defaults: each gives an image',
    },
    { where: '`ONBUILD COPY`, `ONBUILD RUN`', meaning: 'as the instruction itself' },
  ],
  applied: 'elsewhere',
  settings: 'dockerfile',
  reads: 'text',
  claims: namesDockerfile,
  read: readWithCallers,
}

/** A Dockerfile by itself, and with the arguments of every caller: what one of them makes known is not open any more. */
function readWithCallers({ path, text }: TextFile, side: Side): Reading {
  const alone = readDockerfile(path, text)
  const callers = callersOf(path, side)
  const called = callers.slice(0, MAX_ALTERNATIVES).flatMap((given) => {
    const { sightings } = readDockerfile(path, text, 0, [], given)
    return sightings.flatMap((one) => (one.dynamic === undefined ? [one] : openFor(one, given)))
  })
  const known = new Set(called.filter(({ dynamic }) => dynamic === undefined).map(({ span }) => span.start))
  const own = alone.sightings.filter(({ dynamic, span }) => dynamic === undefined || !known.has(span.start))
  const seen = new Set(own.map(({ span, text: one }) => `${span.start} ${one}`))
  const sightings = [...own, ...called.filter(({ span, text: one }) => !seen.has(`${span.start} ${one}`))]
  if (callers.length <= MAX_ALTERNATIVES) return { ...alone, sightings }
  const why = `more than ${MAX_ALTERNATIVES} builds in this repository give it arguments`
  return { ...alone, sightings, problems: [...(alone.problems ?? []), { why, span: { start: 0, end: 0 } }] }
}

/** What stays open because of what a caller gives; what it gives nothing for is open without it as well. */
function openFor(sighting: Sighting, given: BuildArguments): readonly Sighting[] {
  const names = [...given].filter(([name, value]) => value === undefined && sighting.text.includes(name)).map(([name]) => name)
  if (names.length === 0) return []
  return [{ ...sighting, dynamic: `a build in this repository gives ${names.join(', ')}, and no file says what` }]
}

/** The images of a Dockerfile's text, and what could not be told. `base` is where the text starts in the file named `path`. */
export function readDockerfile(
  path: string,
  text: string,
  base = 0,
  steps: readonly PathStep[] = [],
  given: BuildArguments = NOTHING_GIVEN,
): Reading {
  const { directives, mark, instructions } = splitDockerfile(text)
  const all = [...instructions]
  const reader: Reader = {
    mark,
    args: createBuildArgs(mark),
    above: new Set(),
    stages: new Set(all.flatMap((one) => (one.keyword === 'FROM' ? (stageName(fromArguments(one, mark)) ?? []) : []))),
    count: 0,
    label: 'global',
  }
  const found: Sighting[] = directives
    .filter((directive) => directive.name === 'syntax')
    .map(({ span, value }) => ({ span, text: value, path: ['syntax'] }))
  for (const instruction of all) {
    if (instruction.keyword === 'ARG' && reader.count === 0) {
      for (const arg of buildArgsOf(path, instruction, mark, base, given)) reader.args.define(arg)
    } else found.push(...imagesOf(instruction, reader))
  }
  const problems = all.flatMap(({ problem, at }) =>
    problem === undefined
      ? []
      : [{ why: `its here-documents cannot be found: ${problem}`, span: shifted({ start: at(0), end: at(0) }, base) }],
  )
  return { problems, sightings: found.map((one) => ({ ...one, path: [...steps, ...one.path], span: shifted(one.span, base) })) }
}

/** The images of a Dockerfile's text alone. */
export function sightDockerfile(
  path: string,
  text: string,
  base = 0,
  steps: readonly PathStep[] = [],
  given: BuildArguments = NOTHING_GIVEN,
): readonly Sighting[] {
  return readDockerfile(path, text, base, steps, given).sightings
}

function shifted(span: Span, base: number): Span {
  return { start: span.start + base, end: span.end + base }
}

function imagesOf(instruction: Instruction, reader: Reader): readonly Sighting[] {
  const bare = instruction.keyword === 'ONBUILD' ? unwrapped(instruction, reader.mark) : instruction
  if (bare.keyword === 'FROM') return fromSightings(bare, reader)
  if (bare.keyword === 'COPY') return copySightings(bare, reader)
  return bare.keyword === 'RUN' ? mountSightings(bare, reader) : []
}

function fromArguments({ text, argument }: Instruction, mark: string): readonly Taken[] {
  return blankSeparated(text, splitFlags(text, argument, mark).rest)
}

/** The name that a stage gets, in lower case: only where FROM has the arguments that BuildKit takes. */
function stageName([, as, name, ...more]: readonly Taken[]): string | undefined {
  if (as?.text.toLowerCase() !== 'as' || name === undefined || more.length > 0) return undefined
  const lower = name.text.toLowerCase()
  return /^[a-z][a-z0-9\-_.]*$/.test(lower) ? lower : undefined
}

function fromSightings(instruction: Instruction, reader: Reader): readonly Sighting[] {
  const words = fromArguments(instruction, reader.mark)
  const name = stageName(words)
  const label = name === undefined ? reader.count : (words[2]?.text ?? name)
  reader.count++
  reader.label = label
  const found = words[0] === undefined ? [] : baseImage(instruction, words[0], reader)
  if (name !== undefined) reader.above.add(name)
  return found.map((one) => ({ ...one, path: ['FROM', label] }))
}

function baseImage(instruction: Instruction, word: Taken, { args, above }: Reader): readonly Sighting[] {
  const sighting = { span: spanOf(instruction, word), path: [] }
  const filled = args.fill(word.text)
  if ('problem' in filled) return [{ ...sighting, text: word.text, dynamic: `it cannot be evaluated: ${filled.problem}` }]
  const { text, places, missing } = filled
  if (missing.length > 0) {
    const isStage =
      missing.every(isBuiltIn) && args.onPlatforms(word.text).every((one) => one !== undefined && above.has(one.toLowerCase()))
    return isStage ? [] : [{ ...sighting, text: word.text, dynamic: missingArgs(missing) }]
  }
  if (text === 'scratch' || text === '' || above.has(text.toLowerCase())) return []
  return [{ ...sighting, text, related: places }]
}

function missingArgs(missing: readonly string[]): string {
  if (missing.every(isBuiltIn)) return `${missing.join(', ')} is set by the builder`
  return `no ARG before the first FROM gives ${missing.join(', ')} a value`
}

function copySightings(instruction: Instruction, reader: Reader): readonly Sighting[] {
  return splitFlags(instruction.text, instruction.argument, reader.mark)
    .flags.filter((flag) => flag.text.startsWith('--from='))
    .map((flag) => partOf(flag, '--from='.length))
    .filter(({ text }) => !/^[-+]?\d+$/.test(text))
    .flatMap((source) => otherSource(instruction, source, reader, 'COPY'))
}

function mountSightings(instruction: Instruction, reader: Reader): readonly Sighting[] {
  return splitFlags(instruction.text, instruction.argument, reader.mark)
    .flags.filter((flag) => flag.text.startsWith('--mount='))
    .flatMap((flag) => fieldsOf(partOf(flag, '--mount='.length)).findLast((field) => /^from=/i.test(field.text)) ?? [])
    .flatMap((field) => otherSource(instruction, partOf(field, 'from='.length), reader, 'RUN'))
}

function otherSource(instruction: Instruction, source: Taken, reader: Reader, keyword: string): readonly Sighting[] {
  const { text } = source
  if (text === '' || text === 'scratch' || reader.stages.has(text.toLowerCase())) return []
  const sighting = { span: spanOf(instruction, source), text, path: [reader.label, `${keyword} from`] }
  return [text.includes('$') ? { ...sighting, dynamic: 'variables are not expanded here by every builder' } : sighting]
}

function spanOf({ at }: Instruction, { offsets }: Taken): Span {
  const start = at(offsets[0] ?? 0)
  return { start, end: Math.max(start, at(offsets.at(-1) ?? 0) + 1) }
}
