import type { Rule } from '../../case/rule.ts'
import { shown } from '../../case/sentence.ts'
import { introduced } from '../../kubernetes/introduced.ts'
import { WEIGHED_VARIABLES, whyWeakening } from '../../model/weakening-variable.ts'
import { atLength, comparedHits, quoted } from '../comparison.ts'

const FIX = 'See in the notes of the release why. What `env` of the container sets outweighs the image.'
const MOST_SHOWN = 5

export const envRisky: Rule = {
  id: 'image-change/env-risky',
  level: 'warning',
  summary:
    'The image sets a variable that weakens something, such as LD_PRELOAD or a switched off TLS check, and the image it replaces did not.',
  check: (context) =>
    comparedHits(context, ({ one, before, after }) => {
      if (before.weakening === undefined || after.weakening === undefined) return undefined
      const added = introduced(before.weakening, after.weakening, (pair) => JSON.stringify(pair))
      const weighed = added.filter(([name]) => WEIGHED_VARIABLES.includes(name))
      const [first] = weighed
      if (first === undefined) return undefined
      const names = weighed.slice(0, MOST_SHOWN).map(([name, part]) => quoted(`${name}=${part}`))
      const more = weighed.length > MOST_SHOWN ? ` and ${weighed.length - MOST_SHOWN} more` : ''
      const then = new Map(before.weakening)
      const isNew = weighed.some(([name]) => !then.has(name))
      const ending = isNew ? ', which the image that it replaces does not' : ' otherwise than the image that it replaces'
      const message = `${shown(one)} sets ${names.join(', ')}${more}${ending}`
      const evidence = weighed.map(([name, part]) => {
        const old = then.get(name)
        return `${name}=${atLength(part)}${old === undefined ? '' : ` (before: ${atLength(old)})`}: ${whyWeakening(name) ?? ''}`
      })
      return { message, why: `With it, ${whyWeakening(first[0]) ?? ''}.`, evidence, fix: FIX }
    }),
}
