import type { Run } from '../govalue/callable.ts'
import { NotKnown } from '../govalue/callable.ts'
import { piecesOf, type Text } from '../govalue/text.ts'
import { NIL, type Value } from '../govalue/value.ts'
import { readFirstYaml, type YamlLimits } from './read.ts'
import { textSource, valueOfYaml } from './values.ts'
import { type Emitter, WriteError, writeYaml } from './write.ts'

/** A value as Marshal of sigs.k8s.io/yaml prints it, with its last line break; undefined where Marshal fails. */
export function printYaml(value: Value, run: Run, emitter: Emitter = 'sigs'): Text | undefined {
  try {
    const printed = writeYaml(value, emitter, run)
    run.allow(printed.text.length)
    return printed
  } catch (error) {
    if (error instanceof WriteError) return undefined
    throw error
  }
}

/**
 * A text as Unmarshal of sigs.k8s.io/yaml reads it into an `interface{}`, numbers as float64, or its error. Throws `NotKnown` where an unknown part
 * could change what the text consists of.
 */
export function readYamlValue(rope: Text, run: Run, limits: YamlLimits): { readonly value: Value } | { readonly error: string } {
  if (rope.unknown !== undefined) {
    const open = piecesOf(rope).find((piece) => piece.unknown !== undefined && piece.unknown.alphabet !== 'word')
    if (open?.unknown !== undefined) throw new NotKnown(open.unknown)
  }
  run.spend(1 + (rope.text.length >> 5))
  const read = readFirstYaml(rope.text, { reader: 'sigs', limits })
  if ('problem' in read) return { error: `error converting YAML to JSON: ${read.problem}` }
  return { value: read.root === undefined ? NIL : valueOfYaml(read.root, textSource(rope)) }
}
