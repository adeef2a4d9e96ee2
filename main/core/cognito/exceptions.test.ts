import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../shared/errors'
import { type Asked, codeOf } from './exceptions'

const signIn: Asked = { kind: 'sign-in' }
const challenge = (name: string): Asked => ({ kind: 'challenge', name })
const refresh: Asked = { kind: 'refresh', hasDeviceKey: true }
const refreshWithoutDevice: Asked = { kind: 'refresh', hasDeviceKey: false }
const confirmDevice: Asked = { kind: 'confirm-device' }
const withAccessToken: Asked = { kind: 'with-access-token' }
const own = (about: 'password' | 'code' | 'attributes'): Asked => ({ kind: 'own-account', about })
const revoke: Asked = { kind: 'revoke' }

type Row = readonly [asked: Asked, name: string, message: string, code: ErrorCode]

const no = 'NotAuthorizedException'
const rows: readonly Row[] = [
  [signIn, no, 'Incorrect username or password.', 'auth/wrong-password'],
  [signIn, no, 'INCORRECT USERNAME OR PASSWORD', 'auth/wrong-password'],
  [challenge('PASSWORD_VERIFIER'), no, 'Incorrect username or password.', 'auth/wrong-password'],
  [challenge('DEVICE_PASSWORD_VERIFIER'), no, 'Incorrect username or password.', 'auth/device-refused'],
  [challenge('DEVICE_SRP_AUTH'), no, 'anything at all', 'auth/device-refused'],
  [
    challenge('DEVICE_PASSWORD_VERIFIER'),
    no,
    'Invalid session for the user, session is expired.',
    'auth/challenge-expired',
  ],
  [
    challenge('DEVICE_PASSWORD_VERIFIER'),
    no,
    'Unable to verify secret hash for client x',
    'auth/secret-hash',
  ],
  [signIn, no, 'Password attempts exceeded', 'auth/attempts-exceeded'],
  [challenge('PASSWORD_VERIFIER'), no, 'Password attempts exceeded', 'auth/attempts-exceeded'],
  [signIn, no, 'User is disabled.', 'auth/user-disabled'],
  [refresh, no, 'User is disabled.', 'auth/user-disabled'],
  [signIn, no, 'User does not exist.', 'auth/user-not-found'],
  [refresh, no, 'User does not exist.', 'session/user-gone'],
  [
    signIn,
    no,
    'Temporary password has expired and must be reset by an administrator.',
    'auth/temporary-password-expired',
  ],
  [
    challenge('SMS_MFA'),
    no,
    'Invalid session for the user, session can only be used once.',
    'auth/challenge-expired',
  ],
  [challenge('SMS_MFA'), no, 'Invalid session for the user.', 'auth/challenge-expired'],
  [refresh, no, 'Invalid Refresh Token.', 'session/device-unknown'],
  [refreshWithoutDevice, no, 'Invalid Refresh Token.', 'session/expired'],
  [refresh, no, 'Refresh Token has been revoked', 'session/revoked'],
  [refresh, no, 'Refresh Token has expired', 'session/expired'],
  [refresh, no, 'Words that nobody has seen yet', 'auth/refused'],
  [withAccessToken, no, 'Access Token has expired', 'session/expired'],
  [withAccessToken, no, 'Access Token has been revoked', 'session/revoked'],
  [withAccessToken, no, 'Invalid Access Token', 'session/revoked'],
  [withAccessToken, no, 'Access Token does not have required scopes', 'account/scope-missing'],
  [signIn, no, 'Client 1x is configured with secret but SECRET_HASH was not received', 'auth/secret-hash'],
  [refresh, no, 'SecretHash does not match for the client: 1x', 'auth/secret-hash'],
  [signIn, no, 'PreAuthentication failed with error no.', 'auth/trigger-refused'],
  [signIn, no, 'Unable to login because of security reasons.', 'auth/security-block'],
  [signIn, no, 'Words that nobody has seen yet', 'auth/refused'],
  [challenge('SMS_MFA'), no, 'Words that nobody has seen yet', 'auth/refused'],
  [signIn, 'PasswordResetRequiredException', 'x', 'auth/password-reset-required'],
  [signIn, 'UserNotConfirmedException', 'User is not confirmed.', 'auth/user-not-confirmed'],
  [signIn, 'UserNotFoundException', 'User does not exist.', 'auth/user-not-found'],
  [refresh, 'UserNotFoundException', 'User does not exist.', 'session/user-gone'],
  [signIn, 'ResourceNotFoundException', 'User pool client 1x does not exist.', 'pool/not-found'],
  [signIn, 'ResourceNotFoundException', 'Device does not exist.', 'session/device-unknown'],
  [
    challenge('PASSWORD_VERIFIER'),
    'ResourceNotFoundException',
    'Device does not exist.',
    'session/device-unknown',
  ],
  [challenge('SMS_MFA'), 'CodeMismatchException', 'x', 'auth/code-mismatch'],
  [
    challenge('SMS_MFA'),
    'ExpiredCodeException',
    'Invalid code provided, please request a code again.',
    'auth/code-expired',
  ],
  [
    challenge('SOFTWARE_TOKEN_MFA'),
    'ExpiredCodeException',
    'Your software token has already been used once.',
    'auth/code-already-used',
  ],
  [
    signIn,
    'LimitExceededException',
    'Attempt limit exceeded, please try after some time.',
    'auth/attempts-exceeded',
  ],
  [signIn, 'TooManyFailedAttemptsException', 'x', 'auth/attempts-exceeded'],
  [signIn, 'TooManyRequestsException', 'Rate exceeded', 'network/throttled'],
  [
    signIn,
    'InvalidParameterException',
    'USER_PASSWORD_AUTH flow not enabled for this client',
    'auth/flow-not-enabled',
  ],
  [
    signIn,
    'InvalidParameterException',
    'Custom auth lambda trigger is not configured for the user pool.',
    'auth/flow-not-enabled',
  ],
  [signIn, 'InvalidParameterException', 'Missing required parameter USERNAME', 'auth/refused'],
  [challenge('SMS_MFA'), 'InvalidParameterException', 'must satisfy [0-9]{6}', 'auth/code-mismatch'],
  [
    challenge('PASSWORD_VERIFIER'),
    'InvalidParameterException',
    'TIMESTAMP format should be…',
    'auth/refused',
  ],
  [
    challenge('NEW_PASSWORD_REQUIRED'),
    'InvalidParameterException',
    'Cannot modify an already provided email',
    'auth/new-password-refused',
  ],
  [
    challenge('NEW_PASSWORD_REQUIRED'),
    'InvalidPasswordException',
    'Password did not conform with policy: Password not long enough',
    'auth/new-password-refused',
  ],
  [
    challenge('NEW_PASSWORD_REQUIRED'),
    'PasswordHistoryPolicyViolationException',
    'x',
    'auth/new-password-refused',
  ],
  [signIn, 'UserNotFoundException', 'User does not exist.', 'auth/user-not-found'],
  [own('attributes'), 'UserNotFoundException', 'User does not exist.', 'session/user-gone'],
  [signIn, 'ForbiddenException', 'x', 'network/blocked'],
  [refresh, 'RefreshTokenReuseException', 'x', 'session/reused'],
  [signIn, 'UserLambdaValidationException', 'x', 'auth/trigger-refused'],
  [signIn, 'UnexpectedLambdaException', 'x', 'pool/configuration'],
  [signIn, 'InvalidLambdaResponseException', 'x', 'pool/configuration'],
  [signIn, 'InvalidUserPoolConfigurationException', 'x', 'pool/configuration'],
  [signIn, 'FeatureUnavailableInTierException', 'x', 'pool/configuration'],
  [challenge('SMS_MFA'), 'MFAMethodNotFoundException', 'x', 'auth/mfa-unavailable'],
  [challenge('SOFTWARE_TOKEN_MFA'), 'SoftwareTokenMFANotFoundException', 'x', 'auth/mfa-unavailable'],
  [signIn, 'CodeDeliveryFailureException', 'x', 'auth/code-not-delivered'],
  [signIn, 'InternalErrorException', 'x', 'network/server-error'],
  [confirmDevice, 'DeviceKeyExistsException', 'x', 'auth/device-not-confirmed'],
  [revoke, 'UnauthorizedException', 'x', 'auth/secret-hash'],
  [signIn, 'UnauthorizedException', 'x', 'auth/refused'],
  [signIn, 'AnExceptionOfNextYear', 'x', 'auth/refused'],
  [signIn, 'constructor', 'x', 'auth/refused'],
  // To a signed-in person each is about a change.
  [own('password'), no, 'Incorrect username or password.', 'account/wrong-password'],
  [own('password'), no, 'Password attempts exceeded', 'account/limit-reached'],
  [own('password'), 'InvalidPasswordException', 'x', 'account/new-password-refused'],
  [own('password'), 'PasswordHistoryPolicyViolationException', 'x', 'account/new-password-refused'],
  [own('password'), 'InvalidParameterException', 'x', 'account/new-password-refused'],
  [own('attributes'), 'AliasExistsException', 'x', 'account/name-taken'],
  [own('attributes'), 'CodeDeliveryFailureException', 'x', 'account/code-not-delivered'],
  [own('attributes'), 'UserLambdaValidationException', 'x', 'account/refused'],
  [own('code'), 'EnableSoftwareTokenMFAException', 'x', 'account/code-mismatch'],
  [own('code'), 'InvalidParameterException', 'x', 'account/code-mismatch'],
  [own('code'), 'ExpiredCodeException', 'x', 'account/code-expired'],
  [own('code'), 'ExpiredCodeException', 'It has already been used.', 'account/code-already-used'],
  [own('code'), 'constructor', 'x', 'account/refused'],
]

describe('codeOf', () => {
  it.each(rows)('%j %s "%s" is %s', (...row) => {
    const [asked, name, message, code] = row
    expect(codeOf({ name, message }, asked)).toBe(code)
  })
})
