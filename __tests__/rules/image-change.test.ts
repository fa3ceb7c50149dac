import { describe, expect, test } from '@jest/globals'
import { judge } from '../../src/judge/judge.ts'
import type { Answer } from '../../src/model/answer.ts'
import { unknown } from '../../src/model/answer.ts'
import type { Facts } from '../../src/model/facts.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { Judgement } from '../../src/model/judgement.ts'
import type { ImageConfig, ImageSecret, Subject } from '../../src/model/subject.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { digestOf, facts, image, use } from '../judge/facts.ts'
import { factsOf } from '../posture/hits.ts'
import { objectsIn } from '../posture/objects.ts'

const OLD = `ghcr.io/acme/web:1@${digestOf('old')}`
const NEW = `ghcr.io/acme/web:2@${digestOf('new')}`

const config = (more: Partial<ImageConfig>): Partial<Subject> => ({ config: { platform: 'linux/amd64', labels: [], ...more } })
const index = (...platforms: readonly string[]): Partial<Subject> => ({
  isIndex: true,
  platforms: platforms.map((platform) => ({ platform, digest: digestOf(platform), mediaType: 'm', size: 1 })),
})

function judged(before: Partial<Subject> | Answer<Subject>, after: Partial<Subject>, more: Partial<Facts> = {}): Judgement {
  const then = 'kind' in before ? before : image(OLD, before)
  const references = [
    { ...use(NEW, 'app.yaml', at), replaces: use(OLD).reference },
    { ...use(OLD), touched: false },
  ]
  return judge(builtInPolicy, facts(references, { answers: { [OLD]: then, [NEW]: image(NEW, after) }, ...more }))
}

function said(judgement: Judgement): readonly string[] {
  return changes(judgement).map(({ level, rule }) => `${level} ${rule.slice('image-change/'.length)}`)
}

function changes({ findings }: Judgement): readonly Finding[] {
  return findings.filter(({ rule }) => rule.startsWith('image-change/'))
}

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - image: '
/** Where the pod names its image. */
const at = POD.length
const objects = (spec: string, container: string): Partial<Facts> => {
  const text = `${POD}${NEW}\n      name: app\n      ${container}\n  ${spec}\n`
  return { objects: factsOf([], objectsIn(text)).objects }
}

describe('a credential in the config', () => {
  const secret = (more: Partial<ImageSecret> = {}): ImageSecret => ({
    place: 'env',
    name: 'API_TOKEN',
    kind: 'shape',
    detector: 'GitHub token',
    ...more,
  })
  const holding = (...secrets: readonly ImageSecret[]) => config({ secrets })

  test('that the image before did not hold blocks', () => {
    const judgement = judged(holding(), holding(secret()))
    expect(said(judgement)).toEqual(['error secret-in-config'])
    expect(judgement.rulings[0]?.ruling).toBe('blocked')
    expect(changes(judgement)[0]?.message).toBe(`\`${NEW}\` holds a credential (GitHub token) in its config, in a variable`)
    expect(changes(judgement)[0]?.evidence).toEqual(['variable API_TOKEN: GitHub token'])
  })

  test('that the image before held too is not new', () => {
    expect(said(judged(holding(secret()), holding(secret())))).toEqual([])
    expect(said(judged(holding(secret()), holding(secret(), secret())))).toEqual(['error secret-in-config'])
  })

  test('is new where nobody could tell what the image before held', () => {
    expect(said(judged({}, holding(secret())))).toEqual(['error secret-in-config'])
    expect(said(judged(unknown('timeout', 'x', 'y'), holding(secret())))).toEqual(['error secret-in-config'])
  })

  test('of another kind, name or place is new', () => {
    const before = holding(secret({ kind: 'name', detector: 'a value for this name' }), secret({ name: 'B' }))
    expect(said(judged(before, holding(secret())))).toEqual(['error secret-in-config'])
    expect(said(judged(holding(secret({ place: 'label' })), holding(secret())))).toEqual(['error secret-in-config'])
  })

  test('told by a name only warns, and clears', () => {
    const judgement = judged(holding(), holding(secret({ kind: 'name', detector: 'a value for this name' })))
    expect(said(judgement)).toEqual(['warning secret-in-config'])
    expect(judgement.rulings[0]?.ruling).toBe('cleared')
  })

  test('says the worst first and lists ten', () => {
    const many = Array.from({ length: 11 }, (_, number) => secret({ name: `T${number}`, kind: 'name', detector: 'n' }))
    const [one] = changes(judged(holding(), holding(...many, secret({ place: 'history', name: 'RUN' }))))
    expect(one?.level).toBe('error')
    expect(one?.evidence).toHaveLength(11)
    expect(one?.evidence?.at(-1)).toBe('and 2 more')
  })

  test('of an image that replaces none is said where its config was read', () => {
    const alone = (more: Partial<Subject>) => judge(builtInPolicy, facts([use(NEW)], { answers: { [NEW]: image(NEW, more) } }))
    expect(said(alone(holding(secret())))).toEqual(['error secret-in-config'])
    expect(said(alone({}))).toEqual([])
  })
})

describe('the user of an image', () => {
  const user = (name?: string, platform = 'linux/amd64') => config({ platform, ...(name === undefined ? {} : { user: name }) })

  test.each([undefined, 'root', '0', '0:0', 'root:root', ':1000', '00'])('that became root, as %s', (name) => {
    expect(said(judged(user('1000'), user(name)))).toEqual(['warning user-became-root'])
  })

  test.each<[string, Partial<Subject>, Partial<Subject>]>([
    ['is another one', user('1000'), user('app:app')],
    ['was root before', user(), user('root')],
    ['is no root any more', user('0'), user('10')],
    ['is one of Windows', user('ContainerUser', 'windows/amd64'), user(undefined, 'windows/amd64')],
    ['is not known', user('1000'), {}],
    ['was not known', {}, user('root')],
  ])('silent: it %s', (_, before, after) => {
    expect(said(judged(before, after))).toEqual([])
  })

  test.each<[string, string, string, readonly string[]]>([
    ['the container demands non-root', '', 'securityContext: {runAsNonRoot: true}', ['error user-became-root']],
    ['the pod demands non-root', 'securityContext: {runAsNonRoot: true}', '', ['error user-became-root']],
    [
      'the container takes the demand back',
      'securityContext: {runAsNonRoot: true}',
      'securityContext: {runAsNonRoot: false}',
      ['warning user-became-root'],
    ],
    ['the pod says nothing', '', '', ['warning user-became-root']],
    ['the pod writes the user', 'securityContext: {runAsUser: 10001, runAsNonRoot: true}', '', []],
    ['the container writes the user', '', 'securityContext: {runAsUser: 10001}', []],
    ['the user is a template', '', "securityContext: {runAsUser: '{{ .user }}'}", ['warning user-became-root']],
  ])('%s', (_, spec, container, expected) => {
    expect(said(judged(user('1000'), user('root'), objects(spec, container)))).toEqual(expected)
  })

  test('what another container of the file demands is not asked of this one', () => {
    const before =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: other}\nspec:\n  containers:\n    - {name: b, image: b, securityContext: {runAsNonRoot: true}}\n---\n'
    const text = `${POD}${NEW}\n      name: app\n---\n${before}`
    expect(said(judged(user('1000'), user('root'), { objects: factsOf([], objectsIn(text)).objects }))).toEqual([
      'warning user-became-root',
    ])
  })

  test('an error blocks', () => {
    const strict = objects('', 'securityContext: {runAsNonRoot: true}')
    expect(judged(user('1000'), user('root'), strict).rulings[0]?.ruling).toBe('blocked')
  })
})

describe('the platforms of an image', () => {
  test.each<[string, Partial<Subject>, Partial<Subject>]>([
    ['one is gone', index('linux/amd64', 'linux/arm64'), index('linux/amd64')],
    ['a variant is gone', index('linux/arm/v6', 'linux/arm/v7'), index('linux/arm/v7')],
    ['an index became a single image', index('linux/amd64', 'linux/arm64'), config({ platform: 'linux/amd64' })],
    ['a single image became another', config({ platform: 'linux/amd64' }), config({ platform: 'linux/arm64' })],
  ])('%s', (_, before, after) => {
    expect(said(judged(before, after))).toEqual(['warning platform-removed'])
  })

  test.each<[string, Partial<Subject>, Partial<Subject>]>([
    ['one was added', index('linux/amd64'), index('linux/amd64', 'linux/arm64')],
    ['the same in another order', index('linux/amd64', 'linux/arm64'), index('linux/arm64', 'linux/amd64')],
    ['a variant that any machine of it runs', index('linux/amd64/v3'), index('linux/amd64')],
    ['the platform is not known', index('linux/amd64'), {}],
    ['the platform was not known', {}, index('linux/amd64')],
    ['an entry names no platform', index('linux/amd64', 'linux/arm64'), index('linux/amd64', 'unspecified')],
    ['a config names no platform', index('linux/amd64'), config({ platform: '' })],
  ])('silent: %s', (_, before, after) => {
    expect(said(judged(before, after))).toEqual([])
  })

  test('a digest of one platform of a known index is left to its own rule', () => {
    const parent = index('linux/amd64', 'linux/arm64')
    const platforms = parent.platforms?.map((one) => ({ ...one, digest: digestOf('new') })).slice(0, 1) ?? []
    const judgement = judged({ ...parent, platforms: [...platforms, ...(parent.platforms?.slice(1) ?? [])] }, config({}))
    expect(judgement.findings.map(({ rule }) => rule)).toContain('image/single-platform')
    expect(said(judgement)).toEqual([])
  })
})
