/**
 * What was found wrong or odd while a policy was read. A policy with `problems` is not evaluated; for `refusals` its own project is
 * known to refuse it whole.
 */
export interface Issues {
  readonly problems: string[]
  readonly notes: string[]
  readonly refusals: string[]
}

/** A mapping inside a policy: where it stands, for messages, and its values. */
export interface Fields {
  readonly at: string
  readonly value: Readonly<Record<string, unknown>>
  readonly issues: Issues
}

/** A place to collect what is wrong with one policy. */
export function noIssues(): Issues {
  return { problems: [], notes: [], refusals: [] }
}

/** The value as a mapping with exactly the `known` keys: any other key is a problem by its name. Anything else is an empty one. */
export function fieldsOf(value: unknown, at: string, known: readonly string[], issues: Issues): Fields {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isMap) issues.problems.push(`${at} must be a mapping`)
  const fields = { at, value: isMap ? (value as Record<string, unknown>) : {}, issues }
  for (const key of Object.keys(fields.value))
    if (!known.includes(key)) issues.problems.push(`${pathOf(at, key)} is not a field that is known here`)
  return fields
}

/** Where a key of a mapping stands. */
export function pathOf(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`
}

/** Whether a key is written with a value that is not null. */
export function has(fields: Fields, key: string): boolean {
  return fields.value[key] !== undefined && fields.value[key] !== null
}

/** The text under a key, undefined when there is none or it is empty; anything but a text is a problem. */
export function textAt(fields: Fields, key: string): string | undefined {
  const value = has(fields, key) ? fields.value[key] : undefined
  if (value === undefined || value === '') return undefined
  if (typeof value === 'string') return value
  fields.issues.problems.push(`${pathOf(fields.at, key)} must be a text`)
  return undefined
}

/** The text under a key that must be there. */
export function requiredText(fields: Fields, key: string): string {
  const wrong = has(fields, key) && typeof fields.value[key] !== 'string'
  const text = textAt(fields, key)
  if (text === undefined && !wrong) fields.issues.problems.push(`${pathOf(fields.at, key)} is missing`)
  return text ?? ''
}

/** The text under a key, which must be one of a few; the first of them when nothing is written. */
export function choiceAt<T extends string>(fields: Fields, key: string, choices: readonly [T, ...T[]]): T {
  const text = textAt(fields, key)
  const found = choices.find((choice) => choice === text)
  if (text !== undefined && found === undefined)
    fields.issues.problems.push(`${pathOf(fields.at, key)} is "${text}": it must be one of ${choices.join(', ')}`)
  return found ?? choices[0]
}

/** The boolean under a key, or what holds when nothing is written. */
export function flagAt(fields: Fields, key: string, otherwise: boolean): boolean {
  const value = has(fields, key) ? fields.value[key] : otherwise
  if (typeof value !== 'boolean') fields.issues.problems.push(`${pathOf(fields.at, key)} must be true or false`)
  return value === true
}

/** The items under a key; none when nothing is written. */
export function listAt(fields: Fields, key: string): readonly unknown[] {
  const value = has(fields, key) ? fields.value[key] : []
  if (Array.isArray(value)) return value
  fields.issues.problems.push(`${pathOf(fields.at, key)} must be a list`)
  return []
}

/** The texts under a key; none when nothing is written. */
export function textsAt(fields: Fields, key: string): readonly string[] {
  return listAt(fields, key).flatMap((item, index) => {
    if (typeof item === 'string') return [item]
    fields.issues.problems.push(`${pathOf(fields.at, key)}[${index}] must be a text`)
    return []
  })
}

/** The mapping under a key; undefined when nothing is written. An empty mapping is one. */
export function mapAt(fields: Fields, key: string, known: readonly string[]): Fields | undefined {
  return has(fields, key) ? fieldsOf(fields.value[key], pathOf(fields.at, key), known, fields.issues) : undefined
}

/** The mappings of the list under a key; none when nothing is written. */
export function mapsAt(fields: Fields, key: string, known: readonly string[]): readonly Fields[] {
  return listAt(fields, key).map((item, index) => fieldsOf(item, `${pathOf(fields.at, key)}[${index}]`, known, fields.issues))
}

/** Notes that a field is wrong. */
export function wrong(fields: Fields, key: string, why: string): void {
  fields.issues.problems.push(`${pathOf(fields.at, key)} ${why}`)
}

/** Notes that a field is wrong in a way for which its own project refuses the whole policy. */
export function refused(fields: Fields, key: string, why: string): void {
  fields.issues.refusals.push(`${pathOf(fields.at, key)} ${why}`)
}
