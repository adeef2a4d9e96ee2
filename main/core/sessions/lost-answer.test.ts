// An answer of Cognito that never arrived, with a refresh token that is good once, or for a little while longer.
import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../shared/errors'
import type { Cognito } from '../cognito/cognito'
import { fakeClock } from '../fakes'
import { aSignedInHost, grants, lifeSeconds, minutes, rotates, wish } from './fixtures'

type End = 'answered' | 'lost' | 'never-sent'

/** Each refresh ends as the next of `ends` says, those after the last as Cognito says. */
function onTheWay(refresh: Cognito['refresh'], ends: readonly End[]): Cognito['refresh'] {
  const left = [...ends]
  return async (input) => {
    const end = left.shift()
    if (end === 'never-sent') throw new AppError('network/unreachable', 'nobody there')
    const tokens = await refresh(input)
    if (end === 'lost') throw new AppError('network/unreachable', 'reset', { mayHaveHappened: true })
    return tokens
  }
}

/** A host whose token has ended, and a Cognito that rotates, behind a network that loses what it is told to. */
async function anExpiredHost(graceMs: number, ...ends: readonly End[]) {
  const clock = fakeClock()
  const refresh = rotates({ graceMs, clock })
  const host = await aSignedInHost(onTheWay(refresh, ends), {}, clock)
  clock.advance(lifeSeconds * 1000)
  const { files, vault, id, asked, sessions } = host
  return {
    ...host,
    token: () => sessions.token(id, wish),
    spent: () => asked.map(({ refreshToken }) => refreshToken),
    stored: async () => (await vault.read(id))?.session?.refreshToken,
    journals: () => [...files.files.keys()].filter((name) => name.startsWith('refresh/')),
    /** Somebody else has the refresh token and uses it. */
    isStolen: () => refresh({ refreshToken: 'refresh-1', deviceKey: undefined, username: 'ada' }),
  }
}
const lostAnswer = { code: 'session/lost-answer' }

describe('a lost answer', () => {
  it('is asked for once more with the same refresh token, within the grace of the pool', async () => {
    const { token, spent, stored, journals } = await anExpiredHost(10_000, 'lost')
    await token()
    expect(spent()).toEqual(['refresh-1', 'refresh-1'])
    expect(await stored()).toBe('refresh-3')
    expect(journals()).toEqual([])
  })

  it('is asked for no third time', async () => {
    const { token, asked, accounts, id, journals } = await anExpiredHost(10_000, 'lost', 'lost', 'lost')
    await expect(token()).rejects.toMatchObject({ code: 'network/unreachable' })
    expect(asked).toHaveLength(2)
    expect(accounts.get(id)?.status).toBe('signed-in')
    expect(journals()).toHaveLength(1)
  })

  it('is asked for again by itself while the grace may last, one call each time', async () => {
    const { token, asked, clock, stored, journals } = await anExpiredHost(60_000, 'lost', 'lost', 'lost')
    await token().catch(() => undefined)
    clock.advance(1_000)
    await vi.waitFor(() => expect([asked.length, clock.waiting]).toEqual([3, 1]))
    clock.advance(2_000)
    await vi.waitFor(() => expect(journals()).toEqual([]))
    expect(await stored()).toBe('refresh-5')
    clock.advance(minutes(5))
    expect(asked).toHaveLength(4)
  })

  it('is given up after the longest grace there is, until somebody asks for a token', async () => {
    const forEver = Array.from({ length: 100 }, () => 'lost' as const)
    const { token, asked, clock } = await anExpiredHost(60_000, ...forEver)
    await token().catch(() => undefined)
    for (let second = 0; second < 70; second += 1) {
      clock.advance(1_000)
      // Nothing here waits for anything but its turn.
      await new Promise(setImmediate)
    }
    expect(asked.length).toBeGreaterThan(4)
    expect(clock.waiting).toBe(0)
    const calls = asked.length
    clock.advance(minutes(10))
    expect(asked).toHaveLength(calls)
    await token().catch(() => undefined)
    expect(asked).toHaveLength(calls + 1)
  })

  it('is no business of a host that ends', async () => {
    const { token, sessions, clock } = await anExpiredHost(60_000, 'lost', 'lost', 'lost')
    await token().catch(() => undefined)
    expect(clock.waiting).toBe(1)
    await sessions.settled()
    expect(clock.waiting).toBe(0)
  })

  it('that is lost while the host ends plants no try for after its end', async () => {
    const { token, sessions, clock, asked } = await anExpiredHost(60_000, 'lost', 'lost', 'lost')
    const waiting = token().catch(() => undefined)
    await sessions.settled()
    await waiting
    expect(asked).toHaveLength(2)
    expect(clock.waiting).toBe(0)
  })

  it('ends the session where the pool has no grace, and everyone is told so, now and later', async () => {
    const { token, makeSessions, accounts, id, stored, journals } = await anExpiredHost(0, 'lost')
    await expect(token()).rejects.toMatchObject(lostAnswer)
    await expect(token()).rejects.toMatchObject(lostAnswer)
    await expect(makeSessions().token(id, wish)).rejects.toMatchObject(lostAnswer)
    expect(accounts.get(id)).toMatchObject({ status: 'expired', endedBy: 'session/lost-answer' })
    expect(await stored()).toBeUndefined()
    expect(journals()).toEqual([])
  })

  it('stays one when the next try never leaves', async () => {
    const { token, journals, clock, sessions } = await anExpiredHost(0, 'lost', 'never-sent')
    await expect(token()).rejects.toMatchObject({ code: 'network/unreachable' })
    expect(journals()).toHaveLength(1)
    await sessions.settled()
    clock.advance(minutes(2))
    await expect(token()).rejects.toMatchObject(lostAnswer)
  })
})

describe('a refresh token that was used by somebody else', () => {
  it('is no lost answer', async () => {
    const { token, isStolen } = await anExpiredHost(0)
    await isStolen()
    await expect(token()).rejects.toMatchObject({ code: 'session/reused' })
  })

  it('is none after a request that never left, either', async () => {
    const { token, isStolen, clock, journals } = await anExpiredHost(0, 'never-sent')
    await expect(token()).rejects.toMatchObject({ code: 'network/unreachable' })
    expect(journals()).toEqual([])
    await isStolen()
    clock.advance(minutes(2))
    await expect(token()).rejects.toMatchObject({ code: 'session/reused' })
  })
})

describe('a host that starts after a crash', () => {
  it('asks at once with the stored token, though nobody asks for one', async () => {
    const { vault, id, files, makeSessions, asked, stored, journals } = await anExpiredHost(0)
    const generation = (await vault.readStored(id))?.generation
    files.files.set(`refresh/${id}.json`, JSON.stringify({ generation, atMs: 1 }))
    const restarted = makeSessions()
    await restarted.recover()
    expect(asked).toHaveLength(1)
    expect(await stored()).toBe('refresh-2')
    expect(journals()).toEqual([])
    await restarted.token(id, wish)
    expect(asked).toHaveLength(1)
  })

  it('asks for nothing when the swap was done, and tidies up', async () => {
    const { id, files, makeSessions, asked, journals } = await anExpiredHost(0)
    files.files.set(`refresh/${id}.json`, JSON.stringify({ generation: 99, atMs: 1 }))
    await makeSessions().recover()
    expect(asked).toEqual([])
    expect(journals()).toEqual([])
  })

  it('does not take back an account that signed out or is gone', async () => {
    const { id, files, makeSessions, sessions, asked, journals } = await anExpiredHost(0)
    await sessions.signOut(id, { everywhere: false, forgetDevice: false })
    for (const gone of [id, 'ffffffffffffffff'])
      files.files.set(`refresh/${gone}.json`, JSON.stringify({ generation: 1, atMs: 1 }))
    await makeSessions().recover()
    expect(asked).toEqual([])
    expect(journals()).toEqual([])
  })

  it('serves, and leaves it open, when the keychain is locked', async () => {
    const { id, files, makeSessions, store, journals } = await anExpiredHost(0)
    files.files.set(`refresh/${id}.json`, JSON.stringify({ generation: 1, atMs: 1 }))
    store.failWhen(() => new AppError('keychain/locked', 'locked'))
    await makeSessions().recover()
    expect(journals()).toHaveLength(1)
  })
})

describe('a refresh journal', () => {
  it('is on the disk when the request leaves, and gone when its caller has the token', async () => {
    const seen: string[][] = []
    const host = await aSignedInHost(() => {
      seen.push([...host.files.files.keys()])
      return grants()
    })
    host.clock.advance(minutes(61))
    await host.sessions.token(host.id, wish)
    expect(seen).toEqual([['accounts.json', `refresh/${host.id}.json`]])
    expect([...host.files.files.keys()]).toEqual(['accounts.json'])
  })

  it('costs nothing where a cached token is served', async () => {
    const { files, sessions, id } = await aSignedInHost(grants)
    files.setFull(true)
    await sessions.token(id, wish)
    expect([...files.files.keys()]).toEqual(['accounts.json'])
  })

  it('goes with a sign-out and with a new sign-in', async () => {
    const { sessions, id, token, journals } = await anExpiredHost(10_000, 'lost', 'lost')
    await token().catch(() => undefined)
    expect(journals()).toHaveLength(1)
    await sessions.signOut(id, { everywhere: false, forgetDevice: false })
    expect(journals()).toEqual([])
  })
})
