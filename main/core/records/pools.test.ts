import { describe, expect, it, vi } from 'vitest'
import type { NewPool } from '../../../shared/model/pool'
import { fakeLog, memoryRecordStore } from '../fakes'
import { Pools } from './pools'

const work: NewPool = {
  name: 'Work',
  userPoolId: 'eu-central-1_SignetT1',
  clientId: 'client1',
  method: 'USER_SRP_AUTH',
}

async function poolsWith(...added: readonly NewPool[]) {
  const store = memoryRecordStore()
  const pools = new Pools({ store, log: fakeLog() })
  await pools.load()
  for (const pool of added) await pools.add(pool)
  return { pools, store }
}

describe('pools', () => {
  it('keeps a pool and leaves its client secret to the vault', async () => {
    const { pools, store } = await poolsWith()
    const clientSecret = 'secret-secret-secret-secret'
    const pool = await pools.add({ ...work, clientSecret })
    expect(pool).toEqual({ ...work, hasClientSecret: true })
    expect(store.files.get('pools.json')).not.toContain(clientSecret)
    expect(pools.byName('Work')).toEqual(pool)
    expect(pools.get(work.userPoolId, 'client1')).toEqual(pool)
    expect(pools.get(work.userPoolId, 'client2')).toBeUndefined()
  })

  it.each([
    ['the name', { clientId: 'client2' }],
    ['the name in other capitals', { clientId: 'client2', name: 'WORK' }],
    ['pool and client', { name: 'Other' }],
  ])('refuses a pool that has %s of another', async (_, difference) => {
    const { pools } = await poolsWith(work)
    await expect(pools.add({ ...work, ...difference })).rejects.toMatchObject({ code: 'pool/exists' })
    expect(pools.list()).toHaveLength(1)
  })

  it.each([
    ['userPoolId', { userPoolId: 'SignetT1' }],
    ['clientId', { clientId: 'no spaces' }],
    ['name', { name: ' ' }],
    ['endpoint', { endpoint: 'http://example.com' }],
    ['clientSecret', { clientSecret: 'short' }],
  ])('refuses a pool and names the field: %s', async (field, wrong) => {
    const { pools, store } = await poolsWith()
    await expect(pools.add({ ...work, ...wrong })).rejects.toMatchObject({
      code: 'pool/invalid',
      message: expect.stringContaining(`${field}:`) as string,
    })
    expect(store.files.size).toBe(0)
  })

  it('finds a pool by name or by its id, and asks which when an id is there twice', async () => {
    const { pools } = await poolsWith(work)
    expect(pools.resolve('Work').clientId).toBe('client1')
    expect(pools.resolve(work.userPoolId).clientId).toBe('client1')
    await pools.add({ ...work, name: 'Second', clientId: 'client2' })
    expect(() => pools.resolve(work.userPoolId)).toThrow(/Work, Second/)
    expect(() => pools.resolve('Third')).toThrow(expect.objectContaining({ code: 'pool/unknown' }))
  })

  it('says that no pool was added, before it says that a name is unknown', async () => {
    const { pools } = await poolsWith()
    expect(() => pools.resolve('Work')).toThrow(expect.objectContaining({ code: 'pool/none' }))
  })

  it('removes a pool by its name, and tells listeners', async () => {
    const { pools } = await poolsWith(work)
    const listener = vi.fn()
    pools.onChange(listener)
    await expect(pools.remove('Other')).rejects.toMatchObject({ code: 'pool/unknown' })
    await pools.remove('Work')
    expect(pools.list()).toEqual([])
    expect(listener).toHaveBeenCalledOnce()
  })

  it('sets a damaged file aside and starts empty; a full disk loses nothing', async () => {
    const store = memoryRecordStore({ 'pools.json': '{"version":1,"pools":[{"name":"Work"}]}' })
    const pools = new Pools({ store, log: fakeLog() })
    await pools.load()
    expect(pools.setAside).toBe('pools.json.damaged')
    await pools.add(work)
    store.setFull(true)
    await expect(pools.add({ ...work, name: 'B', clientId: 'b' })).rejects.toMatchObject({
      code: 'storage/write-failed',
    })
    expect(pools.list().map(({ name }) => name)).toEqual(['Work'])
  })
})
