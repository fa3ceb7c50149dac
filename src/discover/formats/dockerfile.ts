import { type Instruction, splitDockerfile, type Word, wordsOf } from '../../languages/dockerfile/dockerfile-lines.ts'
import { expand, type Value } from '../../languages/interpolation/interpolate.ts'
import type { PathStep, Place, Span } from '../../model/span.ts'
import type { Sighting, TextFile, TextFormat } from '../format.ts'

const NAMED = /(?:^|[/.])(?:docker|container)file(?:[._-][^/]*)?$/i
const NOT_NAMED = /\.(?:dockerignore|md|markdown|rst|sh|bash|py|js|ts|go|rb|json|ya?ml|toml|lock|html)$/i
const BUILT_IN_ARGS = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT|OSVERSION)$/

/** A build stage under way: its name where it has one, and its position. */
interface Stages {
  readonly names: Set<string>
  count: number
  label: PathStep
}

/** Dockerfiles and Containerfiles, as BuildKit reads them. */
export const dockerfile: TextFormat = {
  name: 'dockerfile',
  title: 'Dockerfile, Containerfile',
  files:
    '`Dockerfile`, `Containerfile`, `Dockerfile.*`, `*.Dockerfile`; files without an extension that begin with `FROM` or `ARG`',
  rows: [
    {
      where: '`FROM image`',
      meaning: 'stage names, `scratch` and `--platform` are not images; `ARG` defaults before the first `FROM` are followed',
    },
    {
      where: '`COPY --from=image`, `RUN --mount=from=image`',
      meaning: 'earlier stages and numbers are not images; variables are not expanded there: dynamic',
    },
    { where: '`# syntax=image`', meaning: 'in the leading directive block' },
    { where: '`ONBUILD COPY`, `ONBUILD RUN`', meaning: 'as the instruction itself' },
  ],
  applied: 'elsewhere',
  settings: 'dockerfile',
  reads: 'text',
  claims: (file) => (NAMED.test(file.path) ? !NOT_NAMED.test(file.path) : looksLikeOne(file)),
  read: (file) => ({ sightings: sightDockerfile(file.path, file.text) }),
}

function looksLikeOne(file: TextFile): boolean {
  if (/\.[^/]*$/.test(file.path.replace(/^.*\//, '')) && !/\.(?:docker|df)$/i.test(file.path)) return false
  return /^\ufeff?(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*(?:FROM[ \t]+\S+(?:[ \t]+AS[ \t]+\S+)?[ \t]*\r?$|ARG[ \t]+\w+(?:=.*)?\r?\n[\s\S]*^[ \t]*FROM[ \t]+\S)/im.test(
    file.text.slice(0, 4096),
  )
}

/** The images of a Dockerfile's text. `base` is where the text starts in the file named `path`. */
export function sightDockerfile(path: string, text: string, base = 0, steps: readonly PathStep[] = []): readonly Sighting[] {
  const { directives, instructions } = splitDockerfile(text)
  const stages: Stages = { names: new Set(), count: 0, label: 'global' }
  const args = new Map<string, Value>()
  const found: Sighting[] = directives
    .filter((directive) => directive.name === 'syntax')
    .map(({ span, value }) => ({ span, text: value.split(/\s/)[0] ?? value, path: ['syntax'] }))
  for (const instruction of instructions) {
    const bare = instruction.keyword === 'ONBUILD' ? unwrapped(instruction) : instruction
    if (bare.keyword === 'ARG' && stages.count === 0) defineArgs(path, bare, args, base)
    else if (bare.keyword === 'FROM') found.push(...fromSightings(bare, stages, args))
    else if (bare.keyword === 'COPY') found.push(...copySightings(bare, stages))
    else if (bare.keyword === 'RUN') found.push(...mountSightings(bare, stages))
  }
  return found.map((one) => ({ ...one, path: [...steps, ...one.path], span: shifted(one.span, base) }))
}

function shifted(span: Span, base: number): Span {
  return { start: span.start + base, end: span.end + base }
}

function unwrapped(instruction: Instruction): Instruction {
  const first = wordsOf(instruction)[0]
  if (first === undefined) return instruction
  const after = first.offset + first.text.length
  const blanks = /^\s*/.exec(instruction.text.slice(after))?.[0].length ?? 0
  return { ...instruction, keyword: first.text.toUpperCase(), argument: after + blanks }
}

function defineArgs(path: string, instruction: Instruction, args: Map<string, Value>, base: number): void {
  for (const word of wordsOf(instruction)) {
    const equals = word.text.indexOf('=')
    const name = equals < 0 ? word.text : word.text.slice(0, equals)
    if (equals < 0) continue
    const raw = word.text.slice(equals + 1)
    const quoted = /^(["'])([\s\S]*)\1$/.exec(raw)
    const text = quoted === null ? raw : (quoted[2] ?? '')
    const value = expand(text, (key) => args.get(key))
    const start = base + instruction.at(word.offset + equals + 1 + (quoted === null ? 0 : 1))
    const place: Place = { file: path, span: { start, end: start + text.length } }
    if (value.missing.length === 0) args.set(name, { text: value.text, places: [place, ...value.places] })
    else args.delete(name)
  }
}

function fromSightings(instruction: Instruction, stages: Stages, args: ReadonlyMap<string, Value>): readonly Sighting[] {
  const [image, as, name] = wordsOf(instruction).filter((word) => !word.text.startsWith('--'))
  const alias = as?.text.toUpperCase() === 'AS' ? name?.text : undefined
  const label = alias ?? stages.count
  stages.count++
  stages.label = label
  const found = image === undefined ? [] : imageOf(instruction, image, stages, args)
  if (alias !== undefined) stages.names.add(alias.toLowerCase())
  return found.map((one) => ({ ...one, path: ['FROM', label] }))
}

function imageOf(instruction: Instruction, word: Word, stages: Stages, args: ReadonlyMap<string, Value>): readonly Sighting[] {
  const span = spanOf(instruction, word.offset, word.text.length)
  const { text, places, missing } = expand(word.text, (name) => args.get(name))
  if (missing.length > 0) return [{ span, text: word.text, path: [], dynamic: missingArgs(missing) }]
  if (text === 'scratch' || text === '' || stages.names.has(text.toLowerCase())) return []
  return [{ span, text, path: [], related: places }]
}

function missingArgs(missing: readonly string[]): string {
  const built = missing.filter((name) => BUILT_IN_ARGS.test(name))
  if (built.length === missing.length) return `${built.join(', ')} is set by the builder`
  return `no ARG before the first FROM gives ${missing.join(', ')} a value`
}

function copySightings(instruction: Instruction, stages: Stages): readonly Sighting[] {
  return leadingFlags(instruction)
    .filter((word) => word.text.startsWith('--from='))
    .flatMap((word) => otherSource(instruction, unquoted(word, '--from='.length), stages, 'COPY'))
}

function mountSightings(instruction: Instruction, stages: Stages): readonly Sighting[] {
  return leadingFlags(instruction)
    .filter((word) => word.text.startsWith('--mount='))
    .flatMap((word) => [...word.text.matchAll(/(?<=[=,"])from=("?)([^,"]+)/g)].map((match) => [word, match] as const))
    .flatMap(([word, match]) => {
      const offset = word.offset + match.index + 'from='.length + (match[1] ?? '').length
      return otherSource(instruction, { text: match[2] ?? '', offset }, stages, 'RUN')
    })
}

function leadingFlags(instruction: Instruction): readonly Word[] {
  const words = wordsOf(instruction)
  const end = words.findIndex((word) => !word.text.startsWith('--'))
  return end < 0 ? words : words.slice(0, end)
}

function unquoted(word: Word, from: number): Word {
  const text = word.text.slice(from)
  const quoted = /^(["'])([\s\S]*)\1$/.exec(text)
  return quoted === null ? { text, offset: word.offset + from } : { text: quoted[2] ?? '', offset: word.offset + from + 1 }
}

function otherSource(instruction: Instruction, word: Word, stages: Stages, keyword: string): readonly Sighting[] {
  if (word.text === '' || /^\d+$/.test(word.text) || stages.names.has(word.text.toLowerCase())) return []
  if (word.text === 'scratch') return []
  const sighting = {
    span: spanOf(instruction, word.offset, word.text.length),
    text: word.text,
    path: [stages.label, `${keyword} from`],
  }
  return [word.text.includes('$') ? { ...sighting, dynamic: 'variables are not expanded here by every builder' } : sighting]
}

function spanOf(instruction: Instruction, offset: number, length: number): Span {
  const start = instruction.at(offset)
  return { start, end: Math.max(start, instruction.at(offset + length - 1) + 1) }
}
