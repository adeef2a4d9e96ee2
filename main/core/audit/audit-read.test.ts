import { describe, expect, it } from 'vitest'
import { fakeClock, fakeLog, memoryRecordStore } from '../fakes'
import { AuditLog } from './audit-log'
import { readAudit } from './audit-read'

const hourMs = 3_600_000
const startMs = Date.UTC(2026, 10, 22, 12)
const node = { id: 'n', executable: '/usr/bin/node', script: '/home/ada/sync.mjs', parents: [] }
const curl = { id: 'c', executable: '/usr/bin/curl', parents: [] }

/** One line an hour, in files of a few lines. */
async function aDay() {
  const store = memoryRecordStore()
  const clock = fakeClock(startMs)
  const audit = new AuditLog({ store, clock, log: fakeLog(), fileLimit: 700 })
  await audit.start()
  for (let hour = 0; hour < 24; hour += 1) {
    const app = hour % 2 === 0 ? node : curl
    audit.record({ what: 'token', decision: hour % 3 === 0 ? 'granted' : 'broker/denied', app, account: 'a' })
    await audit.flush()
    clock.advance(hourMs)
  }
  return { store, audit }
}

const seqs = ({ events }: { readonly events: readonly { readonly seq: number }[] }) =>
  events.map(({ seq }) => seq)

describe('reading the audit log', () => {
  it('gives the newest, oldest of them first, and says whether there are more', async () => {
    const { store } = await aDay()
    expect(store.files.size).toBeGreaterThan(3)
    const some = await readAudit(store, { limit: 5 })
    expect([seqs(some), some.more]).toEqual([[20, 21, 22, 23, 24], true])
    const all = await readAudit(store, { limit: 1000 })
    expect([all.events.length, all.more]).toEqual([24, false])
    expect((await readAudit(store, { limit: 24 })).more).toBe(false)
  })

  it.each([
    [{ sinceMs: startMs + 22 * hourMs }, [23, 24]],
    [{ untilMs: startMs + hourMs }, [1, 2]],
    [{ sinceMs: startMs + 2 * hourMs, untilMs: startMs + 3 * hourMs }, [3, 4]],
    [{ app: 'sync.mjs', sinceMs: startMs + 20 * hourMs }, [21, 23]],
    [{ app: 'curl', untilMs: startMs + 3 * hourMs }, [2, 4]],
    [{ app: 'nothing' }, []],
    [{ decision: 'granted', untilMs: startMs + 6 * hourMs }, [1, 4, 7]],
    [{ what: 'pool' }, []],
    [{ accountId: 'b' }, []],
  ])('finds by %j', async (filter, expected) => {
    const { store } = await aDay()
    expect(seqs(await readAudit(store, { limit: 1000, ...filter }))).toEqual(expected)
  })

  it('reads no older file than it must', async () => {
    const { store } = await aDay()
    const read: string[] = []
    const watched = { ...store, read: (name: string) => (read.push(name), store.read(name)) }
    await readAudit(watched, { limit: 1000, sinceMs: startMs + 22 * hourMs })
    expect(read.length).toBeLessThan(4)
    expect(read).not.toContain('audit/1.jsonl')
  })

  it('passes over what is no line, and tells twice-written ones once', async () => {
    const { store } = await aDay()
    const [first = ''] = (store.files.get('audit/1.jsonl') ?? '').split('\n')
    store.files.set('audit/99.jsonl', `${first}\nnot JSON\n{"seq":1}\n{"seq":30,"half`)
    expect((await readAudit(store, { limit: 1000 })).events).toHaveLength(24)
  })
})
