// The host as both programs have it, on fakes of its ports and, where Cognito matters, the embedded one.
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  aPool,
  clientSecret,
  passwords,
  publicClientId,
  secretClientId,
  userPoolId,
} from '../e2e/cognito/builders'
import type { EmbeddedCognito } from '../e2e/cognito/embedded-cognito'
import { startCognito } from '../e2e/cognito/server'
import { AppError } from '../shared/errors'
import type { Host } from './core/host'
import { aComputer, aHost } from './fixtures'

let server: EmbeddedCognito | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function aCognito() {
  server = await startCognito({ pools: [aPool()] })
  return server
}

const work = { name: 'Work', userPoolId, clientId: publicClientId, method: 'USER_SRP_AUTH' } as const
const withSecret = { ...work, clientId: secretClientId, clientSecret } as const

/** Bob signs in to the only pool. @returns his account's id. */
async function signIn(host: Host): Promise<string> {
  const [pool] = host.pools.list()
  if (pool === undefined) throw new Error('no pool')
  const run = host.signIns.start({ pool, owner: 'window' })
  const view = await run.answer({ kind: 'credentials', username: 'bob', password: passwords.bob })
  if (view.kind !== 'signedIn') throw new Error(JSON.stringify(view))
  return view.accountId
}

describe('what a person does in the window', () => {
  it('leaves a line in the audit log each time', async () => {
    const { url } = await aCognito()
    const { host, audited } = await aHost()
    await host.addPool({ ...work, endpoint: url })
    const id = await signIn(host)
    await host.setDefaultAccount(id)
    await host.revokeApp('app-1')
    await host.signOut(id, { everywhere: false, forgetDevice: false })
    await host.removeAccount(id)
    await signIn(host)
    await host.removePool('Work')
    expect(await audited()).toEqual([
      'pool added Work',
      'sign-in signed-in account',
      'account default account',
      'app revoked app-1',
      'sign-out signed-out account',
      'account removed account',
      'sign-in signed-in account',
      'pool removed Work',
    ])
  })

  it('leaves none when it failed', async () => {
    const { host, audited, config } = await aHost()
    config.setFull(true)
    await expect(host.addPool(work)).rejects.toMatchObject({ code: 'storage/write-failed' })
    await expect(host.removePool('Work')).rejects.toMatchObject({ code: 'pool/unknown' })
    await expect(host.removeAccount('0123456789abcdef')).rejects.toMatchObject({ code: 'account/unknown' })
    expect(await audited()).toEqual([])
  })

  it('is told to whoever draws it, until they stop listening', async () => {
    const { host } = await aHost()
    let changes = 0
    const stop = host.onChange(() => (changes += 1))
    await host.addPool(work)
    await host.settings.set({ locale: 'ja' })
    expect(changes).toBe(2)
    stop()
    await host.removePool('Work')
    expect(changes).toBe(2)
  })
})

describe('a pool', () => {
  it('that is removed takes its accounts, their devices and every keychain item along', async () => {
    const { url, admin } = await aCognito()
    const { host, keychain } = await aHost()
    await host.addPool({ ...withSecret, endpoint: url })
    await signIn(host)
    expect(admin.devices({ username: 'bob' })).toHaveLength(1)
    expect(await host.removePool('Work')).toEqual([])
    expect(admin.devices({ username: 'bob' })).toEqual([])
    expect([...keychain.items.keys()]).toEqual([])
    expect(host.accountViews()).toEqual([])
  })

  it('that is removed ends the sign-ins to it, and no other', async () => {
    const { host } = await aHost()
    const pool = await host.addPool(work)
    const other = await host.addPool({ ...work, name: 'Other', clientId: 'other' })
    const runs = [pool, other].map((of) => host.signIns.start({ pool: of, owner: 'window' }))
    await host.removePool('Work')
    expect(runs.map((run) => run.view().kind)).toEqual(['failed', 'credentials'])
  })

  it('whose client secret the keychain refuses is not added, and nothing of it stays', async () => {
    const { host, keychain } = await aHost()
    let written = 0
    keychain.failWhen((operation) => {
      const fails = written === 1 && operation === 'get'
      written += operation === 'set' || fails ? 1 : 0
      return fails ? new AppError('keychain/timed-out', 'slow') : undefined
    })
    await expect(host.addPool(withSecret)).rejects.toMatchObject({ code: 'keychain/timed-out' })
    expect(host.pools.list()).toEqual([])
    expect([...keychain.items.keys()]).toEqual([])
  })

  it('whose client secret is gone is named, and can be removed all the same', async () => {
    const { url } = await aCognito()
    const kept = aComputer()
    const before = await aHost(kept)
    await before.host.addPool({ ...withSecret, endpoint: url })
    const id = await signIn(before.host)
    kept.keychain.items.delete(`pool.${userPoolId}.${secretClientId}`)
    const { host } = await aHost(kept)
    const refused = host.sessions.token(id, { use: 'access', minimumTtlSeconds: 60 })
    await expect(refused).rejects.toMatchObject({ code: 'pool/configuration' })
    await expect(refused).rejects.toThrow('client secret of Work')
    expect(host.accounts.get(id)?.status).toBe('signed-in')
    expect((await host.removePool('Work')).join(' ')).toContain('pool/configuration')
    expect([...kept.keychain.items.keys()]).toEqual([expect.stringMatching(/^audit\./)])
  })

  it('that is missing from a file leaves its account in place, with an error that names it', async () => {
    const { url } = await aCognito()
    const kept = aComputer()
    const before = await aHost(kept)
    await before.host.addPool({ ...work, endpoint: url })
    const id = await signIn(before.host)
    kept.config.files.delete('pools.json')
    const { host } = await aHost(kept)
    const refused = host.sessions.token(id, { use: 'access', minimumTtlSeconds: 60 })
    await expect(refused).rejects.toMatchObject({ code: 'pool/unknown' })
    await expect(refused).rejects.toThrow(userPoolId)
    expect(host.accountViews()).toMatchObject([{ status: 'signed-in', poolName: userPoolId }])
  })
})

describe('the start', () => {
  it('goes on without a damaged file, and says where it is', async () => {
    const kept = aComputer()
    kept.state.files.set('accounts.json', '{ "version": 1, "acc')
    const { host } = await aHost(kept)
    expect(host.setAside).toEqual(['accounts.json.damaged'])
    expect(host.accountViews()).toEqual([])
  })

  it('is refused by the files of a later Signet, which stay as they are', async () => {
    const kept = aComputer()
    kept.config.files.set('pools.json', '{ "version": 99, "pools": [] }')
    await expect(aHost(kept)).rejects.toMatchObject({ code: 'storage/newer-version' })
    expect(kept.config.files.get('pools.json')).toBe('{ "version": 99, "pools": [] }')
  })
})

describe('a computer that slept', () => {
  it('gives out nothing, and asks Cognito nothing, where sleep is to lock', async () => {
    const { url } = await aCognito()
    const { host, clock, events, transport, audited } = await aHost()
    await host.addPool({ ...work, endpoint: url })
    const id = await signIn(host)
    await host.settings.set({ lockAtSleep: true })
    const token = () => host.sessions.token(id, { use: 'access', minimumTtlSeconds: 60 })
    await token()
    clock.advance(8 * 3_600_000)
    const asked = transport.requests.length
    // Whoever asks first asks before any timer has run.
    events.happenUnseen('resumed')
    await expect(token()).rejects.toMatchObject({ code: 'lock/locked' })
    expect([host.isLocked(), transport.requests.length]).toEqual([true, asked])
    await host.unlock()
    await token()
    expect((await audited()).slice(-2)).toEqual(['lock locked sleep', 'lock unlocked'])
  })
})

describe('a session that ended while the computer was offline', () => {
  const day = 86_400_000

  /** Bob's session has been over at Cognito for a day; nobody can reach it. */
  async function anEndUnheard(kept = aComputer()) {
    const { url, admin, faults } = await aCognito()
    const before = await aHost(kept)
    const endpoint = { endpoint: url, refreshTokenLifeSeconds: 30 * 86_400 }
    await before.host.addPool({ ...work, ...endpoint })
    await signIn(before.host)
    faults.add({ operation: '*', kind: 'drop-before', times: 1000 })
    admin.signOutUser({ username: 'bob' })
    return { kept, before, faults }
  }
  /** Lets seconds pass until it is so. */
  const passesUntil = ({ clock }: Awaited<ReturnType<typeof aHost>>, isSo: () => void) =>
    vi.waitFor(
      () => {
        clock.advance(1000)
        isSo()
      },
      { timeout: 5_000, interval: 10 },
    )
  /** Whoever asks Cognito is not heard, twice more. */
  const asksInVain = async (host: Awaited<ReturnType<typeof aHost>>) => {
    const asked = host.transport.requests.length
    await passesUntil(host, () => expect(host.transport.requests.length).toBeGreaterThan(asked + 1))
  }
  const listenTo = ({ host }: Awaited<ReturnType<typeof aHost>>) => {
    const told: string[] = []
    host.onNotice((notice) => told.push(notice.kind === 'ended' ? notice.code : notice.kind))
    return told
  }

  it('is told moments after the network is back, and no program had to ask', async () => {
    const { before, faults } = await anEndUnheard()
    const told = listenTo(before)
    before.clock.advance(31 * day)
    await asksInVain(before)
    // Longer than any lost answer is asked for again.
    before.clock.advance(120_000)
    await asksInVain(before)
    expect(told).not.toContain('session/revoked')
    faults.clear()
    const backAtMs = before.clock.wallMs()
    before.events.happen('network-back')
    await passesUntil(before, () => expect(told).toContain('session/revoked'))
    expect(before.clock.wallMs() - backAtMs).toBeLessThan(60_000)
    expect(before.host.accounts.list()).toMatchObject([{ status: 'expired', endedBy: 'session/revoked' }])
  })

  it('is told by a host that started after the end, and that nobody tells of a network', async () => {
    const { kept, before, faults } = await anEndUnheard()
    await before.host.close()
    const after = await aHost(kept, { startWallMs: before.clock.wallMs() + 31 * day })
    const told = listenTo(after)
    await asksInVain(after)
    // Longer than any lost answer is asked for again.
    after.clock.advance(120_000)
    await asksInVain(after)
    expect(told).toEqual([])
    faults.clear()
    await passesUntil(after, () => expect(told).toEqual(['session/revoked']))
  })
})

describe('the end', () => {
  it('calls off open sign-ins, and keeps whoever is signed in', async () => {
    const { url, admin } = await aCognito()
    const { host, keychain } = await aHost()
    const pool = await host.addPool({ ...work, endpoint: url })
    const id = await signIn(host)
    const open = host.signIns.start({ pool, owner: 'window' })
    await host.close()
    expect(open.view()).toEqual({ kind: 'failed', code: 'auth/cancelled' })
    expect(host.accounts.get(id)?.status).toBe('signed-in')
    expect(admin.devices({ username: 'bob' })).toMatchObject([{ remembered: true }])
    expect([...keychain.items.keys()]).not.toEqual([])
  })

  it('of a session without a keychain has Cognito forget the device, which was never remembered', async () => {
    const { url, admin } = await aCognito()
    const { host } = await aHost(aComputer(), { isSessionOnly: true })
    await host.addPool({ ...work, endpoint: url })
    await signIn(host)
    expect(admin.devices({ username: 'bob' })).toMatchObject([
      { name: 'Here (this session only)', confirmed: true, remembered: false },
    ])
    await host.close()
    expect(admin.devices({ username: 'bob' })).toEqual([])
  })

  it('waits until a lock of a moment before would survive it', async () => {
    const kept = aComputer()
    let write: (() => void) | undefined
    const state = {
      ...kept.state,
      write: async (name: string, text: string) => {
        if (name === 'lock.json') await new Promise<void>((resolve) => (write = resolve))
        await kept.state.write(name, text)
      },
    }
    const { host } = await aHost(kept, { records: { config: kept.config, state } })
    void host.lock()
    const ended = host.close().then(() => kept.state.files.has('lock.json'))
    await new Promise((resolve) => setTimeout(resolve, 50))
    write?.()
    expect(await ended).toBe(true)
  })

  it('comes although Cognito cannot be told', async () => {
    const { url, faults } = await aCognito()
    const { host } = await aHost(aComputer(), { isSessionOnly: true })
    await host.addPool({ ...work, endpoint: url })
    await signIn(host)
    faults.add({ operation: '*', kind: 'drop-before', times: 9 })
    await expect(host.close()).resolves.toBeUndefined()
  })
})
