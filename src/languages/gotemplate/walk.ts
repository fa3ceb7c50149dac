import { printValue as printAny } from '../gofmt/print.ts'
import { LimitReached } from '../govalue/callable.ts'
import { sourcesOf, typeOf } from '../govalue/inspect.ts'
import { type Text, text, unknownText } from '../govalue/text.ts'
import { deriveUnknown } from '../govalue/unknown.ts'
import { compareBytes } from '../govalue/utf8.ts'
import { int, type UnknownValue, unknownValue, type Value } from '../govalue/value.ts'
import { isTrue } from './call.ts'
import { INVALID } from './check-type.ts'
import { describe } from './describe.ts'
import { assign, evaluatePipeline } from './evaluate.ts'
import { elementType } from './field.ts'
import { type Engine, type Frame, type Slot, spend, stop, write } from './frame.ts'
import type { ActionNode, BranchNode, Node, Template, TemplateNode } from './node.ts'

type Leaving = 'break' | 'continue' | undefined

/** Executes nodes in order, as text/template does; answers whether a loop is to be left. */
function walkAll(frame: Frame, dot: Slot, nodes: readonly Node[]): Leaving {
  for (const node of nodes) {
    const leaving = walk(frame, dot, node)
    if (leaving !== undefined) return leaving
  }
  return undefined
}

function walk(frame: Frame, dot: Slot, node: Node): Leaving {
  spend(frame.engine, 1)
  frame.at = node
  switch (node.kind) {
    case 'text':
      write(frame.engine, node.text)
      return undefined
    case 'action':
      walkAction(frame, dot, node)
      return undefined
    case 'template':
      walkTemplate(frame, dot, node)
      return undefined
    case 'range':
      return walkRange(frame, dot, node)
    case 'if':
    case 'with':
      return walkCondition(frame, dot, node)
    default:
      return node.kind
  }
}

function walkAction(frame: Frame, dot: Slot, node: ActionNode): void {
  const value = evaluatePipeline(frame, dot, node.pipe)
  if (node.pipe.declares.length > 0) return
  frame.at = node
  if (value.kind === 'func') stop(frame, `can't print ${describe(node)} of type ${typeOf(value)}`)
  write(frame.engine, printed(value))
}

const NO_VALUE = text('<no value>')

function printed(value: Value): Text {
  if (value.kind === 'text') return value
  if (value.kind === 'nil') return value.sources === undefined ? NO_VALUE : text('<no value>', value.sources)
  if (value.kind === 'struct' && value.print === undefined) return printAny({ ...value, type: value.type.replace(/^\*/, '') })
  return printAny(value)
}

function walkCondition(frame: Frame, dot: Slot, node: BranchNode): Leaving {
  const mark = frame.names.length
  const value = evaluatePipeline(frame, dot, node.pipe)
  let leaving: Leaving
  if (isTrue(frame, value)) leaving = walkAll(frame, node.kind === 'with' ? { value, boxed: false } : dot, node.list)
  else if (node.otherwise !== undefined) leaving = walkAll(frame, dot, node.otherwise)
  forget(frame, mark)
  return leaving
}

function forget(frame: Frame, mark: number): void {
  frame.names.length = mark
  frame.slots.length = mark
}

function walkTemplate(frame: Frame, dot: Slot, node: TemplateNode): void {
  const { engine } = frame
  const template = engine.set.find(node.name) ?? stop(frame, `template ${JSON.stringify(node.name)} not defined`)
  const value = node.pipe === undefined ? INVALID : evaluatePipeline(frame, dot, node.pipe)
  executeTemplate(engine, template, value)
}

/** Executes a template with its dot; what it prints goes to the engine's output. */
export function executeTemplate(engine: Engine, template: Template, data: Value): void {
  const value: Value = data.kind === 'nil' ? { kind: 'nil', invalid: true, sources: data.sources } : data
  const dot: Slot = { value, boxed: false }
  if (engine.depth >= engine.limits.depth) throw new LimitReached(`templates are nested deeper than ${engine.limits.depth}`)
  const above = engine.frame
  const frame: Frame = { engine, template, names: ['$'], slots: [dot], above, at: undefined, calling: undefined }
  engine.frame = frame
  engine.depth++
  walkAll(frame, dot, template.list)
  engine.depth--
  engine.frame = above
}

interface Loop {
  readonly frame: Frame
  readonly node: BranchNode
  readonly mark: number
}

function walkRange(frame: Frame, dot: Slot, node: BranchNode): Leaving {
  const before = frame.names.length
  const value = evaluatePipeline(frame, dot, node.pipe)
  const loop: Loop = { frame, node, mark: frame.names.length }
  const ran = rangeOver(loop, value)
  const leaving = ran || node.otherwise === undefined ? undefined : walkAll(frame, dot, node.otherwise)
  forget(frame, before)
  // As in Go, a break after else ends there, a continue goes to the loop around.
  return leaving === 'break' ? undefined : leaving
}

/** Runs the loop; false when there was nothing to run it with. */
function rangeOver(loop: Loop, value: Value): boolean {
  switch (value.kind) {
    case 'nil':
      return false
    case 'int':
      return rangeInteger(loop, value.value, value)
    case 'list':
      return rangeList(loop, value.items, value.type === '[]interface {}')
    case 'bytes': {
      const bytes = Array.from(Buffer.from(value.text.text), (byte) => int(byte, 'uint8', sourcesOf(value)))
      return rangeList(loop, bytes, false)
    }
    case 'map': {
      const boxed = elementType(value) === 'interface {}'
      const keys = [...value.entries.keys()].sort(compareBytes)
      for (const key of keys) {
        const element = value.entries.get(key)
        const index = text(key, value.keySources?.get(key))
        if (element !== undefined && !iterate(loop, { value: index, boxed: false }, { value: element, boxed })) break
      }
      return keys.length > 0
    }
    case 'unknown':
      return rangeUnknown(loop, value)
    default:
      return stop(loop.frame, `range can't iterate over ${printAny(value).text}`)
  }
}

function rangeInteger(loop: Loop, count: bigint, value: Value & { readonly kind: 'int' }): boolean {
  if (loop.node.pipe.declares.length > 1) stop(loop.frame, `can't use ${count} to iterate over more than one variable`)
  for (let number = 0n; number < count; number++) {
    const element = int(number, value.type, value.sources)
    if (!iterate(loop, { value: INVALID, boxed: false }, { value: element, boxed: false })) break
  }
  return count > 0n
}

function rangeList(loop: Loop, items: readonly Value[], boxed: boolean): boolean {
  for (const [index, item] of items.entries()) {
    if (!iterate(loop, { value: int(index), boxed: false }, { value: item, boxed })) break
  }
  return items.length > 0
}

/**
 * Over something unknown: in the world where there is anything, the body runs once for all, and what follows it is not known, because
 * how often it runs is not.
 */
function rangeUnknown(loop: Loop, value: UnknownValue): boolean {
  const { unknown, sources } = value
  if (!loop.frame.engine.decide(unknown)) return false
  const index = unknownValue(deriveUnknown('key', [unknown], 'any'), undefined, sources)
  const element = unknownValue(deriveUnknown('element', [unknown], 'any'), undefined, sources)
  iterate(loop, { value: index, boxed: false }, { value: element, boxed: true })
  write(loop.frame.engine, unknownText(deriveUnknown('range', [unknown], 'any'), '', sources))
  return true
}

/** One run of the body; false when the loop is left. */
function iterate({ frame, node, mark }: Loop, index: Slot, element: Slot): boolean {
  spend(frame.engine, 1)
  const { declares, assigns } = node.pipe
  const [first, second] = declares
  if (assigns) {
    if (first !== undefined) assign(frame, first.name, second === undefined ? element : index)
    if (second !== undefined) assign(frame, second.name, element)
  } else {
    if (first !== undefined) frame.slots[mark - 1] = element
    if (second !== undefined) frame.slots[mark - 2] = index
  }
  const leaving = walkAll(frame, element, node.list)
  forget(frame, mark)
  return leaving !== 'break'
}
