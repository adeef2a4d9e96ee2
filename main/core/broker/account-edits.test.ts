import { describe, expect, it } from 'vitest'
import { AccountsReply } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import { aBroker, anAccount, codeOf, detailOf } from './fakes'

const ada = anAccount('ada')
const bob = anAccount('bob', { isDefault: false, status: 'signed-out', device: 'none' })

describe('PATCH /v1/accounts/{account}', () => {
  const rename = (label: unknown) => ['PATCH /v1/accounts/ada', { body: { label } }] as const

  it('calls the account otherwise, when a person agrees, and changes nothing else', async () => {
    const { ask, asker, accounts, auditLines } = await aBroker({ accounts: [ada, bob] })
    asker.willAnswer({ confirm: () => true })
    const { body } = await ask(...rename(' work '))
    expect(AccountsReply.parse(body).accounts.map(({ label }) => label)).toEqual(['work', 'bob'])
    expect(accounts.get(ada.id)).toEqual({ ...ada, label: 'work' })
    expect(asker.confirmations).toMatchObject([
      { kind: 'rename-account', accountLabel: 'ada', newLabel: 'work', app: '/usr/bin/app' },
    ])
    expect((await auditLines()).join()).toContain('"decision":"renamed"')
  })

  it('does nothing when the person says no', async () => {
    const { ask, accounts } = await aBroker()
    expect(codeOf(await ask(...rename('work')))).toBe('consent_denied')
    expect(accounts.get(ada.id)?.label).toBe('ada')
  })

  it('asks nobody for what is so already', async () => {
    const { ask, asker } = await aBroker()
    expect((await ask(...rename('ada'))).status).toBe(200)
    expect(asker.confirmations).toEqual([])
  })

  it.each([
    ['the label of another', { ...bob, label: 'work' }],
    ['the username of another', { ...bob, username: 'work', label: 'play' }],
  ])('refuses %s before anybody is asked', async (_what, other) => {
    const { ask, asker } = await aBroker({ accounts: [ada, other] })
    const reply = await ask(...rename('work'))
    expect([codeOf(reply), detailOf(reply)]).toEqual([
      'bad_request',
      expect.stringContaining('Another account'),
    ])
    expect(asker.confirmations).toEqual([])
  })

  it.each([undefined, '', '  ', 'default', ada.id, 'a\nb', 'x'.repeat(61)])(
    'refuses the label %o, which would mean something else or cannot be shown',
    async (label) => {
      const { ask, accounts } = await aBroker()
      const reply = await ask(...rename(label))
      expect([codeOf(reply), detailOf(reply)]).toEqual(['bad_request', expect.stringContaining('label')])
      expect(accounts.get(ada.id)?.label).toBe('ada')
    },
  )
})

describe('DELETE /v1/accounts/{account}', () => {
  it('forgets the account, its device, its keychain item and its grants, when a person agrees', async () => {
    const { ask, asker, accounts, sessions, keychain, vault, grants } = await aBroker({
      accounts: [ada, bob],
    })
    await vault.write(ada.id, { v: 1, username: 'ada', sub: 'sub-ada' })
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
    asker.willAnswer({ confirm: () => true })
    expect((await ask('DELETE /v1/accounts/ada')).status).toBe(200)
    expect(sessions.signedOut).toEqual([{ accountId: ada.id, everywhere: false, forgetDevice: true }])
    expect(accounts.list().map(({ label }) => label)).toEqual(['bob'])
    expect(keychain.items.size).toBe(0)
    expect(grants.list(() => '')).toEqual([])
  })

  it('does nothing when the person says no', async () => {
    const { ask, accounts } = await aBroker()
    expect(codeOf(await ask('DELETE /v1/accounts/ada'))).toBe('consent_denied')
    expect(accounts.list()).toHaveLength(1)
  })

  it('keeps the account in the list while its keychain item is there', async () => {
    const { ask, asker, accounts, keychain, vault } = await aBroker()
    await vault.write(ada.id, { v: 1, username: 'ada', sub: 'sub-ada' })
    asker.willAnswer({ confirm: () => true })
    keychain.failWhen((operation) =>
      operation === 'delete' ? new AppError('keychain/locked', 'Locked.') : undefined,
    )
    expect(codeOf(await ask('DELETE /v1/accounts/ada'))).toBe('keychain_locked')
    expect(accounts.list()).toHaveLength(1)
  })
})
