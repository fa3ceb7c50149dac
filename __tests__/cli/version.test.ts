import { expect, test } from '@jest/globals'
import { systemClock } from '../../src/adapters/clock.ts'
import { runCli } from '../../src/cli/run.ts'
import { recordingLog } from '../fakes/quiet.ts'

test.each(['--version', '-V'])('%s prints the version of this build, and is no mistake', async (flag) => {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await runCli([flag], {
    env: {},
    folder: '.',
    clock: systemClock,
    print: (text) => void out.push(text),
    complain: (text) => void err.push(text),
    logFor: () => recordingLog(),
    color: () => false,
  })
  expect({ code, out, err }).toEqual({ code: 0, out: ['preadmit source'], err: [] })
})
