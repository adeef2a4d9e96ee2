import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, aUser } from './builders'
import { parsePools, readPoolFile, type PoolInput } from './pool-file'

const parse = (pool: Partial<PoolInput>) => parsePools({ pools: [aPool(pool)] }, 'pool.json')

describe('a pool', () => {
  it('takes the defaults of Cognito', () => {
    const [pool] = parse({ clients: [{ clientId: 'c' }], users: [] })

    expect(pool?.clients[0]).toMatchObject({
      accessTokenSeconds: 3600,
      refreshTokenSeconds: 2_592_000,
      authSessionSeconds: 180,
      preventUserExistenceErrors: 'ENABLED',
    })
    expect(pool?.userQuotas).toMatchObject({ forgotPassword: 20, changePassword: 5 })
  })

  it.each<[string, Partial<PoolInput>]>([
    ['pools[0].userPoolId', { userPoolId: 'nothing' }],
    ['pools[0].clients', { clients: [] }],
    ['pools[0].passwordPolicy.minimumLength', { passwordPolicy: { minimumLength: 5 } }],
    ['pools[0].userQuotas.confirmSignUp', { userQuotas: { confirmSignUp: 0 } }],
    ['pools[0].usernameAttributes: not together', { usernameAttributes: ['email'], aliases: ['email'] }],
    ['pools[0].clients[0].clientSecret', { clients: [aClient({ clientSecret: 'short' })] }],
    ['pools[0].clients[0].explicitAuthFlows', { clients: [aClient({ refreshTokenRotation: {} })] }],
    ['pools[0].clients[1].clientId: is there twice', { clients: [aClient(), aClient()] }],
    ['pools[0].users[1].username: is there twice', { users: [aUser('bob'), aUser('bob')] }],
    [
      'pools[0].users[0].mfa: SOFTWARE_TOKEN_MFA needs a totpSecret',
      { users: [aUser('bob', { mfa: 'SOFTWARE_TOKEN_MFA' })] },
    ],
    ['pools[0].users[0].mfa: SMS_MFA needs', { users: [aUser('bob', { mfa: 'SMS_MFA', attributes: {} })] }],
    [
      'pools[0].users[0].mfa: EMAIL_OTP needs',
      { users: [aUser('bob', { mfa: 'EMAIL_OTP', attributes: {} })] },
    ],
    [
      'pools[0].users[0].mfa: is not among the mfaTypes',
      { mfaTypes: ['SOFTWARE_TOKEN_MFA'], users: [aUser('carol', { mfa: 'SMS_MFA' })] },
    ],
    [
      'pools[0].users[0].mfaMethods: SOFTWARE_TOKEN_MFA needs a totpSecret',
      { users: [aUser('bob', { mfaMethods: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] })] },
    ],
    [
      'pools[0].users[0].mfa: stands for mfaMethods',
      { users: [aUser('bob', { mfa: 'SMS_MFA', mfaMethods: ['EMAIL_OTP'] })] },
    ],
    [
      'pools[0].users[0].preferredMfa: is not among',
      { users: [aUser('bob', { mfaMethods: ['EMAIL_OTP'], preferredMfa: 'SMS_MFA' })] },
    ],
    ['pools[0].allowedFirstAuthFactors: PASSWORD', { allowedFirstAuthFactors: ['EMAIL_OTP'] }],
    ['pools[0].customAuth.rounds', { customAuth: { rounds: [] } }],
    ['pools[0].users[0].totpSecret', { users: [aUser('bob', { totpSecret: '1' })] }],
    [
      'pools[0].clients[0].callbackUrls[0]: has to be https',
      { clients: [aClient({ callbackUrls: ['http://example.com/callback'] })] },
    ],
    [
      'pools[0].clients[0].callbackUrls[0]: may not have a fragment',
      { clients: [aClient({ callbackUrls: ['https://example.com/#x'] })] },
    ],
    [
      'pools[0].clients[0].logoutUrls[0]: has to be an absolute URL',
      { clients: [aClient({ logoutUrls: ['/bye'] })] },
    ],
    [
      'pools[0].clients[0].logoutUrls[0]: may not have the scheme javascript:',
      { clients: [aClient({ logoutUrls: ['javascript:alert(1)'] })] },
    ],
    ['pools[0].clients[0].allowedScopes[0]', { clients: [aClient({ allowedScopes: ['admin'] })] }],
    [
      'pools[0].clients[0].identityProviders[1]: the pool has no identity provider Nobody',
      { clients: [aClient({ identityProviders: ['COGNITO', 'Nobody'] })] },
    ],
    ['pools[0].identityProviders[0].name', { identityProviders: [{ name: 'COGNITO' }] }],
    [
      'pools[0].identityProviders[1].name: is there twice',
      { identityProviders: [{ name: 'Corp' }, { name: 'Corp' }] },
    ],
  ])('is refused by the name of its bad field: %s', (message, pool) => {
    expect(() => parse(pool)).toThrow(`pool.json: ${message}`)
  })

  it('is refused with a field that nobody knows', () => {
    expect(() => parsePools({ pools: [{ ...aPool(), mfaRequired: true }] }, 'pool.json')).toThrow(
      'mfaRequired',
    )
  })
})

describe('a pool file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signet-pool-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('names itself when it is missing, no JSON, or not an object', async () => {
    const path = join(folder, 'pool.json')
    await expect(readPoolFile(path)).rejects.toThrow(`${path}: cannot be read`)
    await writeFile(path, '{')
    await expect(readPoolFile(path)).rejects.toThrow(`${path}: is not JSON`)
    await writeFile(path, '[]')
    await expect(readPoolFile(path)).rejects.toThrow(`${path}: the whole file: `)
  })

  it('for the demo is good', async () => {
    const [pool] = await readPoolFile(new URL('demo-pool.json', import.meta.url).pathname)

    expect(pool?.users.map(({ username }) => username)).toEqual([
      'alice',
      'bob',
      'carol',
      'dave',
      'erin',
      'fay',
      'gus',
    ])
  })
})
