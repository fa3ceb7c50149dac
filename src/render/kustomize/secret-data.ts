import { fieldOf } from './fields.ts'
import { type Mapping, type Scalar, scalar, type Tree } from './tree.ts'

const LINE = 70

/** Base64 as kyaml writes it: in lines of 70 characters, each ended, once there is more than one. */
export function lineBase64(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64')
  if (text.length < LINE) return text
  return `${text.match(/.{1,70}/g)?.join('\n') ?? ''}\n`
}

/** The data of a Secret with `stringData` encoded into it, as the API server does. */
export function encodedSecret(node: Tree): Tree | undefined {
  const data = fieldOf(node, 'data')
  const texts = fieldOf(node, 'stringData')
  if (texts?.kind !== 'map') return data
  const encoded = texts.entries.flatMap(({ key, value }) => (value.kind === 'scalar' ? [{ key, value: encodedText(value) }] : []))
  const names = new Set(encoded.map(({ key }) => key.text))
  const kept = data?.kind === 'map' ? data.entries.filter(({ key }) => !names.has(key.text)) : []
  const merged: Mapping = { kind: 'map', entries: [...kept, ...encoded], span: texts.span }
  return merged
}

function encodedText(value: Scalar): Scalar {
  return scalar(lineBase64(Buffer.from(value.text, 'utf8')), value, 'str')
}
