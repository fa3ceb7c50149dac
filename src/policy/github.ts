import type { Authority } from '../model/policy.ts'
import { optional, type Reader, record, text } from './shape.ts'
import { claims, trustRoot } from './trust.ts'

const workflowPath = text((value) =>
  /^(?:[A-Za-z0-9-]+\/[A-Za-z0-9._-]+\/)?\.github\/workflows\/[^/]+$/.test(value)
    ? undefined
    : [
        `"${value}" is not the path of a workflow`,
        'write .github/workflows/release.yml, or owner/name/.github/workflows/build.yml for a reusable one',
      ],
)

const gitRef = text((value) =>
  /^refs\/(?:heads|tags|pull)\/.+/.test(value)
    ? undefined
    : [`"${value}" is not a full git reference`, `write refs/heads/${value} for a branch, refs/tags/${value} for a tag`],
)

const ownerAndName = text(
  (value) => {
    if (/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(value)) return undefined
    return value.includes('*')
      ? [`"${value}" is a pattern`, 'name one repository; for all of an owner write "owner" and "ownerId" instead']
      : [`"${value}" is not a repository`, 'write owner/name']
  },
  { pattern: '^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$' },
)

const ownerName = text((value) =>
  /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(value)
    ? undefined
    : [`"${value}" is not an owner`, 'write the name of an organisation or a user'],
)

const ownerNumber = text(
  (value) =>
    /^[1-9]\d{0,14}$/.test(value)
      ? undefined
      : [`"${value}" is not the number of an owner`, 'write the "id" that https://api.github.com/users/OWNER tells, in quotes'],
  { pattern: '^[1-9][0-9]{0,14}$' },
)

const githubShape = record({
  repository: optional('owner/name of the repository whose workflows sign', ownerAndName),
  owner: optional('in place of "repository": every repository of this owner; with "ownerId"', ownerName),
  ownerId: optional('the number of the owner, which nobody gets who takes its name over', ownerNumber),
  workflow: optional('the workflow file, exact or with *; owner/name/ before it for a reusable one', workflowPath),
  ref: optional('the git reference that the workflow ran for, exact or with *', gitRef),
  claims: optional('further claims of the certificate, each exact or with * and **', claims),
  trustRoot: optional("the Sigstore instance; default public-good and GitHub's own", trustRoot),
})

type GithubText = Omit<NonNullable<ReturnType<typeof githubShape.read>>, 'repository' | 'owner'> & { readonly repository: string }

/** A workflow of one repository on GitHub, or of all of an owner. */
export const github: Reader<GithubText> = {
  schema: { ...githubShape.schema, oneOf: [{ required: ['repository'] }, { required: ['owner', 'ownerId'] }] },
  read: (node, scene) => {
    const value = githubShape.read(node, scene)
    if (value === undefined) return undefined
    const { repository, owner, ...rest } = value
    if (repository !== undefined && owner === undefined) return { ...rest, repository }
    if (owner === undefined || repository !== undefined)
      return scene.notes.add(
        node,
        'a github authority is one repository, or all of an owner',
        'write "repository: owner/name", or "owner" and "ownerId"',
      )
    if (rest.ownerId === undefined)
      return scene.notes.add(
        node,
        `"${owner}" without its number is whoever has that name`,
        `add "ownerId": the "id" that https://api.github.com/users/${owner} tells`,
      )
    return { ...rest, repository: `${owner}/*` }
  },
}

/** The authority that a github one is read into. */
export function githubAuthority({ repository, ownerId, workflow, ref, claims, trustRoot }: GithubText): Authority {
  const named = { ...(workflow === undefined ? {} : { workflow }), ...(ref === undefined ? {} : { ref }) }
  return {
    kind: 'github',
    name: '',
    repository,
    ...named,
    claims: { ...Object.fromEntries(claims ?? []), ...(ownerId === undefined ? {} : { sourceRepositoryOwnerId: ownerId }) },
    trustRoots: trustRoot === undefined ? ['public-good', 'github'] : [trustRoot],
  }
}
