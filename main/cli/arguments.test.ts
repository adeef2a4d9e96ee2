import { describe, expect, it } from 'vitest'
import { asksForJson, parseArguments } from './arguments'
import { UsageError } from './usage-error'

const shape = {
  flags: {
    account: { value: 'A' },
    use: { value: 'USE', choices: ['access', 'id'] },
    header: {},
    wait: { value: 'S' },
  },
  operands: ['NAME', '[OTHER]'],
}

describe('parseArguments', () => {
  it('reads flags in both spellings, and operands around them', () => {
    const args = parseArguments(['--account', 'me', 'one', '--use=id', '--header', 'two'], shape)
    expect(args.value('account')).toBe('me')
    expect(args.value('use')).toBe('id')
    expect(args.has('header')).toBe(true)
    expect([args.operand(0), args.operand(1)]).toEqual(['one', 'two'])
  })

  it('takes everything after -- as it is, and a value that begins with a hyphen', () => {
    const args = parseArguments(['--account=--use', '--', '--header'], shape)
    expect(args.value('account')).toBe('--use')
    expect(args.operand(0)).toBe('--header')
    expect(args.has('header')).toBe(false)
  })

  it.each([
    [['x', '--acount', 'me'], 'Unknown flag --acount', '--account'],
    [['x', '--heade'], 'Unknown flag --heade', '--header'],
    [['x', '-x'], 'Unknown flag -x', undefined],
    [['x', '--constructor'], 'Unknown flag --constructor', undefined],
    [['x', '--header=1'], '--header takes no value', undefined],
    [['x', '--account'], '--account needs a value', undefined],
    [['x', '--account='], '--account needs a value', undefined],
    [['x', '--use', 'all'], '--use is one of access, id', undefined],
    [['x', '--header', '--header'], 'given twice', undefined],
    [[], 'NAME is missing', undefined],
    [[''], 'NAME is empty', undefined],
    [['a', 'b', 'c'], 'Too many arguments', undefined],
  ])('refuses %j', (words, message, suggestion) => {
    const parse = (): unknown => parseArguments(words, shape)
    expect(parse).toThrow(UsageError)
    expect(parse).toThrow(message)
    expect(parse).toThrow(expect.objectContaining({ suggestion }))
  })

  it('never repeats what may be a secret', () => {
    for (const words of [
      ['--password=hunter2'],
      ['--password', 'hunter2'],
      ['-phunter2'],
      ['--use', 'hunter2'],
      ['a', 'b', 'hunter2'],
    ]) {
      try {
        parseArguments(words, shape)
        expect.unreachable()
      } catch (error) {
        expect(String(error)).not.toContain('hunter2')
      }
    }
  })

  it('says why there is no flag for a secret', () => {
    expect(() => parseArguments(['--password=x'], shape)).toThrow('every user of this computer')
  })

  it('reads whole numbers within their limit', () => {
    expect(parseArguments(['x', '--wait', '600'], shape).number('wait', 600)).toBe(600)
    for (const text of ['601', '-1', '1.5', '1e3', 'soon', '0x10', '9999999999']) {
      const args = parseArguments(['x', `--wait=${text}`], shape)
      expect(() => args.number('wait', 600)).toThrow('--wait takes a whole number')
    }
  })

  it('lets help be asked for without operands', () => {
    expect(parseArguments(['--help'], shape).has('help')).toBe(true)
    expect(parseArguments(['-h'], shape).has('help')).toBe(true)
  })
})

describe('a verb that takes a command', () => {
  const ofCommand = {
    flags: { env: { value: 'NAME=USE', isRepeatable: true }, header: {} },
    operands: [],
    commandForm: 'Write the command after --.',
  } as const

  it('leaves everything after the first -- as it is', () => {
    const words = ['ls', '--json', '--help', '--header', '--', '--env', '', '-x']
    const args = parseArguments(['--header', '--', ...words], ofCommand)
    expect(args.command).toEqual(words)
    expect([args.has('header'), args.has('json'), args.has('help'), args.has('env')]).toEqual([
      true,
      false,
      false,
      false,
    ])
  })

  it('takes a repeatable flag several times, in order', () => {
    const args = parseArguments(['--env', 'A=id', '--env=B=access', '--', 'ls'], ofCommand)
    expect(args.values('env')).toEqual(['A=id', 'B=access'])
    expect(parseArguments(['--', 'ls'], ofCommand).values('env')).toEqual([])
  })

  it.each([[[]], [['--']], [['--', '']], [['ls', '--unknown']], [['ls', '--', 'ls']], [['--header']]])(
    'shows the form for %j',
    (words) => {
      expect(() => parseArguments(words, ofCommand)).toThrow('Write the command after --.')
    },
  )

  it('explains itself without one', () => {
    expect(parseArguments(['--help'], ofCommand).has('help')).toBe(true)
  })
})

it.each([
  [['token', '--json'], true],
  [['exec', '--json', '--', 'ls'], true],
  [['exec', '--', 'ls', '--json'], false],
  [['token'], false],
])('sees whether %j asks for JSON', (words, isAsked) => {
  expect(asksForJson(words)).toBe(isAsked)
})
