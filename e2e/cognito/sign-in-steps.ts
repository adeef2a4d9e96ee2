// [Note: Order of a sign-in]
// password proved → the user's state (disabled, unconfirmed, reset) → NEW_PASSWORD_REQUIRED → the second factor → tokens.
// The second factor is DEVICE_SRP_AUTH when the client named a remembered device, else the user's MFA, else nothing.
// With MFA off or a user without MFA a remembered device is still asked for its proof, as Cognito does (COGNITO.md §7.1).
// A pool with challengeRequiredOnNewDevice off never lets a device stand in for MFA and never asks it.
import type { OpenChallenge, SignIn } from './challenge-sessions'
import { confirmedDevice, isConfirmed, newDevice } from './devices'
import type { Device, User } from './directory'
import { CognitoError, notAuthorized } from './errors'
import { masked } from './inbox'
import type { World } from './world'

/** A reply of InitiateAuth or RespondToAuthChallenge. */
export type AuthReply =
  | {
      readonly ChallengeName: string
      readonly ChallengeParameters: Readonly<Record<string, string>>
      readonly Session?: string
    }
  | { readonly AuthenticationResult: object; readonly ChallengeParameters: Readonly<Record<string, string>> }

/** @throws what Cognito says of a user who may not sign in now. */
export function refuseByState(user: User): void {
  if (!user.enabled) throw notAuthorized('User is disabled.')
  if (user.state === 'UNCONFIRMED')
    throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.')
  if (user.state === 'RESET_REQUIRED') {
    throw new CognitoError('PasswordResetRequiredException', 'Password reset required for the user')
  }
}

function refuseOldTemporaryPassword(user: User, nowMs: number): void {
  if (user.temporaryUntilMs === undefined || nowMs < user.temporaryUntilMs) return
  throw notAuthorized('Temporary password has expired and must be reset by an administrator.')
}

/**
 * The device that a client named, in a pool that tracks devices.
 * @throws ResourceNotFoundException when the user has no such confirmed device.
 */
export function namedDevice(
  signIn: Omit<SignIn, 'device'>,
  deviceKey: string | undefined,
): Device | undefined {
  if (deviceKey === undefined || signIn.client.pool.spec.deviceConfiguration === undefined) return undefined
  return confirmedDevice(signIn.user, deviceKey)
}

/** After the password. */
export async function afterPassword(world: World, signIn: SignIn): Promise<AuthReply> {
  refuseByState(signIn.user)
  refuseOldTemporaryPassword(signIn.user, world.clock.wallMs())
  if (signIn.user.state !== 'FORCE_CHANGE_PASSWORD') return secondFactor(world, signIn)
  const { requiredAttributes } = signIn.client.pool.spec
  const missing = requiredAttributes.filter((name) => !signIn.user.attributes.has(name))
  return openChallenge(
    world,
    { challenge: 'NEW_PASSWORD_REQUIRED', signIn },
    {
      userAttributes: JSON.stringify(Object.fromEntries(signIn.user.attributes)),
      requiredAttributes: JSON.stringify(missing.map((name) => `userAttributes.${name}`)),
    },
  )
}

/** After the password, and the new one where one was due. */
export async function secondFactor(world: World, signIn: SignIn): Promise<AuthReply> {
  const { user, device } = signIn
  const { deviceConfiguration, mfa } = signIn.client.pool.spec
  if (deviceConfiguration?.challengeRequiredOnNewDevice === true && device?.remembered === true) {
    return deviceChallenge(world, signIn)
  }
  if (mfa === 'OFF' || user.mfa === undefined) return finish(world, signIn)
  if (user.mfa === 'SOFTWARE_TOKEN_MFA') {
    return openChallenge(world, { challenge: user.mfa, signIn }, { FRIENDLY_DEVICE_NAME: 'authenticator' })
  }
  return codeChallenge(world, signIn, user.mfa)
}

/** Tokens, with NewDeviceMetadata for a client that named no device. */
export async function finish(world: World, signIn: SignIn): Promise<AuthReply> {
  const { client, user } = signIn
  const nowMs = world.clock.wallMs()
  const tracksDevices = client.pool.spec.deviceConfiguration !== undefined
  // A device forgotten while its sign-in was under way is a new one.
  const known = isConfirmed(user.devices.get(signIn.device?.deviceKey ?? '')) ? signIn.device : undefined
  const device = known ?? (tracksDevices ? newDevice(client.pool, user, nowMs) : undefined)
  if (known !== undefined) known.authenticatedMs = nowMs
  const tokens = await world.tokens.signIn({ client, user, deviceKey: device?.deviceKey }, nowMs)
  world.tally.signIn()
  const metadata =
    device === undefined || device === known
      ? {}
      : { NewDeviceMetadata: { DeviceKey: device.deviceKey, DeviceGroupKey: device.deviceGroupKey } }
  return { AuthenticationResult: { ...tokens, ...metadata }, ChallengeParameters: {} }
}

/** Opens a challenge session; the parameters are the challenge's own plus USER_ID_FOR_SRP. */
function openChallenge(
  world: World,
  open: OpenChallenge,
  parameters: Readonly<Record<string, string>>,
): AuthReply {
  world.tally.challenge(open.challenge)
  return {
    ChallengeName: open.challenge,
    ChallengeParameters: { USER_ID_FOR_SRP: open.signIn.user.username, ...parameters },
    Session: world.sessions.open(open, world.clock.wallMs()),
  }
}

function deviceChallenge(world: World, signIn: SignIn): AuthReply {
  const session = world.sessions.open({ challenge: 'DEVICE_SRP_AUTH', signIn }, world.clock.wallMs())
  world.tally.challenge('DEVICE_SRP_AUTH')
  return {
    ChallengeName: 'DEVICE_SRP_AUTH',
    ChallengeParameters: {},
    ...(signIn.client.pool.spec.deviceChallengeSession ? { Session: session } : {}),
  }
}

function codeChallenge(world: World, signIn: SignIn, challenge: 'SMS_MFA' | 'EMAIL_OTP'): AuthReply {
  const { user, client } = signIn
  const medium = challenge === 'SMS_MFA' ? 'SMS' : 'EMAIL'
  const destination = user.attributes.get(medium === 'SMS' ? 'phone_number' : 'email') ?? ''
  const code = world.inbox.send({
    userPoolId: client.pool.userPoolId,
    username: user.username,
    medium,
    destination,
    atMs: world.clock.wallMs(),
  })
  return openChallenge(
    world,
    { challenge, signIn, code },
    {
      CODE_DELIVERY_DELIVERY_MEDIUM: medium,
      CODE_DELIVERY_DESTINATION: masked(medium, destination),
    },
  )
}
