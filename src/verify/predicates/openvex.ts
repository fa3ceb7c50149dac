import type { JsonRecord } from '../json-shape.ts'
import { listIn, textIn, timeIn } from './paths.ts'
import type { Predicate } from './predicate.ts'

/** OpenVEX documents: who wrote them, and the worst that they say of any vulnerability. */
export const openvex: Predicate = {
  types: ['https://openvex.dev/ns'],
  prefixes: ['https://openvex.dev/ns/'],
  facts: (predicate) => {
    const author = textIn(predicate, 'author')
    const worst = worstStatus(predicate)
    return new Map([
      ...(author === undefined ? [] : ([['author', author]] as const)),
      ...(worst === undefined ? [] : ([['status', worst]] as const)),
    ])
  },
  holds: (key, wanted, predicate) => (key === 'status' ? isAtMost(wanted, worstStatus(predicate)) : undefined),
  time: (predicate) => timeIn(predicate, 'last_updated') ?? timeIn(predicate, 'timestamp'),
}

const SCALE = ['fixed', 'not_affected', 'under_investigation', 'affected'] as const
type Status = (typeof SCALE)[number]

/** The worst that each bound still accepts. */
const BOUNDS: Readonly<Record<string, Status>> = { 'none-affected': 'under_investigation', 'none-open': 'not_affected' }

function isAtMost(wanted: string, worst: Status | undefined): boolean {
  const limit = Object.hasOwn(BOUNDS, wanted) ? BOUNDS[wanted] : undefined
  return worst !== undefined && limit !== undefined && SCALE.indexOf(worst) <= SCALE.indexOf(limit)
}

/** The worst status of all statements, superseded ones too; undefined without statements, or when one has no status that is known. */
function worstStatus(predicate: JsonRecord): Status | undefined {
  const ranks = (listIn(predicate, 'statements') ?? []).map((one) => SCALE.indexOf(textIn(one, 'status') as Status))
  return ranks.includes(-1) ? undefined : SCALE[Math.max(...ranks)]
}
