import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { fakeLog, memoryRecordStore } from '../fakes'
import { JsonRecord, type Migration } from './json-record'

const schema = z.strictObject({ words: z.array(z.string()) })
const name = 'words.json'

function aRecord(files: Readonly<Record<string, string>> = {}, options: { version?: number } = {}) {
  const store = memoryRecordStore(files)
  const log = fakeLog()
  const migrations: Record<number, Migration> = { 1: ({ word }) => ({ words: [z.string().parse(word)] }) }
  const version = options.version ?? 2
  const record = new JsonRecord({ store, log, name, version, schema, migrations, empty: { words: [] } })
  return { store, log, record }
}

const add = (word: string) => (content: { words: string[] }) => ({ words: [...content.words, word] })

describe('a JSON record', () => {
  it('is empty while there is no file, and creates none by reading', async () => {
    const { record, store } = aRecord()
    await record.load()
    expect(record.get()).toEqual({ words: [] })
    expect(store.files.size).toBe(0)
  })

  it('refuses to be used before it was read', () => {
    expect(() => aRecord().record.get()).toThrow('was not read yet')
  })

  it('writes the version beside the content, and reads back what it wrote', async () => {
    const { record, store } = aRecord()
    await record.load()
    await record.update(add('one'))
    expect(JSON.parse(store.files.get(name) ?? '')).toEqual({ version: 2, words: ['one'] })
    const again = aRecord(Object.fromEntries(store.files)).record
    await again.load()
    expect(again.get()).toEqual({ words: ['one'] })
  })

  it('migrates an earlier version in memory, and on disk with the next change', async () => {
    const old = JSON.stringify({ version: 1, word: 'old' })
    const { record, store } = aRecord({ [name]: old })
    await record.load()
    expect(record.get()).toEqual({ words: ['old'] })
    expect(store.files.get(name)).toBe(old)
    await record.update(add('new'))
    expect(JSON.parse(store.files.get(name) ?? '')).toEqual({ version: 2, words: ['old', 'new'] })
  })

  it('leaves the file of a later version alone, whatever is asked', async () => {
    const newer = JSON.stringify({ version: 3, words: ['x'], more: true })
    const { record, store } = aRecord({ [name]: newer })
    await expect(record.load()).rejects.toMatchObject({ code: 'storage/newer-version' })
    await expect(record.update(add('y'))).rejects.toMatchObject({ code: 'storage/newer-version' })
    expect(() => record.get()).toThrow('version 3')
    expect([...store.files]).toEqual([[name, newer]])
  })

  it.each([
    ['no JSON', '{"version":2,"words":['],
    ['no version', '{"words":[]}'],
    ['an unknown field', '{"version":2,"words":[],"extra":1}'],
    ['a wrong type', '{"version":2,"words":[7]}'],
    ['a list', '[]'],
    ['nothing', ''],
    ['a version from before the first', '{"version":0,"words":[]}'],
    ['content that its migration stumbles over', '{"version":1,"word":7}'],
  ])('sets a file with %s aside, whole, and says so without a value', async (_, text) => {
    const { record, store, log } = aRecord({ [name]: text })
    await record.load()
    expect(record.get()).toEqual({ words: [] })
    expect(record.setAside).toBe('words.json.damaged')
    expect([...store.files]).toEqual([['words.json.damaged', text]])
    expect(log.lines).toEqual([expect.stringMatching(/^error records: words\.json is damaged/)])
  })

  it('sets a version aside that nothing leads on from', async () => {
    const { record, store } = aRecord({ [name]: '{"version":2,"words":[]}' }, { version: 4 })
    await record.load()
    expect(record.setAside).toBe('words.json.damaged')
    expect(store.files.has(name)).toBe(false)
  })

  it('keeps memory and disk alike when a write fails, and works again when the disk does', async () => {
    const { record, store } = aRecord()
    await record.load()
    await record.update(add('kept'))
    const listener = vi.fn()
    record.onChange(listener)
    store.setFull(true)
    await expect(record.update(add('lost'))).rejects.toMatchObject({ code: 'storage/write-failed' })
    expect(record.get()).toEqual({ words: ['kept'] })
    expect(store.files.get(name)).not.toContain('lost')
    expect(listener).not.toHaveBeenCalled()
    store.setFull(false)
    await record.update(add('later'))
    expect(record.get()).toEqual({ words: ['kept', 'later'] })
    expect(listener).toHaveBeenCalledOnce()
  })

  it('makes changes that are asked for at once one after the other', async () => {
    const { record } = aRecord()
    await record.load()
    await Promise.all(['a', 'b', 'c'].map((word) => record.update(add(word))))
    expect(record.get()).toEqual({ words: ['a', 'b', 'c'] })
  })

  it('never writes what it could not read again', async () => {
    const { record, store } = aRecord()
    await record.load()
    const wrong = { words: [7] } as unknown as { words: string[] }
    await expect(record.update(() => wrong)).rejects.toMatchObject({ code: 'internal' })
    expect(store.files.size).toBe(0)
  })

  it('tells listeners until they leave, and not of a change that changes nothing', async () => {
    const { record } = aRecord()
    await record.load()
    const listener = vi.fn()
    const leave = record.onChange(listener)
    await record.update((content) => content)
    expect(listener).not.toHaveBeenCalled()
    await record.update(add('a'))
    leave()
    await record.update(add('b'))
    expect(listener).toHaveBeenCalledOnce()
  })
})
