import { text } from '../../languages/govalue/text.ts'
import type { MapValue } from '../../languages/govalue/value.ts'
import { copyMap, freshMap, mergeMaps } from './coalesce.ts'
import type { HelmVersion } from './load.ts'
import type { ValueSet } from './request.ts'
import { setValues } from './strvals.ts'
import { readValues } from './values.ts'

/** The values that the user gives, all layers over each other. Throws `ChartError` where Helm refuses one. */
export function layValues(sets: readonly ValueSet[], helm: HelmVersion): MapValue {
  let values = freshMap()
  for (const set of sets) values = layOne(values, set, helm)
  return values
}

function layOne(values: MapValue, set: ValueSet, helm: HelmVersion): MapValue {
  switch (set.kind) {
    case 'file':
      return mergeMaps(values, readValues(set.file, `failed to parse ${set.file.path}`, helm))
    case 'table':
      return mergeMaps(values, copyMap(set.table))
    case 'set':
      setValues(values, set.text, set.form, set.at)
      return values
    case 'text':
      setValues(values, `${set.path}=x`, 'string', set.at, () => text(set.text, set.at))
      return values
    case 'unknown':
      return values
  }
}
