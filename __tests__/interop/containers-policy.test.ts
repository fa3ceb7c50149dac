import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { policyOfJson } from '../admission/cluster.ts'
import { type FakeRegistry, startRegistry } from '../fakes/registry.ts'
import { pem, spkiOf } from '../fakes/signing/certificates.ts'
import { type Fate, ourFate, pushWorld, signers, type WorldImage } from './pull-worlds.ts'

const program = process.env.PREADMIT_CONTAINERS_IMAGE ?? ''
const suite = program === '' ? describe.skip : describe
const skipped = program === '' ? ' (skipped: set PREADMIT_CONTAINERS_IMAGE to the built __tests__/interop/containers-image)' : ''

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'preadmit-containers-image-'))
const keyPath = join(folder, 'ours.pub')
const ours = pem('PUBLIC KEY', spkiOf(signers.ours.publicKey))
const dataOf = (keys: typeof signers.ours): string => Buffer.from(pem('PUBLIC KEY', spkiOf(keys.publicKey))).toString('base64')

const KEY = { type: 'sigstoreSigned', keyPath }
const REJECT = [{ type: 'reject' }]
const ANYTHING = [{ type: 'insecureAcceptAnything' }]
const by = (signedIdentity: object, key: object = KEY) => [{ ...key, signedIdentity }]

/** Policies over all that this reader decides; HOST stands for the registry. */
const POLICIES: Readonly<Record<string, object>> = {
  'a key, and names as by default': { default: [KEY] },
  'the repository is enough': { default: by({ type: 'matchRepository' }) },
  'the same reference': { default: by({ type: 'matchExact' }) },
  'a reference of its own': { default: by({ type: 'exactReference', dockerReference: 'upstream.test/app:v1' }) },
  'a repository of its own': { default: by({ type: 'exactRepository', dockerRepository: 'upstream.test/app' }) },
  'remapped to another namespace': {
    default: by({ type: 'remapIdentity', prefix: 'HOST/acme', signedPrefix: 'HOST/upstream' }),
  },
  'remapped from a whole host': { default: by({ type: 'remapIdentity', prefix: 'HOST', signedPrefix: 'HOST' }) },
  'remapped from a prefix inside a name': {
    default: by({ type: 'remapIdentity', prefix: 'HOST/ac', signedPrefix: 'upstream.test' }),
  },
  'two keys that both must have signed': {
    default: [...by({ type: 'matchRepository' }), ...by({ type: 'matchRepository' }, withData(signers.theirs))],
  },
  'the key of another': { default: by({ type: 'matchRepository' }, withData(signers.theirs)) },
  'a key of a longer curve': { default: by({ type: 'matchRepository' }, withData(signers.long)) },
  'nothing at all': { default: REJECT },
  everything: { default: ANYTHING },
  'no default': { transports: { docker: { HOST: ANYTHING } } },
  'a namespace with a key, all else refused': { default: REJECT, transports: { docker: { 'HOST/acme': [KEY] } } },
  'a tag goes before its repository': {
    default: ANYTHING,
    transports: { docker: { 'HOST/acme': by({ type: 'matchRepository' }), 'HOST/acme/unsigned:v1': REJECT } },
  },
  'a default for the transport': { default: REJECT, transports: { docker: { '': by({ type: 'matchRepository' }) } } },
  'another transport says nothing': { default: REJECT, transports: { 'docker-daemon': { '': ANYTHING } } },
  'a prefix of a namespace is no namespace': { default: REJECT, transports: { docker: { 'HOST/acm': ANYTHING } } },
}

function withData(keys: typeof signers.ours): object {
  return { type: 'sigstoreSigned', keyData: dataOf(keys) }
}

let registry: FakeRegistry
let images: readonly WorldImage[] = []
const counted: Fate[] = []

beforeAll(async () => {
  if (program === '') return
  registry = await startRegistry({ referrers: 'missing' })
  images = pushWorld(registry)
  writeFileSync(keyPath, ours)
})

afterAll(async () => {
  await registry?.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Verdict {
  readonly accepted: boolean
  readonly asked: boolean
  readonly why: string
}

/** Never blocks this process: the registry that the program asks runs in it. */
async function ask(questions: readonly object[]): Promise<readonly Verdict[]> {
  const running = run(program, [], { maxBuffer: 1 << 26 })
  running.child.stdin?.end(JSON.stringify(questions))
  return JSON.parse((await running).stdout)
}

/** What containers/image does with every image: on each platform, the manifest that would be pulled is judged. */
async function theirFates(policy: string): Promise<readonly { readonly fate: Fate; readonly why: string }[]> {
  const questions = images.flatMap(({ name, what }, at) =>
    (what.startsWith('index') ? ['amd64', 'arm64'] : ['amd64']).map((architecture) => ({ at, name, architecture })),
  )
  // Those who pull drop the tag beside a digest.
  const pulled = questions.map(({ name, architecture }) => ({ policy, image: name.replace(/:[^/:@]+@/, '@'), architecture }))
  const verdicts = await ask(pulled)
  return images.map((_, at) => {
    const those = verdicts.filter((_, index) => questions[index]?.at === at)
    const why = those.map((one) => one.why).join(' | ')
    if (those.length === 0 || those.some(({ asked }) => !asked)) throw new Error(`not asked: ${why}`)
    const accepted = those.filter((one) => one.accepted).length
    return { fate: accepted === 0 ? 'refused' : accepted === those.length ? 'accepted' : 'open', why }
  })
}

suite(`policy.json is predicted as containers/image decides${skipped}`, () => {
  test.each(Object.entries(POLICIES))(
    '%s',
    async (_what, json) => {
      const text = JSON.stringify(json).replaceAll('HOST', registry.host)
      const policy = policyOfJson(JSON.parse(text), new Map([[keyPath, ours]]))
      expect(policy.problems).toEqual([])
      const theirs = await theirFates(text)
      const told = await Promise.all(
        images.map(async (image, at) => {
          const { fate, why } = await ourFate(policy, image.name, registry)
          const peer = theirs[at]
          return peer?.fate === fate ? [] : [`${image.what}: theirs ${peer?.fate} (${peer?.why}), ours ${fate} (${why})`]
        }),
      )
      counted.push(...theirs.map(({ fate }) => fate))
      expect(told.flat()).toEqual([])
    },
    120_000,
  )

  test('both answers are met, and what nobody can say is rare', () => {
    const share = (fate: Fate) => counted.filter((one) => one === fate).length / counted.length
    expect(share('accepted')).toBeGreaterThan(0.15)
    expect(share('refused')).toBeGreaterThan(0.4)
    expect(share('open')).toBeLessThan(0.1)
  })
})
