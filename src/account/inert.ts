import type { Scene } from './scene.ts'

/** What a format defines to mean nothing for what runs: format, then the paths. */
const INERT: readonly (readonly [format: RegExp, path: RegExp])[] = [
  [/./, /^(?:\$schema|\$id)$/],
  [
    /^helm-chart$/,
    /^(?:description|home|icon|name|version|kubeVersion|type|deprecated|keywords\/|maintainers\/|sources\/|annotations\/(?!images$|artifacthub\.io\/images$))/,
  ],
  [
    /^compose$/,
    /^(?:version|name)$|^services\/[^/]+\/(?:labels|ports|expose|networks|restart|deploy|logging|healthcheck|hostname|container_name|depends_on|mem_limit|cpus)(?:\/|$)|^networks\//,
  ],
  [
    /^github$/,
    /^(?:name|run-name|on|permissions|concurrency)(?:\/|$)|^jobs\/[^/]+\/(?:name|needs|timeout-minutes|permissions|concurrency)(?:\/|$)|\/steps\/[^/]+\/(?:name|id|timeout-minutes)$/,
  ],
  [
    /^gitlab$/,
    /^(?:stages|workflow)(?:\/|$)|^[^/]+\/(?:stage|when|needs|allow_failure|timeout|interruptible|tags|artifacts|retry|coverage)(?:\/|$)/,
  ],
  [/^circleci$/, /^(?:version|setup)$|^workflows\/.*\/(?:requires|context|filters)(?:\/|$)/],
  [/^kustomize$/, /^(?:namespace|namePrefix|nameSuffix|commonLabels|labels|commonAnnotations|buildMetadata|sortOptions)(?:\/|$)/],
]

/** Whether the schema of its format says that a scalar has no part in what runs. */
export function isInert({ change, path }: Scene): boolean {
  const { document } = change
  if (document.kind !== undefined) return /^metadata\/(?:labels|managedFields|creationTimestamp|resourceVersion)/.test(path)
  return INERT.some(([format, paths]) => format.test(document.format) && paths.test(path))
}
