// What a computer that wakes does to an account that rests because Cognito was out of reach.
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { hastenedStepMs } from './back-off'
import { aSignedInHost, grants, lifeSeconds, minutes, signedIn, someTokens, wish } from './fixtures'

describe('a computer that wakes', () => {
  it('has a token within moments, however long the account was to rest', async () => {
    let isAway = true
    const host = await aSignedInHost(() =>
      isAway ? Promise.reject(new AppError('network/unreachable', 'no')) : grants(),
    )
    host.clock.advance(minutes(61))
    for (let step = 0; step < 10; step += 1)
      await host.sessions.token(host.id, { ...wish, mayTryAtOnce: true }).catch(() => undefined)
    const asked = host.asked.length
    await expect(host.sessions.token(host.id, wish)).rejects.toMatchObject({ code: 'network/unreachable' })
    expect(host.asked).toHaveLength(asked)
    isAway = false
    host.sessions.wake()
    host.clock.advance(hastenedStepMs)
    expect((await host.sessions.token(host.id, wish)).leftMs).toBe(lifeSeconds * 1000)
  })
})

describe('an expiry that is seen', () => {
  it('is learned from, and kept when the person signs in again', async () => {
    let isOver = false
    const host = await aSignedInHost(() =>
      isOver ? Promise.reject(new AppError('session/expired', 'no')) : grants(),
    )
    host.clock.advance(minutes(30 * 24 * 60 - 20))
    await host.sessions.token(host.id, wish)
    host.clock.advance(minutes(90))
    isOver = true
    await expect(host.sessions.token(host.id, wish)).rejects.toMatchObject({ code: 'session/expired' })
    const life = { observedLifeSeconds: 30 * 86_400 }
    expect(host.accounts.get(host.id)).toMatchObject({ status: 'expired', ...life })
    await host.adopt(signedIn, someTokens())
    expect(host.accounts.get(host.id)).toMatchObject({ status: 'signed-in', ...life })
  })
})
