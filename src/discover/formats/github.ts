import { githubText } from '../../languages/yaml/scalar-texts.ts'
import { MAX_ALTERNATIVES } from '../../model/limits.ts'
import { child, type Node } from '../../model/tree.ts'
import { isExplicit } from '../container-texts.ts'
import { type Alternative, remembered, type Values, valuesAt } from '../follow.ts'
import type { DocumentFormat, Reading, Sighting, TextFile } from '../format.ts'
import { expressionImages } from '../github-expressions.ts'
import { type Located, nth, rootOf, select, sizeOf } from '../located.ts'
import { imageAfter, imageAt, partAt } from '../sight.ts'

const WORKFLOW = /(?:^|\/)(?:\.(?:github|gitea|forgejo)\/workflows|workflow-templates)\/[^/]+\.ya?ml$/i
const ACTION = /(?:^|\/)action\.ya?ml$/i
const IMAGE_INPUTS = /image$/i
const OUTPUT_ACTIONS = /build-push-action|metadata-action|build-image|push/i

/** GitHub (and Gitea, Forgejo) workflows, and action metadata. */
export const github: DocumentFormat = {
  name: 'github',
  title: 'GitHub workflows and actions',
  files: '`.github/workflows/*.yml` (also `.gitea`, `.forgejo`, `workflow-templates`), `action.yml`',
  rows: [
    { where: '`jobs.*.container`, `jobs.*.services.*`', meaning: 'a text or `{image}`; empty means none' },
    {
      where: '`steps[].uses: docker://…`, `runs.image: docker://…`',
      meaning:
        'in workflows, composite and docker actions, in groups of steps (`parallel`) too, in any case; `Dockerfile` is a file',
    },
    { where: '`with.build-contexts: name=docker-image://…`', meaning: 'images that a build takes as contexts' },
    {
      where: '`${{ matrix.x }}`',
      meaning: 'reported at each value of the matrix, `include` too; numbers as GitHub types them (`3.10` is `3.1`)',
    },
    { where: "`${{ inputs.x || 'image' }}`", meaning: 'literals and input defaults; `vars`, `secrets`, `needs`: dynamic' },
    {
      where: '`env` named `*_IMAGE`, `with` named `*image`, `driver-opts: image=…`',
      meaning: 'where the value is an image beyond doubt; not the outputs of build actions',
    },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path }) => WORKFLOW.test(path) || ACTION.test(path),
  claims: ({ file, root }) => (ACTION.test(file.path) ? child(root, 'runs') !== undefined : true),
  read: ({ file, root }) => ({ sightings: ACTION.test(file.path) ? readAction(file, root) : readWorkflow(file, root).sightings }),
}

function readAction(file: TextFile, root: Node): readonly Sighting[] {
  const runs = select(rootOf(root), 'runs', 'image').flatMap((at) => imageAfter(file, at, 'docker://'))
  return [...runs, ...select(rootOf(root), 'runs', 'steps', '*').flatMap((step) => sightStep(file, step))]
}

function readWorkflow(file: TextFile, root: Node): Reading {
  const top = rootOf(root)
  const jobs = select(top, 'jobs', '*').flatMap((job) => sightJob(file, top, job))
  return { sightings: [...sightEnv(file, top), ...jobs] }
}

function sightJob(file: TextFile, top: Located, job: Located): readonly Sighting[] {
  const context = contextOf(file, top, job)
  const containers = select(job, 'container').flatMap((at) => [at, ...select(at, 'image')])
  const services = select(job, 'services', '*').flatMap((at) => [at, ...select(at, 'image')])
  const images = [...containers, ...services].flatMap((at) =>
    at.node.kind === 'scalar' ? expressionImages(file, at, context) : [],
  )
  const steps = select(job, 'steps', '*').flatMap((step) => sightStep(file, step, context))
  const inputs = select(job, 'with', '*').flatMap((at) => sightInput(file, at, context))
  return [...images, ...steps, ...inputs, ...sightEnv(file, job)]
}

/** A step, or the steps of a group that run at the same time (`parallel`). */
function sightStep(file: TextFile, step: Located, context: Values = () => undefined): readonly Sighting[] {
  return [...singleStep(file, step, context), ...select(step, 'parallel', '*').flatMap((one) => singleStep(file, one, context))]
}

function singleStep(file: TextFile, step: Located, context: Values): readonly Sighting[] {
  const uses = select(step, 'uses').flatMap((at) => imageAfter(file, at, 'docker://'))
  const action = select(step, 'uses').map(({ node }) => (node.kind === 'scalar' ? node.text : ''))[0] ?? ''
  const inputs = OUTPUT_ACTIONS.test(action) ? [] : select(step, 'with', '*').flatMap((at) => sightInput(file, at, context))
  const contexts = select(step, 'with', '*').flatMap((at) => contextImages(file, at))
  return [...uses, ...inputs, ...contexts, ...sightEnv(file, step)]
}

/** `name=docker-image://…`, one a line: contexts of a build that are images. */
function contextImages(file: TextFile, { node, path }: Located): readonly Sighting[] {
  if (node.kind !== 'scalar' || !/^(?:build-contexts|set)$/.test(String(path.at(-1)))) return []
  return [...node.text.matchAll(/=docker-image:\/\/(\S+)/g)].map((match) => {
    const text = match[1] ?? ''
    const sighting = partAt(file, { node, path }, match.index + match[0].length - text.length, text)
    return text.includes('${{') ? { ...sighting, dynamic: 'the file does not say what this expression gives' } : sighting
  })
}

function sightInput(file: TextFile, at: Located, context: Values): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar') return []
  const option = /(?:^|[\s,])image=([^\s,]+)/.exec(node.text)
  if (path.at(-1) === 'driver-opts' && option !== null) {
    const offset = option.index + option[0].length - (option[1] ?? '').length
    return [{ ...partAt(file, { node, path }, offset, option[1] ?? ''), guess: true }]
  }
  if (!IMAGE_INPUTS.test(String(path.at(-1)))) return []
  return expressionImages(file, at, context)
    .filter((one) => isExplicit(one.text))
    .map((one) => ({ ...one, guess: true }))
}

function sightEnv(file: TextFile, at: Located): readonly Sighting[] {
  return select(at, 'env', '*')
    .filter(({ path }) => /(?:^|_)IMAGE$/.test(String(path.at(-1))))
    .flatMap((one) => imageAt(file, one))
    .filter((one) => isExplicit(one.text))
    .map((one) => ({ ...one, guess: true }))
}

/** What `matrix`, `inputs` and `env` say in this file. */
function contextOf(file: TextFile, top: Located, job: Located): Values {
  return remembered((name) => {
    const [scope, key = '', ...rest] = name.split('.')
    if (scope === 'matrix') return matrixValues(file, select(job, 'strategy', 'matrix'), key, rest)
    if (scope === 'inputs') return valuesAt(file, inputDefaults(top, key), githubText)
    if (scope === 'env') return valuesAt(file, [...select(job, 'env', key), ...select(top, 'env', key)], githubText)
    return undefined
  })
}

function matrixValues(
  file: TextFile,
  matrix: readonly Located[],
  key: string,
  rest: readonly string[],
): readonly Alternative[] | undefined {
  const listed = matrix.flatMap((at) => select(at, key)).flatMap((at) => (at.node.kind === 'list' ? firstItems(at) : []))
  const included = matrix.flatMap((at) => select(at, 'include', '*', key))
  return valuesAt(
    file,
    [...listed, ...included].flatMap((at) => select(at, ...rest)),
    githubText,
  )
}

/** The items of a list, at most one more than may be followed. */
function firstItems(at: Located): readonly Located[] {
  const size = Math.min(sizeOf(at.node), MAX_ALTERNATIVES + 1)
  return Array.from({ length: size }, (_, index) => nth(at, index)).flatMap((one) => one ?? [])
}

function inputDefaults(top: Located, input: string): readonly Located[] {
  return ['workflow_call', 'workflow_dispatch']
    .flatMap((trigger) => select(top, 'on', trigger, 'inputs', input, 'default'))
    .filter(({ node }) => node.kind === 'scalar' && node.text !== '')
}
