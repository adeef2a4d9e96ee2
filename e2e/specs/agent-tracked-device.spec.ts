// AWS's own tracked-device example: USER_PASSWORD_AUTH with DEVICE_KEY, then DEVICE_SRP_AUTH and
// DEVICE_PASSWORD_VERIFIER; with a public client and with a secret one.
import { expect } from '@playwright/test'
import { clientSecret, passwords, publicClientId, secretClientId } from '../cognito/builders'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInAlice } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'

const firstTime = { SOFTWARE_TOKEN_MFA: 1 }
const bothTimes = { ...firstTime, DEVICE_SRP_AUTH: 1, DEVICE_PASSWORD_VERIFIER: 1 }

/** Signs alice in for the first time, out, and in again; checks which challenges the server gave. */
async function signInTwice(computer: HeadlessComputer, ...flags: readonly string[]): Promise<void> {
  const { cognito } = computer
  const account = await signInAlice(computer, ...flags)
  expect(cognito.counters().challenges).toEqual(firstTime)
  expect((await computer.signet(['logout'])).exit).toBe(0)
  const again = await computer.signet(['login', '--account', account, ...flags], {
    input: `${passwords.alice}\n`,
  })
  expect(again).toMatchObject({ exit: 0, err: expect.stringContaining('no code') })
  expect(cognito.counters()).toMatchObject({ challenges: bothTimes, signIns: 2, errors: {} })
  expect(Object.keys(cognito.counters().challenges).sort()).toEqual(Object.keys(bothTimes).sort())
}

test('a public client signs in by password and then by the proof of its device, chosen at sign-in', async ({
  computer,
}) => {
  computer.hasPools({ method: 'USER_SRP_AUTH' })
  await computer.agent()
  await signInTwice(computer, '--method', 'password')
})

test('a secret client does the same, its secret typed on the terminal and kept in the keychain alone', async ({
  computer,
}) => {
  const { cognito, userPoolId } = computer
  await computer.agent()
  const place = ['--user-pool-id', userPoolId, '--client-id', secretClientId, '--endpoint', cognito.url]
  const adding = computer.onTerminal(
    ...['pools', 'add', '--name', 'AWS', '--method', 'password', '--client-secret-stdin', ...place],
  )
  await adding.type('App client secret: ', clientSecret)
  await adding.answer(`Add the pool AWS (${userPoolId})`, 'y')
  expect(await adding.ended).toMatchObject({ exit: 0, out: '' })
  expect(adding.pty.shown()).not.toContain(clientSecret)
  expect(computer.read('pools.json')).not.toContain(clientSecret)
  expect((await computer.signet(['pools', 'list'])).out).toMatch(/AWS .* yes\s+USER_PASSWORD_AUTH\n$/)

  await signInTwice(computer)
  await computer.restartAgent()
  await computer.allow()
  expect((await computer.scripted(['token'])).exit).toBe(0)
  expect(cognito.counters().refreshes).toBe(1)
})

test('a client secret that is missing or wrong is named as the trouble, not the password', async ({
  computer,
}) => {
  computer.hasPools({ clientId: secretClientId }, { name: 'Other', clientId: publicClientId })
  await computer.agent()
  const { exit, err } = await computer.signet(['login', '--pool', 'Work', '--username', 'bob'], {
    input: `${passwords.bob}\n`,
  })
  expect(exit).toBe(4)
  expect(err).toContain('The client secret of this pool is missing or wrong.')
})
