import type { Answer } from '../../model/answer.ts'

/** Answers that are asked for once. Concurrent questions share one answer; open questions (`unknown`) are not kept. */
export interface Memo<T> {
  /** The answer for a key, asked for with `work` if it is not there. */
  once(key: string, work: () => Promise<Answer<T>>): Promise<Answer<T>>
  /** Puts an answer in that came with another question. */
  put(key: string, answer: Answer<T>): void
  /** The answer or the question under way; undefined when nobody asked. */
  peek(key: string): Promise<Answer<T>> | undefined
}

/** A memo that forgets its oldest answers when together they weigh more than `capacity`. */
export function createMemo<T>(capacity: number, weigh: (value: T) => number): Memo<T> {
  const answers = new Map<string, Promise<Answer<T>>>()
  const weights = new Map<string, number>()
  let total = 0

  function settle(key: string, answer: Answer<T>): void {
    const weight = answer.kind === 'found' ? weigh(answer.value) : 0
    if (answer.kind === 'unknown' || weight > capacity) {
      answers.delete(key)
      return
    }
    weights.set(key, weight)
    total += weight
    for (const [oldest, freed] of weights) {
      if (total <= capacity) break
      weights.delete(oldest)
      answers.delete(oldest)
      total -= freed
    }
  }

  return {
    once(key, work) {
      const known = answers.get(key)
      if (known !== undefined) return known
      const asked = work().then((answer) => {
        settle(key, answer)
        return answer
      })
      answers.set(key, asked)
      return asked
    },
    put(key, answer) {
      if (answers.has(key)) return
      answers.set(key, Promise.resolve(answer))
      settle(key, answer)
    },
    peek: (key) => answers.get(key),
  }
}
