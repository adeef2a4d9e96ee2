// Once per device: a headless Signet from the first sign-in to the last trace of it.
import { readdirSync } from 'node:fs'
import { expect } from '@playwright/test'
import { passwords } from '../cognito/builders'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInAlice } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
})

test('the first sign-in asks for a code, and the next one on the remembered device for none', async ({
  computer,
}) => {
  const { cognito } = computer
  const first = await computer.signet(['login', '--username', 'alice'], {
    input: `${passwords.alice}\n${cognito.totp('alice')}\n`,
  })
  expect(first).toMatchObject({ exit: 0, out: '' })
  expect(first.err).toContain('Signed in as alice. This device is remembered')
  expect(cognito.counters().challenges).toEqual({ PASSWORD_VERIFIER: 1, SOFTWARE_TOKEN_MFA: 1 })
  expect(cognito.admin.devices({ username: 'alice' })).toMatchObject([{ confirmed: true, remembered: true }])

  expect(await computer.signet(['logout'])).toMatchObject({ exit: 0, out: '' })
  // The password is all that is asked for: the account is the default one.
  expect((await computer.signet(['login'], { input: `${passwords.alice}\n` })).exit).toBe(0)
  expect(cognito.counters()).toMatchObject({
    signIns: 2,
    challenges: {
      PASSWORD_VERIFIER: 2,
      SOFTWARE_TOKEN_MFA: 1,
      DEVICE_SRP_AUTH: 1,
      DEVICE_PASSWORD_VERIFIER: 1,
    },
  })
  expect(cognito.admin.devices({ username: 'alice' })).toHaveLength(1)
})

test('a sign-in on a terminal shows neither the password nor the code', async ({ computer }) => {
  const login = computer.onTerminal('login')
  await login.type('Username: ', 'alice')
  await login.type('Password of alice at Work: ', passwords.alice)
  const code = computer.cognito.totp('alice')
  await login.type('(6 digits): ', code)
  expect(await login.ended).toMatchObject({ exit: 0, out: '' })
  await login.pty.waitFor('Signed in as alice.')
  expect(login.pty.shown()).not.toContain(passwords.alice)
  expect(login.pty.shown()).not.toContain(code)
  expect(login.pty.isEchoing()).toBe(true)
})

test('a restarted agent needs no password until the server ends the session, and then no code', async ({
  computer,
}) => {
  const { cognito } = computer
  await signInAlice(computer)
  expect((await computer.allow()).exit).toBe(0)
  const before = await computer.scripted(['token'])
  expect(before.exit).toBe(0)

  await computer.restartAgent()
  const resumed = await computer.scripted(['token'])
  expect([resumed.exit, resumed.err]).toEqual([0, ''])
  expect(resumed.out).toMatch(/^ey[\w-]+\.[\w-]+\.[\w-]+\n$/)
  expect(resumed.out).not.toBe(before.out)
  expect(cognito.counters()).toMatchObject({ signIns: 1, refreshes: 1 })

  cognito.admin.signOutUser({ username: 'alice' })
  await computer.restartAgent()
  const ended = await computer.scripted(['token'])
  expect(ended).toMatchObject({ exit: 4, out: '' })
  expect(ended.err).toContain('signet login')
  const accounts = await computer.signet(['accounts', '--json'])
  expect(JSON.parse(accounts.out)).toMatchObject({ accounts: [{ status: 'expired', device: 'remembered' }] })

  await signInAgain(computer)
  expect(cognito.counters().challenges['SOFTWARE_TOKEN_MFA']).toBe(1)
  expect((await computer.scripted(['token'])).exit).toBe(0)
})

test('a device that the server has forgotten costs a code, not the sign-in', async ({ computer }) => {
  const { cognito } = computer
  await signInAlice(computer)
  cognito.admin.forgetDevice({ username: 'alice' })
  await computer.signet(['logout'])
  cognito.clock.advance(30_000)
  await signInAlice(computer)
  expect(cognito.counters()).toMatchObject({ signIns: 2, challenges: { SOFTWARE_TOKEN_MFA: 2 } })
  expect(cognito.admin.devices({ username: 'alice' })).toMatchObject([{ remembered: true }])
})

test('logout keeps the device, and forgetting it on a terminal leaves nothing of it anywhere', async ({
  computer,
}) => {
  const account = await signInAlice(computer)
  const signedIn = Object.values(await computer.keychain(account)).join('')
  expect(signedIn).toContain('refreshToken')
  expect((await computer.signet(['logout'])).exit).toBe(0)
  const signedOut = Object.values(await computer.keychain(account)).join('')
  expect(signedOut).toContain('devicePassword')
  expect(signedOut).not.toContain('refreshToken')

  await signInAgain(computer)
  const away = await computer.signet(['logout', '--forget-device'])
  expect(away.exit).toBe(5)
  expect(computer.cognito.admin.devices({ username: 'alice' })).toHaveLength(1)

  const forgetting = computer.onTerminal('logout', '--forget-device')
  await forgetting.answer('Forget this device of alice?', 'y')
  expect(await forgetting.ended).toMatchObject({ exit: 0, out: '' })
  expect(computer.cognito.admin.devices({ username: 'alice' })).toEqual([])
  expect(await computer.keychain(account)).toEqual({})
})

test('signing out everywhere is for a person to confirm, and ends the sessions at the server', async ({
  computer,
}) => {
  const account = await signInAlice(computer)
  expect((await computer.signet(['logout', '--everywhere'])).exit).toBe(5)
  const leaving = computer.onTerminal('logout', '--everywhere')
  await leaving.answer('Sign alice out on every device?', 'y')
  expect((await leaving.ended).exit).toBe(0)
  expect(computer.cognito.counters().operations).toMatchObject({ GlobalSignOut: 1 })
  expect(Object.values(await computer.keychain(account)).join('')).not.toContain('refreshToken')
  await signInAgain(computer)
})

test('reset on a terminal takes account, device, keychain items and files away', async ({ computer }) => {
  const account = await signInAlice(computer)
  const refused = computer.onTerminal('reset')
  await refused.answer('delete everything Signet keeps?', '')
  expect((await refused.ended).exit).toBe(5)
  expect(Object.keys(await computer.keychain(account))).not.toEqual([])

  // Another process asks: a refusal quiets only who was refused.
  const reset = computer.scriptedOnTerminal(['reset', '--json'])
  await reset.answer('delete everything Signet keeps?', 'y')
  const { exit, out } = await reset.ended
  expect(exit).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ left: [] })
  expect(await computer.keychain(account)).toEqual({})
  expect(computer.cognito.admin.devices({ username: 'alice' })).toEqual([])
  expect(readdirSync(computer.home).filter((name) => name.endsWith('.json'))).toEqual([])
  expect((await computer.scripted(['token'])).exit).toBe(4)
})

/** On the remembered device: with nothing but the password. */
async function signInAgain(computer: HeadlessComputer): Promise<void> {
  const again = await computer.signet(['login', '--account', 'alice'], { input: `${passwords.alice}\n` })
  expect(again).toMatchObject({ exit: 0, out: '' })
}
