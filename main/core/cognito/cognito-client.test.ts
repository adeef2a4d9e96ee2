import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { type AppError, toAppError } from '../../../shared/errors'
import {
  loopbackTransport,
  scriptedTransport,
  type ScriptedReply,
  type ScriptedRequest,
} from '../fake-transport'
import { fakeClock, fakeLog } from '../fakes'
import type { Cognito } from './cognito'
import { callDeadlineMs } from './caller'
import { cognitoFactory } from './cognito-client'

const pool = {
  name: 'Work',
  userPoolId: 'eu-central-1_AbCdEf123',
  clientId: 'client1',
  hasClientSecret: false,
  method: 'USER_SRP_AUTH',
} as const

type Answer = (request: ScriptedRequest) => ScriptedReply | Promise<ScriptedReply>

function aCognito(answer: Answer, clientSecret?: string) {
  const transport = scriptedTransport(answer)
  const clock = fakeClock()
  const log = fakeLog()
  const secretHash = (username: string, clientId: string, secret: string) =>
    `${username}/${clientId}/${secret}`
  const factory = cognitoFactory({ transport, clock, log, secretHash })
  return { cognito: factory(pool, clientSecret), factory, transport, clock, log }
}

const refusal = (name: string, message: string, status = 400): ScriptedReply => ({
  status,
  body: { __type: name, message },
})
const tokens = {
  AccessToken: 'access',
  IdToken: 'id',
  ExpiresIn: 3600,
  TokenType: 'Bearer',
  ANewMember: { of: 'next year' },
}
const srp = { flow: 'USER_SRP_AUTH', parameters: { USERNAME: 'ada', SRP_A: 'ff' } } as const

async function failureOf(action: Promise<unknown>): Promise<AppError> {
  return await action.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => toAppError(error),
  )
}
const bodyOf = (request: ScriptedRequest | undefined) =>
  JSON.parse(request?.body ?? '') as Record<string, unknown>

describe('what goes out', () => {
  it('is one unsigned JSON request to the region of the pool', async () => {
    const { cognito, transport } = aCognito(() => ({ body: { AuthenticationResult: tokens } }))
    await cognito.initiateAuth(srp)
    expect(transport.requests).toHaveLength(1)
    const [request] = transport.requests
    expect(request?.operation).toBe('InitiateAuth')
    expect(request?.headers['host']).toBe('cognito-idp.eu-central-1.amazonaws.com')
    expect(request?.headers).not.toHaveProperty('authorization')
    expect(bodyOf(request)).toEqual({
      AuthFlow: 'USER_SRP_AUTH',
      ClientId: 'client1',
      AuthParameters: { USERNAME: 'ada', SRP_A: 'ff' },
    })
  })

  it('leaves undefined members out and keeps the rest as they are', async () => {
    const { cognito, transport } = aCognito(() => ({ body: { AuthenticationResult: tokens } }))
    await cognito.respondToAuthChallenge({
      name: 'PASSWORD_VERIFIER',
      challengeSession: undefined,
      responses: { USERNAME: ' ada ', DEVICE_KEY: undefined },
    })
    expect(bodyOf(transport.requests[0])).toEqual({
      ClientId: 'client1',
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: { USERNAME: ' ada ' },
    })
  })

  it('reads neither the environment nor the files of other AWS tools', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'signet-aws-'))
    const config = join(folder, 'config')
    writeFileSync(
      config,
      '[default]\nregion = us-west-2\nendpoint_url = http://evil.invalid\nsdk_ua_app_id = leaked\naws_access_key_id = AKIA\naws_secret_access_key = s\nmax_attempts = 7\n',
    )
    vi.stubEnv('AWS_CONFIG_FILE', config)
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', config)
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://evil.invalid')
    vi.stubEnv('AWS_REGION', 'us-west-2')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIA')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's')
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true')
    vi.stubEnv('AWS_MAX_ATTEMPTS', '7')
    const { cognito, transport } = aCognito(() => refusal('InternalErrorException', 'no', 500))
    await failureOf(cognito.initiateAuth(srp))
    expect(transport.requests).toHaveLength(1)
    const headers = transport.requests[0]?.headers ?? {}
    expect(headers['host']).toBe('cognito-idp.eu-central-1.amazonaws.com')
    expect(headers).not.toHaveProperty('authorization')
    expect(JSON.stringify(headers)).not.toMatch(/leaked|AKIA/)
  })

  it('does not load the network before the first call', () => {
    const { transport } = aCognito(() => ({ body: {} }))
    expect(transport.loads).toBe(0)
  })

  it('sends the device verifier, the device status and both ways out', async () => {
    const { cognito, transport } = aCognito(() => ({ body: {} }), 'the-secret')
    const device = { accessToken: 'access', deviceKey: 'eu-central-1_0a' }
    await cognito.confirmDevice({ ...device, deviceName: 'Desk', salt: 'AA==', passwordVerifier: 'AQ==' })
    await cognito.updateDeviceStatus({ ...device, remembered: true })
    await cognito.updateDeviceStatus({ ...device, remembered: false })
    await cognito.forgetDevice(device)
    await cognito.globalSignOut({ accessToken: 'access' })
    await cognito.revokeToken({ refreshToken: 'refresh' })
    const keyed = { AccessToken: 'access', DeviceKey: 'eu-central-1_0a' }
    expect(transport.requests.map((request) => [request.operation, bodyOf(request)])).toEqual([
      [
        'ConfirmDevice',
        {
          ...keyed,
          DeviceName: 'Desk',
          DeviceSecretVerifierConfig: { Salt: 'AA==', PasswordVerifier: 'AQ==' },
        },
      ],
      ['UpdateDeviceStatus', { ...keyed, DeviceRememberedStatus: 'remembered' }],
      ['UpdateDeviceStatus', { ...keyed, DeviceRememberedStatus: 'not_remembered' }],
      ['ForgetDevice', keyed],
      ['GlobalSignOut', { AccessToken: 'access' }],
      ['RevokeToken', { Token: 'refresh', ClientId: 'client1', ClientSecret: 'the-secret' }],
    ])
  })
})

describe('refresh', () => {
  const input = { refreshToken: 'refresh', deviceKey: 'eu-central-1_0a', username: 'ada' }

  it('takes GetTokensFromRefreshToken with the device key and the raw secret', async () => {
    const { cognito, transport } = aCognito(
      () => ({ body: { AuthenticationResult: { ...tokens, RefreshToken: 'rotated' } } }),
      'the-secret',
    )
    await expect(cognito.refresh(input)).resolves.toEqual({
      accessToken: 'access',
      idToken: 'id',
      refreshToken: 'rotated',
      expiresInSeconds: 3600,
    })
    expect(transport.requests.map(({ operation }) => operation)).toEqual(['GetTokensFromRefreshToken'])
    expect(bodyOf(transport.requests[0])).toEqual({
      RefreshToken: 'refresh',
      ClientId: 'client1',
      ClientSecret: 'the-secret',
      DeviceKey: 'eu-central-1_0a',
    })
  })

  it.each([
    ['UnknownOperationException', 400],
    ['CognitoLocal#Unsupported', 500],
    ['Whatever', 501],
  ])('falls back to REFRESH_TOKEN_AUTH on %s, and remembers it for the endpoint', async (name, status) => {
    const { factory, transport } = aCognito((request) =>
      request.operation === 'GetTokensFromRefreshToken'
        ? refusal(name, 'Unsupported', status)
        : { body: { AuthenticationResult: tokens } },
    )
    const cognito = factory(pool, 'the-secret')
    await expect(cognito.refresh(input)).resolves.toMatchObject({ refreshToken: undefined })
    await factory(pool, 'the-secret').refresh(input)
    expect(transport.requests.map(({ operation }) => operation)).toEqual([
      'GetTokensFromRefreshToken',
      'InitiateAuth',
      'InitiateAuth',
    ])
    expect(bodyOf(transport.requests[1])).toEqual({
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: 'client1',
      AuthParameters: {
        REFRESH_TOKEN: 'refresh',
        DEVICE_KEY: 'eu-central-1_0a',
        SECRET_HASH: 'ada/client1/the-secret',
      },
    })
  })

  it('does not fall back when the token itself is refused', async () => {
    const { cognito, transport } = aCognito(() =>
      refusal('NotAuthorizedException', 'Refresh Token has expired'),
    )
    await expect(failureOf(cognito.refresh(input))).resolves.toMatchObject({ code: 'session/expired' })
    expect(transport.requests).toHaveLength(1)
  })
})

describe('what went wrong', () => {
  const initiate = (answer: Answer) => failureOf(aCognito(answer).cognito.initiateAuth(srp))
  const thrown = (code: string, name = 'Error') =>
    Object.assign(new Error('no'), { name, ...(code === '' ? {} : { code }) })

  it.each([
    ['ECONNREFUSED', 'Error', 'network/unreachable'],
    ['ENOTFOUND', 'Error', 'network/unreachable'],
    ['EAI_AGAIN', 'Error', 'network/unreachable'],
    ['ECONNRESET', 'TimeoutError', 'network/unreachable'],
    ['CERT_HAS_EXPIRED', 'Error', 'network/untrusted-certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'Error', 'network/untrusted-certificate'],
    ['ETIMEDOUT', 'TimeoutError', 'network/timed-out'],
    ['', 'TimeoutError', 'network/timed-out'],
    ['HPE_INVALID_CONSTANT', 'Error', 'network/bad-answer'],
    ['', 'RangeError', 'internal'],
  ])('%s %s on the way is %s', async (code, name, expected) => {
    await expect(
      initiate(() => {
        throw thrown(code, name)
      }),
    ).resolves.toMatchObject({ code: expected })
  })

  it.each([
    [
      'a firewall page',
      { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>' },
      'network/blocked',
    ],
    [
      'a proxy page',
      { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' },
      'network/server-error',
    ],
    [
      'a login page',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
      'network/bad-answer',
    ],
    [
      'a missing page',
      { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>' },
      'network/bad-answer',
    ],
    ['throttling in plain text', { status: 429, body: 'slow down' }, 'network/throttled'],
    ['an error without a name', { status: 400, body: { message: 'no' } }, 'network/bad-answer'],
    ['a 5xx of an unknown name', refusal('Whatever', 'no', 503), 'network/server-error'],
    ['JSON of another shape', { body: { hello: 'there' } }, 'network/bad-answer'],
    ['a list', { body: [1] }, 'network/bad-answer'],
    [
      'tokens that are numbers',
      { body: { AuthenticationResult: { ...tokens, AccessToken: 5 } } },
      'network/bad-answer',
    ],
    [
      'tokens without a life',
      { body: { AuthenticationResult: { ...tokens, ExpiresIn: 0 } } },
      'network/bad-answer',
    ],
    ['an empty reply', { body: {} }, 'network/bad-answer'],
    [
      'parameters that are no texts',
      { body: { ChallengeName: 'SMS_MFA', ChallengeParameters: { a: { b: 1 } } } },
      'network/bad-answer',
    ],
    [
      'a name in a namespace',
      refusal('com.amazon#NotAuthorizedException', 'User is disabled.'),
      'auth/user-disabled',
    ],
  ] as const)('%s is its own code', async (_what, reply, expected) => {
    await expect(initiate(() => reply)).resolves.toMatchObject({ code: expected })
  })

  it('names an unknown exception, its control characters gone', async () => {
    const error = await initiate(() => refusal('BrandNewException', 'say\u001b[2J \u202ehello'))
    expect(error).toMatchObject({ code: 'auth/refused', message: 'BrandNewException: say [2J hello' })
  })

  it('keeps no request and no reply inside the error', async () => {
    const error = await failureOf(
      aCognito(() =>
        refusal('NotAuthorizedException', 'Incorrect username or password.'),
      ).cognito.initiateAuth({
        flow: 'USER_PASSWORD_AUTH',
        parameters: { USERNAME: 'ada', PASSWORD: 'canary-password' },
      }),
    )
    const { inspect } = await import('node:util')
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('canary')
  })

  it('gives up on a reply that never ends', async () => {
    const { cognito, clock } = aCognito(() => new Promise<never>(() => undefined))
    const failure = failureOf(cognito.initiateAuth(srp))
    await vi.waitFor(() => expect(clock.waiting).toBe(1))
    clock.advance(callDeadlineMs)
    await expect(failure).resolves.toMatchObject({ code: 'network/timed-out' })
  })

  it('says that nobody listens at a real closed port', async () => {
    const transport = loopbackTransport()
    const factory = cognitoFactory({ transport, clock: fakeClock(), log: fakeLog(), secretHash: () => '' })
    const cognito: Cognito = factory({ ...pool, endpoint: 'http://127.0.0.1:1' }, undefined)
    await expect(failureOf(cognito.initiateAuth(srp))).resolves.toMatchObject({ code: 'network/unreachable' })
  })
})

describe("the server's clock", () => {
  it('is learned from the Date of a reply, also of a refusal', async () => {
    let aheadMs = 0
    const { cognito, clock } = aCognito(() => ({
      ...refusal('NotAuthorizedException', 'no'),
      headers: { date: new Date(clock.wallMs() + aheadMs).toUTCString() },
    }))
    expect(cognito.clockOffsetMs()).toBe(0)
    aheadMs = 600_000
    await failureOf(cognito.initiateAuth(srp))
    expect(Math.abs(cognito.clockOffsetMs() - 600_000)).toBeLessThan(1_000)
    aheadMs = 400
    await failureOf(cognito.initiateAuth(srp))
    expect(cognito.clockOffsetMs()).toBe(0)
  })

  it('is not believed when it is no date', async () => {
    const { cognito } = aCognito(() => ({ ...refusal('X', 'no'), headers: { date: 'soon' } }))
    await failureOf(cognito.initiateAuth(srp))
    expect(cognito.clockOffsetMs()).toBe(0)
  })
})
