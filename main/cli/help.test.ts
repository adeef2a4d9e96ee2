import { describe, expect, it } from 'vitest'
import { flagHelp } from '../../shared/text/cli-flag-help'
import { verbHelp } from '../../shared/text/cli-help'
import { everyDay } from '../../shared/text/cli-help-words'
import { signet } from './fakes'
import { findVerb, verbNames } from './verbs'

const screen = { lines: 24, columns: 80 }

function expectToFit(text: string): void {
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(screen.lines)
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(screen.columns)
}

describe('signet help', () => {
  it('lists every verb on one screen', async () => {
    const { out, exit } = await signet(['help'])
    expect(exit).toBe(0)
    const others = /^Others: ([^`]*)^To begin/ms.exec(out)?.[1]?.split(/[,\s]+/) ?? []
    for (const [word = '', second] of verbNames.map((name) => name.split(' '))) {
      const line = out.split('\n').find((text) => text.startsWith(`  ${word} `)) ?? ''
      if (everyDay.has(word)) expect(line).toContain(second ?? word)
      else expect(others).toContain(word)
    }
    for (const word of everyDay) expect(out).toContain(`\n  ${word} `)
    expectToFit(out)
  })

  it.each(verbNames)('explains %s on one screen, every flag of it', async (name) => {
    const { out, exit } = await signet(['help', ...name.split(' ')])
    const { verb } = await findVerb(name.split(' '))
    expect(exit).toBe(0)
    expectToFit(out)
    for (const flag of Object.keys(verb.flags)) {
      expect(flagHelp[flag], flag).toBeTruthy()
      expect(out).toContain(`--${flag}`)
    }
    expect((await signet([...name.split(' '), '--help'])).out).toBe(out)
  })

  it.each([
    'account password',
    'account mfa',
    'devices remember',
    'devices forget',
    'pools add',
    'pools import',
    'pools remove',
    'accounts rename',
    'accounts remove',
    'apps allow',
    'share',
    'logout',
    'reset',
  ])('says of %s that a person is asked', async (name) => {
    const text = (await signet(['help', ...name.split(' ')])).out.replace(/\s+/g, ' ')
    expect(text).toMatch(/Signet asks you for a yes (first|as well): in its window, or on your terminal\./)
  })

  it.each([
    ['account mfa', ['[list]', 'add totp', 'on|off|prefer TYPE']],
    ['devices forget', ['KEY', '--others']],
  ])('has a line for each form of %s', async (name, forms) => {
    const { out } = await signet(['help', ...name.split(' ')])
    const usage = out.split('\n').filter((line) => line.startsWith('    signet '))
    expect(usage).toEqual(forms.map((form) => `    signet ${name} ${form} [--account A] [--no-interactive]`))
  })

  it('says how a renamed device gets its former name back', async () => {
    expect((await signet(['help', 'devices', 'rename'])).out.replace(/\s+/g, ' ')).toContain(
      'Without NAME the device gets back the name that Cognito knows.',
    )
    const { exit, err } = await signet(['devices', 'rename', 'aaaa', ''])
    expect([exit, err]).toEqual([2, expect.stringContaining('NAME is empty: leave it out')])
    expect(err).not.toContain('[NAME]')
  })

  it.each(['pools', 'apps', 'completion'])('lists what may follow %s', async (word) => {
    const { out, exit } = await signet(['help', word])
    expect(exit).toBe(0)
    expectToFit(out)
    for (const name of verbNames.filter((verb) => verb.startsWith(`${word} `)))
      expect(out).toContain(`${name} `)
  })

  it('leads on from a verb to those that begin with it', async () => {
    expect((await signet(['help', 'account'])).out).toContain('See also: account password, account mfa\n')
  })

  it('explains no verb that there is not', () => {
    expect(Object.keys(verbHelp).filter((name) => name !== 'help')).toEqual([...verbNames])
  })

  it('is an error of usage when nothing was asked', async () => {
    const { out, err, exit } = await signet([])
    expect([out, exit]).toEqual(['', 2])
    expect(err).toContain('Usage:')
  })

  it('has colours on a terminal alone, and never under NO_COLOR', async () => {
    expect((await signet(['help'], { isTerminal: true })).out).toContain('\u001B[1m')
    expect((await signet(['help'])).out).not.toContain('\u001B')
    expect((await signet(['help'], { isTerminal: true, env: { NO_COLOR: '1' } })).out).not.toContain('\u001B')
    expect((await signet(['help'], { isTerminal: true, env: { TERM: 'dumb' } })).out).not.toContain('\u001B')
  })

  it.each([
    [['tokn'], 'Did you mean token?'],
    [['pools', 'ad'], 'Did you mean add?'],
    [['pools'], 'add, import, list, remove'],
    [['accounts', 'defalt', 'me'], 'Did you mean default?'],
    [['help', 'lgin'], 'Did you mean login?'],
    [['hunter2 hunter2'], 'There is no `signet …`'],
    [['constructor'], 'There is no'],
  ])('refuses %j and names the nearest', async (words, said) => {
    const { out, err, exit } = await signet(words)
    expect([out, exit]).toEqual(['', 2])
    expect(err).toContain(said)
  })
})

describe('signet --version', () => {
  it('is one line', async () => {
    expect((await signet(['--version'])).out).toMatch(/^signet \d+\.\d+\.\d+\n$/)
  })
})
