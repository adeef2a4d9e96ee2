import { describe, expect, it, vi } from 'vitest'
import { calls } from '../../../shared/ipc/channels'
import { fakeLog } from '../../core/fakes'
import type { Host } from '../../core/host'
import { aComputer, aHost } from '../../fixtures'
import { AppStates } from './app-states'
import { createHandlers } from './handlers'
import { answer } from './ipc'
import { windowOwner, WindowSignIns } from './window-sign-ins'

vi.mock('electron', () => ({ ipcMain: {} }))

const work = {
  name: 'Work',
  userPoolId: 'eu-central-1_SignetT1',
  clientId: 'client1',
  endpoint: 'http://127.0.0.1:9',
  method: 'USER_SRP_AUTH',
} as const

/** The calls of the window, raw as they come, to a host on fakes. */
async function aDesktop() {
  const computer = aComputer()
  const shown: { host: Host } = { host: (await aHost(computer)).host }
  const told: string[] = []
  const host = () => shown.host
  const signIns = new WindowSignIns({ host, push: () => undefined, comeForward: () => Promise.resolve() })
  const states = new AppStates({
    host,
    version: '0.1.0',
    systemLocale: 'en',
    localApi: () => ({ address: '/run/signet.sock', problem: undefined }),
    push: () => undefined,
    log: fakeLog(),
  })
  const autostart: { state: 'on' | 'off' } = { state: 'off' }
  const handlers = createHandlers({
    host,
    states,
    signIns,
    asker: {
      current: () => undefined,
      answer: (id, given) => told.push(`${id}: ${given}`),
    },
    cancelKeychain: () => told.push('keychain cancelled'),
    startSessionOnly: async () => {
      shown.host = (await aHost(aComputer(), { isSessionOnly: true })).host
      told.push('session only')
    },
    autostart: {
      view: () => Promise.resolve(autostart),
      set: (isOn) => {
        autostart.state = isOn ? 'on' : 'off'
        return Promise.resolve(autostart)
      },
    },
  })
  const log = fakeLog()
  const call = (name: (typeof calls)[number], input?: unknown) => answer(name, { input, handlers, log })
  return { computer, shown, told, call, log }
}

describe('the calls of the window', () => {
  it('have a handler each', async () => {
    const { call } = await aDesktop()
    for (const name of calls) expect((await call(name, { unheard: 'of' })).ok).toBe(false)
  })

  it('add a pool, show it, and remove it', async () => {
    const { call } = await aDesktop()
    expect(await call('pools.add', work)).toMatchObject({ ok: true, value: { pool: { name: 'Work' } } })
    expect(await call('app.state')).toMatchObject({ ok: true, value: { pools: [{ name: 'Work' }] } })
    expect(await call('pools.add', work)).toMatchObject({ ok: false, code: 'pool/exists' })
    expect(await call('pools.remove', { name: 'Work' })).toMatchObject({ ok: true })
    expect(await call('pools.remove', { name: 'Work' })).toMatchObject({ ok: false, code: 'pool/unknown' })
  })

  it('never show a client secret, which goes to the keychain', async () => {
    const { call, computer } = await aDesktop()
    const clientSecret = 'not-a-secret-only-a-test-of-one'
    const added = await call('pools.add', { ...work, clientSecret })
    expect(JSON.stringify([added, await call('app.state')])).not.toContain(clientSecret)
    expect([...computer.keychain.items.values()]).toEqual([clientSecret])
    expect([...computer.config.files.values()].join('')).not.toContain(clientSecret)
  })

  it('keep how long sign-ins of a pool last, or that it is not known, and refuse what cannot be', async () => {
    const { call, shown } = await aDesktop()
    await call('pools.add', work)
    const life = () => shown.host.pools.list()[0]?.refreshTokenLifeSeconds
    const set = (refreshTokenLifeSeconds?: unknown, name = 'Work') =>
      call('pools.setLife', { name, refreshTokenLifeSeconds })
    expect(await set(2_592_000)).toMatchObject({ ok: true })
    expect(life()).toBe(2_592_000)
    for (const refused of [0, 3599, 315_360_001, 3600.5, -1, '3600', null, Number.NaN])
      expect(await set(refused)).toMatchObject({ ok: false, code: 'request/invalid' })
    expect(await set(3600, 'Other')).toMatchObject({ ok: false, code: 'pool/unknown' })
    expect(life()).toBe(2_592_000)
    expect(await set()).toMatchObject({ ok: true })
    expect(life()).toBeUndefined()
  })

  it('lock, so that nothing begins and nothing is changed, and unlock', async () => {
    const { call } = await aDesktop()
    await call('pools.add', work)
    expect(await call('lock.lock')).toMatchObject({ ok: true })
    expect(await call('app.state')).toMatchObject({ ok: true, value: { locked: true } })
    for (const [name, input] of [
      ['signIn.start', { poolName: 'Work' }],
      ['pools.add', { ...work, name: 'Other', clientId: 'client2' }],
      ['pools.remove', { name: 'Work' }],
    ] as const)
      expect(await call(name, input)).toMatchObject({ ok: false, code: 'lock/locked' })
    expect(await call('lock.unlock')).toMatchObject({ ok: true })
    expect(await call('app.state')).toMatchObject({ ok: true, value: { locked: false } })
    expect(await call('signIn.start', { poolName: 'Work' })).toMatchObject({ ok: true })
  })

  it('check a pool that cannot be reached', async () => {
    const { call } = await aDesktop()
    const { userPoolId, endpoint } = work
    expect(await call('pools.check', { userPoolId, endpoint })).toEqual({
      ok: true,
      value: { pool: 'unreachable' },
    })
  })

  it('conduct a sign-in: begin, answer out of turn, give up', async () => {
    const { call, shown } = await aDesktop()
    await call('pools.add', work)
    const begun = await call('signIn.start', { poolName: 'Work' })
    if (!begun.ok) throw new Error(begun.code)
    const { id } = begun.value as { readonly id: string }
    const code = { kind: 'SOFTWARE_TOKEN_MFA', code: '123456' }
    expect(await call('signIn.answer', { id, answer: code })).toMatchObject({
      ok: false,
      code: 'request/invalid',
    })
    await call('signIn.cancel', { id })
    expect(shown.host.signIns.get(id, windowOwner)?.view()).toMatchObject({ code: 'auth/cancelled' })
    expect(await call('signIn.cancel', { id: 'long gone' })).toMatchObject({ ok: true })
    expect(await call('signIn.answer', { id: 'long gone', answer: code })).toMatchObject({
      ok: false,
      code: 'auth/timed-out',
    })
  })

  it('answer no sign-in of a terminal', async () => {
    const { call, shown } = await aDesktop()
    const pool = await shown.host.addPool(work)
    const run = shown.host.signIns.start({ pool, owner: '77 100' })
    await call('signIn.cancel', { id: run.id })
    expect(run.isOver).toBe(false)
  })

  it('hand a person’s word to the prompt, and a cancel to the keychain', async () => {
    const { call, told } = await aDesktop()
    await call('consent.answer', { id: 'question-1', answer: 'once' })
    await call('keychain.cancel')
    expect(told).toEqual(['question-1: once', 'keychain cancelled'])
    expect(await call('consent.current')).toEqual({ ok: true, value: {} })
  })

  it('change settings, and refuse one that there is not', async () => {
    const { call, shown } = await aDesktop()
    expect(await call('settings.set', { theme: 'dark' })).toMatchObject({ ok: true })
    expect(shown.host.settings.get().theme).toBe('dark')
    expect(await call('settings.set', { theme: 'pink' })).toMatchObject({ code: 'request/invalid' })
  })

  it('start Signet with the computer, by the system’s own word', async () => {
    const { call } = await aDesktop()
    expect(await call('autostart.view')).toEqual({ ok: true, value: { state: 'off' } })
    expect(await call('autostart.set', { isOn: true })).toEqual({ ok: true, value: { state: 'on' } })
    expect(await call('autostart.view')).toEqual({ ok: true, value: { state: 'on' } })
    expect(await call('autostart.set', { isOn: 'yes' })).toMatchObject({ code: 'request/invalid' })
  })

  it.each([
    ['accounts.setDefault', { accountId: '0123456789abcdef' }],
    ['accounts.remove', { accountId: '0123456789abcdef' }],
    ['signIn.start', { accountId: '0123456789abcdef' }],
  ] as const)('say of an account that is gone that it is (%s)', async (name, input) => {
    const { call } = await aDesktop()
    await call('pools.add', work)
    expect(await call(name, input)).toMatchObject({ ok: false, code: 'account/unknown' })
  })

  it('go to the host of this session only, once it has taken over', async () => {
    const { call, told } = await aDesktop()
    await call('pools.add', work)
    expect(await call('host.startSessionOnly')).toMatchObject({ ok: true })
    expect(told).toEqual(['session only'])
    expect(await call('app.state')).toMatchObject({ value: { pools: [] } })
    expect(await call('pools.add', work)).toMatchObject({ ok: true })
  })
})
