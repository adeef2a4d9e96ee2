import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aPool, passwords, publicClientId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import type { SignInView } from '../../../shared/model/sign-in'
import { fakeClock, type FakeClock } from '../fakes'
import { bigIntModPow } from '../srp/big-int-mod-pow'
import { aDesk, type Desk } from './fixtures'
import { idleLifeMs } from './run-sign-in'

let clock: FakeClock
let server: EmbeddedCognito
let desk: Desk

beforeEach(async () => {
  clock = fakeClock()
  server = await startCognito({ pools: [aPool()], clock })
  desk = await aDesk({ endpoint: server.url, clientId: publicClientId, clock })
})
afterEach(() => server.close())

const bob = { kind: 'credentials', username: 'bob', password: passwords.bob } as const
const alice = { kind: 'credentials', username: 'alice', password: passwords.alice } as const
const code = () => ({ kind: 'SOFTWARE_TOKEN_MFA', code: server.totp('alice') }) as const
const wrongCode = { kind: 'SOFTWARE_TOKEN_MFA', code: '000000' } as const

describe('a run', () => {
  it('shows each step to who listens, and ends with the last', async () => {
    const kinds: string[] = []
    const stop = desk.signIns.onChange((run) => kinds.push(run.view().kind))
    const run = desk.start()
    expect(run.view()).toEqual({ kind: 'credentials', poolName: 'Work', method: 'USER_SRP_AUTH' })
    const asked = await run.answer(alice)
    expect(asked).toEqual({
      kind: 'challenged',
      username: 'alice',
      challenge: { name: 'SOFTWARE_TOKEN_MFA', codeLength: 6, friendlyDeviceName: 'authenticator' },
    })
    const done = await run.answer(code())
    expect(done).toMatchObject({ kind: 'signedIn', username: 'alice', device: 'remembered' })
    expect(await run.ended).toEqual(done)
    expect(run.accountId).toBe(done.kind === 'signedIn' ? done.accountId : undefined)
    // PASSWORD_VERIFIER and ConfirmDevice are Signet's own business.
    expect(kinds).toEqual([
      'credentials',
      'authenticating',
      'challenged',
      'answering',
      'authenticating',
      'signedIn',
    ])
    stop()
    desk.start()
    expect(kinds).toHaveLength(6)
  })

  it('takes a wrong password back to the credentials, and sends it once', async () => {
    const run = desk.start()
    const wrong = await run.answer({ ...bob, password: 'wrong' })
    expect(wrong).toMatchObject({ kind: 'credentials', problem: 'auth/wrong-password' })
    expect(desk.sent()).toEqual(['InitiateAuth', 'PASSWORD_VERIFIER'])
    expect(await run.answer(bob)).toMatchObject({ kind: 'signedIn' })
    const [first, second] = desk.bodies().filter((body) => body.AuthFlow !== undefined)
    expect(first?.AuthParameters?.['SRP_A']).not.toBe(second?.AuthParameters?.['SRP_A'])
  })

  it('stays at a challenge on a wrong code, on the same session', async () => {
    const run = desk.start()
    await run.answer(alice)
    for (const _try of [1, 2]) {
      expect(await run.answer(wrongCode)).toMatchObject({ kind: 'challenged', problem: 'auth/code-mismatch' })
    }
    expect(await run.answer(code())).toMatchObject({ kind: 'signedIn' })
    const sessions = desk.bodies().filter((body) => body.ChallengeName === 'SOFTWARE_TOKEN_MFA')
    expect(new Set(sessions.map((body) => body.Session)).size).toBe(1)
  })

  it('tells a code that was used already from a wrong one', async () => {
    await desk.signIn(alice, code)
    server.admin.forgetDevice({ username: 'alice' })
    const last = desk.bodies().find((body) => body.ChallengeName === 'SOFTWARE_TOKEN_MFA')?.ChallengeResponses
    const used = { kind: 'SOFTWARE_TOKEN_MFA', code: last?.['SOFTWARE_TOKEN_MFA_CODE'] ?? '' } as const
    expect(await desk.signIn(alice, used)).toMatchObject({
      kind: 'challenged',
      problem: 'auth/code-already-used',
    })
  })

  it('goes back to the credentials when the challenge has expired', async () => {
    const run = desk.start()
    await run.answer(alice)
    clock.advance(200_000)
    expect(await run.answer(code())).toMatchObject({
      kind: 'credentials',
      problem: 'auth/challenge-expired',
    })
    expect(await run.answer(alice)).toMatchObject({ kind: 'challenged' })
  })

  it('keeps the challenge when the network fails, and takes the same code again', async () => {
    const run = desk.start()
    await run.answer(alice)
    server.faults.add({ operation: 'RespondToAuthChallenge', kind: 'drop-before' })
    const answer = code()
    expect(await run.answer(answer)).toMatchObject({ kind: 'challenged', problem: 'network/unreachable' })
    expect(await run.answer(answer)).toMatchObject({ kind: 'signedIn' })
  })

  it.each([
    ['request/invalid', { kind: 'SMS_MFA', code: '123456' }],
    ['request/invalid', { kind: 'rememberDevice', remember: true }],
    ['request/invalid', { kind: 'credentials', username: 'alice', password: 'x' }],
  ] as const)('refuses by %s what was not asked for, and stays as it was', async (expected, answer) => {
    const run = desk.start()
    const asked = await run.answer(alice)
    await expect(run.answer(answer)).rejects.toMatchObject({ code: expected })
    expect(run.view()).toEqual(asked)
    expect(await run.answer(code())).toMatchObject({ kind: 'signedIn' })
  })

  it('takes no second answer while the first is under way', async () => {
    const run = desk.start()
    const first = run.answer(bob)
    await expect(run.answer(bob)).rejects.toMatchObject({ code: 'request/invalid' })
    expect(await first).toMatchObject({ kind: 'signedIn' })
    await expect(run.answer(bob)).rejects.toMatchObject({ code: 'request/invalid' })
    expect(desk.sent().filter((step) => step === 'InitiateAuth')).toHaveLength(1)
  })

  it('refuses a password that no server could take, and sends nothing', async () => {
    const view = await desk.signIn({ username: 'bob', password: 'half \ud83d', method: 'USER_PASSWORD_AUTH' })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/password-not-encodable' })
    expect(desk.sent()).toEqual([])
  })

  it('has its SRP_A ready before the credentials come', async () => {
    let powers = 0
    const generatorPow = (exponent: bigint) => {
      powers += 1
      return bigIntModPow.generatorPow(exponent)
    }
    const modPow = { ...bigIntModPow, generatorPow }
    const counted = await aDesk({ endpoint: server.url, clientId: publicClientId, clock, modPow })
    const run = counted.start()
    await vi.waitFor(() => expect(powers).toBe(1))
    const point = server.killPoints.arm('InitiateAuth', 'request-seen')
    const done = run.answer(bob)
    await point.reached
    expect(powers).toBe(1)
    point.release()
    await done
  })

  it('shows no secret and no session in any view, and writes none to the log', async () => {
    const views: SignInView[] = []
    desk.signIns.onChange((run) => views.push(run.view()))
    await desk.signIn({ ...alice, password: 'Canary-Password-1!' })
    await desk.signIn(alice, wrongCode, code)
    const { device, session } = (await desk.record('alice')) ?? {}
    const challengeSession = desk.bodies().find((body) => body.Session !== undefined)?.Session
    const secrets = [
      'Canary',
      passwords.alice,
      device?.devicePassword,
      session?.refreshToken,
      challengeSession,
    ]
    for (const secret of secrets) {
      expect(secret).toBeTruthy()
      expect(JSON.stringify(views)).not.toContain(secret)
      expect(desk.log.lines.join('\n')).not.toContain(secret)
    }
  })
})

describe('who may be signing in', () => {
  it('is one owner at a time for an account', async () => {
    await desk.signIn(bob)
    const [account] = desk.accounts.list()
    const first = desk.signIns.start({ pool: desk.pool, account, owner: 'window' })
    expect(() => desk.signIns.start({ pool: desk.pool, account, owner: 'terminal' })).toThrow(
      expect.objectContaining({ code: 'auth/in-progress' }),
    )
    expect(() => desk.signIns.start({ pool: desk.pool, username: 'bob', owner: 'terminal' })).toThrow(
      expect.objectContaining({ code: 'auth/in-progress' }),
    )
    const second = desk.signIns.start({ pool: desk.pool, account, owner: 'window' })
    expect(await first.ended).toEqual({ kind: 'failed', code: 'auth/cancelled' })
    expect(second.view()).toMatchObject({ kind: 'credentials', username: 'bob' })
    second.cancel()
    desk.signIns.start({ pool: desk.pool, account, owner: 'terminal' })
  })

  it('is found out at the latest when the name is typed', async () => {
    const first = desk.start({ owner: 'window' })
    await first.answer(alice)
    const second = desk.start({ owner: 'terminal' })
    expect(await second.answer(alice)).toMatchObject({ kind: 'credentials', problem: 'auth/in-progress' })
    expect(await first.answer(code())).toMatchObject({ kind: 'signedIn' })
  })

  it('is anyone for different accounts', async () => {
    const first = desk.start({ owner: 'window' })
    await first.answer(alice)
    expect(await desk.start({ owner: 'terminal' }).answer(bob)).toMatchObject({ kind: 'signedIn' })
    expect(await first.answer(code())).toMatchObject({ kind: 'signedIn' })
  })

  it('is the owner alone who finds a run', () => {
    const run = desk.start({ owner: 'window' })
    expect(run.id).toMatch(/^[0-9a-f]{32}$/)
    expect(desk.signIns.get(run.id, 'window')).toBe(run)
    expect(desk.signIns.get(run.id, 'terminal')).toBeUndefined()
    expect(desk.signIns.get('0'.repeat(32), 'window')).toBeUndefined()
  })

  it('is the person of the account, where the sign-in is for one', async () => {
    await desk.signIn(bob)
    const [account] = desk.accounts.list()
    const run = desk.signIns.start({ pool: desk.pool, account, owner: 'window' })
    desk.forgetSent()
    await expect(run.answer(alice)).rejects.toMatchObject({
      code: 'request/invalid',
      message: 'The username is another one: this sign-in is for bob.',
    })
    expect(desk.sent()).toEqual([])
    expect(await run.answer({ ...bob, username: 'Bob' })).toMatchObject({ kind: 'signedIn' })
    expect(desk.accounts.list()).toHaveLength(1)
  })

  it('begins with the name and the method that were said beforehand', () => {
    const run = desk.signIns.start({
      pool: desk.pool,
      username: 'bob',
      method: 'USER_PASSWORD_AUTH',
      owner: 'terminal',
    })
    expect(run.view()).toEqual({
      kind: 'credentials',
      poolName: 'Work',
      username: 'bob',
      method: 'USER_PASSWORD_AUTH',
    })
  })
})

describe('the end of a run', () => {
  it('comes after five idle minutes, counted from the last step', async () => {
    const run = desk.start()
    clock.advance(idleLifeMs - 1)
    await run.answer({ ...bob, password: 'wrong' })
    clock.advance(idleLifeMs - 1)
    expect(run.view()).toMatchObject({ kind: 'credentials' })
    clock.advance(1)
    expect(await run.ended).toEqual({ kind: 'failed', code: 'auth/timed-out' })
  })

  it('comes with a cancellation, whatever is under way', async () => {
    const point = server.killPoints.arm('InitiateAuth', 'effect-done')
    const run = desk.start()
    const answered = run.answer(bob)
    await point.reached
    run.cancel()
    expect(await answered).toEqual({ kind: 'failed', code: 'auth/cancelled' })
    point.release()
    await vi.waitFor(() => expect(clock.waiting).toBe(1))
    expect(desk.sent()).toEqual(['InitiateAuth'])
    expect(desk.accounts.list()).toEqual([])
  })

  it('that comes while the device is confirmed stores no session, and takes the tokens back', async () => {
    const point = server.killPoints.arm('ConfirmDevice', 'effect-done')
    const run = desk.start()
    const answered = run.answer(bob)
    await point.reached
    run.cancel()
    expect(await answered).toEqual({ kind: 'failed', code: 'auth/cancelled' })
    point.release()
    await vi.waitFor(() => expect(desk.sent().at(-1)).toBe('RevokeToken'))
    expect(await desk.record('bob')).not.toHaveProperty('session')
    expect(desk.accounts.list()).toEqual([])
  })

  it('comes to all at once when the host locks', async () => {
    const runs = [desk.start({ owner: 'window' }), desk.start({ owner: 'terminal' })]
    void desk.signIns.cancelAll()
    for (const run of runs) expect(await run.ended).toEqual({ kind: 'failed', code: 'auth/cancelled' })
  })

  it('can be looked up for five minutes more', () => {
    const run = desk.start()
    run.cancel()
    clock.advance(299_999)
    expect(desk.signIns.get(run.id, 'window')).toBe(run)
    clock.advance(1)
    expect(desk.signIns.get(run.id, 'window')).toBeUndefined()
    expect(clock.waiting).toBe(0)
  })
})
