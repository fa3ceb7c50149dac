import { createHash } from 'node:crypto'
import type { Evidence, Inventory, VouchFacts } from '../../src/model/evidence.ts'
import type { Facts, ReferenceFact, SourceIndex } from '../../src/model/facts.ts'
import type { Finding } from '../../src/model/finding.ts'
import { type Digest, parseDigest, parseImageName } from '../../src/model/image-name.ts'
import type { Judgement, Ruling } from '../../src/model/judgement.ts'
import type { GithubAuthority, Policy } from '../../src/model/policy.ts'
import type { Report } from '../../src/model/report.ts'
import type { Place } from '../../src/model/span.ts'
import type { Resolution } from '../../src/model/subject.ts'
import { type Described, describe } from '../../src/report/report.ts'

/** 64 hexadecimal digits that look like those of real content. */
export function hex(seed: string): string {
  return createHash('sha256').update(seed).digest('hex')
}

/** The files of the sample change, on its head side. */
export const FILES: Readonly<Record<string, string>> = {
  'deploy/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: ghcr.io/acme/web:1.5.0@sha256:${hex('a1')}
        - name: cache
          image: "redis:7.4"  # shared cache
        - name: metrics
          image: ghcr.io/acme/metrics:2.1@sha256:${hex('b2')}
`,
  'deploy/worker.yaml': `apiVersion: batch/v1
kind: CronJob
metadata: {name: sweep}
spec:
  schedule: "0 4 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          hostNetwork: true
          containers:
            - name: sweep
              image: ghcr.io/acme/sweep:0.9@sha256:${hex('c3')}
`,
  'compose.yaml': `services:
  db:
    image: postgres:17
  api:
    image: \${REGISTRY}/acme/api:\${TAG}
`,
}

/** A digest that a seed stands for. */
export function digestOf(pair: string): Digest {
  const digest = parseDigest(`sha256:${hex(pair)}`)
  if (digest === undefined) throw new Error(`not a digest: ${pair}`)
  return digest
}

/** Where a text stands in a file of the sample, the n-th time. */
export function placeOf(file: string, text: string, files = FILES): Place {
  const start = (files[file] ?? '').indexOf(text)
  if (start < 0) throw new Error(`${file} does not have ${text}`)
  return { file, span: { start, end: start + text.length } }
}

/** A reference of the sample that is written exactly as `text`. */
export function referenceFact(file: string, text: string, path: readonly (string | number)[], files = FILES): ReferenceFact {
  const place = placeOf(file, text, files)
  const origin = { ...place, related: [], format: file === 'compose.yaml' ? 'compose' : 'kubernetes', path }
  const common = { origin, text, verbatim: true }
  if (text.includes('$')) return { reference: { ...common, kind: 'dynamic', why: 'a variable has no value' }, touched: true }
  const parsed = parseImageName(text)
  if (!parsed.ok) return { reference: { ...common, kind: 'malformed', why: parsed.why }, touched: true }
  return { reference: { ...common, kind: 'static', name: parsed.name }, touched: true }
}

/** The index of all sample files, every line as an excerpt. */
export function sourcesOf(files: Readonly<Record<string, string>> = FILES): readonly SourceIndex[] {
  return Object.entries(files).map(([file, text]) => {
    const lines = text.split('\n')
    const lineStarts = lines.map((_, at) => lines.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0))
    return { file, lineStarts, excerpts: lines.map((line, at) => ({ line: at + 1, text: line.replace(/\r$/, '') })) }
  })
}

const release: GithubAuthority = {
  kind: 'github',
  name: 'release',
  repository: 'acme/web',
  workflow: '.github/workflows/release.yml',
  ref: 'refs/tags/*',
  claims: {},
  trustRoots: ['public-good'],
}

/** The policy of the sample. */
export const POLICY: Policy = {
  source: { kind: 'file', path: '.github/preadmit.yml', commit: hex('5e').slice(0, 40), digest: `sha256:${hex('0f')}` },
  mode: 'enforce',
  onUnverified: 'block',
  registries: [],
  trustRoots: [],
  authorities: [release],
  images: [],
  clusterPolicies: [],
  rules: [],
  exceptions: [],
  ignore: [],
}

const IDENTITY = 'https://github.com/acme/web/.github/workflows/release.yml@refs/tags/v1.5.0'
const STRANGER = 'https://github.com/acme-forks/web/.github/workflows/release.yml@refs/heads/main'

const web = referenceFact('deploy/web.yaml', `ghcr.io/acme/web:1.5.0@sha256:${hex('a1')}`, containers(0))
const redis = referenceFact('deploy/web.yaml', 'redis:7.4', containers(1))
const metrics = referenceFact('deploy/web.yaml', `ghcr.io/acme/metrics:2.1@sha256:${hex('b2')}`, containers(2))
const sweep = referenceFact('deploy/worker.yaml', `ghcr.io/acme/sweep:0.9@sha256:${hex('c3')}`, ['spec', 'jobTemplate', 'image'])
const postgres = referenceFact('compose.yaml', 'postgres:17', ['services', 'db', 'image'])
const api = referenceFact('compose.yaml', '${REGISTRY}/acme/api:${TAG}', ['services', 'api', 'image'])
const oldWeb = referenceFact('deploy/web.yaml', `ghcr.io/acme/web:1.4.2@sha256:${hex('9f')}`, containers(0), {
  'deploy/web.yaml': `ghcr.io/acme/web:1.4.2@sha256:${hex('9f')}`,
})

function containers(at: number): readonly (string | number)[] {
  return ['spec', 'template', 'spec', 'containers', at, 'image']
}

function vouch(signer: string): VouchFacts {
  return {
    signer,
    issuer: 'https://token.actions.githubusercontent.com',
    time: '2026-11-20T08:15:00.000Z',
    timeSource: 'transparency log',
    log: 'rekor.sigstore.dev index 412345678',
    store: 'referrers',
    claims: [],
  }
}

function resolution(
  { reference }: ReferenceFact,
  digest: Digest,
  config?: { user: string; source: string; revision: string; compressedSize: number },
): Resolution {
  if (reference.kind !== 'static') throw new Error('only static references are resolved')
  const platforms = ['linux/amd64', 'linux/arm64'].map((platform, at) => ({
    platform,
    digest: digestOf(at === 0 ? 'd4' : 'e5'),
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    size: 1_610,
  }))
  const labels =
    config === undefined
      ? []
      : ([
          ['org.opencontainers.image.source', config.source],
          ['org.opencontainers.image.revision', config.revision],
        ] as const)
  return {
    name: reference.name,
    answer: {
      kind: 'found',
      value: {
        name: reference.name,
        digest,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        size: 1_024,
        isIndex: true,
        platforms,
        ...(config === undefined
          ? {}
          : {
              config: {
                platform: 'linux/amd64',
                user: config.user,
                created: '2026-11-20T08:10:00Z',
                labels,
                compressedSize: config.compressedSize,
              },
            }),
      },
    },
  }
}

function claim(name: string, digest: Digest): Evidence['claim'] {
  return { verifier: 'signature', repository: { registry: 'ghcr.io', repository: `acme/${name}` }, digest, authority: release }
}

function inventory(name: string, digest: Digest, signer: string): Inventory {
  const repository = { registry: 'ghcr.io', repository: `acme/${name}` }
  return {
    repository,
    digest,
    observations: [{ digest, kind: 'signature', format: 'sigstore bundle v0.3', status: 'valid', facts: vouch(signer) }],
    problems: [],
  }
}

const PROVED: Evidence = { claim: claim('web', digestOf('a1')), status: 'proved', facts: vouch(IDENTITY) }
const REFUTED: Evidence = {
  claim: claim('metrics', digestOf('b2')),
  status: 'refuted',
  because: 'untrusted',
  reason: 'the signature is valid, but the certificate was issued to another workflow',
  nearest: {
    expected: 'acme/web/.github/workflows/release.yml@refs/tags/*',
    got: STRANGER,
    where: 'the certificate of the bundle sha256:77aa',
  },
}

const FACTS: Facts = {
  schemaVersion: 1,
  now: '2026-11-21T10:00:00.000Z',
  change: {
    repository: 'acme/shop',
    event: 'pull_request',
    base: hex('11').slice(0, 40),
    head: hex('22').slice(0, 40),
    scope: 'changed',
    pullRequest: 128,
  },
  references: [],
  unread: [],
  resolutions: [],
  evidence: [],
  inventories: [],
  objects: [],
  gateFiles: [],
  problems: [],
  sources: sourcesOf(),
  coverage: { files: 3, ignored: 1, outsidePaths: 0, otherShards: 0 },
  requests: [
    { host: 'ghcr.io', count: 9 },
    { host: 'registry-1.docker.io', count: 4 },
  ],
}

const RUN: Described['run'] = {
  version: '0.1.0',
  startedAt: new Date('2026-11-21T10:00:00.000Z'),
  durationMs: 1_240,
  runUrl: 'https://github.com/acme/shop/actions/runs/1001',
  serverUrl: 'https://github.com',
}

const FINDINGS: Readonly<
  Record<'unpinned' | 'untrusted' | 'notFound' | 'hostNetwork' | 'exempt' | 'unresolved' | 'network', Finding>
> = {
  unpinned: {
    rule: 'image/unpinned',
    level: 'warning',
    place: placeOf('deploy/web.yaml', 'redis:7.4'),
    key: 'spec.template.spec.containers.1.image redis:7.4',
    message: 'redis:7.4 has no digest.',
    why: 'The tag can be moved to another image after this review.',
    fix: {
      description: 'Write the digest that the tag names now.',
      edits: [{ span: placeOf('deploy/web.yaml', 'redis:7.4'), text: `redis:7.4@sha256:${hex('f6')}` }],
    },
    image: 'docker.io/library/redis:7.4',
    evidence: [],
  },
  untrusted: {
    rule: 'signature/untrusted',
    level: 'error',
    place: placeOf('deploy/web.yaml', `ghcr.io/acme/metrics:2.1@sha256:${hex('b2')}`),
    key: 'spec.template.spec.containers.2.image',
    message: `ghcr.io/acme/metrics:2.1@sha256:${hex('b2')} is signed, but by nobody whom the policy trusts for it.`,
    why: 'Whoever controls that other workflow decides what this image contains.',
    image: `ghcr.io/acme/metrics:2.1@sha256:${hex('b2')}`,
    digest: digestOf('b2'),
    evidence: [`signature of ${STRANGER}, logged at 2026-11-20T08:15:00Z`],
  },
  notFound: {
    rule: 'image/not-found',
    level: 'error',
    place: placeOf('deploy/worker.yaml', `ghcr.io/acme/sweep:0.9@sha256:${hex('c3')}`),
    key: 'spec.jobTemplate.image',
    message: `ghcr.io/acme/sweep:0.9@sha256:${hex('c3')} does not exist: the registry has no manifest with this digest.`,
    why: 'The workload could not start; and a digest that nobody ever pushed is often a typing mistake or a bait.',
    image: `ghcr.io/acme/sweep:0.9@sha256:${hex('c3')}`,
    evidence: ['ghcr.io answered 404 for the manifest'],
  },
  hostNetwork: {
    rule: 'pod-security/host-namespaces',
    level: 'error',
    place: placeOf('deploy/worker.yaml', 'hostNetwork: true'),
    key: 'CronJob sweep hostNetwork',
    message: 'CronJob `sweep` now shares the network of its node.',
    why: 'It can reach what listens on the loopback of the node, the kubelet included.',
    fix: {
      description: 'Delete the line, or name the port that is needed with `hostPort`.',
      edits: [{ span: placeOf('deploy/worker.yaml', '          hostNetwork: true\n'), text: '' }],
    },
    object: 'CronJob/sweep',
    evidence: [],
  },
  exempt: {
    rule: 'image/unpinned',
    level: 'error',
    place: placeOf('compose.yaml', 'postgres:17'),
    key: 'services.db.image postgres:17',
    message: 'postgres:17 has no digest.',
    why: 'The tag can be moved to another image after this review.',
    image: 'docker.io/library/postgres:17',
    evidence: [],
    exceptedBy: { line: 41, reason: 'local development only', owner: '@acme/platform', expires: '2027-01-31', daysLeft: 71 },
  },
  unresolved: {
    rule: 'image/unresolved',
    level: 'warning',
    place: placeOf('compose.yaml', '${REGISTRY}/acme/api:${TAG}'),
    key: 'services.api.image',
    message: '${REGISTRY}/acme/api:${TAG} depends on variables that this repository does not set.',
    why: 'Nobody can say which image will run.',
    fix: { description: 'Give `REGISTRY` and `TAG` defaults in `.env`, or write the image out.', edits: [] },
    image: '${REGISTRY}/acme/api:${TAG}',
    evidence: [],
  },
  network: {
    rule: 'network/not-selected',
    level: 'notice',
    place: placeOf('deploy/worker.yaml', 'sweep'),
    key: 'CronJob sweep',
    message: 'No network policy selects CronJob `sweep`.',
    why: 'It may talk to every pod of the cluster.',
    object: 'CronJob/sweep',
    evidence: [],
  },
}

function ruling(fact: ReferenceFact, kind: Ruling['ruling'], findings: readonly number[] = []): Ruling {
  const digest = fact.reference.kind === 'static' ? fact.reference.name.digest : undefined
  return { fact, ruling: kind, findings, ...(digest === undefined ? {} : { digest }) }
}

function sample(judgement: Judgement, facts: Partial<Facts>): Described {
  return {
    judgement,
    policy: POLICY,
    run: RUN,
    facts: { ...FACTS, references: judgement.rulings.map(({ fact }) => fact), ...facts },
  }
}

const webChanged: ReferenceFact = { ...web, replaces: oldWeb.reference }
const WEB_FACTS: Partial<Facts> = {
  resolutions: [
    resolution(web, digestOf('a1'), {
      user: '10001',
      source: 'https://github.com/acme/web',
      revision: hex('new').slice(0, 40),
      compressedSize: 61_300_000,
    }),
    resolution(oldWeb, digestOf('9f'), {
      user: '',
      source: 'https://github.com/acme/web',
      revision: hex('old').slice(0, 40),
      compressedSize: 52_400_000,
    }),
  ],
  evidence: [PROVED],
  inventories: [inventory('web', digestOf('a1'), IDENTITY), inventory('web', digestOf('9f'), IDENTITY)],
}

/** One input per verdict: everything cleared or exempt; several things wrong; two questions open; a policy that cannot be read. */
export const SAMPLES: Readonly<Record<'passed' | 'blocked' | 'unverified' | 'misconfigured', Described>> = {
  passed: sample(
    { verdict: 'passed', rulings: [ruling(postgres, 'exempt', [0]), ruling(webChanged, 'cleared')], findings: [FINDINGS.exempt] },
    WEB_FACTS,
  ),
  blocked: sample(
    {
      verdict: 'blocked',
      rulings: [
        ruling(postgres, 'exempt', [0]),
        ruling(api, 'unverified', [1]),
        ruling(webChanged, 'cleared'),
        ruling(redis, 'cleared', [2]),
        ruling(metrics, 'blocked', [3]),
        ruling(sweep, 'blocked', [6]),
      ],
      findings: [
        FINDINGS.exempt,
        FINDINGS.unresolved,
        FINDINGS.unpinned,
        FINDINGS.untrusted,
        FINDINGS.network,
        FINDINGS.hostNetwork,
        FINDINGS.notFound,
      ],
    },
    {
      resolutions: [
        ...(WEB_FACTS.resolutions ?? []),
        resolution(redis, digestOf('f6')),
        resolution(metrics, digestOf('b2')),
        {
          name: sweep.reference.kind === 'static' ? sweep.reference.name : { registry: '', repository: '' },
          answer: { kind: 'absent' },
        },
      ],
      evidence: [PROVED, REFUTED],
      inventories: [...(WEB_FACTS.inventories ?? []), inventory('metrics', digestOf('b2'), STRANGER)],
    },
  ),
  unverified: sample(
    {
      verdict: 'unverified',
      rulings: [ruling(api, 'unverified', [0]), ruling(webChanged, 'cleared'), ruling(metrics, 'unverified')],
      findings: [FINDINGS.unresolved],
    },
    { ...WEB_FACTS, problems: [{ kind: 'timeout', about: 'the run', detail: 'the time budget of 10m ran out' }] },
  ),
  misconfigured: sample(
    {
      verdict: 'misconfigured',
      rulings: [],
      findings: [
        {
          rule: 'policy/invalid',
          level: 'error',
          place: { file: '.github/preadmit.yml', span: { start: 20, end: 28 } },
          key: 'signedBye',
          message: 'Unknown key `signedBye` in `images`.',
          why: 'A policy that is not understood whole cannot be applied in part.',
          fix: { description: 'Write `signedBy`.', edits: [] },
          evidence: [],
        },
      ],
    },
    {
      sources: [{ file: '.github/preadmit.yml', lineStarts: [0, 11, 19], excerpts: [{ line: 3, text: ' signedBye: release' }] }],
    },
  ),
}

/** The report of a sample. */
export function reportOf(name: keyof typeof SAMPLES): Report {
  return describe(SAMPLES[name])
}
