import type { Answer, Problem } from '../model/answer.ts'
import type { Digest, Repository } from '../model/image-name.ts'
import type { Inventory, InventoryChoice, ReadInventory } from '../model/inventory.ts'

/** One image whose packages are asked for. */
export interface ImageAt {
  readonly repository: Repository
  readonly digest: Digest
}

/** The packages of a pair of images. A side without an inventory says why, unless every source proved that it has nothing. */
export interface PairInventories {
  readonly before?: Inventory
  readonly after?: Inventory
  readonly problems: readonly Problem[]
}

/**
 * Asks the sources of the policy in their order. The first that answers for both sides is used for both, because only lists of one
 * kind can be compared; where none does, each side has its own first answer.
 */
export async function inventoriesOf(
  { after, before }: { readonly after: ImageAt; readonly before?: ImageAt },
  choices: readonly InventoryChoice[],
  read: ReadInventory,
): Promise<PairInventories> {
  const seen: { readonly before: Answer<Inventory> | undefined; readonly after: Answer<Inventory> }[] = []
  for (const choice of choices) {
    const [now, then] = await Promise.all([
      read(after.repository, after.digest, choice, before),
      before === undefined ? undefined : read(before.repository, before.digest, choice, after),
    ])
    if (now.kind === 'found' && (then === undefined || then.kind === 'found'))
      return { after: now.value, ...(then === undefined ? {} : { before: then.value }), problems: [] }
    seen.push({ before: then, after: now })
  }
  const [now, then] = [firstFound(seen.map((one) => one.after)), firstFound(seen.map((one) => one.before))]
  const open = [
    ...(now === undefined ? seen.map((one) => one.after) : []),
    ...(then === undefined ? seen.map((one) => one.before) : []),
  ]
  return {
    ...(now === undefined ? {} : { after: now }),
    ...(then === undefined ? {} : { before: then }),
    problems: open.flatMap((answer) => (answer?.kind === 'unknown' ? [answer.problem] : [])),
  }
}

function firstFound(answers: readonly (Answer<Inventory> | undefined)[]): Inventory | undefined {
  return answers.flatMap((answer) => (answer?.kind === 'found' ? [answer.value] : []))[0]
}
