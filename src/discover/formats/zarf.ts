import { child, textOf } from '../../model/tree.ts'
import type { DocumentFormat } from '../format.ts'
import { keyedFormat } from '../keyed-format.ts'

/** Packages of Zarf. */
export const zarf: DocumentFormat = {
  ...keyedFormat({
    name: 'zarf',
    title: 'Zarf',
    files: 'documents of `kind: ZarfPackageConfig` or `ZarfInitConfig`, whatever the file is called',
    rows: [{ where: '`components[].images[]`', meaning: 'images that the package carries; `###ZARF_…###` is dynamic' }],
    applied: 'cluster',
    named: /(?:^|[/.])zarf[\w.-]*\.ya?ml$/i,
    marked: /\bZarf(?:Package|Init)Config\b/,
    has: (root) => /^Zarf(?:Package|Init)Config$/.test(textOf(child(root, 'kind')) ?? ''),
    places: ['components.*.images.*'],
    variables: { pattern: /###(ZARF_[\w]+)###/g, values: () => () => undefined },
  }),
  holdsObjects: true,
}
