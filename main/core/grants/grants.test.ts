import { describe, expect, it } from 'vitest'
import type { Caller } from '../ports'
import { aCaller, fakeClock, fakeLog, memoryRecordStore } from '../fakes'
import { type App, appOf, appOfFile } from './app-key'
import { deadlineIn } from '../deadline'
import type { GrantEnd } from './grant-record'
import { Grants } from './grants'

const accountId = '0123456789abcdef'
const tool = (sha256: string) =>
  appOf(aCaller({ executable: { path: '/home/ada/tool', protected: false, sha256 } }))
const aShell = (pid: number) => appOf({ ...aCaller({ pid }), kind: 'process' })

async function someGrants(store = memoryRecordStore()) {
  const clock = fakeClock()
  const log = fakeLog()
  const grants = new Grants({ store, clock, log })
  await grants.load()
  const subject = (app: App) => ({ app, accountId, use: 'access' }) as const
  const put = (app: App, end: GrantEnd) => grants.put(subject(app), end)
  const use = (app: App) => grants.use(subject(app))
  const list = () => grants.list(() => 'ada').map(({ app, end, useCount }) => ({ id: app.id, end, useCount }))
  return { store, clock, log, grants, subject, put, use, list }
}

describe('a grant', () => {
  it('holds for its app, account and kind of token alone', async () => {
    const { grants, put, use } = await someGrants()
    await put(tool('aa'), 'always')
    expect(use(tool('aa'))).toBe('allow')
    expect(use(appOf(aCaller()))).toBeUndefined()
    expect(grants.use({ app: tool('aa'), accountId, use: 'id' })).toBeUndefined()
    expect(grants.use({ app: tool('aa'), accountId: 'fedcba9876543210', use: 'access' })).toBeUndefined()
  })

  it.each([
    ['always', 'allow'],
    ['never', 'never'],
    ['lock', undefined],
  ] as const)('of %s is %s after a restart', async (end, decision) => {
    const { store, put } = await someGrants()
    await put(tool('aa'), end)
    const restarted = await someGrants(store)
    expect(restarted.use(tool('aa'))).toBe(decision)
  })

  it('ends with a change of the bytes, which is told, and goes when the new ones are judged', async () => {
    const { grants, put, use, subject, list } = await someGrants()
    await put(tool('aa'), 'always')
    expect(use(tool('bb'))).toBeUndefined()
    expect(grants.wasAllowedBefore(subject(tool('bb')))).toBe(true)
    expect(grants.wasAllowedBefore(subject(appOf(aCaller())))).toBe(false)
    await put(tool('bb'), 'always')
    expect(list().map(({ id }) => id)).toEqual([tool('bb').id])
    expect(use(tool('aa'))).toBeUndefined()
  })

  it('of one process is not one of another of the same shell', async () => {
    const { grants, put, use, subject } = await someGrants()
    await put(aShell(1), 'lock')
    await put(aShell(2), 'lock')
    expect([use(aShell(1)), use(aShell(2)), use(aShell(3))]).toEqual(['allow', 'allow', undefined])
    expect(grants.wasAllowedBefore(subject(aShell(3)))).toBe(false)
  })

  it('that must not last is refused, whoever asks for it', async () => {
    const { put, use, list } = await someGrants()
    const unverifiable = appOf(aCaller({ verifiable: false }))
    for (const end of ['always', 'never'] as const) await expect(put(aShell(1), end)).rejects.toThrow()
    for (const end of ['always', 'never', 'lock'] as const)
      await expect(put(unverifiable, end)).rejects.toThrow()
    expect(list()).toEqual([])
    expect(use(unverifiable)).toBeUndefined()
  })

  it('written into the file for what cannot be verified does not stand', async () => {
    const { store, put } = await someGrants()
    const unverifiable = appOf(aCaller({ verifiable: false }))
    await put(tool('aa'), 'always')
    const file = store.files.get('grants.json') ?? ''
    store.files.set('grants.json', file.replaceAll(tool('aa').id, unverifiable.id))
    const restarted = await someGrants(store)
    expect(restarted.list()).toMatchObject([{ id: unverifiable.id }])
    expect(restarted.use(unverifiable)).toBeUndefined()
  })

  it('for a script made by hand lets any protected interpreter run it, and follows its bytes', async () => {
    const { grants, put, use, subject } = await someGrants()
    const run = (sha256: string, interpreter = '/usr/bin/node'): App => {
      const caller: Caller = {
        ...aCaller({ executable: { path: interpreter, protected: interpreter.startsWith('/usr/') } }),
        kind: 'script',
        script: { path: '/home/ada/job.js', sha256 },
      }
      return appOf(caller)
    }
    await put(run('aa'), 'never')
    await put(appOfFile({ script: { path: '/home/ada/job.js', sha256: 'aa' } }), 'always')
    expect(use(run('aa'))).toBe('allow')
    expect(use(run('aa', '/usr/bin/nodejs'))).toBe('allow')
    expect(use(run('aa', '/tmp/node'))).toBeUndefined()
    expect(use(run('bb'))).toBeUndefined()
    expect(grants.wasAllowedBefore(subject(run('bb')))).toBe(true)
  })

  it('that is revoked ends at once, in memory and on disk', async () => {
    const { store, grants, put, use } = await someGrants()
    await put(tool('aa'), 'always')
    const revoking = grants.revoke(tool('aa').id)
    expect(use(tool('aa'))).toBeUndefined()
    expect(await revoking).toBe(true)
    expect((await someGrants(store)).list()).toEqual([])
    expect(await grants.revoke(tool('aa').id)).toBe(false)
  })

  it('that is revoked stays so where the disk is full', async () => {
    const { store, grants, put, use } = await someGrants()
    await put(tool('aa'), 'always')
    store.setFull(true)
    await expect(grants.revoke(tool('aa').id)).rejects.toMatchObject({ code: 'storage/write-failed' })
    expect(use(tool('aa'))).toBeUndefined()
  })

  it('that cannot be written does not stand, and the file is as before', async () => {
    const { store, put, use, list } = await someGrants()
    await put(appOf(aCaller()), 'always')
    const before = store.files.get('grants.json')
    store.setFull(true)
    await expect(put(tool('aa'), 'always')).rejects.toMatchObject({ code: 'storage/write-failed' })
    expect(use(tool('aa'))).toBeUndefined()
    expect(list()).toHaveLength(1)
    expect(store.files.get('grants.json')).toBe(before)
  })

  it('until lock goes with the lock, the others stay', async () => {
    const { grants, put, list } = await someGrants()
    await put(tool('aa'), 'lock')
    await put(appOf(aCaller()), 'always')
    grants.forgetUntilLock()
    expect(list().map(({ end }) => end)).toEqual(['always'])
  })

  it('counts its uses without writing each of them', async () => {
    const { store, clock, put, use } = await someGrants()
    await put(tool('aa'), 'always')
    const before = store.files.get('grants.json')
    for (let times = 0; times < 1000; times += 1) use(tool('aa'))
    await Promise.resolve()
    expect(store.files.get('grants.json')).toBe(before)
    expect(clock.waiting).toBe(1)
    clock.advance(60_000)
    await new Promise(setImmediate)
    expect((await someGrants(store)).list()).toEqual([{ id: tool('aa').id, end: 'always', useCount: 1000 }])
  })

  it('is kept in no more than a thousand processes', async () => {
    const { put, use, list } = await someGrants()
    for (let pid = 1; pid <= 1001; pid += 1) await put(aShell(pid), 'lock')
    expect(list()).toHaveLength(1000)
    expect([use(aShell(1)), use(aShell(2))]).toEqual([undefined, 'allow'])
  })
})

const hourMs = 3_600_000

describe('a grant until a time', () => {
  async function allowedForAnHour(app = tool('aa')) {
    const host = await someGrants()
    const over: string[] = []
    host.grants.onOver(({ appId }) => over.push(appId))
    await host.put(app, deadlineIn(host.clock, hourMs))
    return { ...host, over }
  }

  it('holds until then, goes by itself, from the disk as well, and tells', async () => {
    const { store, clock, use, list, over } = await allowedForAnHour()
    clock.advance(hourMs - 1)
    expect(use(tool('aa'))).toBe('allow')
    clock.advance(1)
    expect([use(tool('aa')), list(), over]).toEqual([undefined, [], [tool('aa').id]])
    await new Promise(setImmediate)
    expect(store.files.get('grants.json')).not.toContain(tool('aa').id)
  })

  it('has ended for whoever asks before a timer that slept with the computer', async () => {
    const { clock, use, list, over } = await allowedForAnHour()
    clock.setWallMs(clock.wallMs() + hourMs)
    expect([list(), over]).toEqual([[], []])
    expect([use(tool('aa')), over]).toEqual([undefined, [tool('aa').id]])
  })

  it('holds no longer where the clock is set back', async () => {
    const { clock, use } = await allowedForAnHour()
    clock.setWallMs(clock.wallMs() - 24 * hourMs)
    clock.advance(hourMs)
    expect(use(tool('aa'))).toBeUndefined()
  })

  it('outlives a restart and a lock, and ends when it would have ended', async () => {
    const { store, clock, grants, list } = await allowedForAnHour()
    const until = new Date(clock.wallMs() + hourMs).toISOString()
    grants.forgetUntilLock()
    expect(list()).toMatchObject([{ end: { until } }])
    const restarted = await someGrants(store)
    expect(restarted.use(tool('aa'))).toBe('allow')
    expect(restarted.list()).toMatchObject([{ end: { until } }])
    restarted.clock.advance(hourMs)
    expect(restarted.use(tool('aa'))).toBeUndefined()
  })

  it('that ended while no host ran is taken from the disk by the next', async () => {
    const { store, clock } = await allowedForAnHour()
    const next = new Grants({ store, clock: fakeClock(clock.wallMs() + 2 * hourMs), log: fakeLog() })
    await next.load()
    expect(next.list(() => '')).toEqual([])
    expect(next.use({ app: tool('aa'), accountId, use: 'access' })).toBeUndefined()
    await new Promise(setImmediate)
    expect(store.files.get('grants.json')).not.toContain(tool('aa').id)
  })

  it('of a single process is never written down', async () => {
    const { store, use } = await allowedForAnHour(aShell(1))
    expect(use(aShell(1))).toBe('allow')
    expect(store.files.get('grants.json') ?? '').not.toContain(aShell(1).id)
    expect((await someGrants(store)).use(aShell(1))).toBeUndefined()
  })

  it('leaves no timer behind when another answer takes its place', async () => {
    const { clock, put, list } = await allowedForAnHour()
    await put(tool('aa'), 'always')
    expect(clock.waiting).toBe(0)
    clock.advance(2 * hourMs)
    expect(list().map(({ end }) => end)).toEqual(['always'])
  })

  it('is held in memory where the disk does not take it', async () => {
    const { store, grants, clock, use, subject } = await someGrants()
    store.setFull(true)
    grants.hold(subject(tool('aa')), deadlineIn(clock, hourMs))
    expect(use(tool('aa'))).toBe('allow')
    clock.advance(hourMs)
    expect(use(tool('aa'))).toBeUndefined()
  })
})

describe('grants.json', () => {
  it('that is damaged allows nothing, and is set aside', async () => {
    const { grants, store, list } = await someGrants(
      memoryRecordStore({ 'grants.json': '{"version":1,"grants":[{}]}' }),
    )
    expect(list()).toEqual([])
    expect(grants.setAside).toBe('grants.json.damaged')
    expect(store.files.has('grants.json.damaged')).toBe(true)
  })

  it('of version 1 is read as it was meant, and written as version 2', async () => {
    const { store, put } = await someGrants()
    await put(tool('aa'), 'always')
    store.files.set(
      'grants.json',
      (store.files.get('grants.json') ?? '').replace('"version": 2', '"version": 1'),
    )
    const restarted = await someGrants(store)
    expect(restarted.use(tool('aa'))).toBe('allow')
    await restarted.put(appOf(aCaller()), 'never')
    expect(store.files.get('grants.json')).toContain('"version": 2')
    expect((await someGrants(store)).list()).toHaveLength(2)
  })
})
