// Two things at once: what a person does while a refresh or a sign-out is on its way, and a keychain that fails in it.
import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../shared/errors'
import type { TokenSet } from '../cognito/cognito'
import type { AccountRecord } from '../vault/account-record'
import { aSignedInHost, grants, lifeSeconds, minutes, refuses, signedIn, someTokens, wish } from './fixtures'

const here = { everywhere: false, forgetDevice: false }

/** An answer of Cognito that comes when the test says so. */
function held<T>() {
  let settle: { resolve: (value: T) => void; reject: (error: AppError) => void } | undefined
  const ask = () => new Promise<T>((resolve, reject) => (settle = { resolve, reject }))
  return {
    ask,
    isAsked: () => settle !== undefined,
    answer: (value: T) => settle?.resolve(value),
    refuse: (error: AppError) => settle?.reject(error),
  }
}

const again: AccountRecord = { ...signedIn, session: { refreshToken: 'refresh-9', signedInAtMs: 2 } }

describe('a sign-in during a refresh', () => {
  it('stays in the keychain when Cognito refuses the older refresh token meanwhile', async () => {
    const refresh = held<TokenSet>()
    const host = await aSignedInHost(refresh.ask)
    host.clock.advance(minutes(61))
    const waiting = host.sessions.token(host.id, wish)
    await vi.waitFor(() => expect(refresh.isAsked()).toBe(true))
    // The keychain has the new session; accounts.json is next.
    await host.vault.write(host.id, again)
    refresh.refuse(new AppError('session/revoked', 'no'))
    await Promise.allSettled([waiting])
    expect((await host.vault.read(host.id))?.session?.refreshToken).toBe('refresh-9')
  })

  it('is what those who waited are served from, though accounts.json is still being written', async () => {
    const refresh = held<TokenSet>()
    const host = await aSignedInHost(refresh.ask)
    host.clock.advance(minutes(61))
    const waiting = host.sessions.token(host.id, wish)
    await vi.waitFor(() => expect(refresh.isAsked()).toBe(true))
    const fresh = someTokens()
    const adopting = host.adopt(again, fresh)
    refresh.answer(someTokens({ refreshToken: 'refresh-2' }))
    expect((await waiting).token).toBe(fresh.accessToken)
    await adopting
  })

  it('leaves nobody without a token who waited while the keychain took it', async () => {
    const refresh = held<TokenSet>()
    const host = await aSignedInHost(refresh.ask)
    host.clock.advance(minutes(61))
    const waiting = host.sessions.token(host.id, wish)
    await vi.waitFor(() => expect(refresh.isAsked()).toBe(true))
    // The keychain has the new session; accounts.json is next.
    await host.vault.write(host.id, again)
    const rotated = someTokens({ refreshToken: 'refresh-2' })
    refresh.answer(rotated)
    expect((await waiting).token).toBe(rotated.accessToken)
    expect((await host.vault.read(host.id))?.session?.refreshToken).toBe('refresh-9')
  })

  it('leaves nothing of the older refresh behind when its answer is lost', async () => {
    const refresh = held<TokenSet>()
    const host = await aSignedInHost(refresh.ask)
    host.clock.advance(minutes(61))
    const waiting = host.sessions.token(host.id, wish)
    await vi.waitFor(() => expect(refresh.isAsked()).toBe(true))
    await host.adopt(again, someTokens())
    const lost = new AppError('network/server-error', 'lost', { mayHaveHappened: true })
    refresh.refuse(lost)
    await waiting
    expect(host.clock.waiting).toBe(0)
    // A refresh of the new session that is refused for reuse is no lost answer.
    host.clock.advance(minutes(61))
    const next = host.sessions.token(host.id, { ...wish, mayTryAtOnce: true })
    await vi.waitFor(() => expect(host.asked).toHaveLength(2))
    refresh.refuse(new AppError('session/reused', 'no'))
    await expect(next).rejects.toMatchObject({ code: 'session/reused' })
  })
})

describe('the end of a session', () => {
  it('is told to everyone who waited for the refresh, not to the first alone', async () => {
    const { sessions, id, clock } = await aSignedInHost(refuses('session/expired'))
    clock.advance(minutes(61))
    const ended = await Promise.allSettled([1, 2, 3].map(() => sessions.token(id, wish)))
    expect(ended.map((end) => end.status === 'rejected' && (end.reason as AppError).code)).toEqual([
      'session/expired',
      'session/expired',
      'session/expired',
    ])
  })

  it('is told although the keychain does not let go of the token now', async () => {
    const { sessions, id, clock, store, accounts } = await aSignedInHost(() => {
      store.failWhen(() => new AppError('keychain/locked', 'locked'))
      return Promise.reject(new AppError('session/revoked', 'no'))
    })
    clock.advance(minutes(61))
    await expect(sessions.token(id, wish)).rejects.toMatchObject({ code: 'session/revoked' })
    expect(accounts.get(id)?.status).toBe('expired')
  })

  it('is told although the disk is full', async () => {
    const { sessions, id, clock, files } = await aSignedInHost(refuses('session/revoked'))
    clock.advance(minutes(61))
    files.setFull(true)
    await expect(sessions.token(id, wish)).rejects.toMatchObject({ code: 'session/revoked' })
  })

  it('leaves a label and a default alone that were chosen meanwhile', async () => {
    const refresh = held<TokenSet>()
    const { sessions, id, clock, accounts } = await aSignedInHost(refresh.ask)
    clock.advance(minutes(61))
    const waiting = sessions.token(id, wish)
    await vi.waitFor(() => expect(refresh.isAsked()).toBe(true))
    const account = accounts.get(id)
    if (account !== undefined) await accounts.put({ ...account, label: 'Mine' })
    refresh.refuse(new AppError('session/expired', 'no'))
    await expect(waiting).rejects.toMatchObject({ code: 'session/expired' })
    expect(accounts.get(id)).toMatchObject({ label: 'Mine', status: 'expired' })
  })

  it('shows in the account when somebody has emptied the keychain', async () => {
    const { makeSessions, id, store, accounts } = await aSignedInHost(grants)
    store.items.clear()
    await expect(makeSessions().token(id, wish)).rejects.toMatchObject({ code: 'session/none' })
    expect(accounts.get(id)?.status).toBe('signed-out')
  })
})

describe('a rotated token', () => {
  const rotates = () => Promise.resolve(someTokens({ refreshToken: 'refresh-2' }))

  it('that the keychain took late ends when Cognito said, not an hour after the keychain opened', async () => {
    const { makeSessions, id, store, clock, asked } = await aSignedInHost(rotates)
    const sessions = makeSessions()
    store.failWhen((operation) =>
      operation === 'set' ? new AppError('keychain/locked', 'locked') : undefined,
    )
    await expect(sessions.token(id, wish)).rejects.toMatchObject({ code: 'keychain/locked' })
    store.failWhen(undefined)
    const arrivedAtMs = clock.wallMs()
    clock.advance(minutes(20))
    expect((await sessions.token(id, wish)).leftMs).toBe(arrivedAtMs + lifeSeconds * 1000 - clock.wallMs())
    expect(asked).toHaveLength(1)
  })

  it('that the keychain took after its end is refreshed with the new refresh token', async () => {
    const { makeSessions, id, store, clock, asked } = await aSignedInHost(rotates)
    const sessions = makeSessions()
    store.failWhen((operation) =>
      operation === 'set' ? new AppError('keychain/locked', 'locked') : undefined,
    )
    await expect(sessions.token(id, wish)).rejects.toMatchObject({ code: 'keychain/locked' })
    store.failWhen(undefined)
    clock.advance(minutes(90))
    expect((await sessions.token(id, wish)).leftMs).toBe(lifeSeconds * 1000)
    expect(asked.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-1', 'refresh-2'])
  })

  it('is kept when the keychain took it and failed afterwards, tidying up', async () => {
    const { makeSessions, id, store, vault, accounts } = await aSignedInHost(rotates)
    const sessions = makeSessions()
    store.failWhen((operation) =>
      operation === 'delete' ? new AppError('keychain/timed-out', 'slow') : undefined,
    )
    await expect(sessions.token(id, wish)).rejects.toMatchObject({ code: 'keychain/timed-out' })
    store.failWhen(undefined)
    await sessions.token(id, wish)
    expect((await vault.read(id))?.session?.refreshToken).toBe('refresh-2')
    expect(accounts.get(id)?.status).toBe('signed-in')
  })
})

describe('a keychain that fails at any one step of a refresh with rotation', () => {
  /** A Cognito without a grace period: a refresh token is good once. */
  function strictRotation() {
    let good = 1
    return ({ refreshToken }: { readonly refreshToken: string }) => {
      if (refreshToken !== `refresh-${good}`) return Promise.reject(new AppError('session/reused', 'spent'))
      good += 1
      return Promise.resolve(someTokens({ refreshToken: `refresh-${good}` }))
    }
  }

  it.each(['once', 'from then on'])('costs no session: it fails %s', async (how) => {
    let failures = 0
    for (let step = 0; failures === step; step += 1) {
      const { makeSessions, id, store, vault, accounts } = await aSignedInHost(strictRotation())
      const sessions = makeSessions()
      let count = -1
      store.failWhen(() => {
        count += 1
        if (count === step) failures += 1
        const fails = how === 'once' ? count === step : count >= step
        return fails ? new AppError('keychain/timed-out', 'slow') : undefined
      })
      await sessions.token(id, wish).catch(() => undefined)
      store.failWhen(undefined)
      await sessions.token(id, wish)
      expect(accounts.get(id)?.status).toBe('signed-in')
      expect((await vault.read(id))?.session?.refreshToken).toBe('refresh-2')
    }
    expect(failures).toBeGreaterThan(8)
  })
})

describe('a sign-out', () => {
  it('takes effect at once, however long Cognito takes', async () => {
    const revoke = held<undefined>()
    const { sessions, id, vault, accounts } = await aSignedInHost(grants, { revokeToken: revoke.ask })
    const signingOut = sessions.signOut(id, here)
    await vi.waitFor(() => expect(revoke.isAsked()).toBe(true))
    expect(accounts.get(id)?.status).toBe('signed-out')
    expect((await vault.read(id))?.session).toBeUndefined()
    await expect(sessions.token(id, wish)).rejects.toMatchObject({ code: 'session/none' })
    revoke.answer(undefined)
    expect(await signingOut).toEqual([])
  })

  it('waits for a rotation that is under way, and takes back the token that it brought', async () => {
    const refresh = held<TokenSet>()
    const { sessions, id, clock, revoked, store } = await aSignedInHost(refresh.ask)
    clock.advance(minutes(61))
    const waiting = sessions.token(id, wish)
    await vi.waitFor(() => expect(refresh.isAsked()).toBe(true))
    const signingOut = sessions.signOut(id, here)
    refresh.answer(someTokens({ refreshToken: 'refresh-2' }))
    await Promise.allSettled([waiting, signingOut])
    expect(revoked).toEqual(['refresh-2'])
    expect([...store.items.values()].join('')).not.toContain('refresh-')
  })

  it('leaves no refresh token behind when a refresh begins while Cognito is told', async () => {
    const revoke = held<undefined>()
    const rotates = () => Promise.resolve(someTokens({ refreshToken: 'refresh-2' }))
    const { sessions, id, clock, store } = await aSignedInHost(rotates, { revokeToken: revoke.ask })
    clock.advance(minutes(61))
    const signingOut = sessions.signOut(id, here)
    await vi.waitFor(() => expect(revoke.isAsked()).toBe(true))
    await Promise.allSettled([sessions.token(id, wish)])
    revoke.answer(undefined)
    await signingOut
    expect([...store.items.values()].join('')).not.toContain('refresh-')
  })

  it('does not end the sign-in that comes after it, while Cognito is still being told', async () => {
    const revoke = held<undefined>()
    const { sessions, id, vault, accounts, adopt } = await aSignedInHost(grants, {
      revokeToken: revoke.ask,
    })
    const signingOut = sessions.signOut(id, here)
    await vi.waitFor(() => expect(revoke.isAsked()).toBe(true))
    const fresh = someTokens()
    await adopt(again, fresh)
    revoke.answer(undefined)
    await signingOut
    expect(accounts.get(id)?.status).toBe('signed-in')
    expect((await vault.read(id))?.session?.refreshToken).toBe('refresh-9')
    expect((await sessions.token(id, wish)).token).toBe(fresh.accessToken)
  })

  it('is possible when the keychain record is damaged, and removes what is left of it', async () => {
    const { sessions, id, store, accounts } = await aSignedInHost(grants)
    const part = [...store.items.keys()].find((name) => name.endsWith('.0'))
    store.items.set(part ?? '', 'garbage')
    await sessions.signOut(id, here)
    expect(accounts.get(id)).toMatchObject({ status: 'signed-out', device: 'none' })
    expect([...store.items.keys()]).toEqual([])
  })

  it('changes nothing, at Cognito neither, when the keychain refuses', async () => {
    const { sessions, id, store, accounts, revoked, tokens } = await aSignedInHost(grants)
    store.failWhen(() => new AppError('keychain/locked', 'locked'))
    await expect(sessions.signOut(id, here)).rejects.toMatchObject({ code: 'keychain/locked' })
    expect(revoked).toEqual([])
    expect(accounts.get(id)?.status).toBe('signed-in')
    expect((await sessions.token(id, wish)).token).toBe(tokens.accessToken)
  })

  it('takes the refresh token back at Cognito although a full disk keeps accounts.json as it was', async () => {
    const { sessions, id, files, revoked, vault } = await aSignedInHost(grants)
    files.setFull(true)
    await expect(sessions.signOut(id, here)).rejects.toMatchObject({ code: 'storage/write-failed' })
    expect(revoked).toEqual(['refresh-1'])
    expect((await vault.read(id))?.session).toBeUndefined()
    files.setFull(false)
    await expect(sessions.token(id, wish)).rejects.toMatchObject({ code: 'session/none' })
  })

  it.each([
    ['everywhere', { everywhere: true, forgetDevice: false }],
    ['with the device', { everywhere: false, forgetDevice: true }],
  ])('%s of a session that has ended says that Cognito was not told', async (_name, how) => {
    const { sessions, id, clock } = await aSignedInHost(refuses('session/expired'))
    clock.advance(minutes(61))
    expect(await sessions.signOut(id, how)).toHaveLength(1)
  })
})

describe('the end of the host', () => {
  it('waits for a refresh that nobody waits for any more: its rotated token must reach the keychain', async () => {
    const refresh = held<TokenSet>()
    const { sessions, id, clock, vault } = await aSignedInHost(refresh.ask)
    clock.advance(minutes(50))
    await sessions.token(id, wish)
    await vi.waitFor(() => expect(refresh.isAsked()).toBe(true))
    const settled = sessions.settled()
    refresh.answer(someTokens({ refreshToken: 'refresh-2' }))
    await settled
    expect((await vault.read(id))?.session?.refreshToken).toBe('refresh-2')
  })
})
