import { claimsFor, judge } from '../src/judge/judge.ts'
import type { Evidence } from '../src/model/evidence.ts'
import type { Facts } from '../src/model/facts.ts'
import type { Digest } from '../src/model/image-name.ts'
import type { Policy } from '../src/model/policy.ts'
import { builtInPolicy } from '../src/policy/built-in.ts'

const COUNT = Number(process.argv[2] ?? 20_000)

const digestOf = (at: number): Digest => `sha256:${at.toString(16).padStart(64, '0')}` as Digest
const release = { kind: 'github', name: 'release', repository: 'acme/web', claims: {}, trustRoots: ['public-good'] } as const
const policy: Policy = {
  ...builtInPolicy,
  authorities: [release],
  images: Array.from({ length: 50 }, (_, at) => ({
    line: at,
    match: [`ghcr.io/acme/team-${at}/**`],
    except: [],
    allowed: true,
    pinned: true,
    signedBy: { quantifier: 'anyOf', count: 1, of: ['release'] },
    subject: 'index',
    attestations: [],
    platforms: [],
    denied: [],
  })),
}

const names = Array.from({ length: COUNT }, (_, at) => ({
  registry: 'ghcr.io',
  repository: `acme/team-${at % 50}/web-${at}`,
  tag: '1',
  digest: digestOf(at),
}))
const resolutions = names.map((name) => ({
  name,
  answer: {
    kind: 'found',
    value: { name, digest: name.digest, mediaType: 'm', size: 1, isIndex: false, platforms: [] },
  } as const,
}))
const references = names.map((name, at) => ({
  touched: true,
  reference: {
    kind: 'static',
    name,
    text: `${name.registry}/${name.repository}:1@${name.digest}`,
    verbatim: true,
    origin: {
      file: `k8s/${at % 500}.yaml`,
      span: { start: at, end: at + 80 },
      related: [],
      format: 'kubernetes',
      path: ['spec', at],
    },
  } as const,
}))

/** Judges a change of so many distinct images, each with one signature, and prints the milliseconds of each step. */
function measure(): void {
  const started = performance.now()
  const claims = claimsFor(policy, references, resolutions)
  const claimed = performance.now()
  const evidence = claims.map((claim): Evidence => ({ claim, status: 'proved', facts: { signer: 's', store: 't', claims: [] } }))
  const facts: Facts = {
    schemaVersion: 1,
    now: '2026-11-21T12:00:00Z',
    change: { repository: 'acme/web', event: 'pull_request', base: 'b', head: 'h', scope: 'changed' },
    references,
    resolutions,
    evidence,
    unread: [],
    inventories: [],
    objects: [],
    gateFiles: [],
    problems: [],
    sources: [],
    coverage: { files: 1, ignored: 0, outsidePaths: 0, otherShards: 0 },
    requests: [],
  }
  const prepared = performance.now()
  const { verdict, rulings } = judge(policy, facts)
  const judged = performance.now()
  const round = (from: number, to: number): number => Math.round(to - from)
  console.log(
    `${rulings.length} references, ${claims.length} claims: ${round(started, claimed)} ms to ask, ${round(prepared, judged)} ms to judge: ${verdict}`,
  )
}

measure()
