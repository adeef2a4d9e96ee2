import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../shared/errors'
import { fakeClock, fakeLog, memoryRecordStore, memorySecretStore } from '../fakes'
import { Lock } from '../lock/lock'
import type { KeychainStatus } from '../ports'
import { anchorName, AuditAnchors } from './audit-anchors'
import { AuditLog } from './audit-log'

async function aHost({
  state = memoryRecordStore(),
  keychain = memorySecretStore(),
  fileLimit = 10_000,
  stateFolder = '/state',
}: {
  state?: ReturnType<typeof memoryRecordStore>
  keychain?: ReturnType<typeof memorySecretStore>
  fileLimit?: number
  stateFolder?: string
} = {}) {
  const clock = fakeClock()
  const log = fakeLog()
  const audit = new AuditLog({ store: state, clock, log, fileLimit })
  await audit.start()
  const lock = new Lock({ store: state, log })
  await lock.load()
  const anchors = new AuditAnchors({ clock, log, secretStore: keychain, audit, lock, state, stateFolder })
  const happen = async (decision: string) => {
    audit.record({ what: 'pool', decision })
    await audit.flush()
  }
  const kept = () => (JSON.parse(keychain.items.get(anchorName(stateFolder)) ?? '{}') as { seq?: number }).seq
  return { clock, log, state, keychain, audit, lock, anchors, happen, kept }
}

const minutes = (count: number) => count * 60_000

describe('an anchor', () => {
  it('is kept every five minutes, where there is something new, and at a clean end', async () => {
    const { clock, anchors, happen, kept, keychain } = await aHost()
    await happen('one')
    anchors.start()
    await vi.waitFor(() => expect(kept()).toBe(1))
    await happen('two')
    expect(kept()).toBe(1)
    clock.advance(minutes(5))
    await vi.waitFor(() => expect(kept()).toBe(2))
    const writes = keychain.journal.length
    clock.advance(minutes(5))
    await anchors.keep()
    expect(keychain.journal).toHaveLength(writes)
    await happen('three')
    await anchors.stop()
    expect(kept()).toBe(3)
    clock.advance(minutes(60))
    await happen('four')
    expect(kept()).toBe(3)
  })

  it('is kept when a file is full', async () => {
    const { anchors, happen, kept, state } = await aHost({ fileLimit: 300 })
    for (const word of ['one', 'two', 'three', 'four']) await happen(word)
    await anchors.keep()
    expect(state.files.has('audit/2.jsonl')).toBe(true)
    expect(kept()).toBeGreaterThan(1)
  })

  it('is of lines that a loss of power would not take', async () => {
    const { anchors, happen, state, keychain } = await aHost()
    await happen('one')
    const sync = vi.spyOn(state, 'sync').mockRejectedValueOnce(new AppError('storage/write-failed', 'no'))
    await anchors.keep()
    expect([sync.mock.calls, keychain.items.size]).toEqual([[['audit/1.jsonl']], 0])
  })

  it.each(['locked', 'unavailable', 'session-only'] as const)(
    'is not asked of a keychain that is %s',
    async (state) => {
      const status: KeychainStatus = { backend: 'x', state }
      const { anchors, happen, keychain } = await aHost({ keychain: memorySecretStore(status) })
      await happen('one')
      await anchors.keep()
      expect(keychain.journal).toEqual([])
    },
  )

  it('is not kept while Signet is locked', async () => {
    const { anchors, happen, keychain, lock } = await aHost()
    await happen('one')
    await lock.lock()
    await anchors.keep()
    expect(keychain.journal).toEqual([])
  })

  it('that the keychain refuses costs nothing but a line in the log', async () => {
    const { anchors, happen, keychain, log } = await aHost()
    keychain.failWhen(() => new AppError('keychain/refused', 'no'))
    await happen('one')
    await anchors.keep()
    expect(log.lines.join()).toContain('keychain/refused')
  })

  it('is never written over by a host that finds another log than the one it is of', async () => {
    const first = await aHost()
    for (const word of ['one', 'two']) await first.happen(word)
    await first.anchors.keep()
    const forged = await aHost()
    for (const word of ['uno', 'due', 'tre']) await forged.happen(word)
    const next = await aHost({ state: forged.state, keychain: first.keychain })
    await next.happen('quattro')
    await next.anchors.keep()
    expect(next.kept()).toBe(2)
    await next.audit.flush()
    expect(next.state.files.get('audit/1.jsonl')).toContain('"what":"audit","decision":"broken"')
    await next.anchors.forget()
    await next.anchors.keep()
    expect(next.kept()).toBe(5)
  })

  it('is of one folder’s log alone: another one has its own', async () => {
    const first = await aHost()
    await first.happen('one')
    await first.anchors.keep()
    const other = await aHost({ keychain: first.keychain, stateFolder: '/elsewhere' })
    for (const word of ['uno', 'due']) await other.happen(word)
    await other.anchors.keep()
    expect([first.kept(), other.kept(), other.log.lines]).toEqual([1, 2, []])
  })

  it('that cannot be read vouches for nothing', async () => {
    const keychain = memorySecretStore()
    keychain.items.set(anchorName('/state'), '{"seq":"x"}')
    const { anchors } = await aHost({ keychain })
    expect(await anchors.read()).toBeUndefined()
  })
})
