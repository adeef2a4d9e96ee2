// Cognito's exceptions → our codes (COGNITO.md §10): the one place that knows exception names and reads messages.
// Messages are English and unversioned, so the context decides first, a message refines, and what matches nothing
// gets a default that neither blames the password nor ends a session.
import type { ErrorCode } from '../../../shared/errors'

/** What was asked when Cognito refused. */
export type Asked =
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'challenge'; readonly name: string }
  /** ForgotPassword and its confirmation. */
  | { readonly kind: 'recovery' }
  /** SignUp, its confirmation, and another code for it. */
  | { readonly kind: 'sign-up' }
  | { readonly kind: 'refresh'; readonly hasDeviceKey: boolean }
  | { readonly kind: 'confirm-device' }
  /** UpdateDeviceStatus, ForgetDevice, GlobalSignOut. */
  | { readonly kind: 'with-access-token' }
  /** What a signed-in person asks of the account, by its access token too. */
  | { readonly kind: 'own-account'; readonly about: keyof typeof ownAccountCodes }
  | { readonly kind: 'revoke' }

/** An exception by its name and message, both as Cognito sent them. */
export interface Refusal {
  readonly name: string
  readonly message: string
}

type Refine = (message: string, asked: Asked) => ErrorCode
type Rule = readonly [pattern: RegExp, code: ErrorCode]

/** The code for an exception of Cognito. */
export function codeOf({ name, message }: Refusal, asked: Asked): ErrorCode {
  const own = asked.kind === 'own-account' ? ownCode(name, asked.about) : undefined
  const code = own ?? plainCodes.get(name) ?? refined.get(name)?.(message, asked) ?? unknownCode(asked)
  return asked.kind === 'own-account' ? (accountCodes[code] ?? code) : code
}

/** The codes of signing in speak of what becomes of a sign-in; to a signed-in person, of what becomes of a change. */
const accountCodes: Partial<Record<ErrorCode, ErrorCode>> = {
  'auth/attempts-exceeded': 'account/limit-reached',
  'auth/new-password-refused': 'account/new-password-refused',
  'auth/code-mismatch': 'account/code-mismatch',
  'auth/code-expired': 'account/code-expired',
  'auth/code-already-used': 'account/code-already-used',
  'auth/code-not-delivered': 'account/code-not-delivered',
  'auth/name-taken': 'account/name-taken',
  'auth/trigger-refused': 'account/refused',
  'auth/refused': 'account/refused',
}

function unknownCode({ kind }: Asked): ErrorCode {
  return kind === 'own-account' ? 'account/refused' : 'auth/refused'
}

type OwnCodes = Partial<Record<string, ErrorCode>>
/** Where an exception means something else to a signed-in person: nothing of the sign-in is at stake. */
const everyOwn = { LimitExceededException: 'account/limit-reached' } as const
const ownAccountCodes = {
  user: everyOwn,
  // Of a password's form; which of the two, the message says.
  password: { ...everyOwn, InvalidParameterException: 'account/new-password-refused' },
  attributes: { ...everyOwn, InvalidParameterException: 'account/attribute-refused' },
  // A code with a letter in it, or of another length.
  code: {
    ...everyOwn,
    InvalidParameterException: 'account/code-mismatch',
    SoftwareTokenMFANotFoundException: 'account/mfa-refused',
  },
  mfa: {
    ...everyOwn,
    InvalidParameterException: 'account/mfa-refused',
    SoftwareTokenMFANotFoundException: 'account/mfa-refused',
  },
  devices: { ...everyOwn, InvalidUserPoolConfigurationException: 'account/devices-not-tracked' },
} as const satisfies Record<string, OwnCodes>

function ownCode(name: string, about: keyof typeof ownAccountCodes): ErrorCode | undefined {
  // `hasOwn`: the name is the server's word, and `constructor` is a word too.
  const codes: OwnCodes = ownAccountCodes[about]
  return Object.hasOwn(codes, name) ? codes[name] : undefined
}

/** Exceptions that mean one thing wherever they come from. */
// Maps, not objects: the name is the server's word, and `constructor` is a word too.
const plainCodes: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries({
    PasswordResetRequiredException: 'auth/password-reset-required',
    UserNotConfirmedException: 'auth/user-not-confirmed',
    UsernameExistsException: 'auth/name-taken',
    AliasExistsException: 'auth/name-taken',
    CodeMismatchException: 'auth/code-mismatch',
    EnableSoftwareTokenMFAException: 'auth/code-mismatch',
    InvalidPasswordException: 'auth/new-password-refused',
    PasswordHistoryPolicyViolationException: 'auth/new-password-refused',
    LimitExceededException: 'auth/attempts-exceeded',
    TooManyFailedAttemptsException: 'auth/attempts-exceeded',
    TooManyRequestsException: 'network/throttled',
    ThrottlingException: 'network/throttled',
    ForbiddenException: 'network/blocked',
    InternalErrorException: 'network/server-error',
    ServiceUnavailableException: 'network/server-error',
    RefreshTokenReuseException: 'session/reused',
    UserLambdaValidationException: 'auth/trigger-refused',
    UnexpectedLambdaException: 'pool/configuration',
    InvalidLambdaResponseException: 'pool/configuration',
    InvalidSmsRoleAccessPolicyException: 'pool/configuration',
    InvalidSmsRoleTrustRelationshipException: 'pool/configuration',
    InvalidEmailRoleAccessPolicyException: 'pool/configuration',
    InvalidUserPoolConfigurationException: 'pool/configuration',
    FeatureUnavailableInTierException: 'pool/configuration',
    UnsupportedOperationException: 'pool/configuration',
    OperationNotEnabledException: 'pool/configuration',
    MFAMethodNotFoundException: 'auth/mfa-unavailable',
    SoftwareTokenMFANotFoundException: 'auth/mfa-unavailable',
    CodeDeliveryFailureException: 'auth/code-not-delivered',
    DeviceKeyExistsException: 'auth/device-not-confirmed',
  } satisfies Record<string, ErrorCode>),
)

/** Exceptions whose meaning depends on what was asked or on their message. */
const refined: ReadonlyMap<string, Refine> = new Map(
  Object.entries({
    NotAuthorizedException: (message, asked) =>
      firstMatch(anywhere, message) ?? firstMatch(rulesFor(asked), message) ?? notAuthorized(asked),
    InvalidParameterException: invalidParameter,
    ResourceNotFoundException: (message, asked) => {
      if (!/device/i.test(message)) return 'pool/not-found'
      return asked.kind === 'own-account' ? 'account/device-unknown' : 'session/device-unknown'
    },
    UserNotFoundException: (_message, asked) =>
      asked.kind === 'refresh' || asked.kind === 'own-account' ? 'session/user-gone' : 'auth/user-not-found',
    ExpiredCodeException: (message) =>
      /already been used/i.test(message) ? 'auth/code-already-used' : 'auth/code-expired',
    // RevokeToken alone has it: the client's secret is wrong or missing (§8.5).
    UnauthorizedException: (_message, asked) =>
      asked.kind === 'revoke' ? 'auth/secret-hash' : 'auth/refused',
  } satisfies Record<string, Refine>),
)

/** NotAuthorizedException whatever was asked: about the client, the user or the attempt as a whole. */
const anywhere: readonly Rule[] = [
  [/secret ?hash|configured with secret/i, 'auth/secret-hash'],
  [/password attempts exceeded/i, 'auth/attempts-exceeded'],
  [/user is disabled/i, 'auth/user-disabled'],
  [/invalid session for the user/i, 'auth/challenge-expired'],
  [/temporary password has expired/i, 'auth/temporary-password-expired'],
  [/security reasons/i, 'auth/security-block'],
  [/preauthentication failed/i, 'auth/trigger-refused'],
]
const atPassword: readonly Rule[] = [
  [/user does not exist/i, 'auth/user-not-found'],
  [/incorrect username or password/i, 'auth/wrong-password'],
]
/** An administrator must act: the temporary password was never replaced. */
const atRecovery: readonly Rule[] = [[/cannot be reset in the current state/i, 'auth/recovery-unavailable']]
/** Whoever confirms twice wanted to be confirmed. */
const atSignUp: readonly Rule[] = [[/current status is confirmed/i, 'auth/already-confirmed']]
const atRefresh: readonly Rule[] = [
  [/user does not exist/i, 'session/user-gone'],
  [/refresh token has been revoked/i, 'session/revoked'],
  [/refresh token has expired/i, 'session/expired'],
]
/** Most often the device is unconfirmed or forgotten; also another client's or a malformed token (§8.2). */
const atRefreshWithDevice: readonly Rule[] = [
  ...atRefresh,
  [/invalid refresh token/i, 'session/device-unknown'],
]
const atRefreshWithoutDevice: readonly Rule[] = [...atRefresh, [/invalid refresh token/i, 'session/expired']]
const atAccessToken: readonly Rule[] = [
  [/required scopes/i, 'account/scope-missing'],
  [/access token has expired/i, 'session/expired'],
  [/access token has been revoked|invalid access token/i, 'session/revoked'],
]

const atOwnPassword: readonly Rule[] = [
  ...atAccessToken,
  [/incorrect username or password/i, 'account/wrong-password'],
]

function rulesFor(asked: Asked): readonly Rule[] {
  if (asked.kind === 'challenge') return isDeviceStep(asked.name) ? [] : atPassword
  if (asked.kind === 'own-account') return asked.about === 'password' ? atOwnPassword : atAccessToken
  if (asked.kind === 'refresh') return asked.hasDeviceKey ? atRefreshWithDevice : atRefreshWithoutDevice
  return rulesOfKind[asked.kind]
}

const rulesOfKind: Readonly<
  Record<Exclude<Asked['kind'], 'challenge' | 'refresh' | 'own-account'>, readonly Rule[]>
> = {
  'sign-in': atPassword,
  recovery: atRecovery,
  'sign-up': atSignUp,
  'confirm-device': atAccessToken,
  'with-access-token': atAccessToken,
  revoke: atAccessToken,
}

/** "Incorrect username or password." in a device step is about the device's secret, never the person's (§7.3). */
function notAuthorized(asked: Asked): ErrorCode {
  if (asked.kind === 'own-account')
    // "A client attempted to write unauthorized attribute".
    return asked.about === 'attributes' ? 'account/attribute-refused' : 'account/refused'
  return asked.kind === 'challenge' && isDeviceStep(asked.name) ? 'auth/device-refused' : 'auth/refused'
}

function isDeviceStep(challengeName: string): boolean {
  return challengeName === 'DEVICE_SRP_AUTH' || challengeName === 'DEVICE_PASSWORD_VERIFIER'
}

const codeChallenges: ReadonlySet<string> = new Set([
  'SOFTWARE_TOKEN_MFA',
  'SMS_MFA',
  'EMAIL_OTP',
  'SMS_OTP',
  'TOTP_SETUP',
])

function invalidParameter(message: string, asked: Asked): ErrorCode {
  if (/flow not enabled|auth lambda trigger is not configured/i.test(message)) return 'auth/flow-not-enabled'
  if (asked.kind === 'recovery' && /no registered\/verified/i.test(message))
    return 'auth/recovery-unavailable'
  if (asked.kind === 'sign-up' && /already confirmed/i.test(message)) return 'auth/already-confirmed'
  if (asked.kind !== 'challenge') return unknownCode(asked)
  if (asked.name === 'NEW_PASSWORD_REQUIRED') return 'auth/new-password-refused'
  // A code with a letter in it, or of another length: the challenge session lives on (§4).
  return codeChallenges.has(asked.name) ? 'auth/code-mismatch' : 'auth/refused'
}

function firstMatch(rules: readonly Rule[], message: string): ErrorCode | undefined {
  return rules.find(([pattern]) => pattern.test(message))?.[1]
}
