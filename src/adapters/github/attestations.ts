import type { Answer } from '../../model/answer.ts'
import { absent, found, unknown } from '../../model/answer.ts'
import { MAX_CANDIDATES } from '../../model/limits.ts'
import type { AttestationStore } from '../../ports/trust.ts'
import type { GithubApi } from './api.ts'
import type { Json } from './json.ts'
import { at, listAt, parseJson } from './json.ts'

/** GitHub's attestations API: of a repository where `owner` is `owner/name`, else of an organisation or a user. */
export function createAttestationStore(api: GithubApi): AttestationStore {
  const visible = new Map<string, Promise<Answer<Json>>>()
  const see = (repository: string): Promise<Answer<Json>> => {
    const answer = visible.get(repository) ?? api.json({ method: 'GET', path: `/repos/${repository}` })
    visible.set(repository, answer)
    return answer
  }
  return {
    bundles: async (owner, digest) => {
      if (!/^[A-Za-z0-9][A-Za-z0-9-]*(?:\/[\w.-]+)?$/.test(owner))
        return unknown('malformed', owner, 'this is not owner or owner/name')
      const paths = owner.includes('/') ? [`/repos/${owner}`] : [`/orgs/${owner}`, `/users/${owner}`]
      for (const path of paths) {
        const answer = await stored(api, `${path}/attestations/${encodeURIComponent(digest)}?per_page=${MAX_CANDIDATES}`)
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

async function stored(api: GithubApi, path: string): Promise<Answer<readonly string[]>> {
  const reply = await api.send({ method: 'GET', path })
  if (reply.kind !== 'found') return reply
  const list = listAt(parseJson(new TextDecoder().decode(reply.value.bytes)), 'attestations')
  if (list === undefined) return unknown('malformed', path, 'GitHub answered with something that is not a list of attestations')
  if (list.length === 0) return absent
  if ((reply.value.headers.link ?? '').includes('rel="next"'))
    return unknown('too-many', path, `there are more than ${MAX_CANDIDATES} attestations`)
  const bundles = list.map((item) => at(item, 'bundle'))
  if (bundles.some((bundle) => typeof bundle !== 'object' || bundle === null))
    return unknown('unsupported', path, 'GitHub stores an attestation outside of its answer')
  return found(bundles.map((bundle) => JSON.stringify(bundle)))
}
