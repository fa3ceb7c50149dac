import { isRecord, own } from '../json-shape.ts'

/** The value at a path of own keys and list positions; undefined where the path ends early. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  let at = value
  for (const step of path) {
    if (typeof step === 'number') at = Array.isArray(at) ? at[step] : undefined
    else at = isRecord(at) ? own(at, step) : undefined
  }
  return at
}

/** The text at a path; undefined for everything else and for the empty text. */
export function textIn(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const text = valueAt(value, ...path)
  return typeof text === 'string' && text !== '' ? text : undefined
}

/** The list at a path; undefined for everything else. */
export function listIn(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] | undefined {
  const list = valueAt(value, ...path)
  return Array.isArray(list) ? list : undefined
}

/** Milliseconds since 1970 of an RFC 3339 text at a path. */
export function timeIn(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const text = textIn(value, ...path)
  const time =
    text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text)
      ? Date.parse(text)
      : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
