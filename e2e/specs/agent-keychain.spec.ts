// A computer without a keychain, or with a locked one: refused with the way out, and never a secret in a file.
import { expect, test as base } from '@playwright/test'
import { passwords } from '../cognito/builders'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type HeadlessComputer, startHeadlessComputer } from '../fixtures/agent-host'
import { signInAlice } from '../fixtures/agent-person'
import {
  type PrivateKeyring,
  type PrivateKeyringOptions,
  startPrivateKeyring,
} from '../fixtures/private-keyring'

const test = base.extend<{
  state: PrivateKeyringOptions['keyring']
  keyring: PrivateKeyring
  computer: HeadlessComputer
}>({
  state: ['none', { option: true }],
  keyring: async ({ state }, use) => {
    const keyring = await startPrivateKeyring({ keyring: state })
    await use(keyring)
    await keyring.stop()
  },
  computer: async ({ keyring }, use) => {
    const computer = await startHeadlessComputer({ env: keyring.env })
    computer.hasPools()
    await use(computer)
    await computer.stop()
  },
})

/** Every file below a folder, whole. */
function textIn(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n')
}

const tryAlice = (computer: HeadlessComputer) =>
  computer.signet(['login', '--username', 'alice', '--json'], {
    input: `${passwords.alice}\n${computer.cognito.totp('alice')}\n`,
  })

test('without a keychain a sign-in is refused, names both ways out, and leaves no trace', async ({
  computer,
}) => {
  await computer.agent()
  const { exit, err } = await tryAlice(computer)
  expect(exit).toBe(8)
  const problem = JSON.parse(err) as { code: string; detail: string }
  expect(problem.code).toBe('keychain_unavailable')
  expect(problem.detail).toContain('signet agent --session-only')
  expect(problem.detail).toContain('docs/headless.md')
  const status = await computer.signet(['status', '--json'])
  expect(JSON.parse(status.out)).toMatchObject({ keychain: { state: 'unavailable' }, accounts: [] })
  const files = textIn(computer.home)
  expect(files).not.toContain(passwords.alice)
  expect(files).not.toMatch(/refreshToken|devicePassword/)
  expect(computer.cognito.admin.devices({ username: 'alice' })).toEqual([])
})

test.describe('with a locked keyring and no display', () => {
  test.use({ state: 'unlocked' })

  test('a sign-in and a token fail at once, and work again when it is unlocked', async ({
    computer,
    keyring,
  }) => {
    await computer.agent()
    const account = await signInAlice(computer)
    await computer.allow()
    await keyring.lock()
    await computer.restartAgent()
    const startedMs = Date.now()
    const token = await computer.scripted(['token', '--json'])
    // The deadline of a keychain that hangs is five seconds: this one was not even called.
    expect(Date.now() - startedMs).toBeLessThan(5000)
    expect([token.exit, JSON.parse(token.err)]).toMatchObject([8, { code: 'keychain_locked' }])
    const login = await computer.signet(['login', '--account', account, '--json'], {
      input: `${passwords.alice}\n`,
    })
    expect([login.exit, JSON.parse(login.err)]).toMatchObject([8, { code: 'keychain_locked' }])
    const status = await computer.signet(['status', '--json'])
    expect(JSON.parse(status.out)).toMatchObject({
      keychain: { state: 'locked' },
      accounts: [{ status: 'signed-in', device: 'remembered' }],
    })

    await keyring.unlock()
    expect((await computer.scripted(['token'])).exit).toBe(0)
    expect(computer.cognito.counters().signIns).toBe(1)
  })

  test('a keyring that is killed under the agent costs no sign-in', async ({ computer, keyring }) => {
    await computer.agent()
    await signInAlice(computer)
    await computer.allow()
    await computer.restartAgent()
    process.kill(keyring.daemonPid ?? 0, 'SIGKILL')
    const { exit, err } = await computer.scripted(['token'])
    expect([exit, err]).toEqual([8, expect.stringContaining('keychain')])
    const { out } = await computer.signet(['accounts', '--json'])
    expect(JSON.parse(out)).toMatchObject({ accounts: [{ status: 'signed-in' }] })
  })
})

test('--session-only says what it is, is never remembered, and forgets its device at the end', async ({
  computer,
}) => {
  const { cognito } = computer
  const agent = await computer.agent('--session-only')
  const status = await computer.signet(['status'])
  expect(status.out).toMatch(/Keychain\s+none: sign-ins end with the agent/)
  const { exit, err } = await computer.signet(['login', '--username', 'alice'], {
    input: `${passwords.alice}\n${cognito.totp('alice')}\n`,
  })
  expect([exit, err]).toEqual([0, expect.stringContaining('This device is known to the pool.')])
  expect(cognito.admin.devices({ username: 'alice' })).toMatchObject([
    { confirmed: true, remembered: false, name: expect.stringMatching(/\(this session only\)$/) as unknown },
  ])
  await computer.allow()
  expect((await computer.scripted(['token'])).exit).toBe(0)

  agent.kill('SIGTERM')
  expect((await agent.ended).exit).toBe(0)
  expect(cognito.admin.devices({ username: 'alice' })).toEqual([])
  expect(textIn(computer.home)).not.toMatch(/refreshToken|devicePassword/)
  await computer.agent('--session-only')
  expect((await computer.signet(['accounts', '--json'])).out).toBe('{"accounts":[]}\n')
})
