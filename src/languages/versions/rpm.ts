import { compareDigits, compareText, isDigits, orderOf } from './order.ts'

interface Evr {
  readonly epoch: string
  readonly version: string
  readonly release: string | undefined
}

/** The order of RPM's versions with epoch and release, as `rpm.vercmp` of RPM 4.18 (rpm-version(7)). */
export const rpmOrder = orderOf(
  read,
  (a, b) => compareDigits(a.epoch, b.epoch) || compareParts(a.version, b.version) || compareReleases(a.release, b.release),
)

function read(text: string): Evr | undefined {
  const epoch = /^[0-9]*(?=:)/.exec(text)?.[0]
  const rest = epoch === undefined ? text : text.slice(epoch.length + 1)
  const dash = rest.lastIndexOf('-')
  const version = dash < 0 ? rest : rest.slice(0, dash)
  if (version === '') return undefined
  return { epoch: epoch ?? '0', version, release: dash < 0 ? undefined : rest.slice(dash + 1) }
}

/** No release at all is below every release. */
function compareReleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined)
  return compareParts(a, b)
}

/** Runs of digits and of letters, `~` below the end and `^` above it but below everything else; other signs only separate. */
function compareParts(a: string, b: string): number {
  const [left, right] = [a.match(/[0-9]+|[a-zA-Z]+|[~^]/g) ?? [], b.match(/[0-9]+|[a-zA-Z]+|[~^]/g) ?? []]
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = comparePart(left[index], right[index])
    if (order !== 0) return order
  }
  return 0
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  if (a === '~' || b === '~') return a === '~' ? -1 : 1
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1
  if (a === '^' || b === '^') return a === '^' ? -1 : 1
  if (isDigits(a) !== isDigits(b)) return isDigits(a) ? 1 : -1
  return isDigits(a) ? compareDigits(a, b) : compareText(a, b)
}
