import { describe, expect, it } from 'vitest'
import { fakeClock, fakeLog, memoryRecordStore } from '../fakes'
import { AuditLog } from './audit-log'
import { hasLine, verifyAudit } from './audit-verify'

/** A log of `count` lines in files of a few lines each. */
async function written(count: number) {
  const store = memoryRecordStore()
  const audit = new AuditLog({ store, clock: fakeClock(), log: fakeLog(), fileLimit: 600 })
  await audit.start()
  const links = []
  for (let index = 1; index <= count; index += 1) {
    audit.record({ what: 'pool', decision: `change ${index}` })
    await audit.flush()
    links.push(audit.written)
  }
  const edit = (file: number, change: (lines: string[]) => string[]) => {
    const name = `audit/${file}.jsonl`
    const lines = (store.files.get(name) ?? '').split('\n').filter((line) => line !== '')
    store.files.set(name, `${change(lines).join('\n')}\n`)
  }
  return { store, audit, links, edit }
}

describe('a log that is as it was written', () => {
  it('is intact, over every file', async () => {
    const { store } = await written(20)
    expect(store.files.size).toBeGreaterThan(3)
    expect(await verifyAudit(store, undefined)).toEqual({ state: 'intact', lines: 20, cutOff: 0 })
  })

  it('is vouched for up to the anchor', async () => {
    const { store, links } = await written(20)
    expect(await verifyAudit(store, links[16])).toEqual({
      state: 'intact',
      lines: 20,
      cutOff: 0,
      anchoredTo: 17,
    })
  })

  it('is intact where there is none yet', async () => {
    expect(await verifyAudit(memoryRecordStore(), undefined)).toEqual({
      state: 'intact',
      lines: 0,
      cutOff: 0,
    })
  })

  it('counts what an end in the middle of a write has left, and lines that were written again after it', async () => {
    const { store } = await written(3)
    const text = store.files.get('audit/1.jsonl') ?? ''
    const [first = '', second = '', third = ''] = text.split('\n')
    // The disk took a line and a half of three, and said that it took none.
    store.files.set('audit/1.jsonl', `${first}\n${second}\n${third.slice(0, 40)}`)
    store.files.set('audit/2.jsonl', `${second}\n${third}\n`)
    expect(await verifyAudit(store, undefined)).toEqual({ state: 'intact', lines: 3, cutOff: 1 })
  })
})

describe('a log that was changed', () => {
  const first = (lines: readonly string[]) => lines[0]!
  it.each([
    {
      by: 'a word',
      at: [2, 'out-of-chain'],
      change: (lines: string[]) => [first(lines).replace('change', 'chance'), ...lines.slice(1)],
    },
    {
      by: 'a line taken out',
      at: [2, 'out-of-chain'],
      change: (lines: string[]) => [first(lines), ...lines.slice(2)],
    },
    {
      by: 'two lines swapped',
      at: [1, 'out-of-chain'],
      change: (lines: string[]) => [lines[1]!, first(lines), ...lines.slice(2)],
    },
    {
      by: 'a line put in',
      at: [2, 'no-line'],
      change: (lines: string[]) => [first(lines), '{"seq":1}', ...lines.slice(1)],
    },
  ])('by $by names its first bad line', async ({ at: [line, why], change }) => {
    const { store, edit } = await written(20)
    edit(2, change)
    const report = await verifyAudit(store, undefined)
    expect(report).toMatchObject({ state: 'broken', fault: { file: 'audit/2.jsonl', line, why } })
  })

  it('by a file that was removed is broken where the next one begins', async () => {
    const { store } = await written(20)
    store.files.delete('audit/2.jsonl')
    expect(await verifyAudit(store, undefined)).toMatchObject({
      state: 'broken',
      fault: { file: 'audit/3.jsonl', line: 1, why: 'out-of-chain' },
    })
  })

  it('at its end is found by the anchor alone', async () => {
    const { store, links } = await written(20)
    const last = [...store.files.keys()].at(-1)!
    store.files.delete(last)
    const report = await verifyAudit(store, undefined)
    expect(report.state).toBe('intact')
    expect(await verifyAudit(store, links.at(-1))).toMatchObject({
      state: 'broken',
      fault: { line: report.lines, why: 'end-missing' },
    })
  })

  it('and chained anew as a whole is found by the anchor alone', async () => {
    const { links } = await written(20)
    const { store } = await written(19)
    const other = await written(20)
    other.edit(1, (lines) => lines)
    expect((await verifyAudit(store, links[4])).state).toBe('intact')
    const forged = { ...links[4]!, hash: 'f'.repeat(64) }
    expect(await verifyAudit(store, forged)).toMatchObject({
      state: 'broken',
      fault: { why: 'not-the-anchored' },
    })
  })
})

describe('hasLine', () => {
  it('finds a line by its number and its hash', async () => {
    const { store, links } = await written(20)
    expect(await hasLine(store, links[2]!)).toBe(true)
    expect(await hasLine(store, { ...links[2]!, hash: 'f'.repeat(64) })).toBe(false)
    expect(await hasLine(store, { seq: 99, hash: links[2]!.hash })).toBe(false)
  })
})
