import { expect, test } from '@jest/globals'
import { wantsColor } from '../../src/cli/terminal.ts'

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ CLICOLOR_FORCE: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '', CLICOLOR_FORCE: '' }, false, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
])('colour with %j on a terminal (%j): %j', (env, isTerminal, expected) => {
  expect(wantsColor(env, isTerminal)).toBe(expected)
})
