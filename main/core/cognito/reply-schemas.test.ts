// Replies as Cognito's documentation and recorded sign-ins show them, secrets replaced.
import { describe, expect, it } from 'vitest'
import { AuthAnswer, ConfirmDeviceAnswer, RefreshAnswer } from './reply-schemas'

const metadata = { $metadata: { httpStatusCode: 200, attempts: 1 } }

describe('AuthAnswer', () => {
  it('reads PASSWORD_VERIFIER, which comes without a session', () => {
    const parameters = {
      SALT: '16eb2e0b2e0c4ea8',
      SECRET_BLOCK: 'c2VjcmV0',
      SRP_B: '93ce0d',
      USERNAME: 'ada',
      USER_ID_FOR_SRP: 'ada',
    }
    expect(
      AuthAnswer.parse({ ...metadata, ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: parameters }),
    ).toEqual({ kind: 'challenge', name: 'PASSWORD_VERIFIER', challengeSession: undefined, parameters })
  })

  it('reads a challenge without parameters, and one that nobody knows yet', () => {
    expect(AuthAnswer.parse({ ChallengeName: 'DEVICE_SRP_AUTH', Session: 's' })).toEqual({
      kind: 'challenge',
      name: 'DEVICE_SRP_AUTH',
      challengeSession: 's',
      parameters: {},
    })
    expect(AuthAnswer.parse({ ChallengeName: 'RETINA_SCAN' })).toMatchObject({ name: 'RETINA_SCAN' })
  })

  it('reads tokens with the metadata of a new device', () => {
    expect(
      AuthAnswer.parse({
        ...metadata,
        ChallengeParameters: {},
        AuthenticationResult: {
          AccessToken: 'a',
          IdToken: 'i',
          RefreshToken: 'r',
          ExpiresIn: 3600,
          TokenType: 'Bearer',
          NewDeviceMetadata: {
            DeviceKey: 'eu-central-1_11111111-2222-3333-4444-555555555555',
            DeviceGroupKey: '-AbCdEfGh',
          },
        },
      }),
    ).toEqual({
      kind: 'tokens',
      tokens: { accessToken: 'a', idToken: 'i', refreshToken: 'r', expiresInSeconds: 3600 },
      newDevice: {
        deviceKey: 'eu-central-1_11111111-2222-3333-4444-555555555555',
        deviceGroupKey: '-AbCdEfGh',
      },
    })
  })

  it.each([
    ['no token', { AuthenticationResult: { IdToken: 'i', ExpiresIn: 1 } }],
    ['an endless life', { AuthenticationResult: { AccessToken: 'a', IdToken: 'i', ExpiresIn: 1e12 } }],
    [
      'another token type',
      { AuthenticationResult: { AccessToken: 'a', IdToken: 'i', ExpiresIn: 1, TokenType: 'MAC' } },
    ],
    [
      'a device key of another form',
      {
        AuthenticationResult: {
          AccessToken: 'a',
          IdToken: 'i',
          ExpiresIn: 1,
          NewDeviceMetadata: { DeviceKey: '../../x', DeviceGroupKey: '-A' },
        },
      },
    ],
    ['an endless session', { ChallengeName: 'SMS_MFA', Session: 'x'.repeat(65_537) }],
    ['nothing', {}],
  ])('refuses %s', (_what, reply) => {
    expect(AuthAnswer.safeParse(reply).success).toBe(false)
  })
})

describe('the other replies', () => {
  it('keeps no refresh token where none came', () => {
    const AuthenticationResult = { AccessToken: 'a', IdToken: 'i', ExpiresIn: 3600 }
    expect(RefreshAnswer.parse({ AuthenticationResult }).refreshToken).toBeUndefined()
    expect(RefreshAnswer.safeParse({ ChallengeName: 'SMS_MFA' }).success).toBe(false)
  })

  it('reads an absent UserConfirmationNecessary as false', () => {
    expect(ConfirmDeviceAnswer.parse(metadata)).toEqual({ userConfirmationNecessary: false })
    expect(ConfirmDeviceAnswer.parse({ UserConfirmationNecessary: true })).toEqual({
      userConfirmationNecessary: true,
    })
  })
})
