import { expect, test } from '@jest/globals'
import { showsLinks, wantsColor } from '../../src/cli/terminal.ts'

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

test.each([
  [{}, true, false],
  [{ TERM_PROGRAM: 'WezTerm' }, true, true],
  [{ TERM_PROGRAM: 'WezTerm' }, false, false],
  [{ TERM_PROGRAM: 'WezTerm', CI: 'true' }, true, false],
  [{ VTE_VERSION: '7600' }, true, true],
  [{ VTE_VERSION: '4600' }, true, false],
  [{ TERM: 'dumb', VTE_VERSION: '7600' }, true, false],
  [{ FORCE_HYPERLINK: '1' }, false, true],
  [{ FORCE_HYPERLINK: '0', TERM_PROGRAM: 'vscode' }, true, false],
])('links are shown only by terminals that are known for it, or when forced: %j, terminal %j', (env, isTerminal, expected) => {
  expect(showsLinks(env, isTerminal)).toBe(expected)
})
