import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { load } from 'js-yaml'
import { block, policyIn } from '../admission/cluster.ts'
import { type FakeRegistry, startRegistry } from '../fakes/registry.ts'
import { pem, spkiOf } from '../fakes/signing/certificates.ts'
import { type Fate, ourFate, pushWorld, signers, type WorldImage } from './pull-worlds.ts'

const kyverno = process.env.PREADMIT_KYVERNO ?? ''
const suite = kyverno === '' ? describe.skip : describe
const skipped = kyverno === '' ? ' (skipped: set PREADMIT_KYVERNO to the command line of Kyverno)' : ''
const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'preadmit-kyverno-'))

type Who = keyof typeof signers
const keyOf = (who: Who): string => pem('PUBLIC KEY', spkiOf(signers[who].publicKey))

/** One entry of an attestor that needs no log. */
const entry = (who: Who): string => `                - keys:
                    publicKeys: |
${block(keyOf(who), 22)}
                    rekor: {ignoreTlog: true, url: "https://rekor.sigstore.dev"}
                    ctlog: {ignoreSCT: true}
`
const attestor = (whos: readonly Who[], count?: number): string =>
  `            - ${count === undefined ? '' : `count: ${count}\n              `}entries:\n${whos.map(entry).join('')}`
const verifyImages = (attestors: string, fields = 'imageReferences: ["*"]'): string => `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: acme}
spec:
  validationFailureAction: Enforce
  background: false
  rules:
    - name: signed
      match: {any: [{resources: {kinds: [Pod]}}]}
      verifyImages:
        - ${fields.split('\n').join('\n          ')}
          attestors:
${attestors}`

/** The command line puts no digests in where the cluster would, so tags are asked for none unless a test is about that. */
const AS_WRITTEN = 'mutateDigest: false, verifyDigest: false'
const imageValidating = (
  expression: string,
  globs = '{glob: "*"}',
  configured = AS_WRITTEN,
): string => `apiVersion: policies.kyverno.io/v1
kind: ImageValidatingPolicy
metadata: {name: acme}
spec:
  matchConstraints: {resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}
  matchImageReferences: [${globs}]
  validationActions: [Deny]
  validationConfigurations: {${configured}}
  attestors:
${(['ours', 'theirs', 'long'] as const)
  .map(
    (who) => `    - name: ${who}
      cosign:
        key:
          data: |
${block(keyOf(who), 12)}
        ctlog: {insecureIgnoreTlog: true, insecureIgnoreSCT: true}
`,
  )
  .join('')}  validations:
    - expression: ${JSON.stringify(expression)}
      message: not signed
`
const signedBy = (who: string, compared = '> 0'): string =>
  `images.containers.map(i, verifyImageSignatures(i, [${who}])).all(n, n ${compared})`

const POLICIES: Readonly<Record<string, string>> = {
  'verifyImages: a key': verifyImages(attestor(['ours'])),
  'verifyImages: the key of another': verifyImages(attestor(['theirs'])),
  'verifyImages: a key of a longer curve': verifyImages(attestor(['long'])),
  'verifyImages: either of two': verifyImages(attestor(['ours', 'theirs'], 1)),
  'verifyImages: both of two': verifyImages(attestor(['ours', 'theirs'])),
  'verifyImages: two attestors': verifyImages(`${attestor(['ours'])}${attestor(['theirs'])}`),
  'verifyImages: bundles': verifyImages(attestor(['ours']), 'imageReferences: ["*"]\ntype: SigstoreBundle'),
  'verifyImages: bundles of another': verifyImages(attestor(['theirs']), 'imageReferences: ["*"]\ntype: SigstoreBundle'),
  'verifyImages: another namespace': verifyImages(attestor(['ours']), 'imageReferences: ["*/upstream/*"]'),
  'verifyImages: a namespace': verifyImages(attestor(['ours']), 'imageReferences: ["127.0.0.1:*/acme/*"]'),
  'verifyImages: a tag': verifyImages(attestor(['ours']), 'imageReferences: ["*:v1"]'),
  'verifyImages: some skipped': verifyImages(
    attestor(['ours']),
    'imageReferences: ["*"]\nskipImageReferences: ["*/acme/unsigned*"]',
  ),
  'ImageValidatingPolicy: a key': imageValidating(signedBy('attestors.ours')),
  'ImageValidatingPolicy: the key of another': imageValidating(signedBy('attestors.theirs')),
  'ImageValidatingPolicy: a key of a longer curve': imageValidating(signedBy('attestors.long')),
  'ImageValidatingPolicy: either of two': imageValidating(signedBy('attestors.ours, attestors.theirs')),
  'ImageValidatingPolicy: both of two': imageValidating(signedBy('attestors.ours, attestors.theirs', '== 2')),
  'ImageValidatingPolicy: one and another': imageValidating(`${signedBy('attestors.ours')} && ${signedBy('attestors.theirs')}`),
  'ImageValidatingPolicy: a digest is needed': imageValidating(signedBy('attestors.ours'), '{glob: "*"}', 'mutateDigest: false'),
  'ImageValidatingPolicy: another namespace': imageValidating(signedBy('attestors.ours'), '{glob: "*/upstream/*"}'),
}

let registry: FakeRegistry
let images: readonly WorldImage[] = []

beforeAll(async () => {
  if (kyverno === '') return
  registry = await startRegistry({ referrers: 'missing' })
  images = pushWorld(registry)
})

afterAll(async () => {
  await registry?.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Result {
  readonly result: string
  readonly message: string
  readonly resources: readonly { readonly name: string }[]
}

/** What Kyverno says of a pod for each image. Never blocks this process: the registry that it asks runs in it. */
async function theirFates(policy: string): Promise<readonly { readonly fate: Fate; readonly why: string }[]> {
  const pods = images.map(
    ({ name }, at) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: pod-${at}, namespace: default}\nspec: {containers: [{name: c, image: "${name}"}]}\n`,
  )
  const [policyFile, podsFile] = [join(folder, 'policy.yaml'), join(folder, 'pods.yaml')]
  writeFileSync(policyFile, policy)
  writeFileSync(podsFile, pods.join('---\n'))
  const args = ['apply', policyFile, '--resource', podsFile, '--registry', '--policy-report']
  const options = { timeout: 90_000, maxBuffer: 1 << 26, env: { ...process.env, HOME: folder } }
  const said: { stdout: string; stderr: string; code?: number } = await run(kyverno, args, options).catch((error) => error)
  const start = said.stdout.search(/^apiVersion:/m)
  // A policy that is about no image makes no report, and no failure.
  if (start < 0 && said.code !== undefined) throw new Error(`no report: ${said.stdout}${said.stderr}`)
  const report = start < 0 ? {} : (load(said.stdout.slice(start)) as { readonly results?: readonly Result[] })
  return images.map((_, at) => {
    const those = (report.results ?? []).filter(({ resources }) => resources.some(({ name }) => name === `pod-${at}`))
    const refused = those.filter(({ result }) => result === 'fail' || result === 'error')
    return { fate: refused.length > 0 ? 'refused' : 'accepted', why: those.map(({ message }) => message).join(' | ') }
  })
}

suite(`policies of Kyverno are predicted as Kyverno decides${skipped}`, () => {
  const counted: Fate[] = []
  test.each(Object.entries(POLICIES))(
    '%s',
    async (_what, yaml) => {
      const policy = policyIn(yaml)
      expect(policy.problems).toEqual([])
      const theirs = await theirFates(yaml)
      const told = await Promise.all(
        images.map(async (image, at) => {
          const { fate, why } = await ourFate(policy, image.name, registry)
          counted.push(fate)
          const peer = theirs[at]
          return fate === 'open' || peer?.fate === fate
            ? []
            : [`${image.what}: theirs ${peer?.fate} (${peer?.why}), ours ${fate} (${why})`]
        }),
      )
      expect(told.flat()).toEqual([])
    },
    120_000,
  )

  test('both answers are met, and what nobody can say is rare', () => {
    const share = (fate: Fate) => counted.filter((one) => one === fate).length / counted.length
    expect(share('accepted')).toBeGreaterThan(0.15)
    expect(share('refused')).toBeGreaterThan(0.3)
    expect(share('open')).toBeLessThan(0.1)
  })
})
