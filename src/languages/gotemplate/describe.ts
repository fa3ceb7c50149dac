import { quote } from '../gofmt/quote.ts'
import type { CommandNode, Node, Operand, PipeNode } from './node.ts'

/** A node as Go writes it back in its errors. */
export function describe(node: Node | Operand | CommandNode): string {
  switch (node.kind) {
    case 'text':
      return node.text.text
    case 'action':
      return `{{${describePipe(node.pipe)}}}`
    case 'if':
    case 'with':
    case 'range': {
      const otherwise = node.otherwise === undefined ? '' : `{{else}}${describeAll(node.otherwise)}`
      return `{{${node.kind} ${describePipe(node.pipe)}}}${describeAll(node.list)}${otherwise}{{end}}`
    }
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${describePipe(node.pipe)}`}}}`
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`
    case 'command':
      return node.args.map(describeNested).join(' ')
    default:
      return describeOperand(node)
  }
}

function describeAll(nodes: readonly Node[]): string {
  return nodes.map(describe).join('')
}

function describeOperand(node: Operand): string {
  switch (node.kind) {
    case 'pipe':
      return describePipe(node)
    case 'field':
      return node.fields.map((field) => `.${field}`).join('')
    case 'chain':
      return describeNested(node.of) + node.fields.map((field) => `.${field}`).join('')
    case 'identifier':
      return node.name
    case 'variable':
      return [node.name, ...node.fields].join('.')
    case 'bool':
      return String(node.value.value)
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    default:
      return node.written
  }
}

function describeNested(node: Operand): string {
  return node.kind === 'pipe' ? `(${describePipe(node)})` : describeOperand(node)
}

function describePipe(pipe: PipeNode): string {
  const names = pipe.declares.map(describeOperand).join(', ')
  const before = pipe.declares.length === 0 ? '' : `${names} ${pipe.assigns ? '=' : ':='} `
  return before + pipe.commands.map(describe).join(' | ')
}
