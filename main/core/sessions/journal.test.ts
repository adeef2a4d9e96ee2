import { describe, expect, it } from 'vitest'
import { fakeClock, fakeLog, memoryRecordStore } from '../fakes'
import { RefreshJournal } from './journal'

const id = '0123456789abcdef'
const name = `refresh/${id}.json`

function aJournal(files: Readonly<Record<string, string>> = {}) {
  const store = memoryRecordStore(files)
  const clock = fakeClock()
  const log = fakeLog()
  const another = () => new RefreshJournal({ store, clock, log })
  return { store, clock, log, journal: another(), another }
}

describe('the refresh journal', () => {
  it('says which generation a refresh was sent for, and when; nothing else', async () => {
    const { journal, store, clock } = aJournal()
    await journal.begin(id, 7)
    expect(JSON.parse(store.files.get(name) ?? '')).toEqual({ generation: 7, atMs: clock.wallMs() })
  })

  it('is gone when the refresh has come to its end', async () => {
    const { journal, store } = aJournal()
    await journal.begin(id, 7)
    await journal.end(id)
    expect([...store.files.keys()]).toEqual([])
    expect(await journal.isInDoubt(id, 7)).toBe(false)
  })

  it('found at start means the generation that it names, and no other', async () => {
    const { journal, another } = aJournal()
    await journal.begin(id, 7)
    expect(await another().accountIds()).toEqual([id])
    expect(await another().isInDoubt(id, 7)).toBe(true)
    expect(await another().isInDoubt(id, 8)).toBe(false)
  })

  it('of this host means the refresh that it sent, although the record was written since', async () => {
    const { journal, store } = aJournal()
    await journal.begin(id, 7)
    expect(await journal.isInDoubt(id, 8)).toBe(true)
    await journal.begin(id, 8)
    expect(store.files.get(name)).toContain('"generation":8')
  })

  it('is written once for one generation', async () => {
    const { journal, store, clock } = aJournal()
    await journal.begin(id, 7)
    const before = store.files.get(name)
    clock.advance(1000)
    await journal.begin(id, 7)
    expect(store.files.get(name)).toBe(before)
  })

  it('keeps nobody from a refresh when the disk is full, and this host still knows', async () => {
    const { journal, store, log } = aJournal()
    store.setFull(true)
    await journal.begin(id, 7)
    expect(await journal.isInDoubt(id, 7)).toBe(true)
    expect(log.lines).toEqual(['warn sessions: a refresh journal was not kept: storage/write-failed'])
  })

  it('comes to the disk in order: a beginning right after an end stays', async () => {
    const { journal, store } = aJournal()
    await journal.begin(id, 7)
    await Promise.all([journal.end(id), journal.begin(id, 8)])
    expect(store.files.get(name)).toContain('"generation":8')
  })

  it.each(['', 'no JSON', '{"generation":0,"atMs":1}', '{"generation":1,"atMs":1,"more":1}'])(
    'that is damaged is set aside, and means that something was under way: %s',
    async (text) => {
      const { journal, store, another } = aJournal({ [name]: text })
      expect(await journal.isInDoubt(id, 3)).toBe(true)
      expect([...store.files.keys()]).toEqual([`${name}.damaged`])
      expect(await another().accountIds()).toEqual([])
    },
  )

  it('takes no other file for an entry', async () => {
    const { journal } = aJournal({ 'refresh/readme.txt': '', 'refresh/0123.json': '', 'accounts.json': '' })
    expect(await journal.accountIds()).toEqual([])
  })
})
