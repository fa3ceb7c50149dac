// Writes the tables that kustomize has built in, as data, from the source of its modules (Go's module cache):
//   node scripts/kustomize-tables.mjs API_MODULE KYAML_MODULE
// where the two are the folders of sigs.k8s.io/kustomize/api and …/kyaml, unpacked. Only names and paths are taken.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { load } from 'js-yaml'

const [api, kyaml] = process.argv.slice(2)
if (api === undefined || kyaml === undefined) throw new Error('usage: kustomize-tables.mjs API_MODULE KYAML_MODULE')
const version = /@(v[^/]+)\/?$/.exec(api)?.[1] ?? 'unknown'

function constants() {
  const folder = join(api, 'internal/konfig/builtinpluginconsts')
  const texts = new Map()
  const go = readdirSync(folder).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
  for (const name of go)
    for (const match of readFileSync(join(folder, name), 'utf8').matchAll(
      /(\w+)\s*=\s*((?:`[^`]*`|\w+)(?:\s*\+\s*(?:`[^`]*`|\w+))*)/g,
    ))
      texts.set(match[1], match[2])
  const expand = (text) =>
    [...text.matchAll(/`([^`]*)`|(\w+)/g)].map(([, raw, name]) => raw ?? expand(texts.get(name) ?? '')).join('')
  return load(
    [...texts]
      .filter(([name]) => /FieldSpecs$/.test(name) && name !== 'metadataLabelsFieldSpecs')
      .map(([, text]) => expand(text))
      .join('\n'),
  )
}

const selector = ({ group = '', version = '', kind = '' }) => [kind, version, group].join('.').replace(/\.+$/, '')

function fieldLines(specs) {
  const byWho = new Map()
  for (const spec of specs) {
    const who = selector(spec)
    byWho.set(who, [...(byWho.get(who) ?? []), `${spec.create ? '+' : ''}${spec.path}`])
  }
  return [...byWho].map(([who, paths]) => `${who || '*'}: ${paths.join(' ')}`)
}

function wrapped(lines) {
  return lines.flatMap((line) => {
    const [head, ...rest] = line.split(' ')
    const out = [head]
    for (const word of rest) {
      const last = out.length - 1
      if (out[last].length + word.length > 122) out.push(`  ${word}`)
      else out[last] += ` ${word}`
    }
    return out
  })
}

function text(name, comment, lines) {
  return `/** ${comment} */\nexport const ${name} = \`\n${wrapped(lines).join('\n')}\n\`\n`
}

const config = constants()
const head = `// Written by scripts/kustomize-tables.mjs from sigs.k8s.io/kustomize/api ${version}. A line is \`KIND.VERSION.GROUP: PATH…\` (\`*\`: every\n// object); a \`+\` before a path says that the field is made where it is absent.\n\n`
const names = {
  namePrefix: ['PREFIX_FIELDS', 'Fields that get name prefixes.'],
  nameSuffix: ['SUFFIX_FIELDS', 'Fields that get name suffixes.'],
  namespace: ['NAMESPACE_FIELDS', 'Fields that get the namespace, beside `metadata.namespace`.'],
  commonLabels: ['COMMON_LABEL_FIELDS', 'Maps of labels and selectors that get common labels.'],
  templateLabels: ['TEMPLATE_LABEL_FIELDS', 'Maps of labels that get labels with `includeTemplates`.'],
  volumeClaimTemplateLabels: ['CLAIM_LABEL_FIELDS', 'Maps of labels that get labels with `includeVolumeClaimTemplates`.'],
  commonAnnotations: ['ANNOTATION_FIELDS', 'Maps of annotations that get common annotations.'],
  images: ['IMAGE_FIELDS', 'Fields that hold images.'],
  replicas: ['REPLICA_FIELDS', 'Fields that hold a number of replicas.'],
  varReference: ['VARIABLE_FIELDS', 'Fields in which `$(NAME)` of `vars` is replaced.'],
}
writeFileSync(
  'src/render/kustomize/default-fields.ts',
  head +
    Object.entries(names)
      .map(([key, [name, comment]]) => text(name, comment, fieldLines(config[key] ?? [])))
      .join('\n'),
)
const references = config.nameReference.map((one) => [selector(one), fieldLines(one.fieldSpecs)])
writeFileSync(
  'src/render/kustomize/default-references.ts',
  `// Written by scripts/kustomize-tables.mjs from sigs.k8s.io/kustomize/api ${version}.\n\n` +
    text(
      'NAME_REFERENCES',
      'Who names whom: `= KIND.VERSION.GROUP` of the object named, then the fields of those that name it.',
      references.flatMap(([who, lines]) => [`= ${who}`, ...lines]),
    ),
)

const bundle = JSON.parse(
  gunzipSync(readFileSync(join(kyaml, 'openapi/kubernetesapi/data', readdirSync(join(kyaml, 'openapi/kubernetesapi/data'))[0]))),
)
const refOf = (schema) => (schema?.$ref ?? '').replace('#/definitions/', '')
const definitions = new Map(Object.entries(bundle.definitions))
const merges = (schema) => (schema['x-kubernetes-patch-strategy'] ?? '').split(',').includes('merge')
const keysOf = (schema) => schema['x-kubernetes-list-map-keys'] ?? [schema['x-kubernetes-patch-merge-key']].filter(Boolean)

const useful = new Set()
for (let before = -1; before !== useful.size; ) {
  before = useful.size
  for (const [name, definition] of definitions)
    if (
      Object.entries(definition.properties ?? {}).some(
        ([key, field]) =>
          key !== 'metadata' &&
          (merges(field) || [refOf(field), refOf(field.items), refOf(field.additionalProperties)].some((ref) => useful.has(ref))),
      ) &&
      !/List$/.test(name)
    )
      useful.add(name)
}
const short = (name) => {
  const parts = name.split('.')
  return parts
    .slice(-3)
    .join('.')
    .replace(/^core\.v1\./, '')
    .replace(/^meta\.v1\./, 'meta.')
}
const shorts = new Map()
for (const name of useful) {
  if (shorts.has(short(name))) throw new Error(`two definitions named ${short(name)}`)
  shorts.set(short(name), name)
}
const lines = [...useful].sort().map((name) => {
  const fields = Object.entries(definitions.get(name).properties).flatMap(([field, schema]) => {
    if (field === 'metadata') return []
    if (schema.additionalProperties && useful.has(refOf(schema.additionalProperties))) throw new Error(`${name}.${field}`)
    const list = schema.type === 'array'
    const ref = list ? refOf(schema.items) : refOf(schema)
    const target = useful.has(ref) ? `>${short(ref)}` : ''
    if (!merges(schema)) return target === '' ? [] : [`${field}${list ? '[]' : ''}${target}`]
    return [`${field}[${keysOf(schema).join(',') || '='}]${target}`]
  })
  return `${short(name)}: ${fields.join(' ')}`
})
const kinds = bundle.resources
  .filter((one) => !/(?:List|Options|Event|Review)$/.test(one.kind) && definitions.get(one.definition).properties?.metadata)
  .map((one) => `${one.apiVersion}/${one.kind}${useful.has(one.definition) ? `=${short(one.definition)}` : ''}`)
writeFileSync(
  'src/kubernetes/merge-key-table.ts',
  `// Written by scripts/kustomize-tables.mjs from the OpenAPI document of Kubernetes ${bundle.coverage.ceiling} in sigs.k8s.io/kustomize/kyaml ${version}.\n// Only definitions below which some list is merged are kept; metadata is everywhere the same.\n\n` +
    text(
      'MERGED_LISTS',
      '`DEFINITION: FIELD…`; `[key,…]`: a list merged by these keys (`=`: by value), `[]`: another list, `>`: what it holds.',
      lines,
    ) +
    '\n' +
    text(
      'MERGED_KINDS',
      'Which definition an object of `APIVERSION/KIND` has; those without one have merged lists in `metadata` alone.',
      [`kinds: ${kinds.join(' ')}`],
    ),
)

const source = readFileSync(join(kyaml, 'openapi/openapi.go'), 'utf8')
const known = [...source.matchAll(/\{APIVersion: "([^"]+)", Kind: "([^"]+)"\}:\s*(true|false)/g)]
const namespaced = known.filter(([, , , scoped]) => scoped === 'true').map(([, version, kind]) => `${version}/${kind}`)
const cluster = known.filter(([, , , scoped]) => scoped === 'false').map(([, version, kind]) => `${version}/${kind}`)
writeFileSync(
  'src/render/kustomize/cluster-scoped.ts',
  `// Written by scripts/kustomize-tables.mjs from sigs.k8s.io/kustomize/kyaml ${version}.\n\n` +
    text('CLUSTER_SCOPED', 'Kinds that kustomize knows to have no namespace, as `APIVERSION/KIND`.', [
      `kinds: ${cluster.join(' ')}`,
    ]) +
    '\n' +
    text('NAMESPACED', 'Kinds that kustomize knows to have a namespace.', [`kinds: ${namespaced.join(' ')}`]),
)
