// What comes between: a cancel while a request is under way, a refresh while a device is confirmed, a password that
// was changed halfway.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aPool, passwords, publicClientId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import { AppError } from '../../../shared/errors'
import { fakeClock, type FakeClock } from '../fakes'
import { accountIdOf } from '../records/accounts'
import { aDesk, type Desk } from './fixtures'
import { lastAnswerMs } from './sign-ins'

let clock: FakeClock
let server: EmbeddedCognito
let desk: Desk

beforeEach(async () => {
  clock = fakeClock()
  server = await startCognito({ pools: [aPool()], clock })
  desk = await aDesk({ endpoint: server.url, clientId: publicClientId, clock })
})
afterEach(() => server.close())

const bob = { username: 'bob', password: passwords.bob }
const idOf = (username: string) => accountIdOf(desk.pool.userPoolId, desk.pool.clientId, username)

describe('a cancel', () => {
  it('while Cognito grants the tokens has them taken back', async () => {
    const point = server.killPoints.arm('RespondToAuthChallenge', 'effect-done')
    const run = desk.start()
    const answered = run.answer({ kind: 'credentials', ...bob })
    await point.reached
    run.cancel()
    expect(await answered).toEqual({ kind: 'failed', code: 'auth/cancelled' })
    point.release()
    await vi.waitFor(() => expect(desk.sent()).toContain('RevokeToken'))
    expect(desk.sent()).not.toContain('ConfirmDevice')
    expect([...desk.secrets.items]).toEqual([])
  })

  it('of every sign-in for a lock says that it was the lock', async () => {
    const point = server.killPoints.arm('InitiateAuth', 'request-seen')
    const run = desk.start()
    const answered = run.answer({ kind: 'credentials', ...bob })
    await point.reached
    const ended = desk.signIns.cancelAll('lock/locked')
    point.release()
    await ended
    expect(await answered).toEqual({ kind: 'failed', code: 'lock/locked' })
    expect(run.view()).toEqual({ kind: 'failed', code: 'lock/locked' })
  })

  it('while the keychain is read keeps the proof of the password at home', async () => {
    const run = desk.start()
    desk.secrets.failWhen(() => {
      if (desk.sent().includes('InitiateAuth')) run.cancel()
      return undefined
    })
    expect(await run.answer({ kind: 'credentials', ...bob })).toMatchObject({ code: 'auth/cancelled' })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(desk.sent()).toEqual(['InitiateAuth'])
  })
})

describe('the end of the host', () => {
  /** A sign-in whose session is on its way into the keychain when the host ends. */
  async function endWhileStoring(keychain: () => AppError | undefined) {
    const run = desk.start()
    let ending: Promise<void> | undefined
    desk.secrets.failWhen((operation, name) => {
      const isLastWrite = operation === 'set' && name.startsWith(`${idOf('bob')}.2.`)
      if (isLastWrite) ending ??= desk.signIns.cancelAll()
      return isLastWrite ? keychain() : undefined
    })
    await run.answer({ kind: 'credentials', ...bob })
    await ending
    return run.view()
  }

  it('waits for a session that is on its way into the keychain', async () => {
    expect(await endWhileStoring(() => undefined)).toMatchObject({ kind: 'signedIn' })
    expect((await desk.record('bob'))?.session).toBeDefined()
  })

  it('does not wait for a person to try again what the keychain refused', async () => {
    const locked = () => new AppError('keychain/locked', 'locked')
    expect(await endWhileStoring(locked)).toEqual({ kind: 'failed', code: 'auth/cancelled' })
  })

  it('has the tokens taken back that the last answer under way brings', async () => {
    const run = desk.start()
    await run.answer({ kind: 'credentials', username: 'alice', password: passwords.alice })
    const point = server.killPoints.arm('RespondToAuthChallenge', 'effect-done')
    void run.answer({ kind: 'SOFTWARE_TOKEN_MFA', code: server.totp('alice') })
    await point.reached
    const ended = desk.signIns.cancelAll()
    expect(await run.ended).toEqual({ kind: 'failed', code: 'auth/cancelled' })
    point.release()
    await ended
    expect(desk.sent().at(-1)).toBe('RevokeToken')
    expect(server.counters().operations).toMatchObject({ RevokeToken: 1 })
    expect([...desk.secrets.items]).toEqual([])
  })

  it('has them taken back, too, where the person had called the sign-in off just before', async () => {
    const point = server.killPoints.arm('RespondToAuthChallenge', 'effect-done')
    const run = desk.start()
    void run.answer({ kind: 'credentials', ...bob })
    await point.reached
    run.cancel()
    const ended = desk.signIns.cancelAll()
    point.release()
    await ended
    expect(server.counters().operations).toMatchObject({ RevokeToken: 1 })
  })

  it('waits no longer than two seconds for an answer that does not come', async () => {
    const point = server.killPoints.arm('InitiateAuth', 'request-seen')
    const run = desk.start()
    void run.answer({ kind: 'credentials', ...bob })
    await point.reached
    let isEnded = false
    const ended = desk.signIns.cancelAll().then(() => (isEnded = true))
    await run.ended
    clock.advance(lastAnswerMs - 1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(isEnded).toBe(false)
    clock.advance(1)
    await ended
    point.release()
  })
})

describe('a refresh token that was rotated meanwhile', () => {
  const rotateTo = (refreshToken: string) =>
    desk.vault.update(idOf('bob'), (now) =>
      now?.session === undefined ? now : { ...now, session: { ...now.session, refreshToken } },
    )

  it('is not put back to the spent one when ConfirmDevice is refused', async () => {
    await desk.signIn(bob)
    server.admin.forgetDevice({ username: 'bob' })
    server.faults.add({ operation: 'ConfirmDevice', kind: 'error', name: 'DeviceKeyExistsException' })
    const point = server.killPoints.arm('ConfirmDevice', 'request-seen')
    const done = desk.signIn(bob)
    await point.reached
    await rotateTo('rotated')
    point.release()
    expect(await done).toMatchObject({ problem: 'auth/device-not-confirmed' })
    expect((await desk.record('bob'))?.session?.refreshToken).toBe('rotated')
  })

  it('is put back as it is now when accounts.json cannot be written', async () => {
    await desk.signIn(bob)
    server.admin.forgetDevice({ username: 'bob' })
    const point = server.killPoints.arm('ConfirmDevice', 'effect-done')
    const done = desk.signIn(bob)
    await point.reached
    await rotateTo('rotated')
    desk.files.setFull(true)
    point.release()
    expect(await done).toMatchObject({ problem: 'storage/write-failed' })
    const kept = await desk.record('bob')
    expect(kept?.session?.refreshToken).toBe('rotated')
    // Cognito has it confirmed: the next sign-in proves it instead of adding another.
    expect(kept?.device?.deviceKey).toBe(server.admin.devices({ username: 'bob' })[0]?.deviceKey)
  })
})

describe('a password that was changed in the sign-in', () => {
  it('is the one that counts when the device is refused afterwards', async () => {
    await desk.signIn(bob)
    server.admin.setUserState({ username: 'bob', state: 'FORCE_CHANGE_PASSWORD' })
    server.admin.wrongMathematics({ devices: true })
    const run = desk.start()
    expect(await run.answer({ kind: 'credentials', ...bob })).toMatchObject({
      challenge: { name: 'NEW_PASSWORD_REQUIRED' },
    })
    const view = await run.answer({
      kind: 'NEW_PASSWORD_REQUIRED',
      newPassword: 'Another-Password-2!',
      attributes: {},
    })
    expect(view).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(desk.sent()).toContain('DEVICE_PASSWORD_VERIFIER')
  })
})
