import { expect, test } from '@jest/globals'
import { commandLines } from '../../../src/languages/shell/commands.ts'

test('lines that end with a backslash are one command; comments and empty lines are none', () => {
  const script = '#!/bin/sh\n\nhelm upgrade web ./c \\\n  --set a=1\n  # never\n  echo "x"\r\n'
  expect(commandLines(script).map(({ text }) => text)).toEqual(['helm upgrade web ./c --set a=1', 'echo "x"'])
})

test('a command stands where its first word does', () => {
  const script = '\n   a \\\n b\n'
  expect(commandLines(script).map(({ span }) => script.slice(span.start, span.end))).toEqual(['a \\\n b'])
})
