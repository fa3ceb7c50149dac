import { child, textOf } from '../../model/tree.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { keyedFormat } from '../keyed-format.ts'
import { type Located, select } from '../located.ts'

const GROUPS = ['services', 'workers', 'jobs']
const HOSTS: Readonly<Record<string, string>> = { DOCKER_HUB: 'docker.io', GHCR: 'ghcr.io', DOCR: 'registry.digitalocean.com' }

/** App specifications of DigitalOcean. */
export const doApp: DocumentFormat = keyedFormat({
  name: 'do-app',
  title: 'DigitalOcean App Platform',
  files: '`.do/*.yaml`, also below `spec` (deploy.template.yaml)',
  rows: [
    {
      where: '`image` of `services`, `workers`, `jobs`',
      meaning: '`{registry_type, registry, repository, tag, digest}`; the name of a DOCR registry that is left out: dynamic',
    },
  ],
  applied: 'elsewhere',
  named: /(?:^|\/)\.do\/[\w.-]+\.ya?ml$/i,
  places: [],
  more: (file, top) =>
    [top, ...select(top, 'spec')]
      .flatMap((spec) => GROUPS.flatMap((group) => select(spec, group, '*', 'image')))
      .flatMap((at) => imageOf(file, at)),
})

function imageOf(file: TextFile, at: Located): readonly Sighting[] {
  const part = (key: string) => textOf(child(at.node, key))
  const host = HOSTS[part('registry_type') ?? '']
  const [registry, tag, digest] = ['registry', 'tag', 'digest'].map(part)
  return select(at, 'repository').flatMap(({ node, path }) => {
    if (node.kind !== 'scalar' || node.text === '') return []
    const name = [host, registry, node.text].filter((one) => one !== undefined && one !== '').join('/')
    const text = `${name}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`
    const related = ['registry_type', 'registry', 'tag', 'digest'].flatMap((key) => child(at.node, key) ?? [])
    const sighting = { span: node.span, text, path, related: related.map(({ span }) => ({ file: file.path, span })) }
    const isOwn = part('registry_type') === 'DOCR' && !registry
    if (host === undefined || isOwn) return [{ ...sighting, dynamic: 'the account says which registry it is in' }]
    return [sighting]
  })
}
