import { describe, expect, it } from 'vitest'
import { AccountsReply, SignOutReply } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import { accountView, windowAccountViews } from './account-view'
import { aBroker, anAccount, codeOf, detailOf } from './fakes'

const ada = anAccount('ada', { method: 'USER_AUTH', firstFactor: 'EMAIL_OTP' })
const bob = anAccount('bob', { isDefault: false, status: 'signed-out', device: 'none' })

describe('GET /v1/accounts', () => {
  it('lists them, without what no program needs', async () => {
    const { ask } = await aBroker({ accounts: [ada, bob] })
    const { body } = await ask('GET /v1/accounts')
    expect(AccountsReply.parse(body).accounts).toEqual([
      {
        id: ada.id,
        label: 'ada',
        username: 'ada',
        poolName: 'work',
        region: 'eu-central-1',
        userPoolId: 'eu-central-1_SignetT1',
        clientId: 'client1',
        status: 'signed-in',
        default: true,
        signedInSince: '2026-11-01T00:00:00.000Z',
        device: 'remembered',
      },
      expect.objectContaining({ label: 'bob', status: 'signed-out', default: false }),
    ])
    expect(JSON.stringify(body)).not.toContain('sub-')
  })

  it('leaves how a person signs in to the window', () => {
    const pools = { get: () => undefined }
    expect(windowAccountViews({ list: () => [ada, bob] }, pools)).toEqual([
      { ...accountView(ada, undefined), method: 'USER_AUTH', firstFactor: 'EMAIL_OTP' },
      accountView(bob, undefined),
    ])
  })

  it('says until when, where the pool’s own figure is known', async () => {
    const { ask } = await aBroker({ pools: [{ refreshTokenLifeSeconds: 86_400 }] })
    const { body } = await ask('GET /v1/accounts')
    expect(AccountsReply.parse(body).accounts[0]?.signedInUntil).toBe('2026-11-02T00:00:00.000Z')
  })

  it('still lists an account whose pool was removed by hand', async () => {
    const { ask } = await aBroker({ pools: [] })
    const { body } = await ask('GET /v1/accounts')
    expect(AccountsReply.parse(body).accounts[0]?.poolName).toBe('eu-central-1_SignetT1')
  })
})

describe('POST …/sign-out', () => {
  it('of this device alone asks nobody', async () => {
    const { ask, asker, sessions, auditLines } = await aBroker()
    const { body } = await ask('POST /v1/accounts/ada/sign-out')
    expect(SignOutReply.parse(body)).toEqual({ status: 'signed-out', warnings: [] })
    expect(sessions.signedOut).toEqual([{ accountId: ada.id, everywhere: false, forgetDevice: false }])
    expect(asker.confirmations).toEqual([])
    expect((await auditLines()).join()).toContain('"what":"sign-out"')
  })

  it.each([
    [{ everywhere: true }, ['sign-out-everywhere']],
    [{ forgetDevice: true }, ['forget-device']],
    [{ everywhere: true, forgetDevice: true }, ['sign-out-everywhere', 'forget-device']],
  ])('with %o is for a person to allow', async (body, kinds) => {
    const { ask, asker, sessions } = await aBroker()
    asker.willAnswer({ confirm: () => true })
    expect((await ask('POST /v1/accounts/ada/sign-out', { body })).status).toBe(200)
    expect(asker.confirmations.map(({ kind }) => kind)).toEqual(kinds)
    expect(asker.confirmations[0]).toMatchObject({ accountLabel: 'ada', app: '/usr/bin/app' })
    expect(sessions.signedOut).toHaveLength(1)
  })

  it('that a person refuses does nothing, and is not asked again for 30 seconds', async () => {
    const { ask, asker, sessions } = await aBroker()
    const refuse = () => ask('POST /v1/accounts/ada/sign-out', { body: { everywhere: true } })
    expect(codeOf(await refuse())).toBe('consent_denied')
    expect(codeOf(await refuse())).toBe('denied_recently')
    expect(asker.confirmations).toHaveLength(1)
    expect(sessions.signedOut).toEqual([])
  })

  it('that would need a person and may not ask names the command', async () => {
    const { ask } = await aBroker()
    const reply = await ask('POST /v1/accounts/ada/sign-out', {
      body: { everywhere: true, interactive: false },
    })
    expect(codeOf(reply)).toBe('consent_required')
    expect(detailOf(reply)).toContain('signet logout --everywhere')
  })

  it('hands on what could not be done at the server', async () => {
    const { ask, deps } = await aBroker()
    deps.sessions.signOut = () => Promise.resolve(['Cognito could not be reached.'])
    expect(await ask('POST /v1/accounts/ada/sign-out')).toMatchObject({
      body: { warnings: ['Cognito could not be reached.'] },
    })
  })

  it.each([
    ['keychain/locked', 'keychain_locked'],
    ['keychain/unavailable', 'keychain_unavailable'],
    ['keychain/refused', 'keychain_refused'],
  ] as const)('fails with %s as %s', async (code, publicCode) => {
    const { ask, deps } = await aBroker()
    deps.sessions.signOut = () => Promise.reject(new AppError(code, 'The keychain.'))
    expect(await ask('POST /v1/accounts/ada/sign-out')).toMatchObject({
      status: 503,
      body: { code: publicCode },
    })
  })
})

describe('POST …/default', () => {
  it('makes it the account that is meant where nobody is named', async () => {
    const { ask, accounts } = await aBroker({ accounts: [ada, bob] })
    const { body } = await ask('POST /v1/accounts/bob/default')
    expect(AccountsReply.parse(body).accounts.map((account) => account.default)).toEqual([false, true])
    expect(accounts.resolve('default').label).toBe('bob')
  })

  it('gives no program another account’s token', async () => {
    const { ask, grants } = await aBroker({ accounts: [ada, bob] })
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
    await ask('POST /v1/accounts/bob/default')
    expect(codeOf(await ask('POST /v1/accounts/default/token'))).toBe('consent_denied')
  })
})
