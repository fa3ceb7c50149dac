/** A number of places that holders take and give back, first come first served. */
export interface Slots {
  /** Runs the work while it holds `weight` places; a weight above the capacity waits until it is alone. */
  hold<T>(weight: number, work: () => Promise<T>): Promise<T>
  /** Changes the capacity. Holders beyond a smaller one keep their places; nobody enters until enough of them have left. */
  resize(capacity: number): void
}

interface Waiting {
  readonly weight: number
  readonly enter: () => void
}

/** Slots with a capacity. */
export function createSlots(places: number): Slots {
  const waiting: Waiting[] = []
  let capacity = places
  let free = capacity

  function admit(): void {
    for (let next = waiting[0]; next !== undefined && next.weight <= free; next = waiting[0]) {
      waiting.shift()
      free -= next.weight
      next.enter()
    }
  }

  return {
    async hold(weight, work) {
      const taken = Math.min(weight, capacity)
      await new Promise<void>((enter) => {
        waiting.push({ weight: taken, enter })
        admit()
      })
      try {
        return await work()
      } finally {
        free += taken
        admit()
      }
    },
    resize(wanted) {
      free += wanted - capacity
      capacity = wanted
      admit()
    },
  }
}
