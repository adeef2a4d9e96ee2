import { describe, expect, it } from 'vitest'
import { aComputer, aHost } from '../fixtures'
import { aCaller, memoryRecordStore } from '../core/fakes'
import { sessionOnlyRecords } from './session-only-records'

const theirs = { 'accounts.json': 'accounts of the keychain', 'grants.json': 'grants of before' }

describe('records of a session without a keychain', () => {
  it('keep accounts and grants in memory, and begin with none', async () => {
    const files = memoryRecordStore(theirs)
    const { state } = sessionOnlyRecords({ config: memoryRecordStore(), state: files })
    expect(await state.read('accounts.json')).toBeUndefined()
    await state.write('accounts.json', 'of this session')
    await state.write('grants.json', 'of this session')
    expect(await state.read('accounts.json')).toBe('of this session')
    await state.remove('grants.json').catch(() => undefined)
    expect(await state.read('grants.json')).toBeUndefined()
    expect(Object.fromEntries(files.files)).toEqual(theirs)
  })

  it.each(['refresh', 'sign-in'])(
    'keep the %s journals in memory, and those of the keychain as they are',
    async (folder) => {
      const files = memoryRecordStore({ [`${folder}/0123456789abcdef.json`]: 'theirs' })
      const { state } = sessionOnlyRecords({ config: memoryRecordStore(), state: files })
      expect(await state.list(folder)).toEqual([])
      await state.write(`${folder}/aaaaaaaaaaaaaaaa.json`, 'ours')
      await state.write(`${folder}/0123456789abcdef.json`, 'ours')
      expect(await state.list(folder)).toEqual(['aaaaaaaaaaaaaaaa.json', '0123456789abcdef.json'])
      await state.remove(`${folder}/0123456789abcdef.json`)
      expect(await state.list(folder)).toEqual(['aaaaaaaaaaaaaaaa.json'])
      expect(Object.fromEntries(files.files)).toEqual({ [`${folder}/0123456789abcdef.json`]: 'theirs' })
    },
  )

  it('leave every other file where it is', async () => {
    const files = memoryRecordStore({ 'pools.json': 'pools' })
    const { state } = sessionOnlyRecords({ config: memoryRecordStore(), state: files })
    expect(await state.read('pools.json')).toBe('pools')
    await state.append('audit/1.jsonl', 'line')
    await state.write('settings.json', 'settings')
    await state.remove('pools.json')
    expect([...files.files.keys()]).toEqual(['audit/1.jsonl', 'settings.json'])
  })

  it('stay one where both folders are one', () => {
    const one = memoryRecordStore()
    const records = sessionOnlyRecords({ config: one, state: one })
    expect(records.config).toBe(records.state)
    const config = memoryRecordStore()
    expect(sessionOnlyRecords({ config, state: one }).config).toBe(config)
  })

  it('name what is not theirs to remove', async () => {
    const { state } = sessionOnlyRecords({
      config: memoryRecordStore(),
      state: memoryRecordStore({ 'accounts.json': 'theirs' }),
    })
    await expect(state.remove('accounts.json')).rejects.toMatchObject({ code: 'keychain/unavailable' })
    await expect(state.remove('accounts.json')).rejects.toThrow('accounts.json')
    await expect(state.remove('grants.json')).resolves.toBeUndefined()
  })
})

describe('a reset of a session without a keychain', () => {
  it('says that the accounts of the keychain stay, and leaves the only way back to them', async () => {
    const one = memoryRecordStore(theirs)
    const computer = { ...aComputer(), config: one, state: one }
    const { host } = await aHost(computer, {
      isSessionOnly: true,
      records: sessionOnlyRecords({ config: one, state: one }),
      person: { confirm: () => true },
    })
    const caller = aCaller()
    const reply = await host.broker.handle(
      {
        method: 'POST',
        path: '/v1/reset',
        query: '',
        body: {},
        peer: { pid: caller.pid, uid: 1000 },
        identify: () => Promise.resolve(caller),
      },
      new AbortController().signal,
    )
    const { left } = reply.body as { readonly left: readonly string[] }
    expect(left.join('\n')).toMatch(/^accounts\.json: .*\ngrants\.json: /)
    expect(one.files.get('accounts.json')).toBe(theirs['accounts.json'])
    expect(one.files.get('grants.json')).toBe(theirs['grants.json'])
  })
})
