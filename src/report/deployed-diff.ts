import type { EntryDifference } from '../model/facts.ts'

/** The differences of all entries as one text, entry by entry and object by object, as a unified diff has them. */
export function deployedDiff(deploys: readonly EntryDifference[]): string {
  const lines = deploys.flatMap(({ entry, objects, images, cut }) => [
    `=== ${entry}`,
    ...images.map(({ before, after }) => `# image ${before ?? 'none'} -> ${after ?? 'none'}`),
    ...objects.flatMap(({ object, change, lines: own }) => [`--- ${object} (${change})`, ...own]),
    ...(cut > 0 ? [`# ${cut} more lines are not shown`] : []),
  ])
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}
