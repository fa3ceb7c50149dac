import { type SubstitutionOptions, substitute } from '../../languages/envsubst/substitute.ts'
import { type Text, text as textOfSource, unknownText } from '../../languages/govalue/text.ts'
import { MAX_SUBSTITUTION_DEPTH, MAX_SUBSTITUTION_STEPS } from '../../model/limits.ts'
import type { RenderedDocument, Rendering, Substitution } from '../../model/rendering.ts'
import type { Place } from '../../model/span.ts'
import { type Node, nodeAt, type ScalarNode, textOf, type Unknown } from '../../model/tree.ts'

const DISABLED = 'kustomize.toolkit.fluxcd.io/substitute'
const LIMITS = { depth: MAX_SUBSTITUTION_DEPTH, steps: MAX_SUBSTITUTION_STEPS }

/**
 * A rendering with the variables of Flux's `postBuild` put in. Flux puts them into the printed text of each object; here each scalar is gone
 * through, and a value that would change more than its scalar makes it unknown. What Flux refuses fails as a whole.
 */
export function substituted(rendering: Rendering, substitution: Substitution): Rendering {
  if (rendering.kind !== 'rendered') return rendering
  const { variables, always, open } = substitution
  if (variables.size === 0 && open === undefined && !always) return rendering
  const documents: RenderedDocument[] = []
  for (const document of rendering.documents) {
    const refused: { why: string; at: Place }[] = []
    const root = isDisabled(document.root)
      ? document.root
      : walk(document.root, substitution, (why, at) => refused.push({ why, at }), document.source)
    const [first] = refused
    if (first !== undefined)
      return { kind: 'failed', failure: 'other', why: `variable substitution failed: ${first.why}`, at: first.at }
    documents.push({ ...document, root })
  }
  return { ...rendering, documents }
}

function isDisabled(root: Node): boolean {
  return ['annotations', 'labels'].some((key) => textOf(nodeAt(root, ['metadata', key, DISABLED])) === 'disabled')
}

type Refuse = (why: string, at: Place) => void

function walk(node: Node, substitution: Substitution, refuse: Refuse, source: string): Node {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => walk(item, substitution, refuse, source)) }
  if (node.kind === 'map') {
    const entries = node.entries.map(({ key, value }) => ({
      key: filled(key, substitution, refuse, source),
      value: walk(value, substitution, refuse, source),
    }))
    return { ...node, entries }
  }
  return filled(node, substitution, refuse, source)
}

function filled(scalar: ScalarNode, substitution: Substitution, refuse: Refuse, source: string): ScalarNode {
  if (scalar.unknown !== undefined || !scalar.text.includes('$')) return scalar
  const { file = source, ...span } = scalar.span
  const own: Place = { file, span }
  const result = substitute(textOfSource(scalar.text), { ...optionsOf(substitution), strict: false, limits: LIMITS })
  if (!result.ok) {
    refuse(result.why, own)
    return scalar
  }
  const { text, unknown } = result.text
  const used = usedIn(scalar.text, substitution)
  const sources = [...used, own, ...(scalar.sources ?? [])]
  const [main = own] = sources
  const placed = { ...scalar, span: { ...main.span, file: main.file }, sources }
  if (unknown !== undefined) return { ...placed, text: '', unknown: unknownOf(unknown) }
  const plain = isPrintedPlain(scalar.text)
  if (!isSafe(text, scalar, plain))
    return { ...placed, text: '', unknown: { why: 'the value of a variable changes what stands around it', at: main } }
  return { ...placed, text, plain }
}

function unknownOf({ why, at }: { readonly why: string; readonly at?: Place }): Unknown {
  return at === undefined ? { why } : { why, at }
}

function optionsOf({ variables, open }: Substitution): Pick<SubstitutionOptions, 'variable'> {
  return {
    variable: (name): Text | undefined => {
      const known = variables.get(name)
      if (known !== undefined) return textOfSource(known.text)
      return open === undefined ? undefined : unknownText({ why: open, id: `variable ${name}`, alphabet: 'any' })
    },
  }
}

/** Where the values of the variables that a text names are written. */
function usedIn(text: string, { variables }: Substitution): readonly Place[] {
  return [...text.matchAll(/\$\{#?([_A-Za-z]\w*)/g)].flatMap(([, name = '']) => variables.get(name)?.at ?? [])
}

/** Whether kustomize prints a text without quotes, so that what is put in is read as a number or a boolean. */
function isPrintedPlain(text: string): boolean {
  return /^[A-Za-z0-9$/._(]/.test(text) && !/: |:$| #|[\n\t]|\s$/.test(text)
}

/** Whether a value stays inside its scalar, however that is written. */
function isSafe(text: string, scalar: ScalarNode, plain: boolean): boolean {
  if (scalar.text.includes('\n')) return true
  if (!plain) return !/["'\\\n]/.test(text)
  return text === '' || (!/: |:$| #|\n|\s$/.test(text) && !/^[\s&*!|>%@`"'{[\],#?-]/.test(text))
}
