import type { Unaccounted } from '../model/account.ts'

/** A changed file, by path. */
interface Changed {
  readonly path: string
  readonly status: 'added' | 'modified' | 'removed'
}

const PACKAGE = /^(.*?)charts\/[^/]+\.(?:tgz|tar\.gz)$/

/** Packed charts that Helm renders with the chart that they lie in: nobody here reads what they hold. */
export function packagesIn(changes: readonly Changed[], paths: ReadonlySet<string>): readonly Unaccounted[] {
  return changes.flatMap(({ path, status }): readonly Unaccounted[] => {
    const folder = PACKAGE.exec(path)?.[1]
    if (folder === undefined || !paths.has(`${folder}Chart.yaml`)) return []
    return [
      {
        kind: 'deciding',
        place: { file: path, span: { start: 0, end: 0 } },
        name: 'helm-packages',
        program: 'Helm',
        change: status === 'modified' ? 'altered' : status,
        answer: 'Keep the chart unpacked in the repository, or have it rendered.',
        keys: [],
      },
    ]
  })
}
