import { describe, expect, it } from 'vitest'
import { flagHelp, verbHelp } from '../../shared/text/cli-help'
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
    for (const [word = '', second] of verbNames.map((name) => name.split(' '))) {
      const line = out.split('\n').find((text) => text.startsWith(`  ${word} `)) ?? ''
      expect(line).toContain(second ?? word)
    }
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
