import type { Claim } from '../model/evidence.ts'
import type { Place } from './collect.ts'

/** Where what proved a claim was found the last time, for claims of the same kind about images of the same registry. */
export interface LikelyPlaces {
  /**
   * The places in which these claims were proved before; undefined where one of them was not, and then whoever asks looks everywhere and
   * says what it found with `learn`. Of claims that nobody asked yet the first asker leads, and the others wait for what it learns.
   */
  before(claims: readonly Claim[]): Promise<readonly Place[] | undefined>
  /** Says where each claim was proved, or that it was not. */
  learn(claim: Claim, place: Place | undefined): void
}

interface Known {
  place: Place | undefined
  readonly ready: Promise<void>
  readonly tell: () => void
}

/** Nothing is known yet. */
export function createLikelyPlaces(): LikelyPlaces {
  const known = new Map<string, Known>()
  return {
    async before(claims) {
      const keys = [...new Set(claims.map(keyOf))]
      const fresh = keys.filter((key) => !known.has(key))
      for (const key of fresh) {
        const { promise, resolve } = Promise.withResolvers<void>()
        known.set(key, { place: undefined, ready: promise, tell: resolve })
      }
      // Who leads never waits, so that nobody waits for each other.
      if (fresh.length > 0) return undefined
      await Promise.all(keys.map((key) => known.get(key)?.ready))
      const places = keys.map((key) => known.get(key)?.place)
      return places.some((place) => place === undefined) ? undefined : [...new Set(places.flatMap((place) => place ?? []))]
    },
    learn(claim, place) {
      const entry = known.get(keyOf(claim))
      if (entry === undefined) return
      entry.place = place ?? entry.place
      entry.tell()
    },
  }
}

function keyOf({ repository, authority, verifier, attestation }: Claim): string {
  return JSON.stringify([repository.registry, authority.name, verifier, attestation?.type ?? ''])
}
