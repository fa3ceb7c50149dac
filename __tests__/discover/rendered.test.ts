import { describe, expect, test } from '@jest/globals'
import { discoverRendered } from '../../src/discover/rendered.ts'
import type { RenderedDocument } from '../../src/model/rendering.ts'
import type { MapNode, Node, ScalarNode } from '../../src/model/tree.ts'

const VALUES = 'image:\n  repository: ghcr.io/acme/web\n  tag: 1.4.2\n'
const at = (text: string, file = 'chart/values.yaml') => {
  const start = VALUES.indexOf(text)
  return { file, span: { start, end: start + text.length } }
}

function scalar(text: string, more: Partial<ScalarNode> = {}): ScalarNode {
  return { kind: 'scalar', text, plain: true, span: { start: 0, end: 0, file: 'chart/templates/web.yaml' }, ...more }
}

function map(entries: Readonly<Record<string, Node>>): MapNode {
  const list = Object.entries(entries).map(([key, value]) => ({ key: scalar(key), value }))
  return { kind: 'map', entries: list, span: { start: 0, end: 0, file: 'chart/templates/web.yaml' } }
}

function pod(container: Readonly<Record<string, Node>>, spec: Readonly<Record<string, Node>> = {}): RenderedDocument {
  const containers: Node = { kind: 'list', items: [map({ name: scalar('web'), ...container })], span: { start: 0, end: 0 } }
  const root = map({
    apiVersion: scalar('v1'),
    kind: scalar('Pod'),
    metadata: map({ name: scalar('web') }),
    spec: map({ containers, ...spec }),
  })
  return { root, source: 'chart/templates/web.yaml', always: true }
}

function read(document: RenderedDocument) {
  return discoverRendered({
    id: 'chart chart',
    documents: [document],
    textOf: (path) => (path === 'chart/values.yaml' ? VALUES : ''),
  })
}

describe('a reference of a rendering', () => {
  test('stands where a person would edit it, related to everything that it was put together from', () => {
    const tag = at('1.4.2')
    const image = scalar('ghcr.io/acme/web:1.4.2', {
      span: { ...tag.span, file: tag.file },
      sources: [tag, at('ghcr.io/acme/web')],
    })
    const { references } = read(pod({ image }))
    expect(references).toHaveLength(1)
    expect(references[0]).toMatchObject({
      kind: 'static',
      text: 'ghcr.io/acme/web:1.4.2',
      verbatim: false,
      name: { registry: 'ghcr.io', repository: 'acme/web', tag: '1.4.2' },
      origin: { ...tag, entry: 'chart chart', related: [at('ghcr.io/acme/web')], format: 'kubernetes' },
    })
  })

  test('is verbatim where the file holds just that text', () => {
    const whole = at('ghcr.io/acme/web')
    const { references } = read(pod({ image: scalar('ghcr.io/acme/web', { span: { ...whole.span, file: whole.file } }) }))
    expect(references).toMatchObject([{ verbatim: true, origin: whole }])
  })

  test('is dynamic where no file decides it, with the reason', () => {
    const image = scalar('', { unknown: { why: 'a value that is given when the chart is installed' } })
    expect(read(pod({ image })).references).toMatchObject([
      { kind: 'dynamic', why: 'a value that is given when the chart is installed', text: '' },
    ])
  })
})

describe('a part of an object that no file decides', () => {
  const unknown = (why: string): ScalarNode => scalar('', { unknown: { why } })

  test('is unread where a rule judges it', () => {
    const { unread, objects } = read(pod({ securityContext: map({ privileged: unknown('lookup of a Secret') }) }))
    expect(objects).toMatchObject([
      { kind: 'Pod', name: 'web', origin: { entry: 'chart chart', file: 'chart/templates/web.yaml' } },
    ])
    expect(unread).toMatchObject([
      {
        file: 'chart/templates/web.yaml',
        partly: true,
        why: 'spec.containers.[web].securityContext.privileged of Pod web is not known: lookup of a Secret (chart chart)'.replace(
          '.[',
          '[',
        ),
      },
    ])
  })

  test('is nothing to say where nobody judges it', () => {
    const annotated = pod({
      env: { kind: 'list', items: [map({ name: scalar('A'), value: unknown('random') })], span: { start: 0, end: 0 } },
    })
    expect(read(annotated).unread).toEqual([])
  })

  test('is unread where it is the kind of the object', () => {
    const root = map({ apiVersion: scalar('v1'), kind: unknown('lookup') })
    expect(read({ root, source: 'a.yaml', always: true }).unread).toMatchObject([
      { why: 'what kind of object a document is, is not known: lookup (chart chart)' },
    ])
  })

  test('is unread where it is a whole document', () => {
    expect(read({ root: unknown('lookup'), source: 'a.yaml', always: true }).unread).toMatchObject([
      { why: 'a document is not known: lookup (chart chart)' },
    ])
  })
})
