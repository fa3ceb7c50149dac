import { parseHcl } from '../../languages/hcl/hcl.ts'
import { isExplicit } from '../container-texts.ts'
import type { Values } from '../follow.ts'
import type { Reading, Side, Sighting, TextFile, TextFormat } from '../format.ts'
import { type HclFile, hclImage, hclRoot, moduleValues } from '../hcl-values.ts'
import { type Located, rootOf, select } from '../located.ts'
import { cut, restOfLine } from '../text-span.ts'
import { everyNode } from '../walk.ts'

/** Nomad jobs, and the variables of nomad packs. */
export const nomad: TextFormat = {
  name: 'nomad',
  title: 'Nomad',
  files: '`*.nomad`, `*.nomad.hcl`, `*.nomad.tpl`, and HCL that holds a `job` with a `task`',
  rows: [
    { where: '`task.config.image`', meaning: 'transports such as `docker://` are left out; sidecar tasks too' },
    { where: '`${var.x}`, `var.x`', meaning: 'the default of the variable; without one dynamic' },
    { where: '`[[ … ]]`', meaning: 'a nomad-pack template: dynamic' },
    { where: '`variable "*image*"`', meaning: 'its default, where it is an image beyond doubt' },
  ],
  applied: 'elsewhere',
  reads: 'text',
  claims: ({ path, text }) =>
    /\.nomad(?:\.(?:hcl|tpl|tmpl))?$/i.test(path) ||
    (/\.(?:hcl|tpl|tmpl)$/i.test(path) && isJob(text)) ||
    isPackVariables(path, text),
  read: readNomad,
}

function isJob(text: string): boolean {
  return (
    (/^[ \t]*job[ \t]+["[]/m.test(text) && /^[ \t]*task[ \t]+["[]/m.test(text)) ||
    /^[ \t]*driver[ \t]*=[ \t]*"(?:docker|podman|containerd)/m.test(text)
  )
}

function isPackVariables(path: string, text: string): boolean {
  return /(?:^|\/)variables\.hcl$/i.test(path) && /^variable\b/m.test(text) && /image/i.test(text)
}

function readNomad(file: TextFile, side: Side): Reading {
  if (isPack(file)) return { sightings: templateImages(file).map((one) => withDefaults(one, file, side)) }
  const { root, problem } = parseHcl(file.text)
  const at = rootOf(root)
  const files: readonly HclFile[] = [{ file, root: at }, ...variableFiles(file, side)]
  const values = moduleValues(files)
  const images = [...everyNode(at)].filter(({ path }) => path.at(-1) === 'image' && path.at(-2) === 'config')
  const sightings = images.flatMap((one) => sightImage(file, one, values))
  const named = select(at, 'variable', '*', 'default').flatMap((one) => namedDefault(one))
  return { sightings: [...sightings, ...named], problems: problem === undefined ? [] : [problem] }
}

/** Whether a file is a template of nomad-pack: HCL only after it is rendered, so that it is read line by line. */
function isPack({ path, text }: TextFile): boolean {
  return text.includes('[[') && (/\.(?:tpl|tmpl)$/i.test(path) || /\[\[-?\s*(?:[.$]|template\b|var\b|if\b|range\b)/.test(text))
}

function templateImages(file: TextFile): readonly Sighting[] {
  return [...file.text.matchAll(/^[ \t]*(?:config[ \t]*\{[ \t]*)?image[ \t]*=[ \t]*(?=\S)/gm)].flatMap((match) => {
    const start = match.index + match[0].length
    const line = cut(file, restOfLine(file.text, start))
    const quoted = /^"((?:\[\[.*?\]\]|[^"])*)"/.exec(line)
    const text = quoted?.[1] ?? (/^\[\[.*\]\]/.exec(line)?.[0] || line)
    const from = start + (quoted === null ? 0 : 1)
    return text === '' ? [] : [{ span: { start: from, end: from + text.length }, text, path: ['config', 'image'] }]
  })
}

/** A template with the defaults of its variables in its path, so that a change of one is a change of the image. Defaults that are images change themselves. */
function withDefaults(sighting: Sighting, file: TextFile, side: Side): Sighting {
  if (!sighting.text.includes('[[')) return sighting
  const variables = side.file(`${file.path.slice(0, file.path.lastIndexOf('/') + 1).replace(/templates\/$/, '')}variables.hcl`)
  if (variables === undefined) return sighting
  const root = hclRoot(variables)
  const values = moduleValues([{ file: variables, root }])
  const names = [...sighting.text.matchAll(/\bvar\s+"([\w-]+)"|\.\w+\.([\w-]+)/g)].map((match) => match[1] ?? match[2] ?? '')
  const given = names
    .filter((name) => select(root, 'variable', name, 'default').flatMap((at) => namedDefault(at)).length === 0)
    .flatMap((name) => (values(name) ?? []).map(({ text }) => `${name}=${text}`))
  return { ...sighting, path: [...sighting.path, ...given] }
}

function variableFiles(file: TextFile, side: Side): readonly HclFile[] {
  const directory = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  const paths = side.folder(directory).filter((path) => path !== file.path && /variables[^/]*\.hcl$/i.test(path))
  return paths.flatMap((path) => {
    const other = side.file(path)
    return other === undefined ? [] : [{ file: other, root: hclRoot(other) }]
  })
}

function sightImage(file: TextFile, at: Located, values: Values): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar') return []
  const transport = node.plain ? '' : (/^(?:docker|https?):\/\//.exec(node.text)?.[0] ?? '')
  const span = { start: node.span.start + transport.length, end: node.span.end }
  return hclImage(file, { node: { ...node, span, text: node.text.slice(transport.length) }, path }, values)
}

/** The default of a variable that is called after an image, or an image in a mapping of defaults. */
function namedDefault(at: Located): readonly Sighting[] {
  return [...everyNode(at)].flatMap(({ node, path }) => {
    const key = String(path.at(-1) === 'default' ? path[1] : path.at(-1))
    if (node.kind !== 'scalar' || node.plain || !/image(?:_name|_uri)?$/i.test(key)) return []
    const named = isExplicit(node.text) || /^[a-z0-9][\w.-]*\/[\w./-]+$/.test(node.text)
    return named ? [{ span: node.span, text: node.text, path, guess: true }] : []
  })
}
