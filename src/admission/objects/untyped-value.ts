import { FALSE, type Item, type MapEntry, NULL, string, TRUE, unknownBecause } from '../../languages/cel/value.ts'
import { MAX_NUMBER_TEXT } from '../../model/limits.ts'
import { booleanOf, isNull, type Node, type ScalarNode } from '../../model/tree.ts'

/** How a manifest is read. `partial`: why what is not written may be there all the same. */
export interface Reading {
  readonly partial?: string
  /** It is of a kind of Kubernetes itself, whose empty fields the API server leaves out. */
  readonly builtIn?: boolean
  /** The Go type into which the API server decodes it, where that is known. */
  readonly type?: string
}

/** Maps whose values the API keeps as texts, whatever they are written as. */
const QUANTITIES = new Set(['limits', 'requests', 'capacity', 'hard'])
const TEXTS = new Set(['apiVersion', 'kind', 'name', 'namespace', 'image', 'sizeLimit', 'storage', 'cpu', 'memory'])

/** The value of a part of a manifest whose type is not known. */
export function untypedValue(node: Node, reading: Reading): Item {
  return itemOf(node, reading, '')
}

function itemOf(node: Node, reading: Reading, key: string): Item {
  const open = reading.partial === undefined ? {} : { open: reading.partial }
  if (node.kind === 'list') return { kind: 'list', items: node.items.map((item) => itemOf(item, reading, '')), ...open }
  // What a custom resource calls so may well be a number.
  const isText = reading.builtIn === true && (QUANTITIES.has(key) || TEXTS.has(key))
  if (node.kind === 'scalar') return isText ? textValue(node) : scalarValue(node)
  const entries = new Map<string, MapEntry>()
  for (const entry of node.entries) {
    const name = entry.key.text
    const absent = entry.value.kind === 'scalar' && isNull(entry.value)
    const value = itemOf(entry.value, reading, QUANTITIES.has(key) ? key : name)
    if (absent || (reading.builtIn === true && isDropped(name, value))) entries.delete(`s${name}`)
    else
      entries.set(`s${name}`, {
        key: string(name),
        value: reading.builtIn === true && !EMPTY_MAPS.has(key) ? kept(name, value) : value,
      })
  }
  return { kind: 'map', entries, ...open }
}

const EMPTY_MAPS = new Set([
  'labels',
  'annotations',
  'nodeSelector',
  'limits',
  'requests',
  'data',
  'binaryData',
  'stringData',
  'matchLabels',
])
const ZEROS = new Set([
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'stdin',
  'stdinOnce',
  'tty',
  'readOnly',
  'hostPort',
  'minReadySeconds',
  'paused',
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
  'nodePort',
  'publishNotReadyAddresses',
])
/** Fields that are left out when their text is empty, so that a default takes their place. */
const EMPTY_TEXTS = new Set([
  ...['serviceAccountName', 'serviceAccount', 'priorityClassName', 'schedulerName', 'nodeName', 'hostname', 'subdomain'],
  ...['image', 'value', 'workingDir', 'imagePullPolicy', 'restartPolicy', 'dnsPolicy', 'protocol', 'hostIP', 'namespace'],
  ...['terminationMessagePath', 'terminationMessagePolicy', 'subPath', 'subPathExpr', 'medium', 'fsType', 'concurrencyPolicy'],
  ...['sessionAffinity', 'externalTrafficPolicy', 'clusterIP', 'loadBalancerIP', 'externalName', 'generateName'],
])

/** What the API server leaves out of a built-in object when it is empty, so that it is not there for an expression either. */
function isDropped(name: string, value: Item): boolean {
  if (value.kind === 'string') return value.value === '' && EMPTY_TEXTS.has(name)
  if (value.kind === 'list') return value.items.length === 0
  if (value.kind === 'map') return value.entries.size === 0 && EMPTY_MAPS.has(name)
  return ZEROS.has(name) && ((value.kind === 'bool' && !value.value) || (value.kind === 'int' && value.value === 0n))
}

/** An empty text is left out or kept, by the field. */
function kept(name: string, value: Item): Item {
  return value.kind === 'string' && value.value === ''
    ? unknownBecause(`whether the API server keeps an empty "${name.slice(0, 60)}" is not known here`)
    : value
}

/** What only a renderer or a shell puts in: Go templates, `${VARIABLE}`, `<PLACEHOLDER>` alone. */
export const PLACEHOLDER = /\{\{|\$\{[A-Za-z_]|^<[A-Z][A-Z0-9_ -]*>$|^%%?[A-Z_]+%?%$/

/** The value of a scalar that is a text to its reader. */
export function textValue(node: ScalarNode): Item {
  const value = scalarValue(node)
  return value.kind === 'int' || value.kind === 'double' ? string(node.text) : value
}

/** The value of a scalar as YAML's core schema has it; unknown where its readers differ. */
export function scalarValue(node: ScalarNode): Item {
  const { text, tag } = node
  if (node.unknown !== undefined) return unknownBecause(node.unknown.why)
  if (PLACEHOLDER.test(text)) return unknownBecause(`"${text.slice(0, 60)}" is put in later`)
  if (tag === '!!str' || tag === 'tag:yaml.org,2002:str') return string(text)
  if (tag !== undefined && !/^(?:!!|tag:yaml\.org,2002:)(?:int|bool|float|null)$/.test(tag))
    return unknownBecause(`the tag ${tag} is not read`)
  if (!node.plain) return string(text)
  if (isNull(node)) return NULL
  const boolean = booleanOf(node)
  if (boolean !== undefined) return boolean ? TRUE : FALSE
  if (text.length > MAX_NUMBER_TEXT)
    return /^[-+.\w]*$/.test(text) && /^[-+.]?\d/.test(text)
      ? unknownBecause('a number or a text, by who reads it')
      : string(text)
  return numberValue(text) ?? oddValue(text) ?? string(text)
}

function numberValue(text: string): Item | undefined {
  if (/^[-+]?(?:0|[1-9]\d{0,29})$/.test(text)) {
    const value = BigInt(text.replace('+', ''))
    const fits = value >= -(2n ** 63n) && value < 2n ** 63n
    return fits ? { kind: 'int', value } : { kind: 'double', value: Number(text) }
  }
  const decimal = /^[-+]?(?:\d+\.\d*|\.\d+|\d+(?:\.\d*)?[eE][-+]?\d+)$/.test(text) && !/^[-+]?0\d/.test(text)
  if (!decimal) return undefined
  const value = Number(text)
  // On its way through JSON `1.0` becomes the integer 1, unless the schema of the field says otherwise.
  return Number.isInteger(value)
    ? unknownBecause(`"${text}" is an integer or none, by the schema of the field`)
    : { kind: 'double', value }
}

/** Scalars that one reader of YAML takes for a number or a boolean and another for a text. */
function oddValue(text: string): Item | undefined {
  const odd =
    /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/.test(text) ||
    /^[-+]?(?:0\d+|0[xXoObB][0-9a-fA-F_]+|\d[\d_]*_[\d_]*(?:\.\d*)?|\.(?:inf|Inf|INF|nan|NaN|NAN))$/.test(text)
  return odd
    ? unknownBecause(`"${text}" is a text to some readers of YAML and none to others: write it in quotes, or in full`)
    : undefined
}
