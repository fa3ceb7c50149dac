import { blankSeparated, type Instruction, splitPlain } from '../../languages/dockerfile/dockerfile-lines.ts'
import { splitFlags, type Taken } from '../../languages/dockerfile/flags.ts'
import type { PathStep, Span } from '../../model/span.ts'
import { type BuildArgs, buildArgsOf, createBuildArgs } from '../build-args.ts'
import type { Reading, Sighting, TextFormat } from '../format.ts'

/** The base recipe, or the target under way. */
interface Target {
  readonly label: PathStep
  readonly args: BuildArgs
}

/** Earthfiles. */
export const earthfile: TextFormat = {
  name: 'earthfile',
  title: 'Earthfile',
  files: '`Earthfile`, `*.earth`',
  rows: [
    {
      where: '`FROM image`',
      meaning:
        'targets (`+deps`, `./lib+base`), `DOCKERFILE` and `scratch` are not images; `ARG` defaults of the target and of the file are followed',
    },
    { where: '`WITH DOCKER --pull image`', meaning: 'an image; what `--load` and `--compose` name is not' },
  ],
  applied: 'elsewhere',
  reads: 'text',
  claims: ({ path }) => /(?:^|\/)Earthfile$|\.earth$/.test(path),
  read: ({ path, text }) => readEarthfile(path, text),
}

function readEarthfile(path: string, text: string): Reading {
  const file = createBuildArgs('\\')
  let target: Target = { label: 'base', args: file }
  const sightings: Sighting[] = []
  // Earthly has no here-documents: the lines behind `<<` are instructions to it.
  for (const instruction of splitPlain(text)) {
    const name = /^([A-Za-z][\w.-]*):$/.exec(instruction.text.trim())?.[1]
    if (name !== undefined) target = { label: name, args: file.within() }
    else if (instruction.keyword === 'ARG' || instruction.keyword === 'LET') {
      for (const arg of buildArgsOf(path, instruction, '\\', 0)) target.args.define(arg)
    } else sightings.push(...imagesOf(instruction, target))
  }
  return { sightings }
}

function imagesOf(instruction: Instruction, target: Target): readonly Sighting[] {
  const { keyword, text, argument } = instruction
  const { flags, rest } = splitFlags(text, argument, '\\')
  const words = blankSeparated(text, rest)
  if (keyword === 'FROM')
    return words[0]?.text === 'DOCKERFILE' ? [] : words.slice(0, 1).flatMap((word) => imageOf(instruction, word, target, 'FROM'))
  if (keyword !== 'WITH' || words[0]?.text !== 'DOCKER' || flags.length > 0) return []
  return pulled(blankSeparated(text, rest)).flatMap((word) => imageOf(instruction, word, target, 'pull'))
}

/** The images of `--pull image` and `--pull=image`. */
function pulled(words: readonly Taken[]): readonly Taken[] {
  return words.flatMap((word, at) => {
    if (word.text === '--pull') return words[at + 1] ?? []
    const length = '--pull='.length
    return word.text.startsWith('--pull=') ? [{ text: word.text.slice(length), offsets: word.offsets.slice(length) }] : []
  })
}

function imageOf(instruction: Instruction, word: Taken, { label, args }: Target, where: string): readonly Sighting[] {
  if (word.text.includes('+') || word.text === 'scratch') return []
  const sighting = { span: spanOf(instruction, word), text: word.text, path: [label, where] }
  if (word.text.includes('$(')) return [{ ...sighting, dynamic: 'a command gives it' }]
  const filled = args.fill(word.text)
  if ('problem' in filled) return [{ ...sighting, dynamic: `it cannot be evaluated: ${filled.problem}` }]
  if (filled.missing.length > 0) return [{ ...sighting, dynamic: `no ARG gives ${filled.missing.join(', ')} a value` }]
  if (filled.text === '' || filled.text === 'scratch' || filled.text.includes('+')) return []
  return [{ ...sighting, text: filled.text, related: filled.places }]
}

function spanOf({ at }: Instruction, { offsets }: Taken): Span {
  const start = at(offsets[0] ?? 0)
  return { start, end: Math.max(start, at(offsets.at(-1) ?? 0) + 1) }
}
