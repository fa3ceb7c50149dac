import { describe, expect, test } from '@jest/globals'
import { helpText, parseCommand } from '../../src/cli/arguments.ts'
import { UsageError } from '../../src/model/usage-error.ts'

describe('arguments', () => {
  test('name a command, its options and its operands', () => {
    const command = parseCommand(['check', 'deploy', '--base', 'main', '--all', '-q'])
    expect([command.name, command.positionals, command.text('base'), command.flag('all'), command.voice.quiet]).toEqual([
      'check',
      ['deploy'],
      'main',
      true,
      true,
    ])
  })

  test('of two words are one command', () => {
    expect(parseCommand(['policy', 'test', 'a.yaml'])).toMatchObject({ name: 'policy test', positionals: ['a.yaml'] })
  })

  test.each([[[]], [['chekc']], [['policy']], [['check', '--bass', 'x']], [['check', '--base']], [['check', '--color', 'red']]])(
    'that are not understood are refused: %j',
    (argv) => {
      expect(() => parseCommand(argv)).toThrow(UsageError)
    },
  )

  test('are all in the help', () => {
    expect(helpText()).toContain('preadmit policy export --to')
  })
})
