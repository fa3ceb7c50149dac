import type { GoType, Value } from '../govalue/value.ts'
import { callFunction } from './call.ts'
import { checkType, constantArgument, constantOf, INVALID, nilArgument } from './check-type.ts'
import { describe } from './describe.ts'
import { fieldOf } from './field.ts'
import { type Arguments, type Frame, type Slot, spend, stop } from './frame.ts'
import type { ChainNode, CommandNode, FieldNode, IdentifierNode, Operand, PipeNode, VariableNode } from './node.ts'

const NO_ARGUMENTS: Arguments = { nodes: [], final: undefined }

/** The value of a pipeline, after declaring or assigning its variables. A nil comes out as reflect's zero Value. */
export function evaluatePipeline(frame: Frame, dot: Slot, pipe: PipeNode): Value {
  frame.at = pipe
  let value: Value | undefined
  for (const command of pipe.commands) {
    const result = evaluateCommand(frame, dot, command, value)
    value = result.kind === 'nil' && result.invalid !== true ? { kind: 'nil', invalid: true, sources: result.sources } : result
  }
  const last = value ?? INVALID
  frame.engine.boxed = false
  for (const variable of pipe.declares) {
    if (pipe.assigns) assign(frame, variable.name, { value: last, boxed: false })
    else declare(frame, variable.name, { value: last, boxed: false })
  }
  return last
}

/** A new variable, to the end of the block. */
export function declare(frame: Frame, name: string, slot: Slot): void {
  frame.names.push(name)
  frame.slots.push(slot)
}

/** A new value for the nearest variable of that name. */
export function assign(frame: Frame, name: string, slot: Slot): void {
  const index = frame.names.lastIndexOf(name)
  if (index < 0) stop(frame, `undefined variable: ${name}`)
  frame.slots[index] = slot
}

function evaluateCommand(frame: Frame, dot: Slot, command: CommandNode, final: Value | undefined): Value {
  spend(frame.engine, 1)
  const first = command.args[0]
  const args: Arguments = final === undefined && command.rest.length === 0 ? NO_ARGUMENTS : { nodes: command.rest, final }
  switch (first.kind) {
    case 'field':
      return evaluateField(frame, dot, first, args)
    case 'chain':
      return evaluateChain(frame, dot, first, args)
    case 'identifier':
      return evaluateFunction(frame, dot, first, command, args)
    case 'variable':
      return evaluateVariable(frame, dot, first, args)
    case 'pipe':
      refuseArguments(frame, first, args)
      return evaluatePipeline(frame, dot, first)
    default:
  }
  frame.at = first
  refuseArguments(frame, first, args)
  frame.engine.boxed = false
  if (first.kind === 'dot') return held(frame, dot)
  return first.kind === 'nil' ? stop(frame, 'nil is not a command') : constantOf(frame, first)
}

function refuseArguments(frame: Frame, first: Operand, { nodes, final }: Arguments): void {
  if (nodes.length > 0 || final !== undefined) stop(frame, `can't give argument to non-function ${describe(first)}`)
}

function held(frame: Frame, slot: Slot): Value {
  frame.engine.boxed = slot.boxed
  return slot.value
}

function evaluateField(frame: Frame, dot: Slot, node: FieldNode, args: Arguments): Value {
  frame.at = node
  return evaluateFields(frame, dot, held(frame, dot), node, node.fields, args)
}

function evaluateChain(frame: Frame, dot: Slot, node: ChainNode, args: Arguments): Value {
  frame.at = node
  if (node.of.kind === 'nil') stop(frame, `indirection through explicit nil in ${describe(node)}`)
  return evaluateFields(frame, dot, evaluateOperand(frame, dot, node.of), node, node.fields, args)
}

function evaluateVariable(frame: Frame, dot: Slot, node: VariableNode, args: Arguments): Value {
  frame.at = node
  const index = frame.names.lastIndexOf(node.name)
  const slot = frame.slots[index] ?? stop(frame, `undefined variable: ${node.name}`)
  if (node.fields.length > 0) return evaluateFields(frame, dot, held(frame, slot), node, node.fields, args)
  refuseArguments(frame, node, args)
  return held(frame, slot)
}

function evaluateFields(frame: Frame, dot: Slot, start: Value, node: Operand, fields: readonly string[], args: Arguments): Value {
  let value = start
  const last = fields.length - 1
  for (let index = 0; index < last; index++) value = fieldOf(frame, dot, value, fields[index] ?? '', node, NO_ARGUMENTS)
  return fieldOf(frame, dot, value, fields[last] ?? '', node, args)
}

function evaluateFunction(frame: Frame, dot: Slot, node: IdentifierNode, command: Operand | CommandNode, args: Arguments): Value {
  frame.at = node
  const callable = frame.engine.functions.get(node.name) ?? stop(frame, `"${node.name}" is not a defined function`)
  return callFunction(frame, dot, callable, command, node.name, args)
}

/** An operand that is no constant, whatever its type. */
function evaluateOperand(frame: Frame, dot: Slot, node: Operand): Value {
  frame.at = node
  switch (node.kind) {
    case 'dot':
      return held(frame, dot)
    case 'field':
      return evaluateField(frame, dot, node, NO_ARGUMENTS)
    case 'variable':
      return evaluateVariable(frame, dot, node, NO_ARGUMENTS)
    case 'pipe':
      return evaluatePipeline(frame, dot, node)
    case 'identifier':
      return evaluateFunction(frame, dot, node, node, NO_ARGUMENTS)
    case 'chain':
      return evaluateChain(frame, dot, node, NO_ARGUMENTS)
    case 'nil':
      return stop(frame, 'nil is not a command')
    default:
      return constantOf(frame, node)
  }
}

/** An argument, as a value of the parameter's type. */
export function evaluateArgument(frame: Frame, dot: Slot, type: GoType, node: Operand): Value {
  frame.at = node
  switch (node.kind) {
    case 'nil':
      return nilArgument(frame, type)
    case 'bool':
    case 'number':
    case 'string':
      return constantArgument(frame, node, type)
    default:
      return checkType(frame, evaluateOperand(frame, dot, node), type)
  }
}
