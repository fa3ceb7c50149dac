import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Evidence } from '../../src/model/evidence.ts'
import type { NotationAuthority } from '../../src/model/policy.ts'
import { verify } from '../../src/verify/verify.ts'
import { startRegistry } from '../fakes/registry.ts'
import { clientOf } from '../fakes/registry-client.ts'
import { describe as descriptorOf, pushArtifact, pushImage } from '../fakes/registry-push.ts'
import type { Writable } from '../fakes/signing/cbor.ts'
import { authorityExtensions, leafExtensions, type NewExtension, pem } from '../fakes/signing/certificates.ts'
import { der, oid, sequence } from '../fakes/signing/der.ts'
import {
  attachNotation,
  coseHeader,
  coseOf,
  coseParts,
  distinguishedName,
  jwsHeader,
  NOTATION,
  type Notary,
  newNotary,
  type Signing,
  selfSigned,
  signJws,
} from '../fakes/signing/notation.ts'
import { newIssuer, newStampingKey } from '../fakes/signing/sigstore.ts'
import { stampToken } from '../fakes/signing/timestamp.ts'
import { ask } from '../verify/asking.ts'
import { notary, signing, target, trusting } from '../verify/notation/notary.ts'
import { DIGEST, trustOf } from '../verify/shelf.ts'

const program = process.env.PREADMIT_NOTATION ?? ''
const suite = program === '' ? describe.skip : describe
const skipped = program === '' ? ' (skipped: set PREADMIT_NOTATION to the built __tests__/interop/notation-go)' : ''

interface Made {
  readonly name: string
  readonly mediaType: string
  readonly envelope: string
  readonly root: string
}

/** One envelope and by what it is judged. */
interface Asked {
  readonly what: string
  readonly mediaType: string
  readonly envelope: Buffer
  readonly authority: NotationAuthority
}

interface Verdicts extends Asked {
  readonly theirs: { readonly accepted: boolean; readonly why: string }
  readonly ours: Evidence
}

function run<T>(command: string, input: unknown): T {
  return JSON.parse(execFileSync(program, [command], { input: JSON.stringify(input), maxBuffer: 1 << 28 }).toString())
}

async function bothJudge(asked: readonly Asked[]): Promise<readonly Verdicts[]> {
  const theirs = run<readonly { accepted: boolean; why: string }[]>(
    'verify',
    asked.map(({ mediaType, envelope, authority }) => ({
      mediaType,
      envelope: envelope.toString('base64'),
      target,
      roots: authority.trustStore,
      identities: authority.identities.map((one) => (one === '*' ? one : `x509.subject: ${one}`)),
      signingAuthorities: authority.signingAuthorities ?? [],
      timestampAuthorities: authority.timestampAuthorities ?? [],
      level: authority.level,
    })),
  )
  const now = new Date()
  return Promise.all(
    asked.map(async (one, index) => ({
      ...one,
      theirs: theirs[index] ?? { accepted: false, why: 'no answer' },
      ours: await ask([attachNotation(DIGEST, one.envelope, one.mediaType)], { authority: one.authority, now }),
    })),
  )
}

/** Where the verdicts differ, in words. */
function differences(verdicts: readonly Verdicts[]): readonly string[] {
  return verdicts
    .filter(({ ours, theirs }) => (ours.status === 'proved') !== theirs.accepted)
    .map(({ what, ours, theirs }) => `${what}: ours ${reasonOf(ours)}, theirs ${theirs.accepted ? 'accepted' : theirs.why}`)
}

function reasonOf(evidence: Evidence): string {
  if (evidence.status === 'refuted') return evidence.reason
  return evidence.status === 'unknown' ? evidence.problem.detail : evidence.status
}

function inBoth(
  what: string,
  from: Signing,
  more: { readonly authority?: NotationAuthority; readonly expiry?: string } = {},
): readonly Asked[] {
  const { authority = trusting(notary), expiry } = more
  const label = 'io.cncf.notary.expiry'
  const jws = signJws(expiry === undefined ? from : { ...from, attributes: { [label]: expiry } })
  const seconds = expiry === undefined ? [] : [[label, { tag: 1, value: Date.parse(expiry) / 1000 }] as const]
  const cose = coseOf(coseParts(from, coseHeader(from, seconds)))
  return [
    { what: `${what}, JWS`, mediaType: NOTATION.jws, envelope: Buffer.from(JSON.stringify(jws)), authority },
    { what: `${what}, COSE`, mediaType: NOTATION.cose, envelope: cose, authority },
  ]
}

suite(`notation-go and we judge alike${skipped}`, () => {
  let made: readonly Made[] = []
  beforeAll(() => {
    made = program === '' ? [] : run<readonly Made[]>('sign', target)
  })
  const asked = ({ name, mediaType, envelope, root }: Made, more: Partial<NotationAuthority> = {}): Asked => ({
    what: `${name} as ${mediaType}`,
    mediaType,
    envelope: Buffer.from(envelope, 'base64'),
    authority: { ...trusting(notary), trustStore: [root], ...more },
  })

  test('what it signed itself: every kind of key, with and without an end, by everybody and by others', async () => {
    const all = made.flatMap((one) => [
      asked(one),
      asked(one, { identities: ['*'] }),
      asked(one, { identities: ['C=US,ST=WA,O=acme,CN=release'] }),
      asked(one, { identities: ['C=US,ST=WA,O=acme,OU=x'] }),
      asked(one, { trustStore: trusting(notary).trustStore }),
    ])
    const verdicts = await bothJudge(all)
    expect(differences(verdicts)).toEqual([])
    expect(verdicts.filter(({ ours }) => ours.status === 'proved')).toHaveLength(
      made.filter(({ name }) => !name.endsWith('expired')).length * 3,
    )
  }, 30_000)

  test.each(['api', 'missing'] as const)(
    'what it signed, pushed to a registry with a referrers API that is %s',
    async (referrers) => {
      const registry = await startRegistry({ referrers })
      try {
        const [image, twin] = ['web', 'twin'].map((seed) => pushImage(registry.content, 'acme/web', { seed }))
        if (image === undefined || twin === undefined) throw new Error('two images were pushed')
        for (const { name, mediaType, envelope, root } of run<readonly Made[]>('sign', descriptorOf(image))) {
          const layers = [{ mediaType, bytes: Buffer.from(envelope, 'base64') }]
          for (const subject of [image, twin].map(descriptorOf))
            pushArtifact(registry.content, 'acme/web', { artifactType: NOTATION.artifact, layers, subject })
          const authority = { ...trusting(notary), trustStore: [root] }
          const repository = { registry: registry.host, repository: 'acme/web' }
          const claims = [image, twin].map(({ digest }) => ({ verifier: 'signature', repository, digest, authority }) as const)
          const ports = { registry: clientOf([registry.host]), trust: trustOf({}) }
          const { evidence } = await verify({ claims, inventory: [], now: new Date() }, ports)
          // The one that has expired stands beside others of its signer, and hides none of them.
          expect([name, ...evidence.map(({ status }) => status)]).toEqual([name, 'proved', 'refuted'])
        }
      } finally {
        await registry.close()
      }
    },
    30_000,
  )

  test('with any one byte of it changed: what we accept it accepts, and what only it accepts is written twice', async () => {
    const twins = made
      .filter(({ name }) => name === 'p256' || name === 'rsa2048')
      .flatMap((one) => {
        const whole = asked(one)
        const step = Math.floor(whole.envelope.length / 150)
        return Array.from({ length: 150 }, (_, index): Asked => {
          const envelope = Buffer.from(whole.envelope)
          const at = index * step
          envelope[at] = (envelope[at] ?? 0) ^ ([1, 0x20, 0x80][index % 3] ?? 1)
          return { ...whole, what: `${whole.what} at ${at}`, envelope }
        })
      })
    const verdicts = await bothJudge(twins)
    expect(verdicts.filter(({ ours, theirs }) => ours.status === 'proved' && !theirs.accepted)).toEqual([])
    for (const one of differences(verdicts)) expect(one).toMatch(/ours (?:envelope|certificate)-malformed: /)
    expect(verdicts.filter(({ ours }) => ours.status === 'proved').length).toBeLessThan(verdicts.length / 4)
  }, 60_000)

  const CODE = '1.3.6.1.5.5.7.3.3'
  const usage = (bits: number, critical = true): NewExtension => ({
    id: '2.5.29.15',
    critical,
    value: der(0x03, Buffer.from([0, bits])),
  })
  const purpose = (id: string): NewExtension => ({ id: '2.5.29.37', value: sequence(oid(CODE), oid(id)) })
  const made2 = (what: string, by: Notary) => inBoth(what, signing(by), { authority: trusting(by) })
  const [leaf = Buffer.alloc(0), middle = Buffer.alloc(0), root = Buffer.alloc(0)] = notary.chain
  const day = (text: string) => new Date(`${text}T00:00:00Z`)

  test('what our own signer makes, honest and not', async () => {
    const alone = selfSigned()
    const verdicts = await bothJudge([
      ...inBoth('honest', signing()),
      ...inBoth('trusted by its middle', signing(), { authority: trusting({ root: notary.intermediate }) }),
      ...inBoth(
        'alone',
        { ...signing(), chain: [alone.certificate], key: alone.keys.privateKey },
        { authority: trusting({ root: alone }) },
      ),
      ...inBoth('expires', signing(), { expiry: '2100-01-01T00:00:00Z' }),
      ...inBoth('expired', signing(), { expiry: '2026-03-02T00:00:00Z' }),
      ...inBoth('another digest', {
        ...signing(),
        payload: { targetArtifact: { ...target, digest: `sha256:${'0'.repeat(64)}` } },
      }),
      ...inBoth('another size', { ...signing(), payload: { targetArtifact: { ...target, size: 1 } } }),
      ...inBoth('another type', { ...signing(), payload: { targetArtifact: { ...target, mediaType: 'x/y' } } }),
      ...inBoth('annotated', { ...signing(), payload: { targetArtifact: { ...target, annotations: { a: 'b' } } } }),
      ...inBoth('out of order', { ...signing(), chain: [leaf, root, middle] }),
      ...inBoth('without its root', { ...signing(), chain: [leaf, middle] }),
      ...inBoth('with its root twice', { ...signing(), chain: [leaf, middle, root, root] }),
      ...inBoth('another algorithm', { ...signing(), algorithm: 'ES384' }),
      ...made2('a signer that is an authority', newNotary({ leaf: authorityExtensions() })),
      ...made2('no key usage', newNotary({ leaf: [] })),
      ...made2('key usage that is not critical', newNotary({ leaf: [usage(0x80, false)] })),
      ...made2('more key usage', newNotary({ leaf: [usage(0xa0)] })),
      ...made2('key usage for content', newNotary({ leaf: [usage(0xc0)] })),
      ...made2('no purpose', newNotary({ leaf: [usage(0x80)] })),
      ...['1', '2', '4', '8', '9'].flatMap((last) =>
        made2(`purpose ${last}`, newNotary({ leaf: [usage(0x80), purpose(`1.3.6.1.5.5.7.3.${last}`)] })),
      ),
      ...made2('critical purpose', newNotary({ leaf: leafExtensions(CODE, true) })),
      ...made2('a middle that is no authority', newNotary({ intermediate: [usage(0x04)] })),
      ...made2('a middle that may not sign', newNotary({ intermediate: [...authorityExtensions(0).slice(0, 1), usage(0x80)] })),
      ...made2('a root that allows nothing between', newNotary({ root: authorityExtensions(0) })),
      ...made2('ran out', newNotary({ notBefore: day('2026-01-01'), notAfter: day('2026-06-01') })),
      ...made2('to come', newNotary({ notBefore: day('2035-01-01'), notAfter: day('2036-01-01') })),
      ...made2(
        'a name with an attribute twice',
        newNotary({ subject: distinguishedName(['C', 'US'], ['ST', 'WA'], ['O', 'acme'], ['O', 'b']) }),
      ),
      ...made2('a name without a state', newNotary({ subject: distinguishedName(['C', 'US'], ['O', 'acme']) })),
    ])
    expect(differences(verdicts)).toEqual([])
    expect(verdicts.filter(({ ours }) => ours.status === 'proved').map(({ what }) => what)).toEqual(
      [
        'honest',
        'trusted by its middle',
        'alone',
        'expires',
        'annotated',
        'key usage for content',
        'no purpose',
        'critical purpose',
      ].flatMap((what) => [`${what}, JWS`, `${what}, COSE`]),
    )
  }, 30_000)

  test('signed attributes', async () => {
    const SCHEME = 'io.cncf.notary.signingScheme'
    const PLUGIN = 'io.cncf.notary.verificationPlugin'
    const jws = (what: string, changes: Readonly<Record<string, unknown>>): Asked => ({
      what: `${what}, JWS`,
      mediaType: NOTATION.jws,
      envelope: Buffer.from(JSON.stringify(signJws(signing(), { ...jwsHeader(signing()), ...changes }))),
      authority: trusting(notary),
    })
    const cose = (what: string, ...more: readonly (readonly [number | string, Writable])[]): Asked => ({
      what: `${what}, COSE`,
      mediaType: NOTATION.cose,
      envelope: coseOf(coseParts(signing(), new Map<number | string, Writable>([...coseHeader(signing()), ...more]))),
      authority: trusting(notary),
    })
    const verdicts = await bothJudge([
      jws('unknown', { x: 1 }),
      cose('unknown', ['x', 1]),
      jws('nothing critical', { crit: [] }),
      cose('nothing critical', [2, []]),
      jws('critical and absent', { crit: [SCHEME, 'x'] }),
      cose('critical and absent', [2, [SCHEME, 'x']]),
      jws('plugin', { crit: [SCHEME, PLUGIN], [PLUGIN]: 'com.acme' }),
      cose('plugin', [2, [SCHEME, PLUGIN]], [PLUGIN, 'com.acme']),
      jws('plugin that is not critical', { [PLUGIN]: 'com.acme' }),
      cose('plugin that is not critical', [PLUGIN, 'com.acme']),
      jws('another payload', { cty: 'x' }),
      cose('another payload', [3, 'x']),
      jws('another scheme', { [SCHEME]: 'x' }),
      cose('another scheme', [SCHEME, 'x']),
      jws('no algorithm', { alg: 'none' }),
      jws('shared secret', { alg: 'HS256' }),
      cose('shared secret', [1, 5]),
      jws('no time', { 'io.cncf.notary.signingTime': undefined }),
      cose('untagged time', ['io.cncf.notary.signingTime', 1772366400]),
    ])
    expect(differences(verdicts)).toEqual([])
    expect(verdicts.filter(({ theirs }) => theirs.accepted).map(({ what }) => what)).toEqual(['unknown, JWS', 'unknown, COSE'])
    const careful = await bothJudge([
      jws('critical and unknown', { crit: [SCHEME, 'x'], x: 1 }),
      cose('critical and unknown', [2, [SCHEME, 'x']], ['x', 1]),
      ...made2('any purpose', newNotary({ leaf: [usage(0x80), purpose('2.5.29.37.0')] })),
      jws('a key in another case', { CTY: NOTATION.payload }),
    ])
    expect(careful.map(({ what, theirs, ours }) => [what, theirs.accepted, ours.status])).toEqual([
      ['critical and unknown, JWS', true, 'unknown'],
      ['critical and unknown, COSE', true, 'unknown'],
      ['any purpose, JWS', true, 'refuted'],
      ['any purpose, COSE', true, 'refuted'],
      ['a key in another case, JWS', true, 'refuted'],
    ])
  }, 30_000)

  test('signing authorities', async () => {
    const [SCHEME, AUTHENTIC, TIME] = ['signingScheme', 'authenticSigningTime', 'signingTime'].map(
      (name) => `io.cncf.notary.${name}`,
    )
    const past = newNotary({ notBefore: day('2026-03-01'), notAfter: day('2026-03-02') })
    const roots = [pem('CERTIFICATE', past.root.certificate)]
    const by = (what: string, at: string, more: Partial<NotationAuthority>, extra: readonly string[] = []): readonly Asked[] => {
      if (SCHEME === undefined || AUTHENTIC === undefined || TIME === undefined) throw new Error('there are three names')
      const crit = [SCHEME, AUTHENTIC]
      const scheme = 'notary.x509.signingAuthority'
      const kept = extra.includes(TIME) ? {} : { [TIME]: undefined }
      const jws = signJws(signing(past), { ...jwsHeader(signing(past)), crit, [SCHEME]: scheme, [AUTHENTIC]: at, ...kept })
      const seconds = { tag: 1, value: Date.parse(at) / 1000 }
      const cose = new Map<number | string, Writable>([
        ...coseHeader(signing(past)),
        [2, crit],
        [SCHEME, scheme],
        [AUTHENTIC, seconds],
      ])
      if (extra.length === 0) cose.delete(TIME)
      const authority: NotationAuthority = { ...trusting(notary), trustStore: [], ...more }
      return [
        { what: `${what}, JWS`, mediaType: NOTATION.jws, envelope: Buffer.from(JSON.stringify(jws)), authority },
        { what: `${what}, COSE`, mediaType: NOTATION.cose, envelope: coseOf(coseParts(signing(past), cose)), authority },
      ]
    }
    const noon = '2026-03-01T12:00:00Z'
    const verdicts = await bothJudge([
      ...by('in time', noon, { signingAuthorities: roots }),
      ...by('too early', '2026-02-28T12:00:00Z', { signingAuthorities: roots }),
      ...by('too late', '2026-03-03T12:00:00Z', { signingAuthorities: roots }),
      ...by('trusted for the other scheme', noon, { trustStore: roots }),
      ...by('with timestamps for others', noon, { signingAuthorities: roots, timestampAuthorities: trusting(notary).trustStore }),
    ])
    expect(differences(verdicts)).toEqual([])
    expect(verdicts.filter(({ theirs }) => theirs.accepted).map(({ what }) => what)).toEqual([
      'in time, JWS',
      'in time, COSE',
      'with timestamps for others, JWS',
      'with timestamps for others, COSE',
    ])
    const [jws, cose] = await bothJudge(by('both times', noon, { signingAuthorities: roots }, [TIME ?? '']))
    expect([jws, cose].map((one) => [one?.theirs.accepted, one?.ours.status])).toEqual([
      [false, 'refuted'],
      [true, 'refuted'],
    ])
  }, 30_000)

  test('countersignatures', async () => {
    const start = day('2026-01-01')
    const stampRoot = newIssuer('tsa root', start)
    const tsa = newStampingKey(stampRoot, start)
    const other = newStampingKey(newIssuer('other root', start), start)
    const past = newNotary({ notBefore: day('2026-03-01'), notAfter: day('2026-03-02') })
    const timed = (by: Notary) => ({
      authority: { ...trusting(by), timestampAuthorities: [pem('CERTIFICATE', stampRoot.certificate)] },
    })
    const at = (when: Date, key = tsa) => ({
      countersign: (signature: Buffer) => stampToken(key, signature, when, { embed: [key.certificate, stampRoot.certificate] }),
    })
    const noon = new Date('2026-03-01T12:00:00Z')
    const verdicts = await bothJudge([
      ...inBoth('in time', signing(past, at(noon)), timed(past)),
      ...inBoth('too early', signing(past, at(day('2026-02-28'))), timed(past)),
      ...inBoth('too late', signing(past, at(day('2026-03-03'))), timed(past)),
      ...inBoth('missing', signing(notary), timed(notary)),
      ...inBoth('by a stranger', signing(past, at(noon, other)), timed(past)),
      ...inBoth(
        'over something else',
        signing(past, { countersign: () => stampToken(tsa, Buffer.from('x'), noon, { embed: [tsa.certificate] }) }),
        timed(past),
      ),
      ...inBoth('nobody asks for it', signing(past, at(noon)), { authority: trusting(past) }),
      ...inBoth('garbage that nobody looks at', signing(notary, { countersign: () => Buffer.from('x') })),
    ])
    expect(differences(verdicts)).toEqual([])
    expect(verdicts.filter(({ theirs }) => theirs.accepted).map(({ what }) => what)).toEqual([
      'in time, JWS',
      'in time, COSE',
      'garbage that nobody looks at, JWS',
      'garbage that nobody looks at, COSE',
    ])
  }, 30_000)
})
