import { choice, optional, type Reader, record, required, text } from './shape.ts'
import { claims, trustRoot } from './trust.ts'
import { identityProblem } from './values.ts'

/** What a preset stands for: a keyless identity, written out. */
export interface KeylessIdentity {
  readonly issuer: string
  readonly identity: string
  readonly claims: Readonly<Record<string, string>>
  readonly trustRoot?: string
}

/** A preset, or two statements about one claim. */
export type Expansion =
  | { readonly status: 'expanded'; readonly keyless: KeylessIdentity }
  | { readonly status: 'contradiction'; readonly claim: string }

const GITLAB = 'gitlab.com'

const project = text((value) => {
  if (/^[A-Za-z0-9_][\w.-]*(?:\/[A-Za-z0-9_][\w.-]*)+$/.test(value)) return undefined
  return value.includes('*')
    ? [`"${value}" is a pattern`, 'name one project, or use keyless with an identity pattern']
    : [`"${value}" is not the path of a project`, 'write group/name, with every group: acme/platform/web']
})

const pipelineRef = text((value) => {
  if (!/^refs\/(?:heads|tags)\/.+/.test(value))
    return [`"${value}" is not a branch or tag in full`, `write refs/heads/${value} for a branch, refs/tags/${value} for a tag`]
  const problem = identityProblem(`https://${GITLAB}/group/name@${value}`)
  return problem === undefined ? undefined : [problem[0].replace(`https://${GITLAB}/group/name@`, ''), problem[1]]
})

const pipelineFile = text((value) =>
  /^[\w.-]+(?:\/[\w.-]+)*\.ya?ml$/.test(value) && !value.split('/').includes('..')
    ? undefined
    : [`"${value}" is not a CI file of the project`, 'write its path from the root of the project, such as .gitlab-ci.yml'],
)

const instance = text((value) =>
  /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/.test(value)
    ? undefined
    : [`"${value}" is not the host of a GitLab instance`, 'write only the host, in lower case, such as gitlab.acme.example'],
)

const serviceAccount: Reader<string> = text(
  (value) => {
    if (value.includes('*')) return [`"${value}" is a pattern`, 'name one service account']
    return /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+gserviceaccount\.com$/.test(value)
      ? undefined
      : [
          `"${value}" is not a service account of Google Cloud`,
          'write its e-mail address, such as builder@acme.iam.gserviceaccount.com; for a person use keyless',
        ]
  },
  { examples: ['builder@acme.iam.gserviceaccount.com'] },
)

/** A pipeline of GitLab CI. The reference is required: pipelines of merge requests may run what strangers wrote. */
export const gitlab = record({
  project: required('group/name of the project whose pipelines sign', project),
  ref: required('refs/heads/… or refs/tags/… that the pipeline ran for, exact or with *', pipelineRef),
  file: optional('the CI file of the project; default .gitlab-ci.yml', pipelineFile),
  host: optional('the GitLab instance; default gitlab.com', instance),
  claims: optional('further claims of the certificate, each exact or with * and **', claims),
  trustRoot: optional('the Sigstore instance; default public-good', trustRoot),
})

/** A service account of Google Cloud. */
export const google = record({
  serviceAccount: required('its e-mail address', serviceAccount),
  trustRoot: optional('the Sigstore instance; default public-good', trustRoot),
})

/** Chainguard, for what it publishes to everybody. */
export const chainguard = record({
  images: required('public: the free images of cgr.dev/chainguard', choice('public')),
})

type ValueOf<R> = R extends Reader<infer T> ? T : never

/**
 * The certificate of a GitLab pipeline (sigstore/fulcio, config/identity/config.yaml, `gitlab-pipeline`). The public Sigstore writes
 * the claims about the source of every instance as if it were gitlab.com, so they are only demanded where they are right.
 */
export function expandGitlab(preset: ValueOf<typeof gitlab>): Expansion {
  const host = preset.host ?? GITLAB
  const { project, ref } = preset
  const own: Readonly<Record<string, string>> =
    host === GITLAB ? { sourceRepositoryURI: `https://${GITLAB}/${project}`, sourceRepositoryRef: ref } : {}
  const further = preset.claims ?? []
  const twice = further.find(([name]) => Object.hasOwn(own, name))
  if (twice !== undefined) return { status: 'contradiction', claim: twice[0] }
  return expanded({
    issuer: `https://${host}`,
    identity: `https://${host}/${project}//${preset.file ?? '.gitlab-ci.yml'}@${ref}`,
    claims: { ...own, ...Object.fromEntries(further) },
    ...(preset.trustRoot === undefined ? {} : { trustRoot: preset.trustRoot }),
  })
}

/** The certificate of a Google service account: its address, vouched for by Google. */
export function expandGoogle({ serviceAccount: identity, trustRoot: root }: ValueOf<typeof google>): Expansion {
  const named = root === undefined ? {} : { trustRoot: root }
  return expanded({ issuer: 'https://accounts.google.com', identity, claims: {}, ...named })
}

/** The workflow that signs Chainguard's public images, started by their own repository: anybody may call a public workflow. */
export function expandChainguard(_preset: ValueOf<typeof chainguard>): Expansion {
  const repository = 'https://github.com/chainguard-images/images'
  return expanded({
    issuer: 'https://token.actions.githubusercontent.com',
    identity: `${repository}/.github/workflows/release.yaml@refs/heads/main`,
    claims: { sourceRepositoryURI: repository },
  })
}

function expanded(keyless: KeylessIdentity): Expansion {
  return { status: 'expanded', keyless }
}
