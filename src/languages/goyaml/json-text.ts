import { derivedText, type Text } from '../govalue/text.ts'

/** Characters that go-yaml's reader refuses in the JSON that Marshal makes first; JSON escapes the lower control characters. */
const REFUSED = /[\x7f-\x84\x86-\x9f\ufffe\uffff]/
const INVALID = /(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/g
/** Characters of a key in quotes after which go-yaml does not find its colon. */
const MAX_KEY = 1024

/** What comes back of a text that goes through JSON and go-yaml, as Marshal sends it; undefined where that fails. */
export function throughJson(value: Text, key = false): Text | undefined {
  const characters = value.text
  if (REFUSED.test(characters)) return undefined
  if (key && characters.includes('\x85')) return undefined
  if (key && characters.length > 100 && [...JSON.stringify(characters)].length > MAX_KEY) return undefined
  if (!/[\x85\ud800-\udfff]/.test(characters)) return value
  const valid = characters.replace(INVALID, '\ufffd')
  const folded = valid.includes('\x85') ? foldNextLines(valid) : valid
  return folded === characters ? value : derivedText(folded, [value])
}

/** In JSON a U+0085 stands as it is, and go-yaml folds it as a line break inside quotes. */
function foldNextLines(characters: string): string {
  return characters.replace(/[ ]*\x85(?:[ ]*\x85)*[ ]*/g, (run) => {
    const breaks = run.split('\x85').length - 1
    return breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)
  })
}
