/** The metrics of a CVSS vector by their names, each at most once; undefined for a text that is no vector of this version. */
export function readVector(
  text: string,
  prefix: string,
  base: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  if (!text.startsWith(prefix) || text.length > MAX_VECTOR_TEXT) return undefined
  const metrics = new Map<string, string>()
  for (const part of text.slice(prefix.length).replace(/\/$/, '').split('/')) {
    const [, name = '', value = ''] = /^([A-Za-z]+):([A-Za-z]+)$/.exec(part) ?? []
    if (name === '' || metrics.has(name)) return undefined
    metrics.set(name, value)
  }
  const whole = Object.entries(base).every(([name, values]) => {
    const value = metrics.get(name)
    return value !== undefined && values.split(' ').includes(value)
  })
  return whole ? Object.fromEntries(metrics) : undefined
}

/** Characters of one vector: with all its metrics it has about two hundred. */
export const MAX_VECTOR_TEXT = 400
