import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import type { EndNotice } from '../../../shared/model/account'
import { fakeClock, fakeLog, memoryRecordStore } from '../fakes'
import { accountIdOf, Accounts, type StoredAccount } from '../records/accounts'
import { Pools } from '../records/pools'
import { dueNotice, EndNotices, type SessionNotice } from './end-notices'

const hour = 3_600_000
const day = 24 * hour
const userPoolId = 'eu-central-1_SignetT1'
const clientId = 'client1'
const adaId = accountIdOf(userPoolId, clientId, 'ada')

/** A computer on which ada has just signed in to a pool of this life; `files` outlive a host. */
async function aComputer(lifeMs: number | 'unknown' = 30 * day) {
  const clock = fakeClock()
  const files = memoryRecordStore()
  const pools = new Pools({ store: files, log: fakeLog() })
  await pools.load()
  await pools.add({
    name: 'Work',
    userPoolId,
    clientId,
    method: 'USER_SRP_AUTH',
    ...(lifeMs === 'unknown' ? {} : { refreshTokenLifeSeconds: lifeMs / 1000 }),
  })
  const ada = (): StoredAccount => ({
    id: adaId,
    label: 'ada',
    userPoolId,
    clientId,
    username: 'ada',
    sub: 'sub-1',
    typedNames: ['ada'],
    isDefault: true,
    signedInAtMs: clock.wallMs(),
    status: 'signed-in',
    device: 'remembered',
  })
  /** A host that starts now, and what it says; `passes` lets time go by, writes and all. */
  const aHost = async () => {
    const accounts = new Accounts({ store: files, log: fakeLog() })
    await accounts.load()
    if (accounts.list().length === 0) await accounts.put(ada())
    const told: string[] = []
    const checked: string[] = []
    // What Cognito could not say so far; nothing when it has.
    let problem: AppError | undefined
    const notices = new EndNotices({
      clock,
      log: fakeLog(),
      accounts,
      pools,
      checkSession: (id) => {
        checked.push(id)
        return Promise.resolve(problem)
      },
    })
    notices.onNotice((notice) => told.push(brief(notice)))
    notices.start()
    const passes = async (ms: number) => {
      clock.advance(ms)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await passes(1)
    const answersWith = (next: AppError | undefined) => (problem = next)
    return { accounts, told, checked, notices, passes, answersWith }
  }
  return { clock, files, pools, ada, aHost }
}

function brief(notice: SessionNotice): string {
  if (notice.kind === 'ends-soon') return notice.stage
  return notice.kind === 'ended' ? `ended: ${notice.code}` : notice.kind
}

describe('the notices of a coming end', () => {
  it('come a week, a day and an hour before it, once each', async () => {
    const { aHost } = await aComputer()
    const { told, passes, accounts } = await aHost()
    await passes(23 * day - hour)
    expect(told).toEqual([])
    await passes(hour)
    expect(told).toEqual(['week'])
    expect(accounts.get(adaId)?.endNotice).toBe('week')
    await passes(5 * day)
    expect(told).toEqual(['week'])
    await passes(day)
    expect(told).toEqual(['week', 'day'])
    await passes(23 * hour)
    expect(told).toEqual(['week', 'day', 'hour'])
    await passes(hour - 1)
    expect(told).toEqual(['week', 'day', 'hour'])
  })

  it('come at their minute, not when the time happens to be looked at', async () => {
    const { aHost, clock } = await aComputer()
    const { told, passes, notices } = await aHost()
    const atMs: number[] = []
    const startMs = clock.wallMs()
    notices.onNotice(() => atMs.push(clock.wallMs() - startMs))
    // Until the next look, whichever comes first.
    for (let step = 0; step < 32 * 24 * 60 && told.length < 3; step += 10) await passes(600_000)
    expect(atMs.map((ms) => Math.round(ms / 600_000))).toEqual([23, 29, 30 - 1 / 24].map((d) => d * 144))
  })

  it('stay given when the host starts anew', async () => {
    const { aHost } = await aComputer()
    const first = await aHost()
    await first.passes(24 * day)
    expect(first.told).toEqual(['week'])
    first.notices.stop()
    const second = await aHost()
    await second.passes(day)
    expect(second.told).toEqual([])
    await second.passes(4 * day)
    expect(second.told).toEqual(['day'])
  })

  it('come as the latest alone to a computer that slept over two, awake or started anew', async () => {
    const { aHost, clock } = await aComputer()
    const { told, notices, passes } = await aHost()
    clock.setWallMs(clock.wallMs() + 29 * day + hour)
    notices.check()
    await passes(0)
    expect(told).toEqual(['day'])
    notices.stop()
    const other = await aComputer()
    ;(await other.aHost()).notices.stop()
    other.clock.advance(30 * day - hour)
    expect((await other.aHost()).told).toEqual(['hour'])
  })

  it('are gone with a new session, which has its own', async () => {
    const { aHost, ada } = await aComputer()
    const { told, passes, accounts } = await aHost()
    await passes(29 * day)
    expect(told).toEqual(['week', 'day'])
    await accounts.put(ada())
    expect(told).toEqual(['week', 'day', 'settled'])
    await passes(22 * day)
    expect(told.slice(3)).toEqual([])
    await passes(day)
    expect(told.slice(3)).toEqual(['week'])
  })

  it('are taken back by a longer life, and given again when it nears its end', async () => {
    const { aHost, pools } = await aComputer()
    const { told, passes, accounts } = await aHost()
    await passes(24 * day)
    await pools.setLife('Work', 60 * 86_400)
    await passes(0)
    expect(accounts.get(adaId)).not.toHaveProperty('endNotice')
    expect(told).toEqual(['week', 'settled'])
    await passes(29 * day)
    expect(told).toEqual(['week', 'settled', 'week'])
  })

  it('come once from a host whose disk does not keep them', async () => {
    const { aHost, files } = await aComputer()
    const { told, passes } = await aHost()
    files.setFull(true)
    await passes(24 * day)
    await passes(2 * day)
    expect(told).toEqual(['week'])
  })

  it('come for no account whose pool keeps its figure to itself, and no timer runs for it', async () => {
    const { aHost, clock } = await aComputer('unknown')
    const { told, passes } = await aHost()
    expect(clock.waiting).toBe(0)
    await passes(400 * day)
    expect(told).toEqual([])
  })

  it.each<[lifeMs: number, expected: (EndNotice | undefined)[]]>([
    [30 * day, ['week', 'day', 'hour']],
    [14 * day, [undefined, 'day', 'hour']],
    [14 * day + 1000, ['week', 'day', 'hour']],
    [2 * day, [undefined, undefined, 'hour']],
    [2 * hour, [undefined, undefined, undefined]],
    [2 * hour + 1000, [undefined, undefined, 'hour']],
  ])('are only those that are less than half of a life of %i ms', (lifeMs, expected) => {
    const at = (beforeEndMs: number) => dueNotice({ endsAtMs: lifeMs, lifeMs }, lifeMs - beforeEndMs)
    expect([at(7 * day), at(day), at(hour)]).toEqual(expected)
  })
})

describe('the end itself', () => {
  it('is looked for at Cognito once its time has passed', async () => {
    const { aHost } = await aComputer()
    const { checked, passes } = await aHost()
    await passes(30 * day)
    expect(checked).toEqual([])
    await passes(60_000)
    await passes(day)
    expect(checked).toEqual([adaId])
  })

  it('is looked for again, with growing pauses, until Cognito has said', async () => {
    const { aHost, clock } = await aComputer()
    const { checked, passes, answersWith } = await aHost()
    answersWith(new AppError('network/unreachable', 'offline'))
    await passes(30 * day + 60_000)
    const atSeconds: number[] = []
    const startMs = clock.wallMs()
    for (let second = 0; second < 3600; second += 1) {
      const before = checked.length
      await passes(1000)
      if (checked.length > before) atSeconds.push(Math.round((clock.wallMs() - startMs) / 1000))
    }
    expect(atSeconds.map((at, index) => at - (atSeconds[index - 1] ?? 0))).toEqual([
      5, 10, 20, 40, 80, 160, 320, 640, 900, 900,
    ])
    answersWith(undefined)
    await passes(hour)
    const asked = checked.length
    await passes(day)
    expect(checked).toHaveLength(asked)
  })

  it('is looked for at once when the computer is back, and no sooner than the server wants', async () => {
    const { aHost } = await aComputer()
    const { checked, passes, answersWith, notices } = await aHost()
    answersWith(new AppError('network/unreachable', 'offline'))
    await passes(30 * day + 60_000)
    await passes(2 * hour)
    const asked = checked.length
    answersWith(new AppError('network/throttled', 'soon', { retryAfterSeconds: 30 }))
    notices.wake()
    await passes(0)
    expect(checked).toHaveLength(asked + 1)
    await passes(29_000)
    expect(checked).toHaveLength(asked + 1)
    await passes(1_000)
    expect(checked).toHaveLength(asked + 2)
  })

  it('is looked for by nobody once the host ends, nor for a session that another one has replaced', async () => {
    const { aHost, ada, clock } = await aComputer()
    const { checked, passes, answersWith, notices, accounts } = await aHost()
    answersWith(new AppError('network/unreachable', 'offline'))
    await passes(30 * day + 60_000)
    await accounts.put(ada())
    await passes(hour)
    expect(checked).toEqual([adaId])
    await passes(30 * day)
    expect(checked.length).toBeGreaterThan(1)
    notices.stop()
    const asked = checked.length
    await passes(day)
    // An unlock or a network may come while the host ends.
    notices.wake()
    await passes(day)
    expect(checked).toHaveLength(asked)
    expect(clock.waiting).toBe(0)
  })

  it('is told with what ended it, once, and is settled by the next sign-in', async () => {
    const { aHost, ada } = await aComputer('unknown')
    const { told, accounts } = await aHost()
    await accounts.put({ ...ada(), status: 'expired', endedBy: 'session/revoked' })
    await accounts.put({ ...ada(), status: 'expired', endedBy: 'session/revoked', label: 'Ada' })
    expect(told).toEqual(['ended: session/revoked'])
    await accounts.put(ada())
    expect(told).toEqual(['ended: session/revoked', 'settled'])
  })

  it('is no news to a host that finds it at its start, nor where a person signed out', async () => {
    const { aHost, ada } = await aComputer('unknown')
    const first = await aHost()
    await first.accounts.put({ ...ada(), status: 'signed-out' })
    expect(first.told).toEqual([])
    await first.accounts.put({ ...ada(), status: 'expired', endedBy: 'session/expired' })
    expect((await aHost()).told).toEqual([])
  })

  it('is nobody to tell any more once the account is gone', async () => {
    const { aHost, ada } = await aComputer('unknown')
    const { told, accounts } = await aHost()
    await accounts.put({ ...ada(), status: 'expired', endedBy: 'session/expired' })
    await accounts.remove(adaId)
    expect(told).toEqual(['ended: session/expired', 'settled'])
  })
})
