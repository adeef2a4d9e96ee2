// Every value that a server sends for a proof, made hostile, in the challenge of the user and in that of the device; and
// what a person may type. Nothing derived from a password or a device secret is sent after it.
import { describe, expect, it, vi } from 'vitest'
import { type ScriptedReply, type ScriptedRequest, scriptedTransport } from '../fake-transport'
import { N } from '../srp/group'
import { aDesk, type SentBody } from './fixtures'

const clientId = 'client1'
const issuer = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_SignetT1'
const bob = { username: 'bob', password: 'Canary-Password-1!' }
const megabyte = 1024 * 1024

const jwt = (claims: object) =>
  ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'c2ln'].join('.')
const access = { token_use: 'access', sub: 's', username: 'bob', client_id: clientId, iss: issuer }
const id = { token_use: 'id', sub: 's', 'cognito:username': 'bob', aud: clientId, iss: issuer }
const tokensOf = (changes: { readonly access?: object; readonly id?: object }): ScriptedReply => ({
  body: {
    AuthenticationResult: {
      AccessToken: jwt({ ...access, ...changes.access }),
      IdToken: jwt({ ...id, ...changes.id }),
      RefreshToken: 'refresh',
      ExpiresIn: 3600,
      NewDeviceMetadata: { DeviceKey: 'eu-central-1_0a', DeviceGroupKey: '-group' },
    },
  },
})
const tokens = tokensOf({})
const challenge = (ChallengeName: string, ChallengeParameters: object = {}): ScriptedReply => ({
  body: { ChallengeName, Session: 'session', ChallengeParameters },
})
const sound = {
  SALT: 'a1b2',
  SRP_B: 'c3d4',
  SECRET_BLOCK: 'c2VjcmV0',
  USER_ID_FOR_SRP: 'bob',
  USERNAME: 'bob',
}
const soundOfDevice = { SALT: 'a1b2', SRP_B: 'c3d4', SECRET_BLOCK: 'c2VjcmV0', DEVICE_KEY: 'eu-central-1_0a' }

type Answer = (request: ScriptedRequest, body: SentBody) => ScriptedReply

async function deskFor(answer: Answer) {
  const transport = scriptedTransport((request) => answer(request, JSON.parse(request.body) as SentBody))
  return aDesk({ endpoint: 'http://127.0.0.1:9', clientId, transport })
}

type Values = Readonly<Record<string, string | undefined>>

/** What no field of a proof may be. */
const neverSound: Values = {
  missing: undefined,
  empty: '',
  'a space': ' ',
  'a line break at its end': 'a1b2\n',
  'NUL inside': 'a1\u0000b2',
  'full-width digits': '１２３４',
  'a bidirectional override': '\u202ea1b2',
  'a combining character': 'a1b2\u0301',
  'a lone surrogate': 'a1b2\ud800',
  markup: '<b>a</b>',
  'a megabyte': 'a'.repeat(megabyte),
}
const noNumber: Values = {
  ...neverSound,
  negative: '-5',
  'with a prefix': '0x1',
  decimal: '1.5',
  'not hexadecimal': 'zz',
  'a megabyte of zeros': '0'.repeat(megabyte),
}
const fields: Readonly<Record<'SALT' | 'SRP_B' | 'SECRET_BLOCK', Values>> = {
  SALT: { ...noNumber, 'N, which no salt is as long as': N.toString(16) },
  SRP_B: {
    ...noNumber,
    zero: '0',
    'zero in many digits': '0'.repeat(768),
    N: N.toString(16),
    '2N': (2n * N).toString(16),
    'N + 1': (N + 1n).toString(16),
    'a multiple of N of many digits': (N * N).toString(16),
  },
  SECRET_BLOCK: {
    ...neverSound,
    'of another alphabet': 'c2Vj_-==',
    'cut in the middle': 'c2VjcmV',
    'padding alone': '====',
  },
}
const cells = Object.entries(fields).flatMap(([field, values]) =>
  Object.entries(values).map(([what, value]) => [field, what, value] as const),
)

/** An answer of that length is none of Cognito's: it is refused before anybody looks at the field. */
const refusal = (value: string | undefined) =>
  (value ?? '').length >= megabyte
    ? { kind: 'credentials', problem: 'network/bad-answer' }
    : { kind: 'failed', code: 'auth/server-values' }

describe.each(cells)('%s %s', (field, _what, value) => {
  it('in the challenge of the user gets no proof', async () => {
    const desk = await deskFor(() => challenge('PASSWORD_VERIFIER', { ...sound, [field]: value }))
    expect(await desk.signIn(bob)).toMatchObject(refusal(value))
    expect(desk.sent()).toEqual(['InitiateAuth'])
    expect([desk.accounts.list(), desk.secrets.items.size]).toEqual([[], 0])
  })

  it('in the challenge of the device gets no proof, and the device stays', async () => {
    let isFirst = true
    const desk = await deskFor(({ operation }, body) => {
      if (isFirst) return operation === 'InitiateAuth' ? tokens : { body: {} }
      if (body.ChallengeName === undefined) return challenge('DEVICE_SRP_AUTH')
      return challenge('DEVICE_PASSWORD_VERIFIER', { ...soundOfDevice, [field]: value })
    })
    await desk.signIn({ ...bob, method: 'USER_PASSWORD_AUTH' })
    isFirst = false
    desk.forgetSent()
    const before = await desk.record('bob')
    expect(before?.device?.status).toBe('remembered')
    const view = await desk.signIn({ ...bob, method: 'USER_PASSWORD_AUTH' })
    expect(view).toMatchObject(refusal(value))
    expect(desk.sent()).toEqual(['InitiateAuth', 'DEVICE_SRP_AUTH'])
    expect(await desk.record('bob')).toEqual(before)
  })
})

const claims = [
  ...Object.keys(access).map((claim) => ['access', claim] as const),
  ...Object.keys(id).map((claim) => ['id', claim] as const),
]
const notTheirs = { missing: undefined, empty: '', 'of another': 'another', 'no text': 5, 'a list': ['bob'] }
const claimCells = claims.flatMap(([token, claim]) =>
  Object.entries(notTheirs).map(([what, value]) => [token, `${claim} ${what}`, { [claim]: value }] as const),
)

describe.each(claimCells)('in the %s token, %s', (token, _what, claim) => {
  it('has the tokens taken back: no device is confirmed with them, and nothing is kept', async () => {
    const reply = tokensOf({ [token]: claim })
    const desk = await deskFor(({ operation }) => (operation === 'InitiateAuth' ? reply : { body: {} }))
    const view = await desk.signIn({ ...bob, method: 'USER_PASSWORD_AUTH' })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'session/token-rejected' })
    await vi.waitFor(() => expect(desk.sent()).toEqual(['InitiateAuth', 'RevokeToken']))
    expect([desk.accounts.list(), desk.secrets.items.size, desk.files.files.size]).toEqual([[], 0, 0])
  })
})

describe('a password with a lone surrogate', () => {
  it.each([
    // SRP begins with a name and a number that know no password yet.
    ['USER_SRP_AUTH', ['InitiateAuth']],
    ['USER_AUTH', ['InitiateAuth']],
    ['USER_PASSWORD_AUTH', []],
  ] as const)('is refused before it is hashed or sent (%s)', async (method, sent) => {
    const desk = await deskFor(() => challenge('PASSWORD_VERIFIER', sound))
    const view = await desk.signIn({ ...bob, password: 'Canary-\ud800-1!', method })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/password-not-encodable' })
    expect(desk.sent()).toEqual(sent)
    expect(JSON.stringify(desk.bodies())).not.toContain('Canary')
  })
})
