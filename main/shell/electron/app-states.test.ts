import { describe, expect, it, vi } from 'vitest'
import type { ErrorCode } from '../../../shared/errors'
import { AppState } from '../../../shared/ipc/contract'
import { fakeLog } from '../../core/fakes'
import type { Host } from '../../core/host'
import type { KeychainStatus } from '../../core/ports'
import { aHost } from '../../fixtures'
import { AppStates } from './app-states'

const work = {
  name: 'Work',
  userPoolId: 'eu-central-1_SignetT1',
  clientId: 'client1',
  method: 'USER_SRP_AUTH',
} as const

/** The view of a host; `keychainStatus` is what its keychain says when it is asked. */
async function someStates(options: { keychainStatus?: () => Promise<KeychainStatus> } = {}) {
  const { host } = await aHost()
  const pushed: AppState[] = []
  const log = fakeLog()
  const service: { problem: ErrorCode | undefined } = { problem: undefined }
  const shown: { host: Host } = { host: { ...host, ...options } }
  const states = new AppStates({
    host: () => shown.host,
    version: '0.1.0',
    systemLocale: 'ja',
    localApi: () => ({ address: '/run/signet.sock', problem: service.problem }),
    push: (state) => pushed.push(state),
    log,
  })
  host.onChange(() => states.changed())
  return { host, states, pushed, log, service, shown }
}

describe('the view', () => {
  it('is one that the contract lets through', async () => {
    const { host, states } = await someStates()
    await host.addPool(work)
    const view = await states.current()
    expect(AppState.parse(view)).toEqual(view)
    expect(view).toMatchObject({
      locale: 'ja',
      settings: { locale: 'system' },
      pools: [{ name: 'Work' }],
      accounts: [],
      keychain: { state: 'ready' },
      localApi: { serving: true, address: '/run/signet.sock' },
      setAside: [],
    })
  })

  it('has the language that the person chose, whatever the system speaks', async () => {
    const { host, states } = await someStates()
    await host.settings.set({ locale: 'en' })
    expect((await states.current()).locale).toBe('en')
  })

  it('says why programs are not served', async () => {
    const { states, service } = await someStates()
    service.problem = 'host/socket-in-use'
    expect((await states.current()).localApi).toMatchObject({
      serving: false,
      problem: 'host/socket-in-use',
    })
  })

  it('is that of the host that runs now', async () => {
    const { host, states, shown } = await someStates()
    await host.addPool(work)
    shown.host = (await aHost()).host
    expect((await states.current()).pools).toEqual([])
  })
})

describe('a change', () => {
  it('to locked is pushed at once, though the keychain is waiting for a person', async () => {
    let answer: ((status: KeychainStatus) => void) | undefined
    const { host, states, pushed, shown } = await someStates()
    await states.current()
    shown.host = { ...shown.host, keychainStatus: () => new Promise((resolve) => (answer = resolve)) }
    await host.lock()
    await vi.waitFor(() => expect(answer).toBeDefined())
    expect(pushed.map(({ locked }) => locked)).toEqual([true])
    await host.unlock()
    expect(pushed.map(({ locked }) => locked)).toEqual([true, false])
  })

  it('is pushed, once for those that come together, and with the last of them', async () => {
    const { host, states, pushed } = await someStates()
    await host.addPool(work)
    await vi.waitFor(() => expect(pushed).toHaveLength(1))
    for (let count = 0; count < 5; count += 1) states.changed()
    await host.settings.set({ theme: 'dark' })
    await vi.waitFor(() => expect(pushed.at(-1)?.settings.theme).toBe('dark'))
    expect(pushed.length).toBeLessThan(5)
  })

  it('during a slow look at the keychain is in the push that follows', async () => {
    const looks: ((status: KeychainStatus) => void)[] = []
    const { host, states, pushed } = await someStates({
      keychainStatus: () => new Promise((resolve) => looks.push(resolve)),
    })
    states.changed()
    await host.settings.set({ theme: 'dark' })
    looks.shift()?.({ backend: 'memory', state: 'locked' })
    await vi.waitFor(() => expect(looks).toHaveLength(1))
    looks.shift()?.({ backend: 'memory', state: 'ready' })
    await vi.waitFor(() => expect(pushed).toHaveLength(2))
    expect(pushed.at(-1)).toMatchObject({ settings: { theme: 'dark' }, keychain: { state: 'ready' } })
  })

  it('that cannot be shown is logged, and the next one is tried', async () => {
    let isFailing = true
    const { states, pushed, log } = await someStates({
      keychainStatus: () =>
        isFailing ? Promise.reject(new Error('no')) : Promise.resolve({ backend: 'memory', state: 'ready' }),
    })
    states.changed()
    await vi.waitFor(() => expect(log.lines).toEqual(['error window: no view: internal']))
    isFailing = false
    states.changed()
    await vi.waitFor(() => expect(pushed).toHaveLength(1))
  })
})

describe('a keychain that waits for the person', () => {
  it('is shown at once, without asking it again, until it no longer does', async () => {
    let asked = 0
    const { states, pushed } = await someStates({
      keychainStatus: () => {
        asked += 1
        return Promise.resolve({ backend: 'memory', state: 'ready' })
      },
    })
    await states.current()
    states.keychainWaits(true)
    states.keychainWaits(false)
    expect(pushed.map(({ keychain }) => keychain.state)).toEqual(['waiting', 'ready'])
    expect(asked).toBe(1)
  })
})
