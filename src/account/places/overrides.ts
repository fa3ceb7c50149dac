import type { DecidingPlace } from '../deciding-place.ts'

/** An image that is no longer written, where what held it still is: another file, or a default, decides from then on. */
export const overrides: DecidingPlace = {
  name: 'override-removed',
  program: 'whatever applies this file',
  answer: 'Say which image runs without this: pin it in the file that decides from now on.',
  reads: ({ change, lost }) => {
    if (!lost || change.kind !== 'removed' || change.gone !== 'scalar') return false
    const parent = change.scalar.path.slice(0, -1)
    return (
      change.head?.scalars.some(({ path }) => path.length > parent.length && parent.every((step, at) => path[at] === step)) ===
      true
    )
  },
}
