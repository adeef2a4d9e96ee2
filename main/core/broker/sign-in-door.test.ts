import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { errorsEn } from '../../../shared/text/errors.en'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import { aBroker, anAccount, codeOf, detailOf, workPool } from './fakes'

const ada = anAccount('ada', { status: 'expired' })
const tokenLine = 'POST /v1/accounts/default/token'
const signInLine = 'POST /v1/accounts/default/sign-in'
const turn = () => new Promise(setImmediate)

/** An account whose session is over until somebody signs in; the app has its grant. */
async function anExpiredHost() {
  const host = await aBroker({ accounts: [ada] })
  await host.grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
  let isSignedIn = false
  host.sessions.willGive(() =>
    isSignedIn
      ? Promise.resolve('t')
      : Promise.reject(new AppError('session/expired', 'ada: the sign-in has ended.')),
  )
  const pool = { ...workPool, hasClientSecret: false }
  const begin = () => {
    const run = host.desk.start({ pool, account: ada, owner: 'window' })
    return {
      succeed: () => {
        isSignedIn = true
        run.become({ kind: 'signedIn', username: 'ada', accountId: ada.id, device: 'remembered' })
      },
      fail: (code: 'auth/cancelled' | 'auth/user-disabled') => run.become({ kind: 'failed', code }),
    }
  }
  return { ...host, begin }
}

describe('a token request without a session', () => {
  it('raises one sign-in, however many wait, and is answered after it', async () => {
    const { ask, asker, begin } = await anExpiredHost()
    const all = Array.from({ length: 50 }, () => ask(tokenLine))
    await turn()
    begin().succeed()
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(50).fill(200))
    expect(asker.signIns).toEqual([ada.id])
  })

  it('is told why the sign-in failed', async () => {
    const { ask, begin } = await anExpiredHost()
    const reply = ask(tokenLine)
    await turn()
    begin().fail('auth/user-disabled')
    expect(await reply).toMatchObject({ status: 401, body: { code: 'sign_in_refused' } })
  })

  it('does not bring up for 30 seconds what a person has just closed', async () => {
    const { ask, asker, begin, clock } = await anExpiredHost()
    const reply = ask(tokenLine)
    await turn()
    begin().fail('auth/cancelled')
    expect(codeOf(await reply)).toBe('cancelled')
    for (let times = 0; times < 20; times += 1) expect(codeOf(await ask(tokenLine))).toBe('sign_in_required')
    expect(asker.signIns).toHaveLength(1)
    clock.advance(30_000)
    void ask(tokenLine)
    await turn()
    expect(asker.signIns).toHaveLength(2)
  })

  it.each([
    [{}, 120_000],
    [{ wait: 7 }, 7_000],
  ])('with %o waits %i ms', async (body, ms) => {
    const { ask, clock } = await anExpiredHost()
    const reply = ask(tokenLine, { body })
    await turn()
    clock.advance(ms - 1)
    expect(await Promise.race([reply, turn().then(() => 'waiting')])).toBe('waiting')
    clock.advance(1)
    expect(codeOf(await reply)).toBe('too_slow')
  })

  it('that may not ask fails at once with the reason', async () => {
    const { ask, asker } = await anExpiredHost()
    expect(codeOf(await ask(tokenLine, { body: { interactive: false } }))).toBe('sign_in_required')
    expect(asker.signIns).toEqual([])
  })

  it('says so where no sign-in can be shown', async () => {
    const { ask, asker } = await anExpiredHost()
    asker.willAnswer({ signIn: () => Promise.reject(new AppError('session/none', 'Run `signet login`.')) })
    expect(codeOf(await ask(tokenLine))).toBe('sign_in_required')
  })

  it('is told why the session is over, also where no sign-in can be shown', async () => {
    const { ask, asker, sessions } = await anExpiredHost()
    sessions.willGive(() => Promise.reject(new AppError('session/lost-answer', 'no')))
    asker.willAnswer({ signIn: () => Promise.reject(new AppError('session/none', 'Run `signet login`.')) })
    const reply = await ask(tokenLine)
    expect(reply.body).toMatchObject({ title: errorsEn['session/lost-answer'].title })
    expect(detailOf(reply)).toContain('Run `signet login`.')
  })

  it('waits for one that is under way elsewhere', async () => {
    const { ask, asker, begin } = await anExpiredHost()
    asker.willAnswer({ signIn: () => Promise.reject(new AppError('auth/in-progress', 'Elsewhere.')) })
    const run = begin()
    const reply = ask(tokenLine)
    await turn()
    run.succeed()
    expect((await reply).status).toBe(200)
  })

  it('does not take another account’s sign-in for its own', async () => {
    const { ask, desk } = await anExpiredHost()
    const reply = ask(tokenLine, { body: { wait: 1 } })
    await turn()
    const other = desk.start({ pool: { ...workPool, hasClientSecret: false }, owner: 'window' })
    other.become({ kind: 'signedIn', username: 'bob', accountId: anAccount('bob').id, device: 'none' })
    other.become({ kind: 'failed', code: 'auth/cancelled' })
    expect(await Promise.race([reply, turn().then(() => 'waiting')])).toBe('waiting')
  })

  it('that hangs up leaves the others waiting', async () => {
    const { ask, begin } = await anExpiredHost()
    const hangUp = new AbortController()
    const gone = ask(tokenLine, { signal: hangUp.signal })
    const patient = ask(tokenLine)
    await turn()
    hangUp.abort()
    await gone
    begin().succeed()
    expect((await patient).status).toBe(200)
  })
})

describe('POST …/sign-in', () => {
  it('answers at once when signed in', async () => {
    const { ask, asker } = await aBroker()
    expect(await ask(signInLine)).toMatchObject({ status: 200, body: { status: 'signed-in' } })
    expect(asker.signIns).toEqual([])
  })

  it('without `wait` raises it and answers', async () => {
    const { ask, asker } = await anExpiredHost()
    expect(await ask(signInLine)).toMatchObject({ status: 200, body: { status: 'expired' } })
    expect(asker.signIns).toEqual([ada.id])
  })

  it('with `wait` joins one under way and answers at its end', async () => {
    const { ask, asker, begin } = await anExpiredHost()
    const both = [ask(signInLine, { body: { wait: 600 } }), ask(tokenLine)]
    await turn()
    begin().succeed()
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200])
    expect(asker.signIns).toHaveLength(1)
  })

  it('is not held back by a sign-in that was closed a moment ago', async () => {
    const { ask, asker, begin } = await anExpiredHost()
    const first = ask(signInLine, { body: { wait: 60 } })
    await turn()
    begin().fail('auth/cancelled')
    expect(codeOf(await first)).toBe('cancelled')
    await ask(signInLine)
    expect(asker.signIns).toHaveLength(2)
  })

  it('that may not ask fails with the reason', async () => {
    const { ask } = await anExpiredHost()
    expect(codeOf(await ask(signInLine, { body: { interactive: false } }))).toBe('sign_in_required')
  })
})
