import { textOf } from '../../model/tree.ts'
import { imagesInVariables, isExplicit } from '../container-texts.ts'
import type { Reading, Side, Sighting, TextFile, TextFormat } from '../format.ts'
import { type HclFile, hclFile, hclTree, moduleScope, readBeside } from '../hcl-module.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
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
    { where: '`env`', meaning: 'by the rule for variables of Kubernetes' },
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
  const { at, problem } = treeOf(file, side)
  const nodes = [...everyNode(at)]
  const images = nodes.filter(({ path }) => path.at(-1) === 'image' && path.at(-2) === 'config')
  const told = nodes.filter(({ path, node }) => path.at(-1) === 'env' && node.kind === 'map')
  const sightings = [...images.flatMap((one) => sightImage(file, one)), ...told.flatMap((one) => imagesInVariables(file, one))]
  const named = select(at, 'variable', '*', 'default').flatMap((one) => namedDefault(one))
  return { sightings: [...sightings, ...named], problems: problem === undefined ? [] : [problem] }
}

/** A job with the variables and locals of the files beside it. */
function treeOf(file: TextFile, side: Side): { readonly at: Located } & Pick<HclFile, 'problem'> {
  const parsed = hclFile(file)
  const directory = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  const scope = moduleScope({ directory, files: [parsed, ...variableFiles(file, side)], read: readBeside(side, directory) }, file)
  return { at: rootOf(hclTree(parsed, scope)), ...(parsed.problem === undefined ? {} : { problem: parsed.problem }) }
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
  const { at } = treeOf(variables, side)
  const names = [...sighting.text.matchAll(/\bvar\s+"([\w-]+)"|\.\w+\.([\w-]+)/g)].map((match) => match[1] ?? match[2] ?? '')
  const given = names
    .map((name) => ({ name, defaults: select(at, 'variable', name, 'default') }))
    .filter(({ defaults }) => defaults.flatMap((one) => namedDefault(one)).length === 0)
    .flatMap(({ name, defaults }) =>
      defaults
        .slice(0, 1)
        .flatMap(({ node }) => textOf(node) ?? [])
        .map((text) => `${name}=${text}`),
    )
  return { ...sighting, path: [...sighting.path, ...given] }
}

function variableFiles(file: TextFile, side: Side): readonly HclFile[] {
  const directory = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  const paths = side.folder(directory).filter((path) => path !== file.path && /variables[^/]*\.hcl$/i.test(path))
  return paths.flatMap((path) => {
    const other = side.file(path)
    return other === undefined ? [] : [hclFile(other)]
  })
}

function sightImage(file: TextFile, at: Located): readonly Sighting[] {
  return imageAt(file, at).map((one) => {
    const transport = /^(?:docker|https?):\/\//.exec(one.text)?.[0].length ?? 0
    if (transport === 0) return one
    const verbatim = cut(file, one.span) === one.text
    return {
      ...one,
      text: one.text.slice(transport),
      span: verbatim ? { ...one.span, start: one.span.start + transport } : one.span,
    }
  })
}

/** The default of a variable that is called after an image, or an image in a mapping of defaults. */
function namedDefault(at: Located): readonly Sighting[] {
  return [...everyNode(at)].flatMap(({ node, path }) => {
    const key = String(path.at(-1) === 'default' ? path[1] : path.at(-1))
    if (node.kind !== 'scalar' || node.plain || node.unknown !== undefined || !/image(?:_name|_uri)?$/i.test(key)) return []
    const named = isExplicit(node.text) || /^[a-z0-9][\w.-]*\/[\w./-]+$/.test(node.text)
    return named ? [{ span: node.span, text: node.text, path, guess: true }] : []
  })
}
