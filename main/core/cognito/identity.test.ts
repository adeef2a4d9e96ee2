import { afterEach, describe, expect, it } from 'vitest'
import { aPool, passwords, publicClientId, userPoolId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import { signInByPassword } from '../../../e2e/cognito/test-client'
import { loopbackTransport, type ScriptedReply, scriptedTransport } from '../fake-transport'
import { fakeClock } from '../fakes'
import { identityPool } from './identity'

const identityPoolId = 'eu-west-1:0f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f'
const identityId = 'eu-west-1:11111111-1111-4111-8111-111111111111'
const secret = `eyJ${'x'.repeat(40)}.payload.signature`
const date = 'Sun, 22 Nov 2026 12:00:00 GMT'
const pools = { identityPoolId, userPoolId: 'eu-central-1_AbCdEf123' }
const Credentials = { AccessKeyId: 'ASIA1', SecretKey: 'k', SessionToken: 't', Expiration: 1_795_352_399.5 }

function aClient(reply: () => ScriptedReply, given: Partial<typeof pools & { endpoint: string }> = {}) {
  const transport = scriptedTransport(reply)
  const client = identityPool({ transport, clock: fakeClock() }, { ...pools, ...given })
  return { client, requests: transport.requests }
}
const refusal = (__type: string, message: string, status = 400) => ({ status, body: { __type, message } })

describe('a request to an identity pool', () => {
  it('goes to its region, unsigned, and names the user pool as AWS does', async () => {
    const { client, requests } = aClient(() => ({ body: { IdentityId: identityId } }))
    await expect(client.getId(secret)).resolves.toBe(identityId)
    const [request] = requests
    expect(request).toMatchObject({ method: 'POST', path: '/', operation: 'GetId' })
    expect(request?.headers).toMatchObject({
      host: 'cognito-identity.eu-west-1.amazonaws.com',
      'x-amz-target': 'AWSCognitoIdentityService.GetId',
    })
    expect(request?.headers).not.toHaveProperty('authorization')
    expect(JSON.parse(request?.body ?? '')).toEqual({
      IdentityPoolId: identityPoolId,
      Logins: { 'cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf123': secret },
    })
  })

  it.each([
    [
      { identityPoolId: identityPoolId.replace('eu-west-1', 'cn-north-1') },
      'cognito-identity.cn-north-1.amazonaws.com.cn',
    ],
    [{ endpoint: 'http://127.0.0.1:9229' }, '127.0.0.1:9229'],
    [{ endpoint: 'http://[::1]:9229/' }, '[::1]:9229'],
    // A user pool behind a proxy of somebody's: no word of where identity pools are.
    [{ endpoint: 'https://cognito.example.com' }, 'cognito-identity.eu-west-1.amazonaws.com'],
    [{ endpoint: 'https://127.0.0.1.example.com' }, 'cognito-identity.eu-west-1.amazonaws.com'],
  ])('%o: to %s', async (given, host) => {
    const { client, requests } = aClient(() => ({ body: { IdentityId: identityId } }), given)
    await client.getId(secret)
    expect(requests[0]?.headers['host']).toBe(host)
  })

  it('asks for a role, and takes what is left of the life by the server’s own clock', async () => {
    const { client, requests } = aClient(() => ({ headers: { date }, body: { Credentials } }))
    const roleArn = 'arn:aws:iam::123456789012:role/reader'
    await expect(client.getCredentials({ identityId, idToken: secret, roleArn })).resolves.toEqual({
      accessKeyId: 'ASIA1',
      secretAccessKey: 'k',
      sessionToken: 't',
      expiresInSeconds: Math.floor(Credentials.Expiration - Date.parse(date) / 1000),
    })
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
      IdentityId: identityId,
      CustomRoleArn: roleArn,
    })
  })
})

describe('a refusal of an identity pool', () => {
  const page = { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>' }
  it.each<readonly [string, ScriptedReply, string]>([
    [
      'a token that has expired',
      refusal('NotAuthorizedException', 'Invalid login token. Token expired: 1 >= 2'),
      'aws/token-refused',
    ],
    [
      'another user’s identity',
      refusal('NotAuthorizedException', "Logins don't match. Please include"),
      'aws/identity-refused',
    ],
    [
      'an identity of another pool',
      refusal('NotAuthorizedException', "Access to Identity 'x' is forbidden."),
      'aws/identity-refused',
    ],
    [
      'an identity that is gone',
      refusal('ResourceNotFoundException', "Identity 'x' not found."),
      'aws/identity-refused',
    ],
    [
      'an identity pool that is not there',
      refusal('ResourceNotFoundException', "IdentityPool 'x' not found."),
      'aws/identity-pool-unknown',
    ],
    ['a role', refusal('NotAuthorizedException', 'The role is not allowed.'), 'aws/refused'],
    ['a role by its form', refusal('com.amazonaws#InvalidParameterException', 'roleArn'), 'aws/refused'],
    [
      'roles that are not set up',
      refusal('InvalidIdentityPoolConfigurationException', 'Check'),
      'aws/configuration',
    ],
    ['too much at once', refusal('TooManyRequestsException', 'Rate exceeded', 429), 'network/throttled'],
    ['AWS at fault', refusal('InternalErrorException', 'Oops', 500), 'network/server-error'],
    ['AWS at fault, by another name', refusal('Weird', 'Oops', 503), 'network/server-error'],
    ['a name that nobody knows', refusal('constructor', 'Oops'), 'aws/refused'],
    ['a firewall', page, 'network/blocked'],
    ['a login page', { ...page, status: 200 }, 'network/bad-answer'],
    [
      'an answer without its fields',
      { body: { Credentials: { ...Credentials, SecretKey: undefined } } },
      'network/bad-answer',
    ],
    [
      'a key that no header takes',
      { body: { Credentials: { ...Credentials, SessionToken: 'a\r\nb' } } },
      'network/bad-answer',
    ],
    ['an answer without an end', { body: 'x'.repeat(70_000) }, 'network/bad-answer'],
  ])('of %s', async (_what, reply, code) => {
    const { client } = aClient(() => reply)
    await expect(client.getCredentials({ identityId, idToken: secret })).rejects.toMatchObject({ code })
  })

  it('says what AWS said, without the token that it may quote', async () => {
    const { client } = aClient(() => refusal('NotAuthorizedException', `No: ${secret}\u0007 for you`))
    await expect(client.getId(secret)).rejects.toThrow('No: … for you')
  })

  it('carries the seconds to wait', async () => {
    const { client } = aClient(() => ({
      ...refusal('TooManyRequestsException', 'Slow', 429),
      headers: { 'retry-after': '7' },
    }))
    await expect(client.getId(secret)).rejects.toMatchObject({ retryAfterSeconds: 7 })
  })

  it('is none where nobody answers', async () => {
    const { client } = aClient(() => {
      throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    })
    await expect(client.getId(secret)).rejects.toMatchObject({ code: 'network/unreachable' })
  })
})

describe('against a server of the same protocol', () => {
  let server: EmbeddedCognito
  afterEach(() => server.close())

  it('gives credentials, and finds an identity gone', async () => {
    const authenticatedRoleArn = 'arn:aws:iam::123456789012:role/SignedIn'
    server = await startCognito({
      pools: [aPool({ identityPools: [{ identityPoolId, authenticatedRoleArn }] })],
    })
    const { AuthenticationResult } = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
    const idToken = AuthenticationResult!.IdToken
    const clock = { ...fakeClock(), wallMs: () => Date.now() }
    const pair = { identityPoolId, userPoolId, clientId: publicClientId, endpoint: server.url }
    const client = identityPool({ transport: loopbackTransport(), clock }, pair)
    const found = await client.getId(idToken)
    const given = await client.getCredentials({ identityId: found, idToken })
    expect(given).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/) as string })
    expect(given.expiresInSeconds).toBeGreaterThan(3590)
    expect(given.expiresInSeconds).toBeLessThanOrEqual(3601)
    server.admin.forgetIdentities()
    await expect(client.getCredentials({ identityId: found, idToken })).rejects.toMatchObject({
      code: 'aws/identity-refused',
    })
    await expect(client.getId('no token')).rejects.toMatchObject({ code: 'aws/refused' })
  })
})
