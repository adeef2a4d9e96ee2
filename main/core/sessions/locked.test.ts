// Locked, a host neither gives a token nor asks Cognito; what a refresh under way brings is kept, for afterwards.
import { describe, expect, it, vi } from 'vitest'
import type { TokenSet } from '../cognito/cognito'
import { aSignedInHost, grants, minutes, someTokens, wish } from './fixtures'

const locked = { code: 'lock/locked' }

/** As compose.ts wires it. */
async function aLockableHost(refresh: () => Promise<TokenSet>) {
  const host = await aSignedInHost(refresh)
  host.lock.onChange((isLocked) => {
    if (isLocked) host.sessions.forgetTokens()
  })
  return host
}

describe('a locked host', () => {
  it('has no token, and reads no keychain for one', async () => {
    const host = await aLockableHost(grants)
    await host.lock.lock()
    const read = vi.spyOn(host.store, 'get')
    await expect(host.sessions.token(host.id, wish)).rejects.toMatchObject(locked)
    await expect(host.sessions.accessTokenInPlaceOf(host.id, 'x')).rejects.toMatchObject(locked)
    expect(await host.sessions.check(host.id)).toMatchObject(locked)
    await expect(
      host.sessions.signOut(host.id, { everywhere: false, forgetDevice: true }),
    ).rejects.toMatchObject(locked)
    expect([read.mock.calls, host.asked, host.accounts.get(host.id)?.status]).toEqual([[], [], 'signed-in'])
  })

  it('refreshes for the first who asks after it was unlocked', async () => {
    const host = await aLockableHost(grants)
    await host.lock.lock()
    await host.lock.unlock()
    await host.sessions.token(host.id, wish)
    expect(host.asked).toHaveLength(1)
  })

  it('keeps what a refresh under way rotates, and gives nothing of it', async () => {
    let answer: ((tokens: TokenSet) => void) | undefined
    const host = await aLockableHost(() => new Promise((resolve) => (answer = resolve)))
    host.clock.advance(minutes(61))
    const waiting = host.sessions.token(host.id, wish)
    await vi.waitFor(() => expect(answer).toBeDefined())
    await host.lock.lock()
    answer?.(someTokens({ refreshToken: 'refresh-2' }))
    await expect(waiting).rejects.toMatchObject(locked)
    expect((await host.vault.read(host.id))?.session?.refreshToken).toBe('refresh-2')
    await host.lock.unlock()
    const after = host.sessions.token(host.id, wish)
    await vi.waitFor(() => expect(host.asked).toHaveLength(2))
    expect(host.asked[1]?.refreshToken).toBe('refresh-2')
    answer?.(someTokens())
    await after
  })

  it('ends after what every unlock has taken up again', async () => {
    const host = await aLockableHost(grants)
    let list: (() => void) | undefined
    vi.spyOn(host.files, 'list').mockImplementationOnce(
      () => new Promise((resolve) => (list = () => resolve([]))),
    )
    let isDone = false
    void host.sessions.recover().then(() => (isDone = true))
    await host.sessions.recover()
    const ended = host.sessions.settled().then(() => isDone)
    await new Promise(setImmediate)
    list?.()
    expect(await ended).toBe(true)
  })

  it('serves nothing of a sign-in that ends after the lock', async () => {
    const host = await aLockableHost(grants)
    await host.lock.lock()
    await host.adopt(
      { v: 1, username: 'ada', sub: 'sub-ada', session: { refreshToken: 'refresh-9', signedInAtMs: 2 } },
      someTokens(),
    )
    await expect(host.sessions.token(host.id, wish)).rejects.toMatchObject(locked)
  })
})
