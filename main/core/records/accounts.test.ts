import { describe, expect, it, vi } from 'vitest'
import { fakeLog, memoryRecordStore } from '../fakes'
import { accountIdOf, Accounts, type StoredAccount } from './accounts'

const userPoolId = 'eu-central-1_SignetT1'

function anAccount(username: string, more: Partial<StoredAccount> = {}): StoredAccount {
  return {
    id: accountIdOf(more.userPoolId ?? userPoolId, 'client1', username),
    label: username,
    userPoolId,
    clientId: 'client1',
    username,
    sub: `sub-${username}`,
    typedNames: [username],
    isDefault: false,
    status: 'signed-in',
    device: 'remembered',
    ...more,
  }
}

async function accountsWith(...stored: readonly StoredAccount[]) {
  const store = memoryRecordStore()
  const accounts = new Accounts({ store, log: fakeLog() })
  await accounts.load()
  for (const account of stored) await accounts.put(account)
  return { accounts, store }
}

const ada = anAccount('ada', { isDefault: true })
const bob = anAccount('bob')

describe('accounts', () => {
  it('gives an account an id that only pool, client and username decide', () => {
    expect(accountIdOf('eu-central-1_SignetT1', 'client1', 'ada')).toBe('cb5595cc333a6e81')
    expect(accountIdOf('eu-central-1_SignetT1', 'client1', 'bob')).not.toBe(ada.id)
  })

  it('finds an account by id, label, username and as the default', async () => {
    const { accounts } = await accountsWith(ada, { ...bob, label: 'Bob at work' })
    expect(accounts.resolve(ada.id).username).toBe('ada')
    expect(accounts.resolve('Bob at work').username).toBe('bob')
    expect(accounts.resolve('bob').username).toBe('bob')
    expect(accounts.resolve('default').username).toBe('ada')
  })

  it('says that nobody has signed in, before it says that a name is unknown', async () => {
    const { accounts } = await accountsWith()
    expect(() => accounts.resolve('ada')).toThrow(expect.objectContaining({ code: 'account/none' }))
    await accounts.put(bob)
    expect(() => accounts.resolve('ada')).toThrow(expect.objectContaining({ code: 'account/unknown' }))
  })

  it('names the candidates when a name leads to several accounts', async () => {
    const other = anAccount('ada', { userPoolId: 'eu-west-1_Other', label: 'ada (2)' })
    const { accounts } = await accountsWith(ada, other)
    expect(() => accounts.resolve('ada')).toThrow(
      expect.objectContaining({
        code: 'account/ambiguous',
        message: expect.stringMatching(new RegExp(`${ada.id}.*${other.id}`)) as string,
      }),
    )
  })

  it('has one default at most', async () => {
    const { accounts } = await accountsWith(ada, { ...bob, isDefault: true })
    expect(accounts.list().filter(({ isDefault }) => isDefault)).toEqual([{ ...bob, isDefault: true }])
    await accounts.setDefault(ada.id)
    expect(accounts.resolve('default').id).toBe(ada.id)
    await expect(accounts.setDefault('0000000000000000')).rejects.toMatchObject({ code: 'account/unknown' })
  })

  it('makes nobody else the default when the default goes, unless one is left', async () => {
    const { accounts } = await accountsWith(ada, bob, anAccount('eve'))
    await accounts.remove(ada.id)
    expect(() => accounts.resolve('default')).toThrow(expect.objectContaining({ code: 'account/ambiguous' }))
    await accounts.remove(bob.id)
    expect(accounts.resolve('default')).toMatchObject({ username: 'eve', isDefault: true })
  })

  it('replaces an account in its place, and changes nothing by removing a stranger', async () => {
    const { accounts } = await accountsWith(ada, bob)
    const listener = vi.fn()
    accounts.onChange(listener)
    await accounts.put({ ...ada, status: 'expired' })
    expect(accounts.list().map(({ username, status }) => [username, status])).toEqual([
      ['ada', 'expired'],
      ['bob', 'signed-in'],
    ])
    await accounts.remove('0000000000000000')
    expect(listener).toHaveBeenCalledOnce()
  })

  it('finds the account that a typed name has led to, in this pool and client only', async () => {
    const { accounts } = await accountsWith({ ...ada, typedNames: ['ada', 'Ada@example.com'] })
    expect(accounts.findByTypedName(userPoolId, 'client1', 'Ada@example.com')?.id).toBe(ada.id)
    expect(accounts.findByTypedName(userPoolId, 'client1', 'ADA@EXAMPLE.COM')?.id).toBe(ada.id)
    expect(accounts.findByTypedName(userPoolId, 'client2', 'ada')).toBeUndefined()
    expect(accounts.findByTypedName('eu-west-1_Other', 'client1', 'ada')).toBeUndefined()
  })

  it('prefers the exact name, and takes no other when capitals leave a choice', async () => {
    const capital = anAccount('Ada')
    const { accounts } = await accountsWith(ada, capital)
    expect(accounts.findByTypedName(userPoolId, 'client1', 'Ada')?.id).toBe(capital.id)
    expect(accounts.findByTypedName(userPoolId, 'client1', 'ADA')).toBeUndefined()
  })

  it('keeps accounts over a restart, and sets a damaged file aside', async () => {
    const { store } = await accountsWith(ada, bob)
    const again = new Accounts({ store, log: fakeLog() })
    await again.load()
    expect(again.list()).toEqual([ada, bob])
    store.files.set('accounts.json', '{"version":1,"accounts":[{"id":"../../x"}]}')
    const damaged = new Accounts({ store, log: fakeLog() })
    await damaged.load()
    expect(damaged.list()).toEqual([])
    expect(damaged.setAside).toBe('accounts.json.damaged')
  })
})
