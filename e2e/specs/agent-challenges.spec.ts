// Each step that only the person can answer, over standard input.
import { expect } from '@playwright/test'
import { passwords } from '../cognito/builders'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { test } from '../fixtures/agent-test'

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
})

for (const [username, medium] of [
  ['carol', 'SMS'],
  ['dave', 'EMAIL'],
] as const) {
  test(`the code of ${username} comes by ${medium}, and the next sign-in needs none`, async ({
    computer,
  }) => {
    const { cognito } = computer
    const login = computer.startSignet('login', '--username', username)
    login.write(`${passwords[username]}\n`)
    await expect.poll(() => cognito.inbox(username)).toMatchObject([{ medium }])
    login.write(`${cognito.inbox(username)[0]?.code ?? ''}\n`)
    expect((await login.ended).exit).toBe(0)
    await computer.signet(['logout'])
    expect((await passwordAlone(computer, username)).exit).toBe(0)
    expect(cognito.inbox(username)).toHaveLength(1)
  })
}

test('a terminal says where the code was sent, with the address masked', async ({ computer }) => {
  const login = computer.onTerminal('login', '--username', 'dave')
  await login.type('Password of dave at Work: ', passwords.dave)
  await login.pty.waitFor('Code sent by e-mail to d***@e***')
  login.pty.type('\u0003')
  expect((await login.ended).exit).toBe(130)
})

test('a temporary password is replaced, with the attribute that the pool requires', async ({ computer }) => {
  const input = `${passwords.erin}\nErin-Lasting-2!\nErin Example\n`
  expect((await computer.signet(['login', '--username', 'erin'], { input })).exit).toBe(0)
  await computer.signet(['logout'])
  const old = await passwordAlone(computer, 'erin')
  expect([old.exit, old.err]).toEqual([4, expect.stringContaining('wrong')])
  const { exit } = await computer.signet(['login', '--username', 'erin'], { input: 'Erin-Lasting-2!\n' })
  expect(exit).toBe(0)
})

test('a new password that the pool refuses leaves the temporary one in place', async ({ computer }) => {
  const refused = await computer.signet(['login', '--username', 'erin'], {
    input: `${passwords.erin}\nshort\nErin Example\n`,
  })
  expect(refused.exit).toBe(4)
  expect(refused.err).toContain('The pool did not accept the new password.')
  const input = `${passwords.erin}\nErin-Lasting-2!\nErin Example\n`
  expect((await computer.signet(['login', '--username', 'erin'], { input })).exit).toBe(0)
})

test('a wrong password or code on a terminal is said, and can be typed again', async ({ computer }) => {
  const login = computer.onTerminal('login', '--username', 'alice')
  await login.type('Password of alice at Work: ', 'not-the-password')
  await login.pty.waitFor('The username or password is wrong.')
  login.pty.type(`${passwords.alice}\r`)
  await login.type('(6 digits): ', '000000')
  await login.pty.waitFor('The code is wrong.')
  login.pty.type(`${computer.cognito.totp('alice')}\r`)
  expect((await login.ended).exit).toBe(0)
})

test.describe('in a pool that leaves remembering to the person', () => {
  test.use({
    pool: {
      deviceConfiguration: { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: true },
    },
  })

  test('a yes is remembered: no code the next time', async ({ computer }) => {
    const { cognito } = computer
    const login = computer.onTerminal('login', '--username', 'alice')
    await login.type('Password of alice at Work: ', passwords.alice)
    await login.type('(6 digits): ', cognito.totp('alice'))
    await login.type('Remember this device as "Signet on ', 'y')
    expect((await login.ended).exit).toBe(0)
    await computer.signet(['logout'])
    expect((await passwordAlone(computer, 'alice')).exit).toBe(0)
    expect(cognito.counters().challenges['SOFTWARE_TOKEN_MFA']).toBe(1)
  })

  test('a no is kept: the sign-in stands, and the next one asks for a code', async ({ computer }) => {
    const { cognito } = computer
    const input = `${passwords.alice}\n${cognito.totp('alice')}\nn\n`
    expect((await computer.signet(['login', '--username', 'alice'], { input })).exit).toBe(0)
    expect(cognito.admin.devices({ username: 'alice' })).toMatchObject([
      { confirmed: true, remembered: false },
    ])
    await computer.signet(['logout'])
    expect((await passwordAlone(computer, 'alice')).exit).toBe(9)
    expect(cognito.counters().challenges['SOFTWARE_TOKEN_MFA']).toBe(2)
  })
})

/** A later sign-in, with nothing but the password. */
function passwordAlone(computer: HeadlessComputer, username: keyof typeof passwords) {
  return computer.signet(['login', '--username', username], { input: `${passwords[username]}\n` })
}
