// A forgotten password and a new account when something comes between: a cancel, a network that fails, a quota.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPool, publicClientId } from '../../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../../e2e/cognito/server'
import { fakeClock, type FakeClock } from '../../fakes'
import { aDesk, type Desk } from '../fixtures'

let clock: FakeClock
let server: EmbeddedCognito
let desk: Desk

beforeEach(async () => {
  clock = fakeClock()
  server = await startCognito({ pools: [aPool({ requiredAttributes: [] })], clock })
  desk = await aDesk({ endpoint: server.url, clientId: publicClientId, clock })
})
afterEach(() => server.close())

const lastCode = (username: string) => server.inbox(username).at(-1)?.code ?? 'none came'
const newPassword = 'Fresh-Password-1!'

describe('a new password for a forgotten one', () => {
  it('is not held after a cancel while Cognito takes it', async () => {
    const run = desk.start()
    await run.answer({ kind: 'forgotPassword', username: 'bob' })
    const point = server.killPoints.arm('ConfirmForgotPassword', 'effect-done')
    const answered = run.answer({ kind: 'RESET_PASSWORD', code: lastCode('bob'), newPassword })
    await point.reached
    run.cancel()
    await answered
    const waiting = clock.waiting
    point.release()
    await new Promise((resolve) => setTimeout(resolve, 300))
    // The deadline of the call is gone, and a password that is held would have a timer of its own.
    expect(clock.waiting).toBe(waiting - 1)
    expect(desk.sent()).not.toContain('InitiateAuth')
  })

  it('is set once: where the sign-in after it fails, the spent code is not asked for again', async () => {
    const run = desk.start()
    await run.answer({ kind: 'forgotPassword', username: 'bob' })
    server.faults.add({ operation: 'InitiateAuth', kind: 'error', name: 'TooManyRequestsException' })
    expect(await run.answer({ kind: 'RESET_PASSWORD', code: lastCode('bob'), newPassword })).toMatchObject({
      kind: 'credentials',
      problem: 'network/throttled',
    })
    expect(await run.answer({ kind: 'credentials', username: 'bob', password: newPassword })).toMatchObject({
      kind: 'signedIn',
    })
  })

  it('can still be set by the first code where another one is refused', async () => {
    const run = desk.start()
    await run.answer({ kind: 'forgotPassword', username: 'bob' })
    server.faults.add({ operation: 'ForgotPassword', kind: 'error', name: 'LimitExceededException' })
    expect(await run.answer({ kind: 'resend' })).toMatchObject({
      kind: 'challenged',
      challenge: { name: 'RESET_PASSWORD' },
      problem: 'auth/attempts-exceeded',
    })
    expect(await run.answer({ kind: 'RESET_PASSWORD', code: lastCode('bob'), newPassword })).toMatchObject({
      kind: 'signedIn',
    })
  })
})

it('a new account is confirmed once: where the sign-in after it fails, its code is not asked for again', async () => {
  const run = desk.start()
  const attributes = { email: 'new@example.com' }
  await run.answer({ kind: 'signUp', username: 'new', password: newPassword, attributes })
  server.faults.add({ operation: 'InitiateAuth', kind: 'error', name: 'TooManyRequestsException' })
  expect(await run.answer({ kind: 'CONFIRM_SIGN_UP', code: lastCode('new') })).toMatchObject({
    kind: 'credentials',
    problem: 'network/throttled',
  })
})
