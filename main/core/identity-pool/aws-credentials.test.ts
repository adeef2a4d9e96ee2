import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import type { IdentityPool } from '../cognito/identity'
import { fakeRandom } from '../fakes'
import { adaId, aSignedInHost, grantedToAda, grants, signedIn, someTokens } from '../sessions/fixtures'
import { AwsCredentialsStore } from './aws-credentials'

const identityPoolId = 'eu-central-1:0f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f'
const wish = { minimumTtlSeconds: 900 }
const hour = 3_600_000
const turn = () => new Promise(setImmediate)

/** An identity pool that keeps what it was asked, and gives credentials for an hour. */
function aFakeIdentityPool() {
  const calls: string[] = []
  let count = 0
  let identity = 'identity-1'
  const failures: AppError[] = []
  let happens: () => Promise<void> = turn
  const pool: IdentityPool = {
    getId: () => {
      calls.push('GetId')
      return Promise.resolve(identity)
    },
    getCredentials: async ({ identityId, roleArn }) => {
      calls.push(['GetCredentials', identityId, ...(roleArn === undefined ? [] : [roleArn])].join(' '))
      await happens()
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      if (identityId !== identity)
        throw new AppError('aws/identity-refused', `Identity '${identityId}' not found.`)
      count += 1
      const accessKeyId = `ASIA${count}`
      return { accessKeyId, secretAccessKey: 's', sessionToken: 't', expiresInSeconds: 3600 }
    },
  }
  return {
    pool,
    calls,
    failWith: (...errors: AppError[]) => failures.push(...errors),
    becomes: (next: string) => (identity = next),
    /** What happens while AWS is asked for credentials. */
    meanwhile: (next: () => Promise<void>) => (happens = next),
  }
}

async function aHost(pools: { readonly identityPoolId?: string } = { identityPoolId }) {
  const host = await aSignedInHost(grants)
  const identities = aFakeIdentityPool()
  const { userPoolId, clientId } = grantedToAda
  const pool = {
    name: 'work',
    userPoolId,
    clientId,
    hasClientSecret: false,
    method: 'USER_SRP_AUTH',
    ...pools,
  } as const
  const makeStore = () =>
    new AwsCredentialsStore({
      ...host,
      random: fakeRandom(),
      pools: { get: () => pool },
      identityPoolOf: () => identities.pool,
    })
  const store = makeStore()
  const keyId = async (how: Partial<Parameters<typeof store.credentials>[1]> = {}) =>
    (await store.credentials(adaId, { ...wish, ...how })).accessKeyId
  return { ...host, ...identities, store, makeStore, keyId }
}
type Host = Awaited<ReturnType<typeof aHost>>

describe('AWS credentials', () => {
  it('are remembered until a quarter of an hour is left of them', async () => {
    const { keyId, calls, clock } = await aHost()
    expect(await keyId()).toBe('ASIA1')
    clock.advance(hour * 0.75 - 1000)
    expect(await keyId()).toBe('ASIA1')
    clock.advance(2000)
    expect(await keyId()).toBe('ASIA2')
    expect(calls).toEqual(['GetId', 'GetCredentials identity-1', 'GetCredentials identity-1'])
  })

  it('never have to outlive more than half their life', async () => {
    const { keyId } = await aHost()
    expect(await keyId({ minimumTtlSeconds: 43_200 })).toBe('ASIA1')
    expect(await keyId({ minimumTtlSeconds: 43_200 })).toBe('ASIA1')
  })

  it('cost one call, however many ask at once; each role has its own', async () => {
    const { keyId, calls } = await aHost()
    const roleArn = 'arn:aws:iam::123456789012:role/reader'
    const all = await Promise.all(Array.from({ length: 50 }, () => keyId()))
    expect(new Set(all)).toEqual(new Set(['ASIA1']))
    expect(await keyId({ roleArn })).toBe('ASIA2')
    expect(await keyId()).toBe('ASIA1')
    expect(calls).toEqual(['GetId', 'GetCredentials identity-1', `GetCredentials identity-1 ${roleArn}`])
  })

  it('know their identity again after a restart', async () => {
    const { keyId, makeStore, calls } = await aHost()
    await keyId()
    await makeStore().credentials(adaId, wish)
    expect(calls).toEqual(['GetId', 'GetCredentials identity-1', 'GetCredentials identity-1'])
  })

  it('find an identity anew that is gone, once', async () => {
    const { keyId, calls, becomes, accounts, store } = await aHost()
    await keyId()
    store.forget()
    becomes('identity-2')
    expect(await keyId()).toBe('ASIA2')
    expect(calls.slice(2)).toEqual(['GetCredentials identity-1', 'GetId', 'GetCredentials identity-2'])
    expect(accounts.get(adaId)?.identity).toEqual({ identityPoolId, identityId: 'identity-2' })
  })

  it('are refused where the identity is refused even anew', async () => {
    const { keyId, calls, failWith } = await aHost()
    failWith(new AppError('aws/identity-refused', 'Logins do not match.'))
    await expect(keyId()).rejects.toMatchObject({ code: 'aws/identity-refused' })
    expect(calls).toEqual(['GetId', 'GetCredentials identity-1'])
  })

  it('refresh once an id token that AWS holds for expired', async () => {
    const { keyId, failWith, asked } = await aHost()
    failWith(new AppError('aws/token-refused', 'Invalid login token. Token expired.'))
    expect(await keyId()).toBe('ASIA1')
    expect(asked).toHaveLength(1)
    failWith(...Array.from({ length: 2 }, () => new AppError('aws/token-refused', 'Token expired.')))
    await expect(keyId({ roleArn: 'another' })).rejects.toMatchObject({ code: 'aws/token-refused' })
  })

  it('are told of a no each time, and of a network that is down until it may be tried again', async () => {
    const { keyId, failWith, calls, clock } = await aHost()
    failWith(new AppError('aws/refused', 'No such role.'), new AppError('aws/refused', 'No such role.'))
    await expect(keyId()).rejects.toMatchObject({ code: 'aws/refused' })
    await expect(keyId()).rejects.toMatchObject({ code: 'aws/refused' })
    failWith(new AppError('network/throttled', 'Slow.', { retryAfterSeconds: 30 }))
    await expect(keyId()).rejects.toMatchObject({ code: 'network/throttled' })
    const before = calls.length
    await expect(keyId()).rejects.toMatchObject({ code: 'network/throttled', retryAfterSeconds: 30 })
    expect(calls).toHaveLength(before)
    clock.advance(30_000)
    expect(await keyId()).toBe('ASIA1')
  })

  it('are served while they live where AWS cannot be reached, and not beyond', async () => {
    const { keyId, failWith, clock } = await aHost()
    await keyId()
    clock.advance(hour * 0.9)
    failWith(new AppError('network/unreachable', 'No route.'))
    expect(await keyId()).toBe('ASIA1')
    clock.advance(hour * 0.1)
    failWith(new AppError('network/unreachable', 'No route.'))
    await expect(keyId()).rejects.toMatchObject({ code: 'network/unreachable' })
  })

  it('are nobody’s after the session: signed out, remembered ones are not given', async () => {
    const { keyId, sessions } = await aHost()
    await keyId()
    await sessions.signOut(adaId, { everywhere: false, forgetDevice: false })
    await expect(keyId()).rejects.toMatchObject({ code: 'session/none' })
  })

  it.each([
    [
      'a sign-out',
      async ({ sessions }: Host) => {
        await sessions.signOut(adaId, { everywhere: false, forgetDevice: false })
      },
    ],
    [
      'another sign-in',
      async ({ adopt, clock }: Host) => {
        clock.advance(1000)
        await adopt(signedIn, someTokens())
      },
    ],
    ['the end of the account', ({ accounts }: Host) => accounts.remove(adaId)],
  ])('that were on their way are nobody’s after %s', async (_, happens) => {
    const host = await aHost()
    host.meanwhile(() => happens(host))
    await expect(host.keyId()).rejects.toMatchObject({ code: 'session/none' })
  })

  it('that still live are nobody’s after a sign-out while AWS could not be reached', async () => {
    const host = await aHost()
    await host.keyId()
    host.clock.advance(hour * 0.9)
    host.failWith(new AppError('network/unreachable', 'No route.'))
    host.meanwhile(async () => {
      await host.sessions.signOut(adaId, { everywhere: false, forgetDevice: false })
    })
    await expect(host.keyId()).rejects.toMatchObject({ code: 'session/none' })
  })

  it('are others after another sign-in', async () => {
    const { keyId, adopt, clock } = await aHost()
    await keyId()
    clock.advance(1000)
    await adopt(signedIn, someTokens())
    expect(await keyId()).toBe('ASIA2')
  })

  it('are forgotten by a lock, also those that were on their way', async () => {
    const { keyId, store, lock } = await aHost()
    const onTheWay = keyId()
    await turn()
    await lock.lock()
    store.forget()
    await expect(onTheWay).rejects.toMatchObject({ code: 'lock/locked' })
    await lock.unlock()
    expect(await keyId()).toBe('ASIA2')
  })

  it('need an identity pool, and say how to name one', async () => {
    const { keyId, calls } = await aHost({})
    await expect(keyId()).rejects.toMatchObject({
      code: 'aws/no-identity-pool',
      message: expect.stringContaining('signet pools add --identity-pool ID') as string,
    })
    expect(calls).toEqual([])
  })
})
