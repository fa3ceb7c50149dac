import { isExplicit } from '../container-texts.ts'
import type { Values } from '../follow.ts'
import type { Reading, Side, Sighting, TextFile, TextFormat } from '../format.ts'
import { parseHcl } from '../hcl.ts'
import { type HclFile, hclImage, hclRoot, moduleValues } from '../hcl-values.ts'
import { type Located, rootOf, select } from '../located.ts'
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
  return /(?:^|\/)variables\.hcl$/i.test(path) && /^variable[ \t]+"[\w-]*image/im.test(text)
}

function readNomad(file: TextFile, side: Side): Reading {
  const packed = /\[\[/.test(file.text) && (/\.(?:tpl|tmpl)$/i.test(file.path) || /\[\[-?\s*[.$a-z(]/i.test(file.text))
  const { root, problem } = parseHcl(file.text, packed)
  const at = rootOf(root)
  const files: readonly HclFile[] = [{ file, root: at }, ...variableFiles(file, side)]
  const values = moduleValues(files)
  const images = [...everyNode(at)].filter(({ path }) => path.at(-1) === 'image' && path.at(-2) === 'config')
  const sightings = images.flatMap((one) => sightImage(file, one, values))
  const named = select(at, 'variable', '*', 'default').flatMap((one) => namedDefault(one))
  return { sightings: [...sightings, ...named], problems: problem === undefined ? [] : [problem] }
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

function namedDefault(at: Located): readonly Sighting[] {
  const { node, path } = at
  if (
    node.kind !== 'scalar' ||
    node.plain ||
    !/image(?:_name|_uri)?$/i.test(String(path[1])) ||
    !(isExplicit(node.text) || /^[a-z0-9][\w.-]*\/[\w./-]+$/.test(node.text))
  )
    return []
  return [{ span: node.span, text: node.text, path, guess: true }]
}
