import { describe, expect, test } from '@jest/globals'
import { COMMANDS, COMMON, parseCommand } from '../../src/cli/arguments.ts'
import { aboutOption, helpFor, helpText } from '../../src/cli/help.ts'
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
    for (const name of Object.keys(COMMANDS)) expect(helpText()).toContain(`\n  ${name} `)
  })

  test.each(Object.keys(COMMANDS))('of %s are each explained in its help, in lines that a terminal shows', (name) => {
    const help = helpFor(name) ?? ''
    for (const option of Object.keys({ ...COMMANDS[name]?.options, ...COMMON })) {
      expect(help).toMatch(new RegExp(`^  (?:-\\w, )?--${option}\\b`, 'm'))
      expect(aboutOption(option)?.[1]).toMatch(/\w/)
      const takes = { ...COMMANDS[name]?.options, ...COMMON }[option]?.type === 'string'
      expect([option, (aboutOption(option)?.[0] ?? '') !== '']).toEqual([option, takes])
    }
    expect(`${help}${helpText()}`.split('\n').filter((line) => line.length > 120)).toEqual([])
  })

  test('of a help that is asked for name its command', () => {
    expect(parseCommand(['check', '--help'])).toMatchObject({ name: 'help', positionals: ['check'] })
  })
})
