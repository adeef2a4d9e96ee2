// The store on a real gnome-keyring, in a home and on a bus of its own, without a display.
import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildKeychainChild, type BuiltKeychainChild } from '../../../e2e/fixtures/keychain-child'
import {
  type PrivateKeyring,
  type PrivateKeyringOptions,
  startPrivateKeyring,
} from '../../../e2e/fixtures/private-keyring'
import { fakeLog } from '../../core/fakes'
import type { AccountRecord } from '../../core/vault/account-record'
import { createVault } from '../../core/vault/vault'
import { systemClock } from '../clock'
import type { KeychainProcess } from './keychain-port'
import { type KeychainStore, keychainStore } from './keychain-store'
import { nodeFork } from './node-fork'
import { secretService } from './secret-service'

const clock = systemClock()
let child: BuiltKeychainChild
beforeAll(async () => (child = await buildKeychainChild()))
afterAll(() => child.remove())

const opened: { close(): void }[] = []
const keyrings: PrivateKeyring[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) store.close()
  for (const keyring of keyrings.splice(0)) await keyring.stop()
})

async function aKeyring(keyring: PrivateKeyringOptions['keyring']): Promise<PrivateKeyring> {
  const started = await startPrivateKeyring({ keyring })
  keyrings.push(started)
  return started
}

/** The store as the host builds it; `afterCheck` runs between the lock check and the call. */
function aStore(env: NodeJS.ProcessEnv, afterCheck: () => void = () => undefined) {
  const processes: KeychainProcess[] = []
  const fork = nodeFork({ program: child.program, env })
  const real = secretService({ env, clock })
  const store: KeychainStore = keychainStore({
    clock,
    log: fakeLog(),
    onWaiting: () => expect.unreachable('nobody can be asked here'),
    fork: () => {
      const process = fork()
      processes.push(process)
      return process
    },
    lockCheck: {
      ...real,
      check: async () => {
        const state = await real.check()
        afterCheck()
        return state
      },
    },
  })
  opened.push(store)
  return { store, processes }
}

const signal = (keyring: PrivateKeyring, name: NodeJS.Signals) =>
  process.kill(Number(keyring.daemonPid), name)

describe('an unlocked keyring', () => {
  it('keeps, gives and deletes; another program finds the item under the service Signet', async () => {
    const keyring = await aKeyring('unlocked')
    const { store } = aStore(keyring.env)
    expect(await store.status()).toEqual({ backend: 'Secret Service', state: 'ready' })
    expect(await store.get('account')).toBeUndefined()
    await store.set('account', 'first')
    await store.set('account', 'sécret ❤')
    expect(await store.get('account')).toBe('sécret ❤')
    const lookup = ['lookup', 'service', 'Signet', 'account', 'account']
    const { stdout } = await promisify(execFile)('secret-tool', lookup, { env: keyring.env })
    expect(stdout).toBe('sécret ❤')
    expect(await store.delete('account')).toBe(true)
    expect(await store.delete('account')).toBe(false)
    expect(await store.get('account')).toBeUndefined()
  })

  it('keeps secrets of any size, alone and through the vault', async () => {
    const { store } = aStore((await aKeyring('unlocked')).env)
    for (const length of [1, 2559, 2560, 2561, 5000, 20_000, 65_536]) {
      const secret = 'x'.repeat(length)
      await store.set('big', secret)
      expect(await store.get('big')).toBe(secret)
    }
    const vault = createVault(store)
    const session = { refreshToken: 'r'.repeat(65_536), signedInAtMs: 1 }
    const record: AccountRecord = { v: 1, username: 'ada', sub: 'sub-1', session }
    await vault.write('0123456789abcdef', record)
    expect(await vault.read('0123456789abcdef')).toEqual(record)
    await vault.remove('0123456789abcdef')
    expect(await store.get('0123456789abcdef')).toBeUndefined()
    expect(await store.get('0123456789abcdef.1.0')).toBeUndefined()
  }, 20_000)

  it('is the same after a restart of the process', async () => {
    const { env } = await aKeyring('unlocked')
    const first = aStore(env).store
    await first.set('account', 'secret')
    first.close()
    expect(await aStore(env).store.get('account')).toBe('secret')
  })
})

describe('a locked keyring without a display', () => {
  it('is locked at once, without a call, and loses nothing', async () => {
    const keyring = await aKeyring('unlocked')
    await aStore(keyring.env).store.set('account', 'secret')
    await keyring.lock()
    const { store, processes } = aStore(keyring.env)
    const startedAtMs = performance.now()
    for (const call of [
      () => store.get('account'),
      () => store.set('account', 'x'),
      () => store.delete('account'),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'keychain/locked' })
    expect(performance.now() - startedAtMs).toBeLessThan(1000)
    expect(await store.status()).toEqual({ backend: 'Secret Service', state: 'locked' })
    expect(processes).toEqual([])
    await keyring.unlock()
    expect(await store.get('account')).toBe('secret')
  })

  it('is not believed when it was locked between the check and the call', async () => {
    const keyring = await aKeyring('unlocked')
    await aStore(keyring.env).store.set('account', 'secret')
    const { store } = aStore(keyring.env)
    await store.get('account')
    await keyring.lock()
    // The first check still says "open".
    const states = [{ kind: 'unlocked' as const }]
    const real = secretService({ env: keyring.env, clock })
    const late = keychainStore({
      clock,
      log: fakeLog(),
      onWaiting: () => undefined,
      fork: nodeFork({ program: child.program, env: keyring.env }),
      lockCheck: { ...real, check: async () => states.shift() ?? (await real.check()) },
    })
    opened.push(late)
    await expect(late.get('account')).rejects.toMatchObject({ code: 'keychain/locked' })
    states.push({ kind: 'unlocked' })
    await expect(late.delete('account')).rejects.toMatchObject({ code: 'keychain/locked' })
    states.push({ kind: 'unlocked' })
    await expect(late.set('account', 'x')).rejects.toMatchObject({ code: 'keychain/locked' })
    await keyring.unlock()
    expect(await late.get('account')).toBe('secret')
  })
})

describe('no keychain', () => {
  it.each([
    ['no session bus', () => Promise.resolve({ HOME: '/nonexistent' }), 'no D-Bus session'],
    [
      'a session bus that is gone',
      () => Promise.resolve({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }),
      'does not answer',
    ],
    ['a bus without a Secret Service', async () => (await aKeyring('none')).env, 'org.freedesktop.secrets'],
    ['a service without a keyring', async () => (await aKeyring('empty')).env, 'no default keyring'],
  ])('is unavailable with %s, and says what to do', async (_, environment, why) => {
    const { store, processes } = aStore(await environment())
    for (const call of [() => store.get('a'), () => store.set('a', 'x'), () => store.delete('a')])
      await expect(call()).rejects.toMatchObject({
        code: 'keychain/unavailable',
        message: expect.stringMatching(new RegExp(`${why}.*signet agent --session-only`)) as string,
      })
    expect(await store.status()).toMatchObject({ state: 'unavailable' })
    expect(processes).toEqual([])
  })

  it('is noticed when the bus dies, without harm to this process', async () => {
    const keyring = await aKeyring('unlocked')
    const { store } = aStore(keyring.env)
    await store.set('account', 'secret')
    await keyring.stop()
    await expect(store.get('account')).rejects.toMatchObject({ code: 'keychain/unavailable' })
  })
})

describe('a keyring that hangs', () => {
  it('costs 5 s at most, while this process goes on; a retry heals', async () => {
    const keyring = await aKeyring('unlocked')
    let isHanging = false
    const { store } = aStore(keyring.env, () => {
      if (isHanging) signal(keyring, 'SIGSTOP')
    })
    await store.set('account', 'secret')
    isHanging = true
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const startedAtMs = performance.now()
    // More calls than libuv has threads.
    const calls = Promise.allSettled(Array.from({ length: 8 }, () => store.get('account')))
    let reads = 0
    const reading = setInterval(() => void stat('/').then(() => (reads += 1)), 20)
    for (const result of await calls)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'keychain/timed-out' } })
    clearInterval(reading)
    delay.disable()
    expect(performance.now() - startedAtMs).toBeLessThan(6000)
    expect(delay.percentile(95) / 1e6).toBeLessThan(100)
    expect(reads).toBeGreaterThan(100)
    isHanging = false
    signal(keyring, 'SIGCONT')
    expect(await store.get('account')).toBe('secret')
  }, 15_000)

  it('is found out by the lock check before a call is made', async () => {
    const keyring = await aKeyring('unlocked')
    signal(keyring, 'SIGSTOP')
    const { store, processes } = aStore(keyring.env)
    const startedAtMs = performance.now()
    await expect(store.get('account')).rejects.toMatchObject({ code: 'keychain/timed-out' })
    expect(performance.now() - startedAtMs).toBeLessThan(3000)
    expect(processes).toEqual([])
    signal(keyring, 'SIGCONT')
    expect(await store.get('account')).toBeUndefined()
  }, 10_000)
})

describe('the keychain process', () => {
  it('may be killed in the middle of a call: a code, and a retry heals', async () => {
    const keyring = await aKeyring('unlocked')
    let isHanging = false
    const { store, processes } = aStore(keyring.env, () => {
      if (isHanging) signal(keyring, 'SIGSTOP')
    })
    await store.set('account', 'secret')
    isHanging = true
    const call = store.get('account')
    setTimeout(() => processes.at(-1)?.kill(), 200)
    await expect(call).rejects.toMatchObject({ code: 'keychain/unavailable' })
    isHanging = false
    signal(keyring, 'SIGCONT')
    expect(await store.get('account')).toBe('secret')
    expect(processes).toHaveLength(2)
  })

  it('may die while it is idle, and nobody notices', async () => {
    const { store, processes } = aStore((await aKeyring('unlocked')).env)
    await store.set('account', 'secret')
    const ended = new Promise<void>((resolve) => processes[0]?.onExit(resolve))
    processes[0]?.kill()
    await ended
    expect(await store.get('account')).toBe('secret')
  })

  it('that cannot be started is an error with a code', async () => {
    const { env } = await aKeyring('unlocked')
    const store = keychainStore({
      clock,
      log: fakeLog(),
      onWaiting: () => undefined,
      fork: nodeFork({ program: '/nonexistent/keychain-child.cjs', env }),
      lockCheck: secretService({ env, clock }),
    })
    opened.push(store)
    await expect(store.get('account')).rejects.toMatchObject({ code: 'keychain/unavailable' })
  })
})
