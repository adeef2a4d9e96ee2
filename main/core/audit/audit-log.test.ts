import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fakeClock, fakeLog, memoryRecordStore } from '../fakes'
import { type AuditEvent, AuditLog } from './audit-log'

const app = { id: 'app', executable: '/usr/bin/app', pid: 5, parents: ['/usr/bin/bash'] }
const used: AuditEvent = { what: 'token', decision: 'granted', app, account: 'ada', use: 'access' }

interface Line {
  readonly seq: number
  readonly prev: string
  readonly decision: string
  readonly at: string
  readonly count?: number
}

async function aLog(store = memoryRecordStore(), fileLimit?: number) {
  const clock = fakeClock()
  const log = fakeLog()
  const audit = new AuditLog({ store, clock, log, ...(fileLimit === undefined ? {} : { fileLimit }) })
  await audit.start()
  const text = (file: number) => store.files.get(`audit/${file}.jsonl`) ?? ''
  const lines = (file = 1): Line[] =>
    text(file)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line)
  return { store, clock, log, audit, text, lines }
}
const hash = (line: string) => createHash('sha256').update(line).digest('hex')

/** Every line of every file, in order, each holding the hash of the one before. */
function expectChain(store: ReturnType<typeof memoryRecordStore>, count: number): void {
  const files = [...store.files.keys()].filter((name) => name.startsWith('audit/'))
  files.sort((one, other) => parseInt(one.slice(6)) - parseInt(other.slice(6)))
  const texts = files.flatMap((name) =>
    (store.files.get(name) ?? '').split('\n').filter((line) => line !== ''),
  )
  expect(texts).toHaveLength(count)
  let prev = '0'.repeat(64)
  texts.forEach((text, index) => {
    expect(JSON.parse(text)).toMatchObject({ seq: index + 1, prev })
    prev = hash(text)
  })
}

describe('the audit log', () => {
  it('chains each line to the one before', async () => {
    const { store, audit } = await aLog()
    for (let count = 0; count < 5; count += 1) audit.record({ what: 'pool', decision: `d${count}` })
    await audit.flush()
    expectChain(store, 5)
  })

  it('says when, what, who, for which account and what was decided', async () => {
    const { audit, lines } = await aLog()
    audit.record(used)
    await audit.flush()
    expect(lines()).toEqual([{ seq: 1, prev: '0'.repeat(64), at: '2026-11-22T12:00:00.000Z', ...used }])
  })

  it('goes on where it ended, after a restart', async () => {
    const { store, audit } = await aLog()
    audit.record(used)
    await audit.flush()
    const again = await aLog(store)
    again.audit.record(used)
    await again.audit.flush()
    expectChain(store, 2)
  })

  it('goes on across files of bounded size', async () => {
    const { store, audit, lines } = await aLog(memoryRecordStore(), 300)
    for (let count = 0; count < 6; count += 1) {
      audit.record(used)
      await audit.flush()
    }
    expectChain(store, 6)
    expect([lines(1).length, lines(2).length, lines(3).length]).toEqual([2, 2, 2])
    const again = await aLog(store, 300)
    again.audit.record(used)
    await again.audit.flush()
    expectChain(store, 7)
  })

  it('keeps a torn last line as it is, and goes on from the last whole one in a new file', async () => {
    const { store, audit, text } = await aLog()
    audit.record(used)
    await audit.flush()
    const whole = text(1)
    store.files.set('audit/1.jsonl', `${whole}{"seq":2,"pre`)
    const again = await aLog(store)
    again.audit.record(used)
    await again.audit.flush()
    expect(again.text(1)).toBe(`${whole}{"seq":2,"pre`)
    expect(again.lines(2)).toMatchObject([{ seq: 2, prev: hash(whole.trimEnd()) }])
    expect(again.log.lines.join()).toContain('audit/1.jsonl')
  })

  it('makes one line a minute of the uses of one grant', async () => {
    const { audit, clock, lines } = await aLog()
    for (let second = 0; second < 150; second += 1) {
      audit.recordRepeated(used)
      clock.advance(1000)
    }
    await audit.flush()
    expect(lines().map(({ at, count }) => [at.slice(14, 19), count])).toEqual([
      ['00:00', undefined],
      ['01:00', 59],
      ['02:00', 60],
      ['02:30', 30],
    ])
  })

  it('tells another decision, account, app or kind of token from a repeat', async () => {
    const { audit, lines } = await aLog()
    audit.recordRepeated(used)
    audit.recordRepeated({ ...used, decision: 'broker/denied' })
    audit.recordRepeated({ ...used, account: 'bob' })
    audit.recordRepeated({ ...used, use: 'id' })
    audit.recordRepeated({ ...used, app: { ...app, id: 'other' } })
    await audit.flush()
    expect(lines()).toHaveLength(5)
  })

  it('makes one line a minute of refusals, whatever was asked for, and names the first', async () => {
    const { audit, clock, lines } = await aLog()
    const refused = { ...used, decision: 'broker/denied' }
    for (let number = 0; number < 500; number += 1)
      audit.recordRefused({ ...refused, subject: `role ${String(number)}` })
    expect(clock.waiting).toBe(1)
    await audit.flush()
    expect(lines()).toMatchObject([{ subject: 'role 0' }, { subject: 'role 0', count: 499 }])
  })

  it('tells what was given for one subject from what was given for another', async () => {
    const { audit, lines } = await aLog()
    for (const subject of ['one', 'other', 'one']) audit.recordRepeated({ ...used, subject })
    await audit.flush()
    expect(lines()).toMatchObject([{ subject: 'one' }, { subject: 'other' }, { subject: 'one', count: 1 }])
  })

  it('ends its timers when nothing repeats', async () => {
    const { audit, clock } = await aLog()
    audit.recordRepeated(used)
    clock.advance(60_000)
    expect(clock.waiting).toBe(0)
  })

  it('keeps what a full disk did not take, and writes it later in one chain', async () => {
    const { store, audit, clock, log } = await aLog()
    audit.record(used)
    await audit.flush()
    store.setFull(true)
    audit.record({ ...used, decision: 'second' })
    await audit.flush()
    expect(log.lines.join()).toContain('storage/write-failed')
    audit.record({ ...used, decision: 'third' })
    store.setFull(false)
    clock.advance(10_000)
    await audit.flush()
    expectChain(store, 3)
  })

  it('takes down what happens before it has found its end', async () => {
    const store = memoryRecordStore()
    const audit = new AuditLog({ store, clock: fakeClock(), log: fakeLog() })
    audit.record(used)
    await audit.start()
    await audit.flush()
    expectChain(store, 1)
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    'leaves no line lying that comes %i turns after a write',
    async (turns) => {
      const { store, audit } = await aLog()
      const append = store.append.bind(store)
      store.append = async (name, text) => {
        await append(name, text)
        store.append = append
        let left = turns
        const later = () => (left-- > 0 ? queueMicrotask(later) : audit.record(used))
        later()
      }
      audit.record(used)
      await new Promise(setImmediate)
      expectChain(store, 2)
    },
  )

  it('never makes a caller wait, however many record in one turn', async () => {
    const { store, audit } = await aLog()
    for (let count = 0; count < 2000; count += 1) audit.record({ what: 'pool', decision: String(count) })
    expect(store.files.size).toBe(0)
    await audit.flush()
    expectChain(store, 2000)
  })

  it('begins anew after a reset', async () => {
    const { store, audit } = await aLog()
    audit.record(used)
    expect(await audit.erase()).toEqual(['audit/1.jsonl'])
    expect(store.files.size).toBe(0)
    audit.record(used)
    await audit.flush()
    expectChain(store, 1)
  })
})
