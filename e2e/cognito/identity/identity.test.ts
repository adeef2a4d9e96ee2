// Identity pools and STS, seen by a client of our own and by the AWS SDK, which signs.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { decodeJwt, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, aUser, passwords, publicClientId, secretClientId, userPoolId } from '../builders'
import type { EmbeddedCognito } from '../embedded-cognito'
import type { PoolInput } from '../pool-file'
import { startCognito } from '../server'
import { Refused, signInByPassword } from '../test-client'
import { createSigningKey } from '../tokens'

const identityPoolId = 'eu-central-1:0f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f'
const tokenPoolId = 'eu-central-1:1f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f'
const denyingPoolId = 'eu-central-1:2f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f'
const emptyPoolId = 'eu-central-1:3f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f'
const otherClientPoolId = 'eu-central-1:4f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f'
const provider = `cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`

const pool: Partial<PoolInput> = {
  groups: [
    { groupName: 'readers', roleArn: role('Reader'), precedence: 2 },
    { groupName: 'admins', roleArn: role('path/Admin'), precedence: 1 },
    { groupName: 'peers', roleArn: role('Peer'), precedence: 1 },
    { groupName: 'talkers' },
  ],
  users: [
    aUser('alice', { groups: ['readers', 'admins', 'talkers'] }),
    aUser('bob'),
    aUser('carol', { groups: ['admins', 'peers'] }),
  ],
  identityPools: [
    { identityPoolId, authenticatedRoleArn: role('SignedIn') },
    { identityPoolId: tokenPoolId, authenticatedRoleArn: role('SignedIn'), roleMapping: {} },
    { identityPoolId: denyingPoolId, roleMapping: { ambiguousRoleResolution: 'Deny' } },
    { identityPoolId: emptyPoolId },
    {
      identityPoolId: otherClientPoolId,
      clientIds: [secretClientId],
      authenticatedRoleArn: role('SignedIn'),
    },
  ],
}
let server: EmbeddedCognito

beforeEach(async () => {
  server = await startCognito({ pools: [aPool(pool)] })
})
afterEach(() => server.close())

interface Answer {
  readonly IdentityId: string
  readonly Credentials: {
    readonly AccessKeyId: string
    readonly SecretKey: string
    readonly SessionToken: string
    readonly Expiration: number
  }
}

async function ask(operation: 'GetId' | 'GetCredentialsForIdentity', body: object): Promise<Answer> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityService.${operation}`,
    },
    body: JSON.stringify(body),
  })
  const json = (await response.json()) as { readonly __type?: string; readonly message?: string }
  if (!response.ok) throw new Refused(json.__type ?? '', json.message ?? '', response.status)
  return json as unknown as Answer
}

async function idTokenOf(username: 'alice' | 'bob' | 'carol'): Promise<string> {
  const { AuthenticationResult } = await signInByPassword(server, username, { PASSWORD: passwords[username] })
  return AuthenticationResult!.IdToken
}

const loginsOf = (token: string) => ({ [provider]: token })

async function credentialsOf(
  username: 'alice' | 'bob' | 'carol',
  { from = identityPoolId, CustomRoleArn }: { readonly from?: string; readonly CustomRoleArn?: string } = {},
) {
  const Logins = loginsOf(await idTokenOf(username))
  const { IdentityId } = await ask('GetId', { IdentityPoolId: from, Logins })
  const { Credentials } = await ask('GetCredentialsForIdentity', { IdentityId, Logins, CustomRoleArn })
  return Credentials
}

/** GetCallerIdentity, signed by the SDK. */
async function callerOf(keys: { AccessKeyId: string; SecretKey: string; SessionToken: string }) {
  const { AccessKeyId: accessKeyId, SecretKey: secretAccessKey, SessionToken: sessionToken } = keys
  const sts = new STSClient({
    endpoint: server.url,
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  })
  return sts.send(new GetCallerIdentityCommand({}))
}

const arnOf = (name: string) => `arn:aws:sts::123456789012:assumed-role/${name}/CognitoIdentityCredentials`

describe('tokens of users in groups', () => {
  it('name the groups, their roles, and the role of the first', async () => {
    const claims = decodeJwt(await idTokenOf('alice'))
    expect(claims).toMatchObject({
      'cognito:groups': ['admins', 'readers', 'talkers'],
      'cognito:roles': [role('path/Admin'), role('Reader')],
      'cognito:preferred_role': role('path/Admin'),
    })
  })

  it('name no preferred role where two groups are the first', async () => {
    const claims = decodeJwt(await idTokenOf('carol'))
    expect(claims).toMatchObject({ 'cognito:roles': [role('path/Admin'), role('Peer')] })
    expect(claims).not.toHaveProperty('cognito:preferred_role')
  })

  it('say nothing of a user in none', async () => {
    expect(Object.keys(decodeJwt(await idTokenOf('bob')))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^cognito:(groups|roles|preferred_role)$/)]),
    )
  })
})

describe('an identity', () => {
  it('is the same each time, and another for another user or identity pool', async () => {
    const [alice, bob] = [loginsOf(await idTokenOf('alice')), loginsOf(await idTokenOf('bob'))]
    const of = async (IdentityPoolId: string, Logins: object) =>
      (await ask('GetId', { IdentityPoolId, Logins })).IdentityId
    const first = await of(identityPoolId, alice)
    expect(first).toMatch(/^eu-central-1:[0-9a-f]{8}-[0-9a-f-]{27}$/)
    expect(await of(identityPoolId, loginsOf(await idTokenOf('alice')))).toBe(first)
    expect(new Set([first, await of(identityPoolId, bob), await of(tokenPoolId, alice)]).size).toBe(3)
  })

  it('of another user is not given away', async () => {
    const { IdentityId } = await ask('GetId', {
      IdentityPoolId: identityPoolId,
      Logins: loginsOf(await idTokenOf('alice')),
    })
    const Logins = loginsOf(await idTokenOf('bob'))
    await expect(ask('GetCredentialsForIdentity', { IdentityId, Logins })).rejects.toThrow(
      "NotAuthorizedException: Logins don't match.",
    )
  })

  it('that was deleted is not found', async () => {
    const Logins = loginsOf(await idTokenOf('bob'))
    const { IdentityId } = await ask('GetId', { IdentityPoolId: identityPoolId, Logins })
    server.admin.forgetIdentities()
    await expect(ask('GetCredentialsForIdentity', { IdentityId, Logins })).rejects.toThrow(
      `ResourceNotFoundException: Identity '${IdentityId}' not found.`,
    )
  })

  it('needs a login that the identity pool trusts', async () => {
    const token = await idTokenOf('bob')
    const IdentityPoolId = identityPoolId
    await expect(ask('GetId', { IdentityPoolId })).rejects.toThrow('Unauthenticated access is not supported')
    const elsewhere = { [provider.replace('SignetT1', 'Another1')]: token }
    await expect(ask('GetId', { IdentityPoolId, Logins: elsewhere })).rejects.toThrow('supported provider')
    await expect(
      ask('GetId', { IdentityPoolId: otherClientPoolId, Logins: loginsOf(token) }),
    ).rejects.toThrow('supported provider')
    await expect(
      ask('GetId', { IdentityPoolId: identityPoolId.replace('0f', 'ff'), Logins: loginsOf(token) }),
    ).rejects.toThrow('ResourceNotFoundException: IdentityPool')
  })

  it.each(['access', 'forged', 'tampered', 'none'])('is not given for a token that is %s', async (kind) => {
    const { AuthenticationResult } = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
    const { IdToken, AccessToken } = AuthenticationResult!
    const [head = '', payload = '', signature = ''] = IdToken.split('.')
    const { privateKey, keyId } = await createSigningKey()
    const claims = decodeJwt(IdToken)
    const tampered = Buffer.from(JSON.stringify({ ...claims, sub: 'alice' })).toString('base64url')
    const tokens: Record<string, string> = {
      access: AccessToken,
      forged: await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: keyId }).sign(privateKey),
      tampered: [head, tampered, signature].join('.'),
      none: [Buffer.from('{"alg":"none"}').toString('base64url'), payload, ''].join('.'),
    }
    await expect(
      ask('GetId', { IdentityPoolId: identityPoolId, Logins: loginsOf(tokens[kind]!) }),
    ).rejects.toThrow('NotAuthorizedException: Invalid login token.')
  })

  it('is not given for a token that has expired', async () => {
    const Logins = loginsOf(await idTokenOf('bob'))
    server.clock.advance(3_600_001)
    await expect(ask('GetId', { IdentityPoolId: identityPoolId, Logins })).rejects.toThrow(
      /NotAuthorizedException: Invalid login token. Token expired: \d+ >= \d+/,
    )
  })
})

describe('credentials', () => {
  it('are those of the default role, and live an hour', async () => {
    const keys = await credentialsOf('alice')
    expect(keys.Expiration).toBeCloseTo(server.clock.wallMs() / 1000 + 3600, -1)
    expect(await callerOf(keys)).toMatchObject({ Arn: arnOf('SignedIn'), Account: '123456789012' })
  })

  it('by the token are those of the preferred role, or of one that is asked for', async () => {
    expect(await callerOf(await credentialsOf('alice', { from: tokenPoolId }))).toMatchObject({
      Arn: arnOf('Admin'),
    })
    const wanted = { from: tokenPoolId, CustomRoleArn: role('Reader') }
    expect(await callerOf(await credentialsOf('alice', wanted))).toMatchObject({ Arn: arnOf('Reader') })
  })

  it('are not those of a role that the token does not name', async () => {
    await expect(credentialsOf('alice', { from: tokenPoolId, CustomRoleArn: role('Root') })).rejects.toThrow(
      'NotAuthorizedException',
    )
    await expect(credentialsOf('alice', { CustomRoleArn: role('Reader') })).rejects.toThrow(
      'NotAuthorizedException',
    )
  })

  it('of an open choice are those of the default role, or nobody’s', async () => {
    for (const username of ['bob', 'carol'] as const) {
      expect(await callerOf(await credentialsOf(username, { from: tokenPoolId }))).toMatchObject({
        Arn: arnOf('SignedIn'),
      })
      await expect(credentialsOf(username, { from: denyingPoolId })).rejects.toThrow('Ambiguous role')
    }
  })

  it('are not there where the identity pool has no role', async () => {
    await expect(credentialsOf('bob', { from: emptyPoolId })).rejects.toThrow(
      'InvalidIdentityPoolConfigurationException',
    )
  })

  it('may be made to fail', async () => {
    server.faults.add({ operation: 'GetCredentialsForIdentity', kind: 'throttle' })
    await expect(credentialsOf('bob')).rejects.toMatchObject({ exception: 'TooManyRequestsException' })
    expect(server.counters().operations).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 1 })
  })
})

describe('GetCallerIdentity', () => {
  const broken: readonly [string, (keys: Answer['Credentials']) => Answer['Credentials'], string][] = [
    [
      'another secret',
      (keys) => ({ ...keys, SecretKey: `${keys.SecretKey.slice(1)}A` }),
      'SignatureDoesNotMatch',
    ],
    ['no such key', (keys) => ({ ...keys, AccessKeyId: 'ASIANOBODY0000000000' }), 'InvalidClientTokenId'],
    ['another session token', (keys) => ({ ...keys, SessionToken: 'another' }), 'InvalidClientTokenId'],
  ]
  it.each(broken)('refuses %s', async (_what, change, name) => {
    const keys = await credentialsOf('bob')
    await expect(callerOf(change(keys))).rejects.toMatchObject({ name })
  })

  it('refuses credentials that have expired', async () => {
    const keys = await credentialsOf('bob')
    server.clock.advance(3_600_001)
    await expect(callerOf(keys)).rejects.toMatchObject({ name: 'ExpiredToken' })
  })

  it('refuses what is not signed', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      body: new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }),
    })
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining('<Code>MissingAuthenticationToken</Code>'),
    ])
  })
})

it('tells of a pool file that names groups wrongly', async () => {
  const users = [aUser('bob', { groups: ['nobody'] })]
  const wrong = aPool({ clients: [aClient({ clientId: publicClientId })], users })
  await expect(startCognito({ pools: [wrong] })).rejects.toThrow(
    'pools[0].users[0].groups[0]: is no group of the pool',
  )
})
