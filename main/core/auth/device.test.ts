import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aPool, aUser, passwords, publicClientId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import { AppError } from '../../../shared/errors'
import { fakeClock, type FakeClock } from '../fakes'
import { aDesk, type Desk, passwordMethods } from './fixtures'

let clock: FakeClock
let server: EmbeddedCognito
let desk: Desk

const optIn = {
  deviceConfiguration: { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: true },
}
const credentials = { username: 'bob', password: passwords.bob }

async function open(pool = {}, options: Partial<Parameters<typeof aDesk>[0]> = {}) {
  clock = fakeClock()
  server = await startCognito({ pools: [aPool(pool)], clock })
  desk = await aDesk({ endpoint: server.url, clientId: publicClientId, clock, ...options })
}
beforeEach(() => open())
afterEach(() => server.close())

async function reopen(...args: Parameters<typeof open>) {
  await server.close()
  await open(...args)
}

describe('a new device', () => {
  it('rests in the keychain as pending before Cognito hears of it', async () => {
    const point = server.killPoints.arm('ConfirmDevice', 'request-seen')
    const done = desk.signIn(credentials)
    await point.reached
    const pending = await desk.record('bob')
    expect(pending).toMatchObject({
      username: 'bob',
      device: { status: 'pending', name: 'Desk in the corner' },
    })
    expect(pending).not.toHaveProperty('session')
    point.release()
    expect(await done).toMatchObject({ kind: 'signedIn' })
    const { device, session } = (await desk.record('bob')) ?? {}
    expect(device).toEqual({ ...pending?.device, status: 'remembered' })
    expect(session).toMatchObject({ deviceKey: device?.deviceKey, signedInAtMs: clock.wallMs() })
  })

  it('is used after a crash between ConfirmDevice and its answer', async () => {
    server.faults.add({ operation: 'ConfirmDevice', kind: 'drop-after' })
    const failed = await desk.signIn(credentials)
    expect(failed).toMatchObject({ kind: 'credentials', problem: 'auth/device-not-confirmed' })
    const pending = await desk.record('bob')
    expect(pending?.device?.status).toBe('pending')
    expect(pending).not.toHaveProperty('session')
    desk.forgetSent()
    // The answer was a yes: the device is there, with our secret, and is no second one.
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(desk.sent()).not.toContain('ConfirmDevice')
    expect(server.admin.devices({ username: 'bob' })).toHaveLength(1)
    expect((await desk.record('bob'))?.device).toEqual({ ...pending?.device, status: 'remembered' })
  })

  it('costs one request when a crash came before ConfirmDevice', async () => {
    server.faults.add({ operation: 'ConfirmDevice', kind: 'drop-before' })
    await desk.signIn(credentials)
    await vi.waitFor(() => expect(desk.sent()).toContain('RevokeToken'))
    const pending = await desk.record('bob')
    desk.forgetSent()
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(desk.sent()).toEqual(['InitiateAuth', 'PASSWORD_VERIFIER', 'PASSWORD_VERIFIER', 'ConfirmDevice'])
    expect((await desk.record('bob'))?.device?.deviceKey).not.toBe(pending?.device?.deviceKey)
  })

  it.each([
    ['DeviceKeyExistsException', 'Device already exists.'],
    ['InvalidParameterException', 'Invalid verifier.'],
  ])('that is refused by %s leaves nothing behind, and no session', async (name, message) => {
    server.faults.add({ operation: 'ConfirmDevice', kind: 'error', name, message })
    const view = await desk.signIn(credentials)
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/device-not-confirmed' })
    expect(await desk.record('bob')).toBeUndefined()
    expect(desk.accounts.list()).toEqual([])
    await vi.waitFor(() => expect(desk.sent()).toContain('RevokeToken'))
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
  })

  it('that is refused leaves the earlier record as it was', async () => {
    await desk.signIn(credentials)
    const before = await desk.record('bob')
    server.admin.forgetDevice({ username: 'bob' })
    server.faults.add({ operation: 'ConfirmDevice', kind: 'error', name: 'DeviceKeyExistsException' })
    expect(await desk.signIn(credentials)).toMatchObject({ problem: 'auth/device-not-confirmed' })
    const after = await desk.record('bob')
    expect(after?.session).toEqual(before?.session)
    expect(after).not.toHaveProperty('device')
    expect(desk.accounts.list()[0]?.device).toBe('none')
  })
})

describe('an opt-in pool', () => {
  beforeEach(() => reopen(optIn))

  it('asks, and remembers on yes', async () => {
    const asked = await desk.signIn(credentials)
    expect(asked).toEqual({ kind: 'rememberDevice', username: 'bob', deviceName: 'Desk in the corner' })
    expect((await desk.record('bob'))?.device?.status).toBe('undecided')
    expect(desk.accounts.list()).toEqual([])
    desk.forgetSent()

    const run = await runAtTheQuestion()
    expect(await run.answer({ kind: 'rememberDevice', remember: true })).toMatchObject({
      kind: 'signedIn',
      device: 'remembered',
    })
    expect(desk.bodies().find((body) => body.DeviceRememberedStatus)).toMatchObject({
      DeviceRememberedStatus: 'remembered',
    })
    desk.forgetSent()
    await desk.signIn(credentials)
    expect(desk.sent()).toEqual([
      'InitiateAuth',
      'PASSWORD_VERIFIER',
      'DEVICE_SRP_AUTH',
      'DEVICE_PASSWORD_VERIFIER',
    ])
  })

  it('asks once more when the person was not heard the first time', async () => {
    const run = await runAtTheQuestion()
    run.cancel()
    await vi.waitFor(() => expect(desk.sent().at(-1)).toBe('RevokeToken'))
    desk.forgetSent()
    const asked = await desk.signIn(credentials)
    expect(asked).toEqual({ kind: 'rememberDevice', username: 'bob', deviceName: 'Desk in the corner' })
    expect(desk.sent()).toEqual(['InitiateAuth', 'PASSWORD_VERIFIER'])
    expect(await desk.signIn(credentials, { kind: 'rememberDevice', remember: false })).toMatchObject({
      kind: 'signedIn',
      device: 'confirmed',
    })
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'confirmed' })
    expect(server.admin.devices({ username: 'bob' })).toHaveLength(1)
  })

  it('takes no for an answer', async () => {
    const run = await runAtTheQuestion()
    expect(await run.answer({ kind: 'rememberDevice', remember: false })).toMatchObject({
      kind: 'signedIn',
      device: 'confirmed',
    })
    expect(desk.sent()).not.toContain('UpdateDeviceStatus')
    expect(server.admin.devices({ username: 'bob' })).toMatchObject([{ confirmed: true, remembered: false }])
    desk.forgetSent()
    await desk.signIn(credentials)
    expect(desk.sent()).toEqual(['InitiateAuth', 'PASSWORD_VERIFIER'])
  })

  it('signs in all the same when the server does not take the yes', async () => {
    const run = await runAtTheQuestion()
    server.faults.add({ operation: 'UpdateDeviceStatus', kind: 'internal' })
    expect(await run.answer({ kind: 'rememberDevice', remember: true })).toMatchObject({
      kind: 'signedIn',
      device: 'confirmed',
    })
  })

  it('takes the tokens back when the person walks away from the question', async () => {
    const run = await runAtTheQuestion()
    run.cancel()
    expect(await run.ended).toEqual({ kind: 'failed', code: 'auth/cancelled' })
    await vi.waitFor(() => expect(desk.sent().at(-1)).toBe('RevokeToken'))
    expect(await desk.record('bob')).not.toHaveProperty('session')
  })

  async function runAtTheQuestion() {
    server.admin.forgetDevice({ username: 'bob' })
    const run = desk.start()
    const view = await run.answer({ kind: 'credentials', ...credentials })
    expect(view.kind).toBe('rememberDevice')
    return run
  }
})

describe('for this session only', () => {
  it('has a name that says so, and is never remembered', async () => {
    await reopen({}, { rememberDevices: false })
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'confirmed' })
    expect(server.admin.devices({ username: 'bob' })).toMatchObject([
      { name: 'Desk in the corner (this session only)', confirmed: true, remembered: false },
    ])
  })

  it('is forgotten at Cognito when the sign-in that has made it known is called off', async () => {
    await reopen({}, { rememberDevices: false })
    const point = server.killPoints.arm('ConfirmDevice', 'effect-done')
    const run = desk.start()
    const answered = run.answer({ kind: 'credentials', ...credentials })
    await point.reached
    expect(server.admin.devices({ username: 'bob' })).toHaveLength(1)
    const ended = desk.signIns.cancelAll('lock/locked')
    point.release()
    await ended
    expect(await answered).toEqual({ kind: 'failed', code: 'lock/locked' })
    await vi.waitFor(() => expect(desk.sent()).toContain('RevokeToken'))
    expect(server.admin.devices({ username: 'bob' })).toEqual([])
  })

  it('is not asked about in an opt-in pool', async () => {
    await reopen(optIn, { rememberDevices: false })
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'confirmed' })
    expect(desk.sent()).not.toContain('UpdateDeviceStatus')
  })
})

describe('a device that the server does not take any more', () => {
  it.each([...passwordMethods, 'USER_AUTH'] as const)(
    'that is forgotten between two of its own steps is begun anew without (%s)',
    async (method) => {
      await desk.signIn(credentials)
      desk.forgetSent()
      const point = server.killPoints.arm('RespondToAuthChallenge', 'effect-done')
      const done = desk.signIn({ ...credentials, method })
      await point.reached
      server.admin.forgetDevice({ username: 'bob' })
      point.release()
      expect(await done).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      expect(desk.sent().filter((step) => step === 'InitiateAuth')).toHaveLength(2)
      expect(server.admin.devices({ username: 'bob' })).toHaveLength(1)
    },
  )

  it('belongs to a user who was made anew under the old name', async () => {
    await desk.signIn(credentials)
    const before = await desk.record('bob')
    await server.close()
    // Another server with another bob: the name is the same, `sub` and devices are not.
    const sub = '00000000-0000-4000-8000-00000000000b'
    server = await startCognito({ pools: [aPool({ users: [aUser('bob', { sub })] })], clock })
    desk = await aDesk({ endpoint: server.url, clientId: publicClientId, clock, keptFrom: desk })
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    const after = await desk.record('bob')
    expect(after?.sub).toBe(sub)
    expect(after?.device?.deviceKey).not.toBe(before?.device?.deviceKey)
    expect(desk.accounts.list()).toMatchObject([{ sub, status: 'signed-in' }])
  })

  it.each(passwordMethods)(
    'stays with its owner when a name of other capitals is somebody else (%s)',
    async (method) => {
      const other = { ...aUser('carol'), username: 'Bob' }
      await reopen({ caseSensitiveUsernames: true, aliases: [], users: [aUser('bob'), other] })
      await desk.signIn(credentials)
      const before = await desk.record('bob')
      // Only `bob` is known here, so his device is offered, and the server says that `Bob` has no such device.
      const bobs = { username: 'Bob', password: passwords.carol, method }
      expect(await desk.signIn(bobs)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      expect(await desk.record('bob')).toEqual(before)
      expect((await desk.record('Bob'))?.device?.deviceKey).not.toBe(before?.device?.deviceKey)
      expect(desk.accounts.list().map(({ username, device }) => [username, device])).toEqual([
        ['bob', 'remembered'],
        ['Bob', 'remembered'],
      ])
    },
  )

  it('is not offered when its record is of another sub than the account', async () => {
    await desk.signIn(credentials)
    const [account] = desk.accounts.list()
    await desk.accounts.put({ ...account!, sub: 'somebody-else' })
    desk.forgetSent()
    await desk.signIn(credentials)
    expect(desk.bodies()[0]?.AuthParameters).not.toHaveProperty('DEVICE_KEY')
  })
})

describe('a pool that tracks no devices', () => {
  it('leaves a session without a device key', async () => {
    const { deviceConfiguration: _none, ...pool } = aPool()
    await server.close()
    server = await startCognito({ pools: [pool], clock })
    desk = await aDesk({ endpoint: server.url, clientId: publicClientId, clock })
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'none' })
    expect((await desk.record('bob'))?.session).not.toHaveProperty('deviceKey')
    expect(desk.sent()).toEqual(['InitiateAuth', 'PASSWORD_VERIFIER'])
  })
})

describe('the keychain', () => {
  const locked = new AppError('keychain/locked', 'The keychain is locked.')

  it('is read before anything is sent, so that a locked one costs no attempt', async () => {
    desk.secrets.failWhen((operation) => (operation === 'get' ? locked : undefined))
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'credentials', problem: 'keychain/locked' })
    expect(desk.sent()).toEqual([])
  })

  it('that refuses the session is seen, and the earlier record is still there', async () => {
    await desk.signIn(credentials)
    const before = await desk.record('bob')
    desk.secrets.failWhen((operation) => (operation === 'set' ? locked : undefined))
    const view = await desk.signIn(credentials)
    expect(view).toMatchObject({ kind: 'credentials', problem: 'keychain/locked' })
    desk.secrets.failWhen(undefined)
    expect(await desk.record('bob')).toEqual(before)
    await vi.waitFor(() => expect(desk.sent().at(-1)).toBe('RevokeToken'))
  })

  it('that holds a damaged record is written anew', async () => {
    await desk.signIn(credentials)
    for (const name of desk.secrets.items.keys()) {
      if (/\.\d+\.0$/.test(name)) desk.secrets.items.set(name, 'damaged')
    }
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect((await desk.record('bob'))?.session).toBeDefined()
  })

  it('is put back when accounts.json cannot be written', async () => {
    await desk.signIn(credentials)
    const before = await desk.record('bob')
    desk.files.setFull(true)
    const view = await desk.signIn(credentials)
    expect(view).toMatchObject({ kind: 'credentials', problem: 'storage/write-failed' })
    expect(await desk.record('bob')).toEqual(before)
  })
})
