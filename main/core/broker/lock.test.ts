import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import { aBroker, anAccount, codeOf, detailOf, workPool } from './fakes'

const ada = anAccount('ada')

describe('lock', () => {
  it('is any program’s to ask for, and leaves a line', async () => {
    const { ask, asker, auditLines } = await aBroker()
    expect(await ask('POST /v1/lock')).toMatchObject({ status: 200, body: { locked: true } })
    expect(await ask('POST /v1/lock')).toMatchObject({ status: 200, body: { locked: true } })
    expect((await ask('GET /v1')).body).toMatchObject({ locked: true })
    expect(asker.confirmations).toEqual([])
    expect((await auditLines()).filter((line) => line.includes('"what":"lock"'))).toHaveLength(1)
  })

  it.each([
    ['POST /v1/accounts/ada/token', {}],
    ['POST /v1/accounts/ada/sign-in', {}],
    ['POST /v1/accounts/ada/sign-out', {}],
    ['GET /v1/accounts/ada/details', {}],
    ['POST /v1/accounts/ada/password', { previousPassword: 'a', proposedPassword: 'b' }],
    ['POST /v1/sign-ins', { account: 'ada' }],
    ['DELETE /v1/pools/work', {}],
    ['POST /v1/apps', { path: '/usr/bin/app' }],
  ])('keeps %s away, whatever was granted, and asks nobody', async (line, body) => {
    const { ask, asker, grants, sessions, own } = await aBroker()
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
    await ask('POST /v1/lock')
    const reply = await ask(line, { body })
    expect([reply.status, codeOf(reply)]).toEqual([423, 'locked'])
    expect(detailOf(reply)).toContain('signet unlock')
    expect([sessions.asked, own.asked, asker.consents, asker.confirmations, asker.signIns]).toEqual([
      0,
      [],
      [],
      [],
      [],
    ])
  })

  it.each(['GET /v1', 'GET /v1/status', 'GET /v1/accounts', 'GET /v1/pools', 'GET /v1/apps'])(
    'leaves %s, which says nothing that is secret',
    async (line) => {
      const { ask } = await aBroker()
      await ask('POST /v1/lock')
      expect((await ask(line)).status).toBe(200)
    },
  )

  it('takes open questions off the screen', async () => {
    const { ask, asker } = await aBroker()
    const never = () => new Promise<never>(() => undefined)
    asker.willAnswer({ consent: never, confirm: never })
    const waiting = [
      ask('POST /v1/accounts/ada/token'),
      ask('DELETE /v1/pools/work', { caller: aCaller({ pid: 2 }) }),
    ]
    await expect.poll(() => asker.consents.length + asker.confirmations.length).toBe(2)
    await ask('POST /v1/lock')
    expect((await Promise.all(waiting)).map(codeOf)).toEqual(['locked', 'locked'])
  })

  it.each([
    ['POST', '/v1/accounts/ada/token'],
    ['GET', '/v1/accounts/ada/details'],
    ['DELETE', '/v1/pools/work'],
  ])('that comes while it is found out who sends %s %s leaves no question', async (method, path) => {
    const { handle, asker, lock } = await aBroker()
    asker.willAnswer({ consent: () => 'lock', confirm: () => true })
    const identify = async () => {
      await lock.lock()
      return aCaller()
    }
    const reply = await handle({ method, path, query: '', body: {}, peer: { pid: 1, uid: 1000 }, identify })
    expect(codeOf(reply)).toBe('locked')
    expect([asker.consents, asker.confirmations]).toEqual([[], []])
  })

  it('takes a sign-in away from whoever waits for it, and no person has closed that', async () => {
    const { ask, asker, lock, desk, sessions, grants } = await aBroker()
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
    sessions.willGive(() => Promise.reject(new AppError('session/expired', 'ada: over.')))
    const waiting = ask('POST /v1/accounts/ada/token')
    await expect.poll(() => asker.signIns.length).toBe(1)
    const run = desk.start({ pool: { ...workPool, hasClientSecret: false }, account: ada, owner: 'window' })
    // As forgetWhenLocked does.
    lock.onChange((isLocked) => isLocked && run.cancel())
    await lock.lock()
    expect(codeOf(await waiting)).toBe('locked')
    await lock.unlock()
    void ask('POST /v1/accounts/ada/token')
    await expect.poll(() => asker.signIns.length).toBe(2)
  })
})

describe('unlock', () => {
  it('takes a person', async () => {
    const { ask, asker } = await aBroker()
    await ask('POST /v1/lock')
    expect(codeOf(await ask('POST /v1/unlock', { body: { interactive: false } }))).toBe('consent_required')
    expect(codeOf(await ask('POST /v1/unlock'))).toBe('consent_denied')
    expect((await ask('GET /v1')).body).toMatchObject({ locked: true })
    expect(asker.confirmations).toEqual([{ kind: 'unlock', app: '/usr/bin/app' }])
    asker.willAnswer({ confirm: () => true })
    const other = aCaller({ executable: { path: '/usr/bin/other', protected: true } })
    expect((await ask('POST /v1/unlock', { caller: other })).body).toEqual({ locked: false })
    expect((await ask('POST /v1/accounts/ada/token')).status).toBe(403)
  })

  it('of what is open asks nobody', async () => {
    const { ask, asker } = await aBroker()
    expect((await ask('POST /v1/unlock')).body).toEqual({ locked: false })
    expect(asker.confirmations).toEqual([])
  })

  it('that a person did while it was found out who asks for it asks nobody', async () => {
    const { handle, asker, lock } = await aBroker()
    await lock.lock()
    const identify = async () => {
      await lock.unlock()
      return aCaller()
    }
    const asked = {
      method: 'POST',
      path: '/v1/unlock',
      query: '',
      body: {},
      peer: { pid: 1, uid: 1000 },
      identify,
    }
    expect((await handle(asked)).body).toEqual({ locked: false })
    expect(asker.confirmations).toEqual([])
  })

  it('that a person does elsewhere answers whoever asked for it', async () => {
    const { ask, asker, lock } = await aBroker()
    await ask('POST /v1/lock')
    asker.willAnswer({ confirm: () => new Promise(() => undefined) })
    const waiting = ask('POST /v1/unlock')
    await expect.poll(() => asker.confirmations.length).toBe(1)
    await lock.unlock()
    expect(await waiting).toMatchObject({ status: 200, body: { locked: false } })
  })

  it('keeps what was decided for good, and forgets what was decided until the lock', async () => {
    const { ask, asker, grants } = await aBroker()
    asker.willAnswer({ confirm: () => Promise.reject(new AppError('internal', 'nobody is asked')) })
    const app = appOf(aCaller())
    await grants.put({ app, accountId: ada.id, use: 'access' }, 'always')
    await ask('POST /v1/lock')
    asker.willAnswer({ confirm: () => true })
    await ask('POST /v1/unlock')
    expect((await ask('POST /v1/accounts/ada/token')).status).toBe(200)
  })
})

describe('unlock by password', () => {
  async function aLockedBroker(given: Parameters<typeof aBroker>[0] = {}) {
    const host = await aBroker(given)
    await host.settings.set({ unlockWith: 'password' })
    await host.lock.lock()
    return host
  }

  it('has a person type it at Signet’s own surface, and takes none from a request', async () => {
    const { ask, asker, lock, proved, auditLines } = await aLockedBroker()
    asker.willAnswer({ confirm: () => true, password: () => 'right' })
    expect(codeOf(await ask('POST /v1/unlock', { body: { password: 'right' } }))).toBe('bad_request')
    expect(codeOf(await ask('POST /v1/unlock', { body: { interactive: false } }))).toBe('consent_required')
    expect([lock.isLocked, proved]).toEqual([true, []])
    expect((await ask('POST /v1/unlock')).body).toEqual({ locked: false })
    expect(asker.passwords).toEqual([{ accountLabel: 'ada', poolName: 'work', app: '/usr/bin/app' }])
    expect([asker.confirmations, proved]).toEqual([[], ['ada']])
    const lines = (await auditLines()).join()
    expect(lines).toContain('"decision":"unlocked"')
    expect(lines).not.toContain('right')
  })

  it('stays shut for a wrong one, and for whoever gives up', async () => {
    const { ask, asker, lock } = await aLockedBroker()
    asker.willAnswer({ password: () => 'wrong' })
    expect(await ask('POST /v1/unlock')).toMatchObject({ status: 403, body: { code: 'consent_denied' } })
    const soon = await ask('POST /v1/unlock')
    expect(soon).toMatchObject({ status: 429, body: { code: 'throttled' } })
    asker.willAnswer({ password: () => undefined })
    expect(codeOf(await ask('POST /v1/unlock'))).toBe('consent_denied')
    expect(lock.isLocked).toBe(true)
  })

  it('takes the account that was named, and says who could where that one cannot', async () => {
    const eve = anAccount('eve', { isDefault: false, method: 'MANAGED_LOGIN' })
    const bob = anAccount('bob', { isDefault: false })
    const { ask, asker } = await aLockedBroker({ accounts: [ada, eve, bob] })
    asker.willAnswer({ password: () => undefined })
    await ask('POST /v1/unlock', { body: { account: 'bob' } })
    expect(asker.passwords.map(({ accountLabel }) => accountLabel)).toEqual(['bob'])
    const refused = await ask('POST /v1/unlock', { body: { account: 'eve' } })
    expect(detailOf(refused)).toContain(`ada (${ada.id}), bob (${bob.id})`)
  })

  it('is over for whoever waits when the window has been given it', async () => {
    const { ask, asker, unlocking } = await aLockedBroker()
    asker.willAnswer({ password: () => new Promise(() => undefined) })
    const waiting = ask('POST /v1/unlock')
    await expect.poll(() => asker.passwords.length).toBe(1)
    await unlocking.inWindow({ accountId: ada.id, password: 'right' })
    expect(await waiting).toMatchObject({ status: 200, body: { locked: false } })
  })

  it('points to the reset where no account is left that could', async () => {
    const { ask, asker, accounts, lock } = await aLockedBroker()
    await accounts.remove(ada.id)
    asker.willAnswer({ confirm: () => true, password: () => 'right' })
    expect(detailOf(await ask('POST /v1/unlock'))).toContain('signet reset')
    expect(lock.isLocked).toBe(true)
  })
})

describe('unlock by Touch ID', () => {
  it('asks for a finger in the place of a yes', async () => {
    const { ask, asker, touchId, lock } = await aBroker()
    await ask('POST /v1/lock')
    touchId.sees('somebody-else')
    expect(codeOf(await ask('POST /v1/unlock'))).toBe('consent_denied')
    expect(lock.isLocked).toBe(true)
    touchId.sees('its-person')
    expect((await ask('POST /v1/unlock')).body).toEqual({ locked: false })
    expect(asker.confirmations).toEqual([])
  })
})
