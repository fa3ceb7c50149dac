import { type Answer, found, unknown } from '../model/answer.ts'
import type { Trust } from '../ports/trust.ts'
import { readTrustRoot, type TrustRoot } from './trust-root.ts'

/** Trust roots by name, each asked for and read once. Roots never mix: every question names the one it is about. */
export type Roots = (name: string) => Promise<Answer<TrustRoot>>

/** Reads trust roots through the port; a root that nobody named or that is malformed is unknown, never an empty one. */
export function createRoots(trust: Trust): Roots {
  const read = new Map<string, Promise<Answer<TrustRoot>>>()
  return (name) => {
    const answer = read.get(name) ?? readOne(trust, name)
    read.set(name, answer)
    return answer
  }
}

async function readOne(trust: Trust, name: string): Promise<Answer<TrustRoot>> {
  const about = `trust root "${name}"`
  const text = await trust.root(name)
  if (text.kind === 'absent') return unknown('unresolved', about, 'no trust root of that name is known')
  if (text.kind === 'unknown') return text
  const { json, stale } = text.value
  const root = readTrustRoot(name, json)
  return root.ok
    ? found(stale === undefined ? root.value : { ...root.value, stale })
    : unknown('malformed', about, root.rejection.detail)
}

const EMPTY_JSON = '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}'

/** A root that vouches for nothing: enough for a key whose policy asks for no log. */
export const emptyRoot: TrustRoot = {
  name: '',
  json: EMPTY_JSON,
  logs: [],
  ctLogs: [],
  authorities: [],
  timestampAuthorities: [],
}
