// A server that lies: values, order, names, tokens. Nothing derived from a password answers it, and nothing is kept.
import { describe, expect, it } from 'vitest'
import { scriptedTransport, type ScriptedReply, type ScriptedRequest } from '../fake-transport'
import { fakeClock } from '../fakes'
import { N } from '../srp/group'
import { aDesk, type SentBody } from './fixtures'
import { passwordLifeMs } from './held-password'

const clientId = 'client1'
const userPoolId = 'eu-central-1_SignetT1'
const issuer = `https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`
const bob = { username: 'bob', password: 'Canary-Password-1!' }

type Answer = (request: ScriptedRequest, body: SentBody) => ScriptedReply | undefined

async function deskFor(answer: Answer, clock = fakeClock()) {
  const transport = scriptedTransport((request) => {
    const reply = answer(request, JSON.parse(request.body) as SentBody)
    return reply ?? { body: {} }
  })
  return aDesk({ endpoint: 'http://127.0.0.1:9', clientId, transport, clock })
}

const verifier = (parameters: Readonly<Record<string, string>>): ScriptedReply => ({
  body: {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: 'a1b2',
      SRP_B: 'c3d4',
      SECRET_BLOCK: 'c2VjcmV0',
      USER_ID_FOR_SRP: 'bob',
      USERNAME: 'bob',
      ...parameters,
    },
  },
})
const challenge = (ChallengeName: string, ChallengeParameters: Readonly<Record<string, string>> = {}) => ({
  body: { ChallengeName, Session: 'session', ChallengeParameters },
})
const jwt = (claims: object) =>
  ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'c2ln'].join('.')
const access = { token_use: 'access', sub: 'sub-1', username: 'bob', client_id: clientId, iss: issuer }
const id = { token_use: 'id', sub: 'sub-1', 'cognito:username': 'bob', aud: clientId, iss: issuer }
const tokens = (changes: { access?: object; id?: object; more?: object } = {}): ScriptedReply => ({
  body: {
    AuthenticationResult: {
      AccessToken: jwt({ ...access, ...changes.access }),
      IdToken: jwt({ ...id, ...changes.id }),
      RefreshToken: 'refresh',
      ExpiresIn: 3600,
      ...changes.more,
    },
  },
})

describe('values of an SRP challenge', () => {
  const hex = (value: bigint) => value.toString(16)
  it.each([
    ['B = 0', { SRP_B: '0' }],
    ['B = N', { SRP_B: hex(N) }],
    ['B = 2N', { SRP_B: hex(2n * N) }],
    ['B beyond N', { SRP_B: hex(N + 1n) }],
    ['a negative B', { SRP_B: '-5' }],
    ['a B that is no number', { SRP_B: 'zz' }],
    ['an endless B', { SRP_B: 'f'.repeat(50_000) }],
    ['an endless salt', { SALT: 'f'.repeat(50_000) }],
    ['a salt that is no number', { SALT: '0x1' }],
    ['a secret block that is no base64', { SECRET_BLOCK: '<script>' }],
    ['an empty secret block', { SECRET_BLOCK: '' }],
    ['no user', { USER_ID_FOR_SRP: '' }],
  ])('%s ends the sign-in with no answer derived from the password', async (_what, parameters) => {
    const desk = await deskFor(() => verifier(parameters))
    const view = await desk.signIn(bob)
    expect(view).toEqual({ kind: 'failed', code: 'auth/server-values' })
    expect(desk.sent()).toEqual(['InitiateAuth'])
  })
})

describe('the order of challenges', () => {
  it.each([
    ['PASSWORD_VERIFIER where no SRP was begun', verifier({})],
    ['DEVICE_SRP_AUTH where no device was offered', challenge('DEVICE_SRP_AUTH')],
    [
      'DEVICE_PASSWORD_VERIFIER out of nowhere',
      challenge('DEVICE_PASSWORD_VERIFIER', { SALT: 'a1', SRP_B: 'c3d4', SECRET_BLOCK: 'c2Vj' }),
    ],
  ])('%s ends the sign-in', async (_what, reply) => {
    const desk = await deskFor(() => reply)
    expect(await desk.signIn({ ...bob, method: 'USER_PASSWORD_AUTH' })).toEqual({
      kind: 'failed',
      code: 'auth/server-values',
    })
    expect(desk.sent()).toEqual(['InitiateAuth'])
  })

  it('PASSWORD_VERIFIER a second time gets no second proof', async () => {
    const desk = await deskFor(() => verifier({}))
    expect(await desk.signIn(bob)).toEqual({ kind: 'failed', code: 'auth/server-values' })
    expect(desk.sent()).toEqual(['InitiateAuth', 'PASSWORD_VERIFIER'])
  })

  it('an unknown challenge is named', async () => {
    const desk = await deskFor(() => challenge('RETINA_SCAN'))
    expect(await desk.signIn(bob)).toEqual({
      kind: 'failed',
      code: 'auth/unsupported-challenge',
      detail: 'Cognito asks for RETINA_SCAN.',
    })
  })

  it('an alias is never sent again once the server has said its own name', async () => {
    const desk = await deskFor((_request, body) =>
      body.ChallengeName === undefined
        ? verifier({ USER_ID_FOR_SRP: 'uuid-1', USERNAME: 'alias' })
        : challenge('SMS_MFA', { CODE_DELIVERY_DESTINATION: '+***\u001b[31m23\u202e' }),
    )
    const view = await desk.signIn({ ...bob, username: 'bob@example.com' })
    expect(view).toMatchObject({ username: 'bob@example.com', challenge: { destination: '+*** [31m23' } })
    expect(desk.bodies()[1]?.ChallengeResponses).toMatchObject({ USERNAME: 'uuid-1' })
  })
})

describe('tokens', () => {
  it.each([
    ['another client in the access token', tokens({ access: { client_id: 'other' } })],
    ['another client in the id token', tokens({ id: { aud: 'other' } })],
    ['another pool', tokens({ access: { iss: `${issuer}X` }, id: { iss: `${issuer}X` } })],
    ['two users', tokens({ id: { sub: 'sub-2' } })],
    ['an id token in the place of the access token', tokens({ access: { token_use: 'id' } })],
    ['no user', tokens({ access: { username: '' } })],
    ['no JWT', tokens({ more: { AccessToken: 'opaque' } })],
    ['no refresh token', tokens({ more: { RefreshToken: undefined } })],
  ])('of %s are rejected and not kept', async (_what, reply) => {
    const desk = await deskFor((request) => (request.operation === 'InitiateAuth' ? reply : undefined))
    const view = await desk.signIn({ ...bob, method: 'USER_PASSWORD_AUTH' })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'session/token-rejected' })
    expect(desk.accounts.list()).toEqual([])
    expect(desk.secrets.items.size).toBe(0)
  })

  it('of another person are rejected where the sign-in is for one account', async () => {
    const desk = await deskFor(() => tokens())
    await desk.signIn({ ...bob, method: 'USER_PASSWORD_AUTH' })
    const [account] = desk.accounts.list()
    const carols = tokens({ access: { username: 'carol' }, id: { 'cognito:username': 'carol' } })
    const evil = await aDesk({
      endpoint: 'http://127.0.0.1:9',
      clientId,
      transport: scriptedTransport(() => carols),
      keptFrom: desk,
    })
    const run = evil.signIns.start({
      pool: evil.pool,
      account,
      method: 'USER_PASSWORD_AUTH',
      owner: 'window',
    })
    const view = await run.answer({ kind: 'credentials', ...bob })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'session/token-rejected' })
    expect(evil.accounts.list()).toEqual(desk.accounts.list())
  })
})

describe('a device challenge', () => {
  /** Knows one device, and hands it out at the first sign-in. */
  const newDevice = { NewDeviceMetadata: { DeviceKey: 'eu-central-1_0a', DeviceGroupKey: '-group' } }
  const deviceVerifier = (parameters: Readonly<Record<string, string>> = {}) =>
    challenge('DEVICE_PASSWORD_VERIFIER', { SALT: 'a1', SRP_B: 'c3d4', SECRET_BLOCK: 'c2Vj', ...parameters })

  async function deskWithDevice(later: Answer, clock = fakeClock()) {
    let isFirst = true
    const desk = await deskFor((request, body) => {
      if (!isFirst) return later(request, body)
      return request.operation === 'InitiateAuth' ? tokens({ more: newDevice }) : undefined
    }, clock)
    const view = await desk.signIn({ ...bob, method: 'USER_PASSWORD_AUTH' })
    expect(view).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    isFirst = false
    desk.forgetSent()
    return desk
  }

  it('for another device is not answered', async () => {
    const desk = await deskWithDevice((_request, body) =>
      body.ChallengeName === 'DEVICE_SRP_AUTH'
        ? deviceVerifier({ DEVICE_KEY: 'other' })
        : challenge('DEVICE_SRP_AUTH'),
    )
    expect(await desk.signIn(bob)).toEqual({ kind: 'failed', code: 'auth/server-values' })
    expect(desk.sent()).toEqual(['InitiateAuth', 'DEVICE_SRP_AUTH'])
  })

  it('that comes again and again is answered once', async () => {
    const desk = await deskWithDevice(() => challenge('DEVICE_SRP_AUTH'))
    expect(await desk.signIn(bob)).toEqual({ kind: 'failed', code: 'auth/server-values' })
    expect(desk.sent()).toEqual(['InitiateAuth', 'DEVICE_SRP_AUTH'])
  })

  const refusal = {
    status: 400,
    body: { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' },
  }

  it('that is refused for ever restarts the sign-in once', async () => {
    const desk = await deskWithDevice((_request, body) =>
      body.ChallengeName === 'DEVICE_SRP_AUTH' ? refusal : challenge('DEVICE_SRP_AUTH'),
    )
    expect(await desk.signIn({ ...bob, method: 'USER_PASSWORD_AUTH' })).toEqual({
      kind: 'failed',
      code: 'auth/server-values',
    })
    expect(desk.sent()).toEqual(['InitiateAuth', 'DEVICE_SRP_AUTH', 'InitiateAuth'])
    expect(desk.bodies()[2]?.AuthParameters).not.toHaveProperty('DEVICE_KEY')
  })

  it('that is refused after the password was forgotten asks for it again', async () => {
    const clock = fakeClock()
    const desk = await deskWithDevice((request, body) => {
      if (request.operation === 'InitiateAuth') return challenge('SMS_MFA')
      return body.ChallengeName === 'SMS_MFA' ? challenge('DEVICE_SRP_AUTH') : refusal
    }, clock)
    const run = desk.start({ method: 'USER_PASSWORD_AUTH' })
    expect(await run.answer({ kind: 'credentials', ...bob })).toMatchObject({ kind: 'challenged' })
    clock.advance(passwordLifeMs)
    const view = await run.answer({ kind: 'SMS_MFA', code: '123456' })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/challenge-expired' })
    expect(desk.sent()).toEqual(['InitiateAuth', 'SMS_MFA', 'DEVICE_SRP_AUTH'])
  })

  it('"does not exist" for ever is believed once', async () => {
    const gone = {
      status: 400,
      body: { __type: 'ResourceNotFoundException', message: 'Device does not exist.' },
    }
    const desk = await deskWithDevice(() => gone)
    const view = await desk.signIn({ ...bob, method: 'USER_PASSWORD_AUTH' })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'session/device-unknown' })
    expect(desk.sent()).toEqual(['InitiateAuth', 'InitiateAuth'])
  })
})

it('never prints the password, whatever the server does', async () => {
  const { inspect } = await import('node:util')
  const desk = await deskFor(() => ({ status: 500, body: '<html>' }))
  const run = desk.start({ method: 'USER_PASSWORD_AUTH' })
  const done = run.answer({ kind: 'credentials', ...bob })
  const during = inspect(run, { depth: 10, showHidden: true }) + JSON.stringify(run)
  await done
  expect(during + inspect(run, { depth: 10 }) + desk.log.lines.join()).not.toContain('Canary')
})
