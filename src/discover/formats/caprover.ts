import { child, textOf } from '../../model/tree.ts'
import { valuesAt } from '../follow.ts'
import type { DocumentFormat, Sighting, TextFile } from '../format.ts'
import { hasAny, keyedFormat } from '../keyed-format.ts'
import { type Located, select } from '../located.ts'
import { partAt } from '../sight.ts'

const DEFINITION = /(?:^|\/)captain-definition[\w.-]*$/i

/** CapRover: definitions of apps and one-click apps. */
export const caprover: DocumentFormat = {
  ...keyedFormat({
    name: 'caprover',
    title: 'CapRover',
    files: '`captain-definition*`, YAML with `captainVersion` and `services`',
    rows: [
      { where: '`imageName`, `services.*.image`', meaning: 'an image' },
      {
        where: '`dockerfileLines[]`, `services.*.caproverExtra.dockerfileLines[]`',
        meaning: 'what `FROM` names, stages and scratch aside',
      },
      { where: '`$$cap_name`', meaning: 'the `defaultValue` of the variable of a one-click app; without one dynamic' },
    ],
    applied: 'elsewhere',
    named: DEFINITION,
    has: hasAny('captainVersion', 'schemaVersion', 'caproverOneClickApp'),
    places: ['imageName', 'services.*.image'],
    more: (file, top) =>
      [...select(top, 'dockerfileLines'), ...select(top, 'services', '*', 'caproverExtra', 'dockerfileLines')].flatMap((lines) =>
        basesOf(file, lines),
      ),
    variables: { pattern: /(\$\$cap_\w+)/g, values: (file, top) => (name) => defaultOf(file, top, name) },
  }),
  suspects: ({ path, text }) => DEFINITION.test(path) || (/\.(?:ya?ml|json)$/i.test(path) && /\bcaptainVersion\b/.test(text)),
}

function basesOf(file: TextFile, lines: Located): readonly Sighting[] {
  const stages = new Set<string>(['scratch'])
  return select(lines, '*').flatMap(({ node, path }) => {
    const match = node.kind === 'scalar' ? /^(\s*FROM\s+(?:--\S+\s+)*)(\S+)(?:\s+AS\s+(\S+))?/i.exec(node.text) : null
    if (match === null || node.kind !== 'scalar') return []
    const [, before = '', image = '', stage] = match
    const isStage = stages.has(image.toLowerCase())
    if (stage !== undefined) stages.add(stage.toLowerCase())
    return isStage ? [] : [partAt(file, { node, path }, before.length, image)]
  })
}

function defaultOf(file: TextFile, top: Located, name: string) {
  const declared = [...select(top, 'caproverOneClickApp', 'variables', '*'), ...select(top, 'variables', '*')]
  const found = declared.filter(({ node }) => textOf(child(node, 'id')) === name).flatMap((one) => select(one, 'defaultValue'))
  return valuesAt(file, found)
}
