// What a trigger of CUSTOM_AUTH may lead to besides its own questions: it decides (COGNITO.md §3), so a scripted server
// asks for each of Cognito's steps after the answer, of a new, a known and a forgotten device.
import { describe, expect, it } from 'vitest'
import type { SignInAnswer } from '../../../../shared/model/sign-in'
import { type ScriptedReply, scriptedTransport } from '../../fake-transport'
import { aDesk, type SentBody } from '../fixtures'

const userPoolId = 'eu-central-1_SignetT1'
const clientId = 'client1'
const clients = [
  { title: 'a public client', clientSecret: undefined },
  { title: 'a secret client', clientSecret: 'not-a-secret-only-a-test-of-one-0123456789' },
] as const

const steps: readonly { answer: SignInAnswer; parameters?: Readonly<Record<string, string>> }[] = [
  { answer: { kind: 'SOFTWARE_TOKEN_MFA', code: '123456' } },
  { answer: { kind: 'SMS_MFA', code: '123456' } },
  { answer: { kind: 'EMAIL_OTP', code: '123456' } },
  {
    answer: { kind: 'SELECT_MFA_TYPE', mfa: 'SMS_MFA' },
    parameters: { MFAS_CAN_CHOOSE: '["SMS_MFA","EMAIL_OTP"]' },
  },
  {
    answer: { kind: 'MFA_SETUP', mfa: 'EMAIL_OTP', email: 'bob@example.com' },
    parameters: { MFAS_CAN_SETUP: '["EMAIL_OTP"]' },
  },
  {
    answer: { kind: 'NEW_PASSWORD_REQUIRED', newPassword: 'Fresh-1!', attributes: {} },
    parameters: { requiredAttributes: '[]' },
  },
]

const jwt = (claims: object) =>
  ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'c2ln'].join('.')
const common = { sub: 'sub-1', iss: `https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}` }
const tokens = {
  AccessToken: jwt({ ...common, token_use: 'access', username: 'bob', client_id: clientId }),
  IdToken: jwt({ ...common, token_use: 'id', 'cognito:username': 'bob', aud: clientId }),
  RefreshToken: 'refresh',
  ExpiresIn: 3600,
}
const challenge = (ChallengeName: string, ChallengeParameters: object = {}): ScriptedReply => ({
  body: { ChallengeName, Session: 'session', ChallengeParameters },
})
const verifier = challenge('PASSWORD_VERIFIER', {
  SALT: 'a1b2',
  SRP_B: 'c3d4',
  SECRET_BLOCK: 'c2VjcmV0',
  USER_ID_FOR_SRP: 'bob',
})
const unknownDevice: ScriptedReply = {
  status: 400,
  body: { __type: 'ResourceNotFoundException', message: 'Device does not exist.' },
}

/** A pool whose trigger asks one question, and then for `step`. */
function aPoolThatAsks(step: ScriptedReply) {
  let devices = 0
  let known: string | undefined
  const granted = (deviceKey: string | undefined): ScriptedReply => {
    if (deviceKey !== undefined) return { body: { AuthenticationResult: tokens } }
    known = `eu-central-1_0${++devices}`
    const NewDeviceMetadata = { DeviceKey: known, DeviceGroupKey: '-group' }
    return { body: { AuthenticationResult: { ...tokens, NewDeviceMetadata } } }
  }
  const reply = (body: SentBody): ScriptedReply => {
    const parameters = body.AuthParameters ?? body.ChallengeResponses ?? {}
    const deviceKey = parameters['DEVICE_KEY']
    if (deviceKey !== undefined && deviceKey !== known) return unknownDevice
    if (body.AuthFlow !== undefined) return 'SRP_A' in parameters ? verifier : challenge('CUSTOM_CHALLENGE')
    if (body.ChallengeName === 'PASSWORD_VERIFIER') return challenge('CUSTOM_CHALLENGE')
    if (body.ChallengeName === 'CUSTOM_CHALLENGE') return step
    // What is left without a challenge is ConfirmDevice.
    return body.ChallengeName === undefined ? { body: {} } : granted(deviceKey)
  }
  return {
    transport: scriptedTransport((request) => reply(JSON.parse(request.body) as SentBody)),
    forgetDevice: () => void (known = undefined),
  }
}

const methods = ['CUSTOM_AUTH', 'CUSTOM_AUTH_WITH_SRP'] as const

describe.each(methods)('%s', (method) => {
  describe.each(clients)('with $title', ({ clientSecret }) => {
    it.each(steps)('goes on to $answer.kind after the answer', async ({ answer, parameters }) => {
      const pool = aPoolThatAsks(challenge(answer.kind, parameters))
      const { transport } = pool
      const desk = await aDesk({ endpoint: 'http://127.0.0.1:9', clientId, clientSecret, method, transport })
      const signIn = async () => {
        desk.forgetSent()
        const run = desk.start()
        await run.answer({ kind: 'credentials', username: 'bob', password: 'Bob-Password-1!' })
        const view = await run.answer({ kind: 'CUSTOM_CHALLENGE', answer: 'blue' })
        expect(view).toMatchObject({ kind: 'challenged', challenge: { name: answer.kind } })
        expect(await run.answer(answer)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      }
      await signIn()
      expect(desk.sent().slice(-2)).toEqual([answer.kind, 'ConfirmDevice'])
      await signIn()
      expect(desk.sent().at(-1)).toBe(answer.kind)
      pool.forgetDevice()
      await signIn()
      expect(desk.sent().slice(-2)).toEqual([answer.kind, 'ConfirmDevice'])
    })
  })
})
