import { child, entriesOf, type Node, textOf } from '../../model/tree.ts'
import { follow, holesIn, type Values, valueAt } from '../follow.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { everyNode } from '../walk.ts'

const KEYS: readonly (readonly [RegExp, RegExp])[] = [
  [/^AWS::ECS::TaskDefinition$|^AWS::Batch::JobDefinition$|^AWS::SageMaker::Model$/, /^Image$/],
  [/^AWS::(?:Lambda|Serverless)::Function$/, /^ImageUri$/],
  [/^AWS::AppRunner::Service$/, /^ImageIdentifier$/],
  [/^AWS::CodeBuild::Project$/, /^Image$/],
]

/** CloudFormation and SAM templates. */
export const cloudformation: DocumentFormat = {
  name: 'cloudformation',
  title: 'CloudFormation, SAM',
  files: 'YAML and JSON whose `Resources` have an `AWS::…` type',
  rows: [
    {
      where: 'ECS, Batch and SageMaker `Image`, Lambda `ImageUri`, App Runner `ImageIdentifier`, CodeBuild `Image`',
      meaning: 'images; `aws/codebuild/…` is none',
    },
    { where: '`!Ref X`, `!Sub "${X}…"`', meaning: 'the default of the parameter; without one, and for other functions: dynamic' },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ text }) => text.includes('AWS::') && /["']?Resources["']?\s*:/.test(text),
  claims: ({ root }) =>
    entriesOf(child(root, 'Resources')).some(({ value }) => textOf(child(value, 'Type'))?.startsWith('AWS::')),
  read: ({ file, root }) => ({
    sightings: select(rootOf(root), 'Resources', '*').flatMap((one) => sightResource(file, root, one)),
  }),
}

function sightResource(file: TextFile, root: Node, resource: Located): readonly Sighting[] {
  const type = textOf(child(resource.node, 'Type')) ?? ''
  const rule = KEYS.find(([kind]) => kind.test(type))
  if (rule === undefined) return []
  const images = select(resource, 'Properties')
    .flatMap((one) => [...everyNode(one)])
    .filter(({ path }) => rule[1].test(String(path.at(-1))))
  return images
    .flatMap((at) => sightImage(file, at, parametersOf(file, root)))
    .filter((one) => !one.text.startsWith('aws/codebuild/'))
}

function parametersOf(file: TextFile, root: Node): Values {
  return (name) => {
    const value = select(rootOf(root), 'Parameters', name, 'Default')[0]?.node
    return value?.kind === 'scalar' ? [valueAt(file, value)] : undefined
  }
}

function sightImage(file: TextFile, at: Located, values: Values): readonly Sighting[] {
  const call = functionAt(at)
  if (call === undefined) {
    if (at.node.kind === 'scalar') return imageAt(file, at)
    return [{ span: at.node.span, text: 'an intrinsic function', path: at.path, dynamic: 'an intrinsic function gives it' }]
  }
  return imageAt(file, call.argument).flatMap((sighting) => {
    if (call.name === 'Ref')
      return follow(file, sighting, [{ index: 0, length: sighting.text.length, name: sighting.text }], values)
    if (call.name === 'Sub') return follow(file, sighting, holesIn(sighting.text, /\$\{([^{}]+)\}/g), values)
    return [{ ...sighting, dynamic: `the function ${call.name} gives it` }]
  })
}

/** The function that stands at a place, as a tag (`!Ref x`) or as a mapping (`{"Fn::Sub": "x"}`). */
function functionAt(at: Located): { readonly name: string; readonly argument: Located } | undefined {
  if (at.node.kind === 'scalar')
    return at.node.tag?.startsWith('!') ? { name: at.node.tag.replace(/^!+/, ''), argument: at } : undefined
  const [entry] = entriesOf(at.node)
  const name = /^(?:Fn::)?(\w+)$/.exec(entry?.key.text ?? '')?.[1]
  if (entry === undefined || name === undefined || entry.value.kind !== 'scalar') return undefined
  return { name, argument: { node: entry.value, path: at.path } }
}
