import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { type MemorySecretStore, memorySecretStore } from '../fakes'
import type { AccountRecord } from './account-record'
import { createVault } from './vault'

const id = '0123456789abcdef'

function aRecord(refreshToken: string): AccountRecord {
  return { v: 1, username: 'ada', sub: 'sub-1', session: { refreshToken, signedInAtMs: 1 } }
}
const short = aRecord('short')
const long = aRecord('l'.repeat(6000))
const longer = aRecord('r'.repeat(9000))

/** The name of every item, sorted. */
const names = (store: MemorySecretStore): string[] => [...store.items.keys()].sort()

/** Lets `count` operations through, then fails for good: the process was killed there. */
function dieAfter(store: MemorySecretStore, count: number): void {
  let left = count
  store.failWhen(() => {
    left -= 1
    return left < 0 ? new AppError('keychain/timed-out', 'killed') : undefined
  })
}

/** How many operations `run` takes on a copy of the store. */
async function operationsOf(
  items: ReadonlyMap<string, string>,
  run: (store: MemorySecretStore) => Promise<void>,
) {
  const store = memorySecretStore()
  for (const [name, value] of items) store.items.set(name, value)
  await run(store)
  return store.journal.length
}

describe('the vault', () => {
  it('knows nothing of an account that was never written', async () => {
    expect(await createVault(memorySecretStore()).read(id)).toBeUndefined()
  })

  it.each([1, 2399, 2400, 2401, 5000, 20_000, 65_536])(
    'returns a token of %i bytes as it was',
    async (length) => {
      const store = memorySecretStore()
      const record = aRecord('ä'.repeat(length))
      await createVault(store).write(id, record)
      expect(await createVault(store).read(id)).toEqual(record)
      for (const value of store.items.values()) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(2400)
    },
  )

  it('leaves the parts of one generation and the head, however often it writes', async () => {
    const store = memorySecretStore()
    const vault = createVault(store)
    for (const record of [long, short, longer, short]) await vault.write(id, record)
    expect(names(store)).toEqual([id, `${id}.4.0`])
    expect(await vault.read(id)).toEqual(short)
  })

  it('leaves nothing when it removes', async () => {
    const store = memorySecretStore()
    const vault = createVault(store)
    await vault.write(id, long)
    await vault.remove(id)
    expect(store.items.size).toBe(0)
    await vault.remove(id)
    expect(await vault.read(id)).toBeUndefined()
  })

  it('writes the parts, then the head, then deletes the former parts', async () => {
    const store = memorySecretStore()
    const vault = createVault(store)
    await vault.write(id, short)
    store.journal.length = 0
    await vault.write(id, aRecord('x'.repeat(3000)))
    const changes = store.journal.filter((line) => !line.startsWith('get'))
    expect(changes).toEqual([`set ${id}.2.0`, `set ${id}.2.1`, `set ${id}`, `delete ${id}.1.0`])
  })

  it.each([
    ['the first record', undefined, long],
    ['a longer one over a shorter', short, long],
    ['a shorter one over a longer', long, short],
    ['a long one over a long', long, longer],
  ])(
    'leaves the former or the next record when killed anywhere while writing %s',
    async (_, former, next) => {
      const start = memorySecretStore()
      if (former !== undefined) await createVault(start).write(id, former)
      const total = await operationsOf(start.items, (store) => createVault(store).write(id, next))
      let seenNext = 0
      for (let count = 0; count < total; count += 1) {
        const store = memorySecretStore()
        for (const [name, value] of start.items) store.items.set(name, value)
        dieAfter(store, count)
        await expect(createVault(store).write(id, next)).rejects.toMatchObject({ code: 'keychain/timed-out' })
        store.failWhen(undefined)
        const after = await createVault(store).read(id)
        expect([former, next]).toContainEqual(after)
        if (after !== undefined && after.session?.refreshToken === next.session?.refreshToken) seenNext += 1
        // The next write finds what was left over.
        await createVault(store).write(id, short)
        expect(names(store)).toEqual([id, expect.stringMatching(/\.\d+\.0$/)])
        expect(await createVault(store).read(id)).toEqual(short)
      }
      expect(seenNext).toBeGreaterThan(0)
      expect(seenNext).toBeLessThan(total)
    },
  )

  it('is tidied by itself after it was killed anywhere while writing, and keeps the record that it has', async () => {
    const start = memorySecretStore()
    await createVault(start).write(id, long)
    const total = await operationsOf(start.items, (store) => createVault(store).write(id, longer))
    for (let count = 0; count < total; count += 1) {
      const store = memorySecretStore()
      for (const [name, value] of start.items) store.items.set(name, value)
      dieAfter(store, count)
      await createVault(store)
        .write(id, longer)
        .catch(() => undefined)
      store.failWhen(undefined)
      const vault = createVault(store)
      const { record, generation } = (await vault.readStored(id)) ?? {}
      await vault.tidy(id)
      const parts = record?.session?.refreshToken === longer.session?.refreshToken ? 4 : 3
      const expected = Array.from({ length: parts }, (_, part) => `${id}.${generation}.${part}`)
      expect(names(store)).toEqual([id, ...expected])
      expect(await vault.read(id)).toEqual(record)
    }
  })

  it('is not tidied where its head cannot be read', async () => {
    const store = memorySecretStore()
    await createVault(store).write(id, short)
    store.items.set(id, 'garbage')
    await expect(createVault(store).tidy(id)).rejects.toMatchObject({ code: 'keychain/damaged' })
    expect(names(store)).toEqual([id, `${id}.1.0`])
  })

  it('is killed again and again while writing, and still leaves nothing over in the end', async () => {
    const store = memorySecretStore()
    await createVault(store).write(id, long)
    for (let count = 0; count < 60; count += 1) {
      dieAfter(store, count % 17)
      await createVault(store)
        .write(id, count % 2 === 0 ? longer : short)
        .catch(() => undefined)
      store.failWhen(undefined)
      expect([long, longer, short]).toContainEqual(await createVault(store).read(id))
    }
    await createVault(store).remove(id)
    expect(store.items.size).toBe(0)
  })

  it('has the record or has none when killed anywhere while removing, and the next removal leaves nothing', async () => {
    const start = memorySecretStore()
    await createVault(start).write(id, long)
    const total = await operationsOf(start.items, (store) => createVault(store).remove(id))
    for (let count = 0; count < total; count += 1) {
      for (const finish of ['remove', 'read'] as const) {
        const store = memorySecretStore()
        for (const [name, value] of start.items) store.items.set(name, value)
        dieAfter(store, count)
        await expect(createVault(store).remove(id)).rejects.toMatchObject({ code: 'keychain/timed-out' })
        store.failWhen(undefined)
        const after = await createVault(store).read(id)
        expect([undefined, long]).toContainEqual(after)
        if (finish === 'remove') await createVault(store).remove(id)
        // Reading alone finishes a removal that has begun.
        if (finish === 'remove' || after === undefined) expect(store.items.size).toBe(0)
      }
    }
  })

  it.each([
    ['a part is missing', (items: Map<string, string>) => items.delete(`${id}.1.1`)],
    [
      'a part was changed',
      (items: Map<string, string>) => items.set(`${id}.1.0`, `x${items.get(`${id}.1.0`)?.slice(1) ?? ''}`),
    ],
    [
      'parts were exchanged',
      (items: Map<string, string>) => items.set(`${id}.1.0`, items.get(`${id}.1.1`) ?? ''),
    ],
    ['the head is cut', (items: Map<string, string>) => items.set(id, '{"v":1,"generation":1')],
    [
      'the head lies',
      (items: Map<string, string>) => items.set(id, (items.get(id) ?? '').replace('"parts":3', '"parts":2')),
    ],
  ])('fails closed when %s, and a fresh write heals it', async (_, damage) => {
    const store = memorySecretStore()
    const vault = createVault(store)
    await vault.write(id, long)
    damage(store.items)
    await expect(vault.read(id)).rejects.toMatchObject({ code: 'keychain/damaged' })
    await vault.write(id, short)
    expect(await vault.read(id)).toEqual(short)
  })

  it('never uses a mix of two generations', async () => {
    const store = memorySecretStore()
    const vault = createVault(store)
    await vault.write(id, long)
    const former = new Map(store.items)
    await vault.write(id, longer)
    // Yesterday's head is restored from a copy, and one of its parts.
    store.items.set(id, former.get(id) ?? '')
    store.items.set(`${id}.1.0`, former.get(`${id}.1.0`) ?? '')
    await expect(vault.read(id)).rejects.toMatchObject({ code: 'keychain/damaged' })
  })

  it('neither uses nor overwrites what a later version wrote', async () => {
    const store = memorySecretStore()
    store.items.set(id, '{"v":2,"anything":true}')
    const vault = createVault(store)
    for (const attempt of [() => vault.read(id), () => vault.write(id, short), () => vault.remove(id)])
      await expect(attempt()).rejects.toMatchObject({ code: 'storage/newer-version' })
    expect(store.items.get(id)).toBe('{"v":2,"anything":true}')
  })

  it('believes only what it reads back', async () => {
    const store = memorySecretStore()
    const vault = createVault(store)
    await vault.write(id, short)
    const set = store.set.bind(store)
    store.set = (name, value) => set(name, value.slice(0, 1000))
    await expect(vault.write(id, long)).rejects.toMatchObject({ code: 'keychain/damaged' })
    expect(await vault.read(id)).toEqual(short)
  })

  it('lets operations on one account wait for each other', async () => {
    const store = memorySecretStore()
    const vault = createVault(store)
    await vault.write(id, long)
    const results = await Promise.all([
      vault.write(id, longer),
      vault.read(id),
      vault.write(id, short),
      vault.read(id),
    ])
    expect(results).toEqual([undefined, longer, undefined, short])
  })

  it('goes on after a failure', async () => {
    const store = memorySecretStore()
    const vault = createVault(store)
    store.failWhen(() => new AppError('keychain/locked', 'locked'))
    const failures = await Promise.allSettled([vault.write(id, short), vault.read(id)])
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    store.failWhen(undefined)
    await vault.write(id, short)
    expect(await vault.read(id)).toEqual(short)
  })

  it('keeps a client secret under its pool and client', async () => {
    const store = memorySecretStore()
    const vault = createVault(store)
    await vault.writeClientSecret('eu-central-1_A', 'client1', 'secret-1')
    expect(store.items.get('pool.eu-central-1_A.client1')).toBe('secret-1')
    expect(await vault.readClientSecret('eu-central-1_A', 'client1')).toBe('secret-1')
    expect(await vault.readClientSecret('eu-central-1_A', 'client2')).toBeUndefined()
    await vault.removeClientSecret('eu-central-1_A', 'client1')
    expect(store.items.size).toBe(0)
  })
})
