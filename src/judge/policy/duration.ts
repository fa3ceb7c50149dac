const UNITS: readonly (readonly [string, number])[] = [
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
]

/** Seconds of a duration such as `3d`, `12h`, `1d12h`: whole numbers with a unit each, larger units first; undefined otherwise. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d{1,6}w)?(?:\d{1,6}d)?(?:\d{1,6}h)?(?:\d{1,6}m)?(?:\d{1,6}s)?$/.test(text) || text === '') return undefined
  const parts = [...text.matchAll(/(\d+)([wdhms])/g)]
  const seconds = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS.find(([name]) => name === unit)?.[1] ?? 0),
    0,
  )
  return seconds > 0 ? seconds : undefined
}

/** A number of seconds as a person writes it in a policy: `7d`, `36h`. Reading it back gives the same number. */
export function formatDuration(seconds: number): string {
  const unit = UNITS.find(([name, size]) => name !== 'w' && seconds % size === 0) ?? ['s', 1]
  return `${seconds / unit[1]}${unit[0]}`
}
