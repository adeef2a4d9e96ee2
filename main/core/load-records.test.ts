import { expect, it } from 'vitest'
import { deadlineIn } from './deadline'
import { aCaller, fakeClock, fakeLog, memoryRecordStore, memorySecretStore } from './fakes'
import { appOf } from './grants/app-key'
import { loadRecords } from './load-records'

const accountId = '0123456789abcdef'

/** What a host loads whose timers that are due run at once, as they may while another file is read. */
async function aHost(files: Readonly<Record<string, string>>, startWallMs: number) {
  const state = memoryRecordStore(files)
  const list = state.list.bind(state)
  state.list = async (folder) => {
    await new Promise(setImmediate)
    return list(folder)
  }
  const clock = fakeClock(startWallMs)
  const log = fakeLog()
  const after = (delayMs: number, action: () => void) => {
    if (delayMs > 0) return clock.after(delayMs, action)
    queueMicrotask(action)
    return () => undefined
  }
  const ports = { config: memoryRecordStore(), state, log, secretStore: memorySecretStore() }
  const records = await loadRecords({ ...ports, clock: { ...clock, after } }, '/state')
  await records.audit.flush()
  return { ...records, clock, state }
}

it('a grant that ran out while no host ran leaves its line in the audit log', async () => {
  const before = await aHost({}, Date.UTC(2026, 10, 22))
  const subject = { app: appOf(aCaller()), accountId, use: 'access' } as const
  await before.grants.put(subject, deadlineIn(before.clock, 3_600_000))
  const after = await aHost(Object.fromEntries(before.state.files), Date.UTC(2026, 10, 23))
  expect(after.grants.list(() => '')).toEqual([])
  const lines = (after.state.files.get('audit/1.jsonl') ?? '').trim().split('\n')
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { what: 'app', decision: 'over', account: accountId, use: 'access' },
  ])
})
