import type { HeldSecret, SecretFact } from '../model/secret-fact.ts'

/** Marks which credentials of the head side the change brought: those whose file, name and value the base side does not have. The values are dropped. */
export function compareSecrets(base: readonly HeldSecret[], head: readonly HeldSecret[]): readonly SecretFact[] {
  const left = new Map<string, number>()
  for (const one of base) left.set(keyOf(one), (left.get(keyOf(one)) ?? 0) + 1)
  return head.map((held) => {
    const count = left.get(keyOf(held)) ?? 0
    left.set(keyOf(held), count - 1)
    const { value: _, ...fact } = held
    return { ...fact, touched: count <= 0 }
  })
}

function keyOf({ origin, name, value }: HeldSecret): string {
  return JSON.stringify([origin.file, name, value])
}
