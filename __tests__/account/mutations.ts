import { discover } from '../../src/discover/discover.ts'
import type { Place } from '../../src/model/span.ts'
import { type Files, isSilent, lookAt } from './change.ts'

/** One scalar that a tool uses for an image, and what a change of it was made to say. */
export interface Mutation {
  readonly file: string
  readonly line: number
  readonly from: string
  readonly to: string
  readonly silent: boolean
}

/** Keys that tools take images and parts of them from, in files that a deployer is given. */
const KEYED =
  /^[ \t]*(?:- )?["']?(?:image|tag|imageTag|newTag|newName|digest|registry|hub|imageRegistry|imageRepository|targetRevision|repoURL|repository|chart)["']?[ \t]*[:=][ \t]*["']?([\w.][\w./:@+-]*)["']?[ \t]*$/gm

/**
 * Alters every place that takes part in a reference of these files (its text, a tag, a digest, an ARG, a variable), and every other value
 * under a key that tools take images from, one at a time, and looks at each change as a run does.
 */
export function mutate(files: Files, most: number, deployed: (file: string) => boolean = () => true): readonly Mutation[] {
  const places = [...placesIn(files), ...keyedIn(files, deployed)]
  const distinct = new Map(places.map((place) => [`${place.file} ${place.span.start}`, place]))
  return [...distinct.values()].slice(0, most).flatMap((place) => {
    const text = files[place.file] ?? ''
    const from = text.slice(place.span.start, place.span.end)
    const line = text.slice(0, place.span.start).split('\n').length
    return others(from).map((to) => {
      const head = { ...files, [place.file]: text.slice(0, place.span.start) + to + text.slice(place.span.end) }
      return { file: place.file, line, from, to, silent: isSilent(lookAt(files, head)) }
    })
  })
}

/** Other texts of the same kind: the first or the last letter or digit is another one. */
function others(text: string): readonly string[] {
  if (text.includes('\n') || /\$\{|\{\{|\$\(|\$\[/.test(text)) return []
  const places = [text.search(/[0-9a-z]/), text.search(/[0-9a-z](?=[^0-9a-z]*$)/)].filter((at) => at >= 0)
  return [...new Set(places)].map((at) => `${text.slice(0, at)}${text[at] === '7' ? '8' : '7'}${text.slice(at + 1)}`)
}

function placesIn(files: Files): readonly Place[] {
  const sources = Object.entries(files).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) }))
  return discover(sources).references.flatMap(({ origin }) => [{ file: origin.file, span: origin.span }, ...origin.related])
}

function keyedIn(files: Files, deployed: (file: string) => boolean): readonly Place[] {
  return Object.entries(files)
    .filter(([file]) => deployed(file))
    .flatMap(([file, text]) =>
      [...text.matchAll(KEYED)].map((match) => {
        const value = match[1] ?? ''
        const start = match.index + match[0].lastIndexOf(value)
        return { file, span: { start, end: start + value.length } }
      }),
    )
}
