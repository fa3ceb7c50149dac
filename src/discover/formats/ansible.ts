import { child, entriesOf, type Node, textOf } from '../../model/tree.ts'
import { isExplicit } from '../container-texts.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { composed, scalarOf } from '../image-map.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { everyNode } from '../walk.ts'

const MODULES = /^(?:(?:community\.docker|containers\.podman)\.)?(?:docker_container|podman_container|docker_swarm_service)$/
const PULLS = /^(?:(?:community\.docker|containers\.podman)\.)?(?:docker_image(?:_pull)?|podman_image)$/
const MODULE_NAMES = ['docker_container', 'podman_container', 'docker_swarm_service', 'docker_image', 'podman_image']
const VARIABLES = /(?:^|\/)(?:defaults|vars|group_vars|host_vars)\/.*\.ya?ml$|(?:^|\/)group_vars\/[^/]+$/i

/** Ansible tasks that run containers, and the variables of roles. */
export const ansible: DocumentFormat = {
  name: 'ansible',
  title: 'Ansible',
  files: 'playbooks and tasks with container modules; `defaults/`, `vars/`, `group_vars/`',
  rows: [
    { where: '`docker_container`, `podman_container`, `docker_swarm_service`', meaning: 'their `image`' },
    { where: '`docker_image` with `source: pull`, `podman_image`', meaning: 'their `name` with `tag`' },
    { where: '`*_image`, `*_image_repo` + `*_image_tag`', meaning: 'variables, where the value is an image beyond doubt' },
    { where: '`{{ … }}`', meaning: 'dynamic' },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ path, text }) => MODULE_NAMES.some((name) => text.includes(name)) || (VARIABLES.test(path) && /_image/.test(text)),
  claims: ({ file, root }) =>
    root.kind === 'list' ? hasModule(root) : VARIABLES.test(file.path) && child(root, 'apiVersion') === undefined,
  read: ({ file, root }) => ({ sightings: root.kind === 'list' ? sightTasks(file, root) : sightVariables(file, rootOf(root)) }),
}

function hasModule(root: Node): boolean {
  return [...everyNode(rootOf(root))].some(({ path }) => isModule(String(path.at(-1))))
}

function isModule(key: string): boolean {
  return MODULES.test(key) || PULLS.test(key)
}

function sightTasks(file: TextFile, root: Node): readonly Sighting[] {
  return [...everyNode(rootOf(root))].flatMap((at) => {
    const key = String(at.path.at(-1))
    if (MODULES.test(key)) return select(at, 'image').flatMap((one) => imageAt(file, one))
    return PULLS.test(key) && textOf(child(at.node, 'source')) !== 'build' ? pulled(file, at) : []
  })
}

function pulled(file: TextFile, at: Located): readonly Sighting[] {
  const { node } = at
  const name = node.kind === 'map' ? scalarOf(node, 'name') : undefined
  if (name === undefined || node.kind !== 'map') return []
  return [composed(file, { main: name, path: [...at.path, 'name'], text: name.text, parts: [] }, node, {})]
}

function sightVariables(file: TextFile, top: Located): readonly Sighting[] {
  return entriesOf(top.node).flatMap(({ key, value }): readonly Sighting[] => {
    if (value.kind !== 'scalar' || top.node.kind !== 'map') return []
    const at = { node: value, path: [key.text] }
    if (/_image$/.test(key.text) && isExplicit(value.text)) return imageAt(file, at).map((one) => ({ ...one, guess: true }))
    const pair = /^(.*_image)_(?:repo|repository|name)$/.exec(key.text)
    const tag = pair === null ? undefined : scalarOf(top.node, `${pair[1]}_tag`)
    if (tag === undefined) return []
    return [
      {
        span: value.span,
        text: `${value.text}:${tag.text}`,
        path: at.path,
        related: [{ file: file.path, span: tag.span }],
        guess: true,
      },
    ]
  })
}
