import type { ClusterDemand, ClusterPolicy } from '../model/cluster-policy.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import { AUTHORITY_FIELDS, type AuthorityMeans, readAuthority } from './cip-authority.ts'
import { checkCuePolicy, needsEntries, readMatch } from './cip-rules.ts'
import { choiceAt, type Fields, fieldsOf, mapsAt, noIssues, requiredText, wrong } from './fields.ts'
import { policyControllerGlob } from './image-match.ts'
import { plainValue } from './plain.ts'

/** Whether an object is a ClusterImagePolicy of sigstore's policy-controller. */
export function isClusterImagePolicy({ apiVersion, kind }: Pick<ManifestObject, 'apiVersion' | 'kind'>): boolean {
  return kind === 'ClusterImagePolicy' && /^policy\.sigstore\.dev\//.test(apiVersion)
}

/** Reads a ClusterImagePolicy (v1alpha1, v1beta1) by the rules that policy-controller checks when one is created. */
export function readClusterImagePolicy(object: ManifestObject, means: AuthorityMeans): ClusterPolicy {
  const issues = noIssues()
  const root = fieldsOf(plainValue(object.tree), '', ['apiVersion', 'kind', 'metadata', 'spec', 'status'], issues)
  if (!/\/v1(?:alpha1|beta1)$/.test(object.apiVersion)) wrong(root, 'apiVersion', `${object.apiVersion} is not known here`)
  const spec = fieldsOf(root.value.spec, 'spec', ['images', 'authorities', 'policy', 'mode', 'match'], issues)
  const globs = readGlobs(spec)
  needsEntries(spec, 'authorities')
  const authorities = mapsAt(spec, 'authorities', AUTHORITY_FIELDS).map((one, index) => readAuthority(one, index, means))
  const program = checkCuePolicy(spec, true)
  const demand: ClusterDemand = { kind: 'atLeast', count: 1, of: authorities }
  return {
    kind: 'cluster-image-policy',
    name: object.name ?? 'without a name',
    place: { file: object.origin.file, span: object.origin.span },
    mode: choiceAt(spec, 'mode', ['enforce', 'warn']),
    checks: [
      {
        name: '',
        images: globs === undefined ? { kind: 'every' } : { kind: 'policy-controller', globs },
        objects: readMatch(spec),
        demand: program === undefined ? demand : { kind: 'all', of: [demand, { kind: 'open', why: program }] },
      },
    ],
    trustRoots: [],
    problems: issues.problems,
    notes: issues.notes,
  }
}

/** The globs, or undefined when one of them cannot be read: then any image may be meant. */
function readGlobs(spec: Fields): readonly string[] | undefined {
  needsEntries(spec, 'images')
  const globs = mapsAt(spec, 'images', ['glob']).map((image) => {
    const glob = requiredText(image, 'glob')
    const valid = policyControllerGlob(glob) !== undefined
    if (glob !== '' && !valid)
      wrong(image, 'glob', `"${glob}" is no glob of policy-controller: letters, digits and - _ : / * . @ only`)
    return valid ? glob : undefined
  })
  return globs.length > 0 && globs.every((glob) => glob !== undefined) ? globs : undefined
}
