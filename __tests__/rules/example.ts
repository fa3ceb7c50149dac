import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { account } from '../../src/account/account.ts'
import { ruledBy } from '../../src/account/ruled.ts'
import { clusterClaims } from '../../src/admission/hold-against.ts'
import { readClusterPolicies } from '../../src/admission/read.ts'
import { compareObjects } from '../../src/compare/objects.ts'
import { compareReferences } from '../../src/compare/references.ts'
import { compareScalars } from '../../src/compare/scalars.ts'
import { compareSecrets } from '../../src/compare/secrets.ts'
import { discoverWhole, type SourceFile, type WholeDiscovery } from '../../src/discover/discover.ts'
import { secretsIn } from '../../src/discover/secrets.ts'
import { judge } from '../../src/judge/judge.ts'
import { parseYaml } from '../../src/languages/yaml/yaml.ts'
import type { Unaccounted } from '../../src/model/account.ts'
import { type Answer, unknown } from '../../src/model/answer.ts'
import type { ClusterPolicy } from '../../src/model/cluster-policy.ts'
import type { Evidence, Inventory, Observation } from '../../src/model/evidence.ts'
import type { Facts, GateFileChange } from '../../src/model/facts.ts'
import { parseImageName } from '../../src/model/image-name.ts'
import type { Policy } from '../../src/model/policy.ts'
import type { Subject } from '../../src/model/subject.ts'
import type { VulnerabilityFacts } from '../../src/model/vulnerability.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import {
  ABSENT,
  answered,
  facts,
  INVALID,
  image,
  MISMATCH,
  type Said,
  UNREACHABLE,
  UNSUPPORTED,
  UNTRUSTED,
} from '../judge/facts.ts'
import { FILES, policyOf } from '../policy/policy-text.ts'

const VOUCHED: Readonly<Record<string, Said>> = {
  absent: ABSENT,
  invalid: INVALID,
  mismatch: MISMATCH,
  unreachable: UNREACHABLE,
  unsupported: UNSUPPORTED,
  untrusted: UNTRUSTED,
}

/** One recorded example of a rule: what a change was, what the outside answered, and what the rule says about it, level first. */
export interface Example {
  /** The policy of the default branch; the built-in one where it is left out. */
  readonly policy?: string
  /** Files on both sides of the change, by path. */
  readonly base?: Readonly<Record<string, string>>
  readonly head?: Readonly<Record<string, string>>
  /** What a registry says of an image, by the text of its reference: `absent`, the kind of a problem, or facts of the image. */
  readonly images?: Readonly<Record<string, string | Partial<Subject>>>
  /** What every verifier answers: a word of `VOUCHED`. */
  readonly vouched?: string
  /** What was found around a manifest, by `registry/repository@digest`. */
  readonly found?: Readonly<Record<string, readonly Observation[]>>
  /** Policies of the cluster, by path. */
  readonly cluster?: Readonly<Record<string, string>>
  /** The policies of the cluster could not be read. */
  readonly clusterUnread?: boolean
  readonly gateFiles?: readonly GateFileChange[]
  /** What was learned about the vulnerabilities of the images. */
  readonly vulnerabilities?: VulnerabilityFacts
  readonly says?: readonly string[]
}

/** Reads a recorded example. */
export function readExample(path: string): Example {
  return load(readFileSync(path, 'utf8')) as Example
}

/** What one rule says about an example, in a judgement by all rules: `level message`. */
export function saidBy(id: string, example: Example): readonly string[] {
  const policy = policyIn(example)
  const { findings } = judge(policy, factsIn(example, policy))
  return findings.filter(({ rule }) => rule === id).map(({ level, message }) => `${level} ${message}`)
}

function policyIn({ policy, cluster, clusterUnread }: Example): Policy {
  const read = policy === undefined ? builtInPolicy : policyOf(policy)
  return cluster === undefined && clusterUnread !== true ? read : { ...read, clusterPolicies: ['policies/**'] }
}

function factsIn(example: Example, policy: Policy): Facts {
  const [before, after] = [filesOf(example.base), filesOf(example.head)]
  const [base, head] = [discoverWhole(before), discoverWhole(after)]
  const references = compareReferences(base.references, head.references)
  const replaced = references.flatMap(({ replaces }) => (replaces === undefined ? [] : [{ reference: replaces, touched: false }]))
  const given = facts(references, {
    ...(example.vulnerabilities === undefined ? {} : { vulnerabilities: example.vulnerabilities }),
    resolutions: facts([...references, ...replaced], { answers: answersIn(example) }).resolutions,
    objects: compareObjects(base.objects, head.objects),
    secrets: compareSecrets(secretsIn(before), secretsIn(after)),
    unread: head.unread,
    unaccounted: unaccountedIn(base, head, references),
    inventories: Object.entries(example.found ?? {}).map(inventoryOf),
    gateFiles: example.gateFiles ?? [],
    ...(example.cluster === undefined ? {} : { clusterPolicies: clusterIn(example.cluster) }),
  })
  const said = VOUCHED[example.vouched ?? 'absent']
  const cluster = clusterClaims(given.clusterPolicies ?? [], given).map((claim) => ({ claim, ...said }) as Evidence)
  const all = answered(policy, given, () => said)
  return { ...all, evidence: [...all.evidence, ...cluster] }
}

function filesOf(files: Example['base'] = {}): readonly SourceFile[] {
  return Object.entries(files).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) }))
}

function answersIn({ images = {} }: Example): Readonly<Record<string, Answer<Subject>>> {
  return Object.fromEntries(
    Object.entries(images).map(([text, said]) => {
      if (typeof said !== 'string') return [text, image(text, said)]
      return [text, said === 'absent' ? { kind: 'absent' } : unknown(said as 'timeout', text, 'as the example says')]
    }),
  )
}

function unaccountedIn(base: WholeDiscovery, head: WholeDiscovery, references: Facts['references']): readonly Unaccounted[] {
  const paths = ['deploy/app.yaml']
  const changes = compareScalars(base.documents(paths), head.documents(paths))
  return account({ changes, accountants: [ruledBy(references)], paths, lost: () => false }).unaccounted
}

function inventoryOf([name, observations]: readonly [string, readonly Observation[]]): Inventory {
  const parsed = parseImageName(name)
  if (!parsed.ok || parsed.name.digest === undefined) throw new Error(`${name} names no manifest`)
  const { registry, repository, digest } = parsed.name
  return { repository: { registry, repository }, digest, observations, problems: [] }
}

function clusterIn(files: Readonly<Record<string, string>>): readonly ClusterPolicy[] {
  const { objects } = discoverWhole(filesOf(files))
  const documents = Object.entries(files).flatMap(([file, text]) =>
    file.endsWith('.json') ? parseYaml(text).documents.map((root) => ({ file, root })) : [],
  )
  return readClusterPolicies(objects, { documents, keys: FILES })
}
