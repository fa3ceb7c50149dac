const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Seconds of a duration such as `90s`, `10m`, `12h`, `7d` or `2w`: a positive whole number and one unit; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9]\d{0,5})([smhdw])$/.exec(text)
  const unit = SECONDS[match?.[2] ?? '']
  return match?.[1] === undefined || unit === undefined ? undefined : Number(match[1]) * unit
}

/** A number of seconds in the largest unit that divides it, weeks aside: `7d`, `36h`. Reading it back gives the same number. */
export function formatDuration(seconds: number): string {
  const unit = ['d', 'h', 'm'].find((name) => seconds % (SECONDS[name] ?? 1) === 0) ?? 's'
  return `${seconds / (SECONDS[unit] ?? 1)}${unit}`
}
