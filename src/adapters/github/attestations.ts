import type { Answer } from '../../model/answer.ts'
import { absent, found, unknown } from '../../model/answer.ts'
import { MAX_CANDIDATES } from '../../model/limits.ts'
import type { AttestationStore } from '../../ports/trust.ts'
import type { Download } from '../download.ts'
import type { GithubApi } from './api.ts'
import { readBundles } from './attestation-bundles.ts'
import type { Json } from './json.ts'
import { listAt, parseJson } from './json.ts'

interface Doors {
  readonly api: GithubApi
  readonly download: Download
}

/**
 * GitHub's attestations API: of a repository where `owner` is `owner/name`, else of an organisation or a user. The list is asked
 * for with the token; bundles that are stored elsewhere are downloaded without it.
 */
export function createAttestationStore(api: GithubApi, download: Download): AttestationStore {
  const visible = new Map<string, Promise<Answer<Json>>>()
  const see = (repository: string): Promise<Answer<Json>> => {
    const answer = visible.get(repository) ?? api.json({ method: 'GET', path: `/repos/${repository}` })
    visible.set(repository, answer)
    return answer
  }
  return {
    requests: download.requests,
    bundles: async (owner, digest) => {
      if (!/^[A-Za-z0-9][A-Za-z0-9-]*(?:\/[\w.-]+)?$/.test(owner))
        return unknown('malformed', owner, 'this is not owner or owner/name')
      const paths = owner.includes('/') ? [`/repos/${owner}`] : [`/orgs/${owner}`, `/users/${owner}`]
      for (const path of paths) {
        const answer = await stored(
          { api, download },
          `${path}/attestations/${encodeURIComponent(digest)}?per_page=${MAX_CANDIDATES}`,
        )
        if (answer.kind !== 'absent') return answer
      }
      if (!owner.includes('/')) return absent
      // Not found is also what a token sees of a private repository that it may not read: that is no proof of absence.
      const repository = await see(owner)
      if (repository.kind === 'absent') return unknown('denied', owner, 'GitHub does not show this repository to this token')
      return repository.kind === 'found' ? absent : repository
    },
  }
}

async function stored({ api, download }: Doors, path: string): Promise<Answer<readonly Answer<string>[]>> {
  const reply = await api.send({ method: 'GET', path })
  if (reply.kind !== 'found') return reply
  const items = listAt(parseJson(new TextDecoder().decode(reply.value.bytes)), 'attestations')
  if (items === undefined) return unknown('malformed', path, 'GitHub answered with something that is not a list of attestations')
  if (items.length === 0) return absent
  const bundles = await readBundles(items.slice(0, MAX_CANDIDATES), download, path)
  const more = items.length > MAX_CANDIDATES || (reply.value.headers.link ?? '').includes('rel="next"')
  const rest = unknown('too-many', path, `there are more than ${MAX_CANDIDATES} attestations`)
  return found(more ? [...bundles, rest] : bundles)
}
