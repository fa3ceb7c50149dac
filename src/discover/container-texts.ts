import { parseImageName } from '../model/image-name.ts'
import { child, itemsOf, type Node, type ScalarNode, textOf } from '../model/tree.ts'
import type { Sighting, TextFile } from './format.ts'
import type { Located } from './located.ts'
import { inside } from './located.ts'
import { partAt } from './sight.ts'

const OUTPUT_FLAG = /dest|output|push|^-t$|tag|target|cache|url|addr|endpoint|listen|bind/i
/** Variables that say where something is sent or found, not what is run. */
const OUTPUT_NAME = /DEST|OUTPUT|PUSH|TARGET|CACHE|URL|ADDR|ENDPOINT|HOST|SERVER|LISTEN|BIND/i
const IMAGE_NAME = /(?:^|_)IMAGES?(?:_|$)/i
const VARIABLE = /\$\((\w+)\)/g

/**
 * Images that a container is told about in its environment: variables with IMAGE in their name, single or one per line (`3.9.0=quay.io/…`),
 * and any other whose value has a registry host and a tag or a digest.
 * `$(NAME)` stands for an earlier variable, as Kubernetes expands it; a reference with one that is not known here is dynamic.
 */
export function imagesInEnv(file: TextFile, env: Located): readonly Sighting[] {
  const known = new Map(itemsOf(env.node).flatMap((one) => variableOf(one)))
  return inside(env).flatMap(({ node, path }) => {
    const name = textOf(child(node, 'name')) ?? ''
    const value = child(node, 'value')
    return value?.kind === 'scalar' ? imagesInVariable(file, name, { node: value, path: [...path, 'value'] }, known) : []
  })
}

/** As `imagesInEnv`, for variables as entries of a mapping, or as `NAME=value` in a list. */
export function imagesInVariables(file: TextFile, env: Located): readonly Sighting[] {
  return inside(env).flatMap(({ node, path }) => {
    if (node.kind !== 'scalar' || /\$/.test(node.text)) return []
    if (env.node.kind === 'map') return imagesInVariable(file, String(path.at(-1)), { node, path }, new Map())
    const [whole, name, value] = /^(\w+)=(\S+)$/.exec(node.text) ?? []
    if (whole === undefined || name === undefined || value === undefined || !isImageVariable(name, value)) return []
    return [{ ...partAt(file, { node, path }, whole.length - value.length, value), guess: true }]
  })
}

function isImageVariable(name: string, value: string): boolean {
  return IMAGE_NAME.test(name) ? isExplicit(value) : isQualified(value) && !OUTPUT_NAME.test(name)
}

function imagesInVariable(
  file: TextFile,
  name: string,
  at: { node: ScalarNode; path: Located['path'] },
  known: ReadonlyMap<string, ScalarNode>,
): readonly Sighting[] {
  const { text } = at.node
  if (!IMAGE_NAME.test(name)) return isImageVariable(name, text) ? [{ ...partAt(file, at, 0, text), guess: true }] : []
  if (/\$\(/.test(text)) return expanded(at, known)
  const related = /^RELATED_IMAGE_/.test(name) && /^[a-z0-9.-]+(?:\/[\w.-]+)+$/.test(text)
  return related ? [{ ...partAt(file, at, 0, text), guess: true }] : imagesInValue(file, at)
}

function variableOf(node: Node): readonly (readonly [string, ScalarNode])[] {
  const [name, value] = [textOf(child(node, 'name')), child(node, 'value')]
  return name === undefined || value?.kind !== 'scalar' ? [] : [[name, value]]
}

/** `$(HUB)/agent:v1`, where something of a reference is written out; a variable alone is an image only where it is given. */
function expanded(
  { node, path }: { node: ScalarNode; path: Located['path'] },
  known: ReadonlyMap<string, ScalarNode>,
): readonly Sighting[] {
  const missing = [...node.text.matchAll(VARIABLE)].map((match) => match[1] ?? '').filter((name) => !known.has(name))
  const text = node.text.replace(VARIABLE, (whole, name: string) => known.get(name)?.text ?? whole)
  if (missing.length === 0) return isExplicit(text) ? [{ span: node.span, text, path, guess: true }] : []
  if (!/\)\/|\/.*\$\(|:\$\(/.test(node.text) || /\s/.test(node.text)) return []
  return [{ span: node.span, text: node.text, path, dynamic: `nothing here gives ${[...new Set(missing)].join(', ')} a value` }]
}

function imagesInValue(file: TextFile, at: { node: ScalarNode; path: Located['path'] }): readonly Sighting[] {
  if (/\$[({]|\{\{/.test(at.node.text)) return []
  return [...at.node.text.matchAll(/(?:^|[\s=,])((?:[\w.-]+(?::\d+)?\/)*[\w.-]+(?::[\w.-]+)?(?:@[\w:]+)?)(?=$|[\s,])/g)].flatMap(
    (match) => {
      const text = match[1] ?? ''
      return isExplicit(text) ? [{ ...partAt(file, at, match.index + match[0].length - text.length, text), guess: true }] : []
    },
  )
}

/** Images that a container is told about in its arguments: `--x-image=ref`, `--image ref`, with registry host and tag or digest. */
export function imagesInArgs(file: TextFile, args: Located): readonly Sighting[] {
  const items = itemsOf(args.node)
  return inside(args).flatMap(({ node, path }, index) => {
    if (node.kind !== 'scalar') return []
    const match = /^(--?[\w.-]+)=(\S+)$/.exec(node.text)
    if (match !== null) return flagged(file, { node, path }, match[1] ?? '', match[2] ?? '')
    const words = /^(--?[\w.-]*image[\w.-]*)[ \t]+(\S+)$/i.exec(node.text)
    if (words !== null) return flagged(file, { node, path }, words[1] ?? '', words[2] ?? '')
    const flag = scalarText(items[index - 1])
    return /^--?[\w.-]*image[\w.-]*$/i.test(flag) ? flagged(file, { node, path }, flag, node.text) : []
  })
}

function flagged(
  file: TextFile,
  at: { node: ScalarNode; path: Located['path'] },
  flag: string,
  text: string,
): readonly Sighting[] {
  if (OUTPUT_FLAG.test(flag)) return []
  // A flag that is called after an image takes one with a tag alone; any other must be beyond doubt.
  const certain = /image$/i.test(flag) ? isExplicit(text) && /[/:@]/.test(text) : isQualified(text)
  return certain ? [{ ...partAt(file, at, at.node.text.length - text.length, text), guess: true }] : []
}
function scalarText(node: Node | undefined): string {
  return node?.kind === 'scalar' ? node.text : ''
}

/** Whether a text names an image beyond doubt: it parses and has a registry host, a tag or a digest. */
export function isExplicit(text: string): boolean {
  const parsed = parseImageName(text)
  if (!parsed.ok || parsed.name.registry === '') return false
  return (
    hasHost(text) || ((parsed.name.tag !== undefined || parsed.name.digest !== undefined) && /[a-z]/.test(parsed.name.repository))
  )
}

/** As `isExplicit`, with both a registry host and a tag or digest. */
export function isQualified(text: string): boolean {
  const parsed = parseImageName(text)
  return parsed.ok && hasHost(text) && (parsed.name.tag !== undefined || parsed.name.digest !== undefined)
}

function hasHost(text: string): boolean {
  const host = text.slice(0, Math.max(0, text.indexOf('/')))
  return host.includes('.') || /^localhost(?::|$)/.test(host) || /:\d+$/.test(host)
}
