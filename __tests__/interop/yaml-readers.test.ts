import { describe, expect, test } from '@jest/globals'
import { compareManifests } from './yaml-differences.ts'

const program = process.env.PREADMIT_YAML_READERS
const count = Number(process.env.PREADMIT_MUTATIONS ?? 5_000)
const open = program === undefined ? describe.skip : describe

open(
  `manifests, held against the readers of Go${program === undefined ? ' (skipped: PREADMIT_YAML_READERS is not set)' : ''}`,
  () => {
    test(`${count} mutated manifests: kubectl, Helm and kustomize read no image that we are silent about`, () => {
      const { read, unread, silent } = compareManifests(program ?? '', count)
      expect(read).toBeGreaterThan(count / 5)
      expect(unread).toBeLessThan(read / 10)
      expect(silent).toEqual([])
    }, 600_000)
  },
)
