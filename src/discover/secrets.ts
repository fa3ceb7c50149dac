import { type Instruction, splitDockerfile } from '../languages/dockerfile/dockerfile-lines.ts'
import { parseYaml } from '../languages/yaml/yaml.ts'
import { type Deadline, never } from '../model/deadline.ts'
import type { HeldSecret, SecretFact } from '../model/secret-fact.ts'
import { credentialIn, hasUrlPassword, isNamedCredential } from '../model/secret-shape.ts'
import type { Span } from '../model/span.ts'
import { child, type Node, textOf } from '../model/tree.ts'
import { decode } from './decode.ts'
import type { SourceFile } from './discover.ts'
import { dotenvLines, isDotenv, isDotenvExample } from './dotenv.ts'
import type { Around, TextFile } from './format.ts'
import { formats } from './formats/table.ts'
import { inside, type Located, rootOf } from './located.ts'

interface Setting {
  readonly name: string
  readonly value: string
  readonly span: Span
}

/** Settings are looked at file by file: which others there are makes no difference. */
const ALONE: Around = { file: () => undefined, paths: [], documents: () => [] }
const SET_IN_TEXTS = formats.filter((one) => one.reads === 'text').filter((one) => one.settings === 'dockerfile')
const SET_IN_DOCUMENTS = formats.filter((one) => one.reads === 'documents').filter((one) => one.settings !== undefined)
const VALUES_FILE = /(?:^|\/)[^/]*values[^/]*\.ya?ml$/i

/**
 * Credentials that stand in Dockerfiles (ENV, ARG and every other instruction), Compose files, the values of charts and files
 * of variables (`.env`). Kubernetes objects are left to the rules, which see them whole. Never throws on any content.
 * Files that the deadline leaves over give none.
 */
export function secretsIn(files: readonly SourceFile[], deadline: Deadline = never): readonly HeldSecret[] {
  return files.flatMap(({ path, bytes }) => {
    if (deadline.passed()) return []
    const decoded = decode(bytes)
    return decoded.ok ? secretsOf({ path, text: decoded.text }) : []
  })
}

function secretsOf(file: TextFile): readonly HeldSecret[] {
  if (SET_IN_TEXTS.some((format) => format.claims(file, ALONE))) {
    return [...splitDockerfile(file.text).instructions].flatMap(settingsOf).flatMap((one) => heldIn(file, 'dockerfile', one))
  }
  if (isDotenv(file.path)) return inDotenv(file)
  if (!/\.(?:ya?ml|json)$/i.test(file.path) || !(VALUES_FILE.test(file.path) || file.text.includes('services'))) return []
  return parseYaml(file.text).documents.flatMap((root) => {
    const where = placeOf(file, root)
    return where === undefined ? [] : scalars(rootOf(root), '').flatMap((one) => heldIn(file, where, one))
  })
}

/** What an example or a comment holds is a stand-in, unless its shape says that somebody issued it. */
function inDotenv(file: TextFile): readonly HeldSecret[] {
  const example = isDotenvExample(file.path)
  return dotenvLines(file.text).flatMap((line) => {
    // dotenvx encrypts in place, and says so in front of the value.
    if (line.value.startsWith('encrypted:')) return []
    return heldIn(file, 'dotenv', line).filter(({ kind }) => kind === 'shape' || !(example || line.comment))
  })
}

function placeOf(file: TextFile, root: Node): SecretFact['where'] | undefined {
  const set = SET_IN_DOCUMENTS.find((format) => format.claims({ file, root }, ALONE))
  if (set !== undefined) return set.settings
  const isObject = child(root, 'apiVersion') !== undefined && child(root, 'kind') !== undefined
  return VALUES_FILE.test(file.path) && !isObject ? 'values' : undefined
}

function heldIn({ path }: TextFile, where: SecretFact['where'], { name, value, span }: Setting): readonly HeldSecret[] {
  const told = kindOf(name, value)
  if (told === undefined) return []
  return [{ origin: { file: path, span, related: [], format: where, path: [name] }, where, name, value, ...told }]
}

function kindOf(name: string, value: string): Pick<SecretFact, 'kind' | 'what'> | undefined {
  const shape = credentialIn(value)
  if (shape !== undefined) return { kind: 'shape', what: shape }
  if (hasUrlPassword(value)) return { kind: 'url', what: 'a URL with a password' }
  if (!isNamedCredential(name, value)) return undefined
  return { kind: 'name', what: 'a value for this name' }
}

/** The settings of ENV and ARG one by one; any other instruction as a whole. */
function settingsOf(instruction: Instruction): readonly Setting[] {
  const { keyword, text, argument, at } = instruction
  const rest = text.slice(argument)
  const spanOf = (start: number, length: number): Span => ({ start: at(argument + start), end: at(argument + start + length) })
  if (!/^(?:ENV|ARG)$/i.test(keyword)) return [{ name: keyword.toUpperCase(), value: rest, span: spanOf(0, rest.length) }]
  const pairs = [...rest.matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:\\.|[^\s\\])*)/g)]
  const alone = /^([A-Za-z_]\w*)\s+(\S.*)$/.exec(rest)
  if (pairs[0]?.index !== 0 && alone !== null) {
    const value = alone[2] ?? ''
    return [{ name: alone[1] ?? '', value, span: spanOf(rest.length - value.length, value.length) }]
  }
  return pairs.map((pair) => {
    const [name, value] = [pair[1] ?? '', pair[2] ?? '']
    return { name, value: value.replace(/^["']|["']$/g, ''), span: spanOf(pair.index + name.length + 1, value.length) }
  })
}

/** Every scalar with the key that it stands under; `KEY=value` in a list, and `name` with `value`, count as a key with its value. */
function scalars({ node, path }: Located, key: string): readonly Setting[] {
  if (node.kind === 'scalar') return [pairOf(node.text, key, node.span)]
  const named = textOf(child(node, 'name'))
  return inside({ node, path }).flatMap((below) => {
    const step = below.path.at(-1)
    const own = node.kind === 'list' ? key : String(step)
    return scalars(below, own === 'value' && named !== undefined ? named : own)
  })
}

function pairOf(text: string, key: string, span: Span): Setting {
  const match = /^([A-Za-z_][\w.-]{0,80})=([\s\S]*)$/.exec(text)
  return match === null ? { name: key, value: text, span } : { name: match[1] ?? '', value: match[2] ?? '', span }
}
