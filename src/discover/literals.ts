import type { Sighting, TextFile } from './format.ts'

/** The texts that the last group of a pattern (flags `dg`) stands at, as sightings. */
export function literalsIn(file: TextFile, pattern: RegExp, path: Sighting['path'] = ['image']): readonly Sighting[] {
  return [...file.text.matchAll(pattern)].flatMap((match) => {
    const at = match.indices?.findLast((one) => one !== undefined)
    if (at === undefined || at[0] === at[1]) return []
    return [{ span: { start: at[0], end: at[1] }, text: file.text.slice(at[0], at[1]), path }]
  })
}

/** A file of a language with comments as in C and strings as in Groovy, its comments blanked out. */
export function withoutComments(file: TextFile): TextFile {
  const text = file.text.replace(
    /"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g,
    (token) => (token.startsWith('/') ? token.replace(/[^\n]/g, ' ') : token),
  )
  return { path: file.path, text }
}
