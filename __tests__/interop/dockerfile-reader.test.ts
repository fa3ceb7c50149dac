import { describe, expect, test } from '@jest/globals'
import { dockerfileReadings } from '../discover/dockerfile-readings.ts'
import { compareDockerfiles } from './dockerfile-differences.ts'
import { answersOf } from './mutations.ts'

const program = process.env.PREADMIT_DOCKERFILE_READER
const count = Number(process.env.PREADMIT_MUTATIONS ?? 5_000)
const open = program === undefined ? describe.skip : describe

open(
  `Dockerfiles, held against BuildKit${program === undefined ? ' (skipped: PREADMIT_DOCKERFILE_READER is not set)' : ''}`,
  () => {
    test('every reading that a test of ours claims is BuildKit’s', () => {
      const answers = answersOf<{ error?: string; images: string[]; syntax?: string }>(
        program ?? '',
        dockerfileReadings.map(({ text }) => text),
      )
      const told = answers.map(({ images, syntax, error }, index) => {
        const pulled = [...new Set(syntax === undefined ? images : error === undefined ? [...images, syntax] : [syntax])]
        return dockerfileReadings[index]?.open === true ? [] : pulled.sort()
      })
      expect(told).toEqual(dockerfileReadings.map(({ images, open: isOpen }) => (isOpen === true ? [] : [...images].sort())))
    })

    test(`${count} mutated Dockerfiles: BuildKit pulls nothing that we are silent about`, () => {
      const { valid, silent, extra } = compareDockerfiles(program ?? '', count)
      expect(valid).toBeGreaterThan(count / 20)
      expect(silent).toEqual([])
      expect(extra).toEqual([])
    })
  },
)
