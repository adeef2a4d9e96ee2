import { describe, expect, it, vi } from 'vitest'
import { AppError, type ErrorCode } from '../../../shared/errors'
import type { TokenSet } from '../cognito/cognito'
import { aSignedInHost, grants, lifeSeconds, minutes, refuses, signedIn, someTokens, wish } from './fixtures'

describe('a token', () => {
  it('is the cached one, id or access as wished, while it lives', async () => {
    const { sessions, id, tokens, asked } = await aSignedInHost(grants)
    expect(await sessions.token(id, wish)).toEqual({
      token: tokens.accessToken,
      leftMs: lifeSeconds * 1000,
    })
    expect((await sessions.token(id, { ...wish, use: 'id' })).token).toBe(tokens.idToken)
    expect(asked).toEqual([])
  })

  it('is served at once from 80 % of its life on, while one refresh runs behind it', async () => {
    const { sessions, id, tokens, asked, clock } = await aSignedInHost(grants)
    clock.advance(minutes(48))
    const served = await Promise.all([sessions.token(id, wish), sessions.token(id, wish)])
    expect(served.map(({ token }) => token)).toEqual([tokens.accessToken, tokens.accessToken])
    const refreshed = () =>
      expect(asked).toEqual([{ refreshToken: 'refresh-1', deviceKey: 'dk', username: 'ada' }])
    await vi.waitFor(refreshed)
    await sessions.token(id, { ...wish, minimumTtlSeconds: 1200 })
    refreshed()
    expect((await sessions.token(id, wish)).token).not.toBe(tokens.accessToken)
  })

  it('costs one refresh when 1,000 ask at its end', async () => {
    const { sessions, id, asked, clock } = await aSignedInHost(grants)
    clock.advance(minutes(60))
    const served = await Promise.all(Array.from({ length: 1000 }, () => sessions.token(id, wish)))
    expect(new Set(served.map(({ token }) => token)).size).toBe(1)
    expect(asked).toHaveLength(1)
  })

  it('need not outlive half its own life, whatever a caller asks for', async () => {
    const { sessions, id, asked, clock } = await aSignedInHost(grants)
    clock.advance(minutes(29))
    await sessions.token(id, { use: 'access', minimumTtlSeconds: 86_400 })
    expect(asked).toHaveLength(0)
    clock.advance(minutes(2))
    await sessions.token(id, { use: 'access', minimumTtlSeconds: 86_400 })
    expect(asked).toHaveLength(1)
  })

  it('is refreshed at most once in ten seconds while an unexpired one exists', async () => {
    const { sessions, id, asked, clock, tokens } = await aSignedInHost(refuses('network/unreachable'))
    clock.advance(minutes(59) + 30_000)
    expect((await sessions.token(id, wish)).token).toBe(tokens.accessToken)
    expect((await sessions.token(id, wish)).token).toBe(tokens.accessToken)
    expect(asked).toHaveLength(1)
    clock.advance(10_000)
    await sessions.token(id, wish)
    expect(asked).toHaveLength(2)
  })

  it('is expired when the wall clock alone says so', async () => {
    const { sessions, id, asked, clock } = await aSignedInHost(grants)
    clock.setWallMs(clock.wallMs() + minutes(61))
    await sessions.token(id, wish)
    expect(asked).toHaveLength(1)
  })

  it('is expired when the time since boot says so, though the wall clock was set back', async () => {
    const { sessions, id, asked, clock } = await aSignedInHost(grants)
    clock.advance(minutes(61))
    clock.setWallMs(clock.wallMs() - minutes(120))
    await sessions.token(id, wish)
    expect(asked).toHaveLength(1)
  })

  it('comes from the keychain after a restart, without a password', async () => {
    const { makeSessions, id, asked } = await aSignedInHost(grants)
    await makeSessions().token(id, wish)
    expect(asked).toEqual([{ refreshToken: 'refresh-1', deviceKey: 'dk', username: 'ada' }])
  })

  it('of another person is discarded', async () => {
    const { makeSessions, id } = await aSignedInHost(() => Promise.resolve(someTokens({ sub: 'sub-2' })))
    await expect(makeSessions().token(id, wish)).rejects.toMatchObject({ code: 'session/token-rejected' })
  })
})

describe('rotation', () => {
  const rotates = () => Promise.resolve(someTokens({ refreshToken: 'refresh-2' }))

  it('writes the new refresh token before anyone gets the new access token', async () => {
    const { makeSessions, id, vault } = await aSignedInHost(rotates)
    await makeSessions().token(id, wish)
    expect((await vault.read(id))?.session).toMatchObject({ refreshToken: 'refresh-2', deviceKey: 'dk' })
  })

  it('keeps a token that the keychain does not take, and writes it at the next request', async () => {
    const { makeSessions, id, vault, store, asked } = await aSignedInHost(rotates)
    const sessions = makeSessions()
    store.failWhen((operation) =>
      operation === 'set' ? new AppError('keychain/locked', 'locked') : undefined,
    )
    await expect(sessions.token(id, wish)).rejects.toMatchObject({ code: 'keychain/locked' })
    store.failWhen(undefined)
    await sessions.token(id, wish)
    expect(asked).toHaveLength(1)
    expect((await vault.read(id))?.session?.refreshToken).toBe('refresh-2')
  })

  it('does not overwrite a sign-in that happened meanwhile', async () => {
    let release: (tokens: TokenSet) => void = () => undefined
    const host = await aSignedInHost(() => new Promise((resolve) => (release = resolve)))
    host.clock.advance(minutes(61))
    const waiting = host.sessions.token(host.id, wish)
    await vi.waitFor(() => expect(host.asked).toHaveLength(1))
    const fresh = someTokens()
    await host.adopt({ ...signedIn, session: { refreshToken: 'refresh-9', signedInAtMs: 2 } }, fresh)
    release(someTokens({ refreshToken: 'refresh-2' }))
    expect((await waiting).token).toBe(fresh.accessToken)
    expect((await host.vault.read(host.id))?.session?.refreshToken).toBe('refresh-9')
  })
})

describe('the end of a session', () => {
  it.each<ErrorCode>([
    'session/expired',
    'session/revoked',
    'session/reused',
    'session/user-gone',
    'auth/user-disabled',
  ])('follows from %s: the refresh token goes, the device stays', async (code) => {
    const { sessions, id, clock, vault, accounts } = await aSignedInHost(refuses(code))
    clock.advance(minutes(61))
    await expect(sessions.token(id, wish)).rejects.toMatchObject({ code })
    expect(accounts.get(id)?.status).toBe('expired')
    const record = await vault.read(id)
    expect(record?.session).toBeUndefined()
    expect(record?.device?.deviceKey).toBe('dk')
  })

  it.each<ErrorCode>([
    'network/unreachable',
    'network/timed-out',
    'network/throttled',
    'network/blocked',
    'network/server-error',
    'auth/secret-hash',
    'keychain/locked',
    'internal',
  ])('does not follow from %s', async (code) => {
    const { sessions, id, clock, vault, accounts } = await aSignedInHost(refuses(code))
    clock.advance(minutes(61))
    await expect(sessions.token(id, wish)).rejects.toMatchObject({ code })
    expect(accounts.get(id)?.status).toBe('signed-in')
    expect((await vault.read(id))?.session?.refreshToken).toBe('refresh-1')
  })
})

describe('a sign-out', () => {
  it('revokes the refresh token and keeps the device, so that the next sign-in needs no code', async () => {
    const { sessions, id, revoked, vault, accounts } = await aSignedInHost(grants)
    expect(await sessions.signOut(id, { everywhere: false, forgetDevice: false })).toEqual([])
    expect(revoked).toEqual(['refresh-1'])
    expect(await vault.read(id)).toEqual({ v: 1, username: 'ada', sub: 'sub-1', device: signedIn.device })
    expect(accounts.get(id)?.status).toBe('signed-out')
    await expect(sessions.token(id, wish)).rejects.toMatchObject({ code: 'session/none' })
  })

  it('that forgets the device leaves no item in the keychain', async () => {
    const { sessions, id, store } = await aSignedInHost(grants)
    await sessions.signOut(id, { everywhere: false, forgetDevice: true })
    expect([...store.items.keys()]).toEqual([])
  })

  it('happens here even when Cognito cannot be reached, and says what it could not do', async () => {
    const { sessions, id, clock, store } = await aSignedInHost(refuses('network/unreachable'))
    clock.advance(minutes(61))
    const warnings = await sessions.signOut(id, { everywhere: true, forgetDevice: true })
    expect(warnings).toHaveLength(2)
    expect(warnings.join(' ')).toContain('network/unreachable')
    expect([...store.items.keys()]).toEqual([])
  })
})
