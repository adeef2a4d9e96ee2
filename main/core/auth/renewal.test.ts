// Signing in again before the end: the same device, one password, and nobody who asks for a token notices.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, passwords, publicClientId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import { AppError } from '../../../shared/errors'
import type { SignInView } from '../../../shared/model/sign-in'
import { fakeClock, type FakeClock } from '../fakes'
import { aDesk, type Desk } from './fixtures'

const wish = { use: 'access', minimumTtlSeconds: 60 } as const
const alice = { username: 'alice', password: passwords.alice }
/** Nothing forgives a token that was used before: the hardest pool there is. */
const rotating = aClient({
  explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
  refreshTokenRotation: { retryGracePeriodSeconds: 0 },
})

let clock: FakeClock
let server: EmbeddedCognito
let desk: Desk
let id: string

beforeEach(async () => {
  clock = fakeClock()
  server = await startCognito({ pools: [aPool({ clients: [rotating] })], clock })
  desk = await aDesk({ endpoint: server.url, clientId: publicClientId, clock })
  const code = () => ({ kind: 'SOFTWARE_TOKEN_MFA', code: server.totp('alice') }) as const
  id = accountIn(await desk.signIn(alice, code))
  clock.advance(60_000)
  desk.forgetSent()
})
afterEach(() => server.close())

function accountIn(view: SignInView): string {
  if (view.kind !== 'signedIn') throw new Error(`not signed in but ${view.kind}`)
  return view.accountId
}

const refreshTokenNow = async () => (await desk.record('alice'))?.session?.refreshToken

/** Callers without pause from before the renewal until after its end, and what each got. */
async function askAllAlong(
  renewal: () => Promise<unknown>,
): Promise<readonly PromiseSettledResult<unknown>[]> {
  const callers: Promise<unknown>[] = []
  const isOver = { now: false }
  const ending = renewal().finally(() => (isOver.now = true))
  while (!isOver.now || callers.length < 200) {
    callers.push(desk.sessions.token(id, wish))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await ending
  return Promise.allSettled(callers)
}

describe('a renewal', () => {
  it.each([
    { tokens: 'tokens that live on', minutes: 5 },
    { tokens: 'tokens about to be refreshed', minutes: 55 },
    { tokens: 'tokens that have ended', minutes: 61 },
  ])('leaves none of 200 callers without a token, with $tokens', async ({ minutes }) => {
    clock.advance(minutes * 60_000)
    const before = await refreshTokenNow()
    const got = await askAllAlong(async () => {
      expect(await desk.signIn(alice)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    })
    expect(got.length).toBeGreaterThanOrEqual(200)
    expect(got.filter(({ status }) => status === 'rejected')).toEqual([])
    expect(server.admin.devices({ username: 'alice' })).toHaveLength(1)
    expect(desk.sent()).not.toContain('SOFTWARE_TOKEN_MFA')
    expect(await refreshTokenNow()).not.toBe(before)
    // And the session that is left is one that lasts.
    clock.advance(61 * 60_000)
    expect((await desk.sessions.token(id, wish)).token.split('.')).toHaveLength(3)
  })

  it('ends the session before it at Cognito, behind the answer', async () => {
    const before = await refreshTokenNow()
    await desk.signIn(alice)
    await desk.signIns.cancelAll()
    expect(desk.sent().at(-1)).toBe('RevokeToken')
    const refresh = desk.cognito.refresh({
      refreshToken: before ?? '',
      deviceKey: (await desk.record('alice'))?.device?.deviceKey,
      username: 'alice',
    })
    await expect(refresh).rejects.toMatchObject({ code: 'session/revoked' })
  })

  it('is not delayed by a network that dies while Cognito is told', async () => {
    const point = server.killPoints.arm('RevokeToken', 'effect-done')
    expect(await desk.signIn(alice)).toMatchObject({ kind: 'signedIn' })
    await point.reached
    point.release()
    await desk.signIns.cancelAll()
  })

  it('starts the time of the account anew', async () => {
    const before = desk.accounts.get(id)?.signedInAtMs ?? 0
    clock.advance(7 * 86_400_000)
    await desk.signIn(alice)
    expect(desk.accounts.get(id)?.signedInAtMs).toBe(before + 60_000 + 7 * 86_400_000)
  })
})

describe('what keeps the session as it was', () => {
  const stillWorks = async (before: string | undefined) => {
    expect(await refreshTokenNow()).toBe(before)
    expect(desk.accounts.get(id)).toMatchObject({ status: 'signed-in' })
    clock.advance(61 * 60_000)
    expect((await desk.sessions.token(id, wish)).token.split('.')).toHaveLength(3)
    expect(server.admin.devices({ username: 'alice' })).toHaveLength(1)
  }

  it('is a wrong password', async () => {
    const before = await refreshTokenNow()
    expect(await desk.signIn({ ...alice, password: 'wrong' })).toMatchObject({
      problem: 'auth/wrong-password',
    })
    await stillWorks(before)
  })

  it('is a cancel, before the password and while Cognito has it', async () => {
    const before = await refreshTokenNow()
    desk.start().cancel()
    const point = server.killPoints.arm('RespondToAuthChallenge', 'effect-done')
    const run = desk.start()
    const answered = run.answer({ kind: 'credentials', ...alice })
    await point.reached
    run.cancel()
    point.release()
    expect(await answered).toMatchObject({ code: 'auth/cancelled' })
    await desk.signIns.cancelAll()
    await stillWorks(before)
  })

  it('is a keychain that does not take the next one', async () => {
    const before = await refreshTokenNow()
    desk.secrets.failWhen((operation) =>
      operation === 'set' ? new AppError('keychain/refused', 'no') : undefined,
    )
    expect(await desk.signIn(alice)).toMatchObject({ problem: 'keychain/refused' })
    desk.secrets.failWhen(undefined)
    await stillWorks(before)
  })

  it('is a full disk', async () => {
    const before = await refreshTokenNow()
    desk.files.setFull(true)
    expect(await desk.signIn(alice)).toMatchObject({ problem: 'storage/write-failed' })
    desk.files.setFull(false)
    await stillWorks(before)
  })
})
