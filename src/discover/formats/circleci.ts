import { child, type Node, textOf } from '../../model/tree.ts'
import { follow, holesIn, type Values, valuesAt } from '../follow.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { everyNode } from '../walk.ts'

const NAMED = /(?:^|\/)\.circleci\/.*\.ya?ml$/i
const HOLE = /<<\s*([\w.-]+)\s*>>/g

/** CircleCI configuration. */
export const circleci: DocumentFormat = {
  name: 'circleci',
  title: 'CircleCI',
  files: '`.circleci/*.yml`, and YAML with `jobs` or `executors` that have a list `docker`',
  rows: [
    { where: '`docker[].image`', meaning: 'of jobs, executors and fragments; `machine.image` is a virtual machine' },
    {
      where: '`<< parameters.x >>`, `<< pipeline.parameters.x >>`',
      meaning:
        'what the uses of the job or executor pass, a matrix too, and the default where one passes nothing; without either dynamic',
    },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path, text }) => NAMED.test(path) || (text.includes('docker:') && /^(?:jobs|executors):/m.test(text)),
  claims: ({ file, root }) => root.kind === 'map' && (NAMED.test(file.path) || runsContainers(root)),
  read: ({ file, root }) => {
    const top = rootOf(root)
    const images = [...everyNode(top)].filter(({ path }) => path.at(-1) === 'image' && path.at(-3) === 'docker')
    return { sightings: images.flatMap((at) => sightImage(file, top, at)) }
  },
}

function runsContainers(root: Node): boolean {
  const holders = ['jobs', 'executors'].flatMap((key) => select(rootOf(root), key, '*', 'docker'))
  return child(root, 'apiVersion') === undefined && holders.some(({ node }) => node.kind === 'list')
}

function sightImage(file: TextFile, top: Located, at: Located): readonly Sighting[] {
  return imageAt(file, at).flatMap((one) => follow(file, one, holesIn(one.text, HOLE), valuesIn(file, top, at)))
}

function valuesIn(file: TextFile, top: Located, at: Located): Values {
  return (name) => {
    const match = /^(pipeline\.)?parameters\.([\w-]+)$/.exec(name)
    if (match === null) return undefined
    const key = match[2] ?? ''
    if (match[1] !== undefined) return valuesAt(file, select(top, 'parameters', key, 'default'))
    const owner = at.path.slice(0, 2).map(String)
    const passed = passedTo(top, owner, key)
    const defaults = select(top, ...owner, 'parameters', key, 'default')
    // Who passes nothing gets the default.
    return valuesAt(file, [...passed.flat(), ...(passed.length === 0 || passed.some((one) => one.length === 0) ? defaults : [])])
  }
}

/** What each use of an executor or a job passes for a parameter; an empty list where one passes nothing. */
function passedTo(top: Located, [kind, name]: readonly string[], key: string): readonly (readonly Located[])[] {
  if (name === undefined) return []
  if (kind === 'executors') {
    const uses = select(top, 'jobs', '*', 'executor').filter(({ node }) => (textOf(node) ?? textOf(child(node, 'name'))) === name)
    return uses.map((use) => select(use, key))
  }
  const jobs = select(top, 'workflows', '*', 'jobs', '*')
  const plain = jobs.filter(({ node }) => textOf(node) === name).map(() => [])
  const uses = jobs.flatMap((job) => select(job, name))
  return [...plain, ...uses.map((use) => [...select(use, key), ...select(use, 'matrix', 'parameters', key, '*')])]
}
