import type { Around, Sighting, TextFormat } from '../format.ts'
import { literalsIn, withoutComments } from '../literals.ts'

/** A directive of a process or a setting: `container 'x'`, `container = "x"`, also behind a selector on the same line. */
const LITERALS = [/(?:^|[{;])[ \t]*(?:process\.)?container[ \t]*=?[ \t]*\(?[ \t]*'([^'\\\n]+)'/dgm]
const TEXTS = /(?:^|[{;])[ \t]*(?:process\.)?container[ \t]*=?[ \t]*\(?[ \t]*"((?:[^"\\$\n]|\$\{[^}]*\}|\$(?!\{))+)"/dgm
const OPEN = /(?:^|[{;])[ \t]*(?:process\.)?container(?:[ \t]*=[ \t]*|[ \t]+)([{(\w][^\n;]*)/dgm
/** nf-core's own idiom: an archive for Singularity, and the image for every other engine. */
const BY_ENGINE = /^(\$\{[^?]*singularity[^?]*\?\s*'[^']*'\s*:\s*')([^'$]+)'\s*\}$/

/** Processes and configurations of Nextflow. */
export const nextflow: TextFormat = {
  name: 'nextflow',
  title: 'Nextflow',
  files: '`*.nf`, `nextflow.config`, `conf/*.config` with a `container`',
  rows: [
    {
      where: "`container 'x'`, `container = 'x'`",
      meaning: 'an image; without a host behind `docker.registry` of the nearest `nextflow.config`',
    },
    {
      where: "`container \"${ … singularity … ? 'a' : 'b' }\"`",
      meaning: 'the image for Docker; any other expression is dynamic',
    },
  ],
  applied: 'elsewhere',
  reads: 'text',
  claims: ({ path, text }) =>
    /\.nf$|(?:^|\/)nextflow[\w.-]*\.config$/i.test(path) ||
    (/\.config$/i.test(path) && /^[ \t]*(?:process\.)?container[ \t]*=/m.test(text)),
  read: (file, side) => {
    const code = withoutComments(file)
    const texts = literalsIn(code, TEXTS, ['container']).map(byEngine)
    const found = [...LITERALS.flatMap((one) => literalsIn(code, one, ['container'])), ...texts]
    const open = literalsIn(code, OPEN, ['container']).map((one) => ({ ...one, dynamic: 'the pipeline computes it' }))
    const registry = registryOf(file.path, side)
    return { sightings: [...found.filter(isImage).map((one) => behind(one, registry)), ...open] }
  },
}

function byEngine(one: Sighting): Sighting {
  const [, before = '', image] = BY_ENGINE.exec(one.text) ?? []
  if (image !== undefined) {
    const start = one.span.start + before.length
    return { ...one, text: image, span: { start, end: start + image.length } }
  }
  return one.text.includes('$') ? { ...one, dynamic: 'the pipeline computes it' } : one
}

/** Archives of Singularity are fetched by address or stand in a file. */
function isImage({ text }: Sighting): boolean {
  return !/^(?:https?:|file:|\/|shub:|library:)|\.(?:sif|img)$/i.test(text)
}

function behind(one: Sighting, registry: string | undefined): Sighting {
  if (registry === undefined || one.dynamic !== undefined || /^(?:[^/]*[.:][^/]*|localhost)\//.test(one.text)) return one
  return { ...one, text: `${registry}/${one.text}` }
}

function registryOf(path: string, side: Around): string | undefined {
  const steps = path.split('/')
  const configs = steps.map((_, index) => [...steps.slice(0, steps.length - 1 - index), 'nextflow.config'].join('/'))
  const nearest = configs.map((one) => side.file(one)).find((one) => one !== undefined)
  if (nearest === undefined) return undefined
  return /^[ \t]*docker\.registry[ \t]*=[ \t]*["']([\w.:/-]+)["']/m.exec(withoutComments(nearest).text)?.[1]
}
