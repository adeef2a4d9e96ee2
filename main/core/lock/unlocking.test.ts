// What opens a locked Signet: being there, a finger, or a password that Cognito finds right.
import { describe, expect, it, vi } from 'vitest'
import { AppError, type ErrorCode } from '../../../shared/errors'
import type { Pool } from '../../../shared/model/pool'
import { fakeClock, fakeLog, memoryRecordStore } from '../fakes'
import { fakeTouchId } from '../fake-touch-id'
import { accountIdOf, Accounts, type StoredAccount } from '../records/accounts'
import { Pools } from '../records/pools'
import { SettingsFile } from '../records/settings'
import { Lock } from './lock'
import { Unlocking } from './unlocking'

const pool = {
  name: 'Work',
  userPoolId: 'eu-central-1_SignetT1',
  clientId: 'c1',
  method: 'USER_SRP_AUTH',
} as const

function account(username: string, facts: Partial<StoredAccount> = {}): StoredAccount {
  const { userPoolId, clientId } = pool
  return {
    id: accountIdOf(userPoolId, clientId, username),
    ...{ label: username, username, userPoolId, clientId, sub: username, typedNames: [], isDefault: false },
    ...{ status: 'signed-in', device: 'none' },
    ...facts,
  }
}
const ada = account('ada')
const bob = account('bob', { isDefault: true })

async function aHost(people: readonly StoredAccount[] = [ada, bob], poolFacts: Partial<Pool> = {}) {
  const [clock, log, store, touchId] = [fakeClock(), fakeLog(), memoryRecordStore(), fakeTouchId()]
  const [lock, settings] = [new Lock({ store, log }), new SettingsFile({ store, log })]
  const [accounts, pools] = [new Accounts({ store, log }), new Pools({ store, log })]
  await Promise.all([lock.load(), settings.load(), accounts.load(), pools.load()])
  await pools.add({ ...pool, ...poolFacts })
  for (const one of people) await accounts.put(one)
  let say: () => Promise<void> = () => Promise.resolve()
  const asked: string[] = []
  const unlocking = new Unlocking({
    ...{ clock, log, lock, settings, accounts, pools, touchId },
    provePassword: ({ account: { username } }, password) => {
      asked.push(`${username} ${password}`)
      return say()
    },
  })
  unlocking.start()
  const willSay = (next: ErrorCode | (() => Promise<void>)) => {
    say = typeof next === 'function' ? next : () => Promise.reject(new AppError(next, 'as Cognito says'))
  }
  const proof = (password = 'pw', who = bob) => ({ accountId: who.id, password })
  const lockedBy = async (unlockWith: 'presence' | 'password') => {
    await settings.set({ unlockWith })
    await lock.lock()
  }
  return { clock, log, lock, settings, accounts, pools, touchId, unlocking, asked, willSay, proof, lockedBy }
}

describe('without a password', () => {
  it('a press will do, and Touch ID takes its place where there is one', async () => {
    const host = await aHost()
    await host.lockedBy('presence')
    expect(host.unlocking.view().way).toBe('press')
    expect(await host.unlocking.inWindow(undefined)).toBe(true)
    await host.lock.lock()
    host.touchId.sees('somebody-else')
    expect(host.unlocking.view().way).toBe('touch-id')
    await expect(host.unlocking.inWindow(undefined)).rejects.toMatchObject({ code: 'lock/touch-id-refused' })
    expect(host.lock.isLocked).toBe(true)
    host.touchId.sees('its-person')
    expect(await host.unlocking.inWindow(undefined)).toBe(true)
    expect([host.lock.isLocked, host.touchId.prompts, host.asked]).toEqual([false, 2, []])
  })
})

describe('by password', () => {
  it('takes one, and the right one alone', async () => {
    const host = await aHost()
    await host.lockedBy('password')
    // A sensor does not make it weaker.
    host.touchId.sees('its-person')
    await expect(host.unlocking.inWindow(undefined)).rejects.toMatchObject({ code: 'request/invalid' })
    host.willSay('auth/wrong-password')
    await expect(host.unlocking.inWindow(host.proof('no'))).rejects.toMatchObject({
      code: 'lock/wrong-password',
    })
    expect([host.lock.isLocked, host.touchId.prompts]).toEqual([true, 0])
    host.clock.advance(1000)
    host.willSay(() => Promise.resolve())
    expect(await host.unlocking.inWindow(host.proof('yes'))).toBe(true)
    expect([host.lock.isLocked, host.asked]).toEqual([false, ['bob no', 'bob yes']])
  })

  it('makes whoever is wrong wait, twice as long each time, and asks Cognito nothing meanwhile', async () => {
    const host = await aHost()
    await host.lockedBy('password')
    host.willSay('auth/wrong-password')
    const waits: (number | undefined)[] = []
    for (let tries = 0; tries < 10; tries += 1) {
      await expect(host.unlocking.inWindow(host.proof())).rejects.toMatchObject({
        code: 'lock/wrong-password',
      })
      const early = host.unlocking.inWindow(host.proof())
      const problem = await early.catch((error: unknown) => error as AppError)
      expect(problem).toMatchObject({ code: 'lock/too-soon' })
      const { retryAfterSeconds = 0 } = problem as AppError
      waits.push(retryAfterSeconds)
      host.clock.advance(retryAfterSeconds * 1000)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300])
    expect(host.asked).toHaveLength(10)
    host.willSay(() => Promise.resolve())
    await host.unlocking.inWindow(host.proof())
    await host.lock.lock()
    host.willSay('auth/wrong-password')
    await expect(host.unlocking.inWindow(host.proof())).rejects.toMatchObject({ code: 'lock/wrong-password' })
    await expect(host.unlocking.inWindow(host.proof())).rejects.toMatchObject({ retryAfterSeconds: 1 })
  })

  it('lets nobody try twice at once', async () => {
    const host = await aHost()
    await host.lockedBy('password')
    host.willSay('auth/wrong-password')
    const codes = [1, 2, 3].map(() =>
      host.unlocking.inWindow(host.proof()).catch((error: unknown) => (error as AppError).code),
    )
    expect(await Promise.all(codes)).toEqual(['lock/wrong-password', 'lock/too-soon', 'lock/too-soon'])
    expect(host.asked).toHaveLength(1)
  })

  it.each<[ErrorCode, ErrorCode]>([
    ['auth/attempts-exceeded', 'lock/attempts-exceeded'],
    ['network/unreachable', 'lock/offline'],
    ['network/timed-out', 'lock/offline'],
    ['network/proxy-unreachable', 'lock/offline'],
    ['network/throttled', 'network/throttled'],
    ['keychain/locked', 'keychain/locked'],
    ['auth/user-disabled', 'lock/not-proved'],
    ['auth/password-reset-required', 'lock/not-proved'],
    ['pool/not-found', 'lock/not-proved'],
  ])('stays locked when the proof ends in %s, and says %s', async (said, told) => {
    const host = await aHost()
    await host.lockedBy('password')
    host.willSay(said)
    await expect(host.unlocking.inWindow(host.proof())).rejects.toMatchObject({ code: told })
    expect(host.lock.isLocked).toBe(true)
  })

  it('costs no pause when the network was at fault', async () => {
    const host = await aHost()
    await host.lockedBy('password')
    host.willSay('network/unreachable')
    await expect(host.unlocking.inWindow(host.proof())).rejects.toMatchObject({ code: 'lock/offline' })
    host.willSay(() => Promise.resolve())
    expect(await host.unlocking.inWindow(host.proof())).toBe(true)
  })

  it('does not undo a lock that came while Cognito was asked', async () => {
    const host = await aHost()
    await host.lockedBy('password')
    host.willSay(async () => {
      await host.lock.lock()
    })
    await expect(host.unlocking.inWindow(host.proof())).rejects.toMatchObject({ code: 'lock/locked' })
    expect(host.lock.isLocked).toBe(true)
  })
})

describe('a sleep that nobody has noticed yet', () => {
  async function aSleeper() {
    const host = await aHost()
    let hasSlept = false
    host.lock.lookFirst(() => {
      if (hasSlept) void host.lock.lock()
      hasSlept = false
    })
    await host.lockedBy('password')
    return { ...host, sleep: () => (hasSlept = true) }
  }

  it('in the middle of an unlocking counts for more', async () => {
    const host = await aSleeper()
    host.willSay(() => {
      host.sleep()
      return Promise.resolve()
    })
    await expect(host.unlocking.inWindow(host.proof())).rejects.toMatchObject({ code: 'lock/locked' })
    expect(host.lock.isLocked).toBe(true)
  })

  it('before an unlocking is over with it', async () => {
    const host = await aSleeper()
    host.sleep()
    expect(await host.unlocking.inWindow(host.proof())).toBe(true)
    expect(() => host.lock.demandUnlocked()).not.toThrow()
  })
})

describe('whose password would do', () => {
  const offered = async (...[people, poolFacts]: Parameters<typeof aHost>) =>
    (await aHost(people, poolFacts)).unlocking.view().accounts.map(({ label }) => label)

  it('the default account’s first, whether its session has ended or not', async () => {
    expect(await offered([ada, { ...bob, status: 'expired' }])).toEqual(['bob', 'ada'])
  })

  it.each<[Partial<StoredAccount>, boolean]>([
    [{ method: 'USER_SRP_AUTH' }, true],
    [{ method: 'CUSTOM_AUTH_WITH_SRP' }, true],
    [{ method: 'USER_AUTH' }, true],
    [{ method: 'USER_AUTH', firstFactor: 'PASSWORD' }, true],
    [{ method: 'USER_AUTH', firstFactor: 'WEB_AUTHN' }, false],
    [{ method: 'USER_AUTH', firstFactor: 'EMAIL_OTP' }, false],
    [{ method: 'USER_PASSWORD_AUTH' }, false],
    [{ method: 'CUSTOM_AUTH' }, false],
    [{ method: 'MANAGED_LOGIN' }, false],
  ])('of %j: %s', async (facts, isOffered) => {
    expect(await offered([account('eve', facts)])).toEqual(isOffered ? ['eve'] : [])
  })

  it('nobody’s whose pool is gone, and no other account’s than those', async () => {
    const host = await aHost([bob, account('eve', { clientId: 'c2' })])
    expect(host.unlocking.view().accounts.map(({ label }) => label)).toEqual(['bob'])
    await host.lockedBy('password')
    const proof = { accountId: account('eve', { clientId: 'c2' }).id, password: 'pw' }
    await expect(host.unlocking.inWindow(proof)).rejects.toMatchObject({ code: 'lock/not-proved' })
    expect(host.asked).toEqual([])
  })
})

describe('the choice', () => {
  it('of a password is refused where nobody could ever prove one', async () => {
    const host = await aHost([account('eve', { method: 'MANAGED_LOGIN' })])
    expect(() => host.unlocking.mayChoose('password')).toThrow(
      expect.objectContaining({ code: 'lock/no-password' }),
    )
    expect(() => host.unlocking.mayChoose('presence')).not.toThrow()
  })

  it('is not made while Signet is locked', async () => {
    const host = await aHost()
    await host.lockedBy('password')
    expect(() => host.unlocking.mayChoose('presence')).toThrow(
      expect.objectContaining({ code: 'lock/locked' }),
    )
  })

  it('of a password ends with the last account that has one, but not while Signet is locked', async () => {
    const host = await aHost([bob])
    await host.lockedBy('password')
    await host.accounts.remove(bob.id)
    expect([host.settings.get().unlockWith, host.unlocking.view().way]).toEqual(['password', 'password'])
    await expect(host.unlocking.inWindow(undefined)).rejects.toMatchObject({ code: 'request/invalid' })
    await host.lock.unlock()
    await host.accounts.put(bob)
    await host.accounts.remove(bob.id)
    await vi.waitFor(() => expect(host.settings.get().unlockWith).toBe('presence'))
  })
})
