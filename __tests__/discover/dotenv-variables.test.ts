import { expect, test } from '@jest/globals'
import { composeLookups } from '../../src/discover/compose-variables.ts'
import { createSide } from '../../src/discover/side.ts'

const VARIABLES =
  'F=f#x\nG=a # c\nH: v\nI=$F-${A:-z}\nJ=\'$F\'\nK="x\\n$F" # c\nexport L=1\nM=\nN=a b  \nO="a#b"\nP=$$F\nQ=x\\ny\nR="multi\nline"\nS=a#b #c\nT= # only\nU=#x\nV="it\'s"\nW.x-y=1\n'

// What compose-go 2.16.2 (dotenv.ParseWithLookup, an empty environment) makes of the same text.
test.each([
  ['F', 'f#x'],
  ['G', 'a'],
  ['H', 'v'],
  ['I', 'f#x-z'],
  ['J', '$F'],
  ['K', 'x\nf#x'],
  ['L', '1'],
  ['M', ''],
  ['N', 'a b'],
  ['O', 'a#b'],
  ['P', '$F'],
  ['Q', 'x\\ny'],
  ['R', 'multi\nline'],
  ['S', 'a#b'],
  ['T', '# only'],
  ['U', '#x'],
  ['V', "it's"],
  ['W.x-y', '1'],
])('the variable %s of a file that Compose reads is %j', (name, value) => {
  const compose = { path: 'compose.yaml', text: 'services: {a: {image: b}}\n' }
  const [lookup] = composeLookups(compose, createSide([compose, { path: '.env', text: VARIABLES }]))
  expect(lookup?.(name)?.text).toBe(value)
})
