import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { memorySecretStore } from '../fakes'
import type { AccountRecord } from './account-record'
import { createVault } from './vault'

const id = '0123456789abcdef'
const aRecord = (refreshToken: string): AccountRecord => ({
  v: 1,
  username: 'ada',
  sub: 'sub-1',
  session: { refreshToken, signedInAtMs: 1 },
})

/** A vault that holds one record. */
async function aVault() {
  const store = memorySecretStore()
  const vault = createVault(store)
  await vault.write(id, aRecord('first'))
  return { store, vault }
}

describe('an update', () => {
  it('sees what was written before it, and is seen by what comes after it, whoever asked first', async () => {
    const { vault } = await aVault()
    const seen: (string | undefined)[] = []
    const change = (to: string) => (now: AccountRecord | undefined) => {
      seen.push(now?.session?.refreshToken)
      return aRecord(to)
    }
    await Promise.all([
      vault.update(id, change('second')),
      vault.write(id, aRecord('third')),
      vault.update(id, change('fourth')),
    ])
    expect(seen).toEqual(['first', 'third'])
    expect(await vault.read(id)).toEqual(aRecord('fourth'))
  })

  it('is the next generation; a record that stays as it is, is not', async () => {
    const { vault } = await aVault()
    expect(await vault.readStored(id)).toEqual({ record: aRecord('first'), generation: 1 })
    await vault.update(id, () => aRecord('second'))
    await vault.update(id, (now) => now)
    expect(await vault.readStored(id)).toEqual({ record: aRecord('second'), generation: 2 })
    await vault.remove(id)
    expect(await vault.readStored(id)).toBeUndefined()
  })

  it('writes nothing when the record stays as it is', async () => {
    const { store, vault } = await aVault()
    store.journal.splice(0)
    await vault.update(id, (now) => now)
    expect(store.journal.filter((line) => !line.startsWith('get'))).toEqual([])
  })

  it('removes a record that is to be none', async () => {
    const { store, vault } = await aVault()
    await vault.update(id, () => undefined)
    expect([...store.items.keys()]).toEqual([])
  })

  it('takes a damaged record for none, and can remove it', async () => {
    const { store, vault } = await aVault()
    store.items.set(`${id}.1.0`, 'garbage')
    const seen: unknown[] = []
    await vault.update(id, (now) => {
      seen.push(now)
      return undefined
    })
    expect(seen).toEqual([undefined])
    expect([...store.items.keys()]).toEqual([])
  })

  it('changes nothing when the keychain cannot be read', async () => {
    const { store, vault } = await aVault()
    const before = [...store.items]
    store.failWhen((operation) =>
      operation === 'get' ? new AppError('keychain/locked', 'locked') : undefined,
    )
    await expect(vault.update(id, () => undefined)).rejects.toMatchObject({ code: 'keychain/locked' })
    expect([...store.items]).toEqual(before)
  })
})
