// The account itself, by command: what the pool knows, a new password, an authenticator app, devices.
import { expect } from '@playwright/test'
import { passwords } from '../cognito/builders'
import { HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'

const newPassword = 'A-New-Password-2!'

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
})

test('a password is changed on a terminal, unseen, and Signet stays signed in', async ({ computer }) => {
  const changing = computer.onTerminal('account', 'password')
  await changing.type('Old password: ', passwords.bob)
  await changing.type('New password: ', newPassword)
  await changing.type('New password again: ', newPassword)
  await changing.answer('Change the password of bob?', 'y')
  expect(await changing.ended).toMatchObject({ exit: 0, out: '' })
  for (const password of [passwords.bob, newPassword]) expect(changing.pty.shown()).not.toContain(password)
  expect(changing.pty.isEchoing()).toBe(true)

  await computer.allow()
  computer.cognito.clock.advance(3_601_000)
  expect((await computer.scripted(['account', '--json'])).exit).toBe(0)
  await computer.signet(['logout'])
  const login = (password: string) =>
    computer.signet(['login', '--account', 'bob'], { input: `${password}\n` })
  expect((await login(passwords.bob)).exit).not.toBe(0)
  expect((await login(newPassword)).exit).toBe(0)
  const kept = ['signet.log', 'accounts.json', 'audit/1.jsonl'].map((name) => computer.read(name)).join('')
  expect(kept).toContain('password-changed')
  expect(kept).not.toContain(newPassword)
})

test('a password is not changed where nobody agrees, or where the old one is wrong', async ({ computer }) => {
  const input = `${passwords.bob}\n${newPassword}\n${newPassword}\n`
  expect((await computer.signet(['account', 'password'], { input })).exit).toBe(5)
  expect(computer.cognito.counters().operations.ChangePassword).toBeUndefined()
  const changing = computer.onTerminal('account', 'password')
  await changing.type('Old password: ', 'Not-The-Password-1!')
  await changing.type('New password: ', newPassword)
  await changing.type('New password again: ', newPassword)
  await changing.answer('Change the password of bob?', 'y')
  expect((await changing.ended).exit).toBe(1)
  expect(changing.pty.shown()).toContain('This is not your current password.')
})

test('who is signed out is told so before a password is typed', async ({ computer }) => {
  await computer.signet(['logout'])
  for (const words of [
    ['account', 'password'],
    ['account', 'mfa', 'add', 'totp'],
  ]) {
    const refused = computer.onTerminal(...words)
    expect((await refused.ended).exit).toBe(4)
    expect(refused.pty.shown()).toMatch(/^signet: You are not signed in\.\r\n/)
    expect(refused.pty.shown()).not.toContain('password')
  }
})

test('an answer that is none is asked for again on a terminal, and refused from a pipe', async ({
  computer,
}) => {
  const changing = computer.onTerminal('account', 'password')
  await changing.type('Old password: ', '')
  await changing.pty.waitFor('Old password: the answer is empty.')
  changing.pty.type(`${passwords.bob}\r`)
  await changing.type('New password: ', 'x'.repeat(257))
  await changing.pty.waitFor('New password: the answer is longer than 256 characters.')
  changing.pty.type(`${newPassword}\r`)
  await changing.type('New password again: ', newPassword)
  await changing.answer('Change the password of bob?', 'y')
  expect((await changing.ended).exit).toBe(0)
  const { exit, err } = await computer.signet(['account', 'password'], { input: '\n' })
  expect([exit, err]).toEqual([
    2,
    'signet: Old password: the answer is empty. See `signet help account password`.\n',
  ])
})

test('an authenticator app is added, and the next sign-in on a new device asks for its code', async ({
  computer,
}) => {
  const { cognito } = computer
  const adding = computer.onTerminal('account', 'mfa', 'add', 'totp')
  await adding.answer('Add an authenticator app to bob?', 'y')
  await adding.pty.waitFor('otpauth://totp/Work%3Abob?secret=')
  await adding.type('(6 digits): ', '000000')
  await adding.pty.waitFor('The code is wrong.')
  await adding.type('(6 digits): ', cognito.totp('bob'))
  expect((await adding.ended).exit).toBe(0)
  await computer.allow()
  const { out } = await computer.scripted(['account', 'mfa', '--json'])
  expect(JSON.parse(out)).toMatchObject({ methods: [{ type: 'SOFTWARE_TOKEN_MFA', isOn: true }, {}, {}] })

  cognito.admin.forgetDevice({ username: 'bob' })
  await computer.signet(['logout'])
  cognito.clock.advance(30_000)
  const again = await computer.signet(['login', '--account', 'bob'], {
    input: `${passwords.bob}\n${cognito.totp('bob')}\n`,
  })
  expect(again.exit).toBe(0)
  expect(cognito.counters().challenges['SOFTWARE_TOKEN_MFA']).toBe(1)
})

test('devices are listed, renamed, remembered or not, and the others forgotten', async ({ computer }) => {
  const { cognito } = computer
  const other = new HeadlessComputer(cognito, computer.userPoolId, computer.env)
  try {
    other.hasPools()
    await other.agent('--session-only')
    await signInBob(other)
    for (const one of [computer, other]) expect((await one.allow()).exit).toBe(0)
    const listed = await computer.scripted(['devices', '--json'])
    const { devices } = JSON.parse(listed.out) as { devices: { deviceKey: string; isThisDevice: boolean }[] }
    expect(devices.map(({ isThisDevice }) => isThisDevice)).toEqual([true, false])
    const [mine = '', others = ''] = devices.map(({ deviceKey }) => deviceKey)

    const renamed = await computer.scripted(['devices', 'rename', others, 'Old laptop'])
    expect([renamed.exit, renamed.err]).toEqual([0, expect.stringContaining('is called Old laptop now.')])
    expect((await computer.scripted(['devices', 'list'])).out).toContain('Old laptop')
    expect(computer.read('accounts.json')).toContain('Old laptop')

    const stopping = computer.onTerminal('devices', 'remember', mine, '--no-remember')
    await stopping.answer('no longer?', 'y')
    expect((await stopping.ended).exit).toBe(0)
    expect(cognito.admin.devices({ username: 'bob' })).toContainEqual(
      expect.objectContaining({ deviceKey: mine, remembered: false }),
    )
    const accounts = await computer.signet(['accounts', '--json'])
    expect(JSON.parse(accounts.out)).toMatchObject({ accounts: [{ device: 'confirmed' }] })

    const mineRefused = await computer.scripted(['devices', 'forget', mine])
    expect(mineRefused.exit).toBe(2)
    expect(mineRefused.err).toContain('signet logout --forget-device')

    const forgetting = computer.onTerminal('devices', 'forget', '--others')
    await forgetting.answer('Forget every device of bob but this one?', 'y')
    expect((await forgetting.ended).exit).toBe(0)
    expect(forgetting.pty.shown()).toContain('Forgotten: 1 other device.')
    cognito.clock.advance(3_601_000)
    expect((await other.scripted(['account'])).exit).toBe(4)
    expect((await computer.scripted(['account'])).exit).toBe(0)
    expect((await computer.scripted(['devices'])).out.trimEnd().split('\n')).toHaveLength(2)
  } finally {
    await other.stopAgents().finally(() => other.programs.stop())
  }
})

test('a sign-in that may not ask says so part by part, and is good for tokens all the same', async ({
  computer,
}) => {
  await computer.allow()
  for (const operation of ['GetUser', 'GetUserAuthFactors', 'ListDevices'] as const)
    computer.cognito.faults.add({
      operation,
      kind: 'error',
      name: 'NotAuthorizedException',
      message: 'Access Token does not have required scopes',
    })
  const { exit, err } = await computer.scripted(['account'])
  expect(exit).toBe(0)
  expect(err.match(/This sign-in may not ask for the details of the account/g)).toHaveLength(4)
  expect((await computer.scripted(['account'])).out).toContain('bob@example.com')
  expect((await computer.scripted(['token'])).exit).toBe(0)
})
