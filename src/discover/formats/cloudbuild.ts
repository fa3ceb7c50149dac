import { expand } from '../../languages/interpolation/interpolate.ts'
import { child, type Node } from '../../model/tree.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select, unnamed } from '../located.ts'
import { imageAt } from '../sight.ts'
import { lookupOf, variableIn } from '../variables.ts'

const NAMED = /(?:^|[/._-])cloud-?build(?:[._-][^/]*)?\.(?:ya?ml|json)$|(?:^|\/)cloudbuild\/[^/]+\.(?:ya?ml|json)$/i

/** What only a build says beside its steps: its builders, how long it may take, on which machine. */
const BUILDS =
  /\/cloud-builders\/|^timeout:[ \t]*["']?\d+s|^[ \t]+(?:machineType|logging|substitution_?[oO]ption):[ \t]*["']?[A-Z]/m

/** Google Cloud Build. */
export const cloudbuild: DocumentFormat = {
  name: 'cloudbuild',
  title: 'Google Cloud Build',
  files:
    '`cloudbuild*.yaml`, `*.cloudbuild.yaml`, and YAML whose steps use `cloud-builders`, or that has a `timeout` in seconds or a `machineType`',
  rows: [
    { where: '`steps[].name`', meaning: 'an image; `images` and `-t` arguments are outputs' },
    {
      where: '`$_NAME`, `${_NAME}`',
      meaning: 'the value of `substitutions`; `$PROJECT_ID` and the other built-in ones: dynamic',
    },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path, text }) => NAMED.test(path) || (BUILDS.test(text) && /^steps:|"steps"\s*:\s*\[/m.test(text)),
  claims: ({ root }) =>
    child(root, 'steps')?.kind === 'list' &&
    child(root, 'apiVersion') === undefined &&
    child(root, 'kind') === undefined &&
    !isJobs(root),
  read: ({ file, root }) => ({ sightings: readBuild(file, rootOf(root)) }),
}

function isJobs(root: Node): boolean {
  return child(root, 'jobs') !== undefined || child(root, 'runs') !== undefined
}

function readBuild(file: TextFile, top: Located): readonly Sighting[] {
  const lookup = lookupOf((name) => select(top, 'substitutions').flatMap((one) => variableIn(file, one, name) ?? [])[0])
  return select(top, 'steps', '*', 'name')
    .flatMap((at) => imageAt(file, unnamed(at)))
    .map((sighting) => {
      const { text, places, missing } = expand(sighting.text, lookup)
      if (missing.length === 0) return { ...sighting, text, related: places }
      return { ...sighting, dynamic: `Cloud Build gives ${[...new Set(missing)].join(', ')} a value when it runs` }
    })
}
