/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** The value at a path of keys; undefined where a step does not exist. Own properties only. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((node, key) => {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return undefined
    return Object.hasOwn(node, key) ? (node as { readonly [key: string]: Json })[key] : undefined
  }, value)
}

/** The string at a path; undefined when there is something else or nothing. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : undefined
}

/** The safe integer at a path; undefined when there is something else or nothing. */
export function integerAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path)
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : undefined
}

/** The boolean at a path; undefined when there is something else or nothing. */
export function booleanAt(value: Json | undefined, ...path: readonly string[]): boolean | undefined {
  const found = at(value, ...path)
  return typeof found === 'boolean' ? found : undefined
}

/** The array at a path; undefined when there is something else or nothing. */
export function listAt(value: Json | undefined, ...path: readonly string[]): readonly Json[] | undefined {
  const found = at(value, ...path)
  return Array.isArray(found) ? (found as readonly Json[]) : undefined
}

/** Reads JSON text; undefined when it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
