// [Note: Order of a sign-in]
// password proved → the user's state (disabled, unconfirmed, reset) → NEW_PASSWORD_REQUIRED → the second factor → tokens.
// The second factor is DEVICE_SRP_AUTH when the client named a remembered device, else the user's MFA (MFA_SETUP where
// the pool wants one and there is none), else nothing.
// A one-time password or a custom challenge in the place of the password: DEVICE_SRP_AUTH or tokens, never MFA.
// The code of a sign-up in the place of the password: the second factor, as after a password.
// With MFA off or a user without MFA a remembered device is still asked for its proof, as Cognito does (COGNITO.md §7.1).
// A pool with challengeRequiredOnNewDevice off never lets a device stand in for MFA and never asks it.
import type { SignIn } from './challenge-sessions'
import { confirmedDevice, isConfirmed, newDevice } from './devices'
import type { Device, User } from './directory'
import { CognitoError, notAuthorized } from './errors'
import { masked } from './inbox'
import { offersMfa, type MfaType } from './mfa'
import { askForCode, openChallenge, type AuthReply } from './open-challenge'
import type { World } from './world'

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
  return replacesMfa(signIn) ? deviceChallenge(world, signIn) : mfaStep(world, signIn)
}

/** After a first factor that MFA does not come on top of: a one-time password or a custom challenge. */
export async function deviceOrTokens(world: World, signIn: SignIn): Promise<AuthReply> {
  return replacesMfa(signIn) ? deviceChallenge(world, signIn) : finish(world, signIn)
}

/** Asks for one method of the user. */
export function mfaChallenge(world: World, signIn: SignIn, method: MfaType): AuthReply {
  if (method !== 'SOFTWARE_TOKEN_MFA') return askForCode(world, method, { step: 'second factor', signIn })
  return openChallenge(world, { challenge: method, signIn }, authenticatorName(signIn.user))
}

function replacesMfa({ client, device }: SignIn): boolean {
  const { deviceConfiguration } = client.pool.spec
  return deviceConfiguration?.challengeRequiredOnNewDevice === true && device?.remembered === true
}

async function mfaStep(world: World, signIn: SignIn): Promise<AuthReply> {
  const { spec } = signIn.client.pool
  const methods = activeMethods(signIn)
  const [first, ...others] = methods
  if (first === undefined) {
    if (spec.mfa !== 'ON') return finish(world, signIn)
    const parameters = { MFAS_CAN_SETUP: JSON.stringify(spec.mfaTypes) }
    return openChallenge(world, { challenge: 'MFA_SETUP', signIn, tokenVerified: false }, parameters)
  }
  const preferred = methods.find((method) => method === signIn.user.mfa.preferred)
  if (preferred === undefined && others.length > 0) return selectMfaType(world, signIn, methods)
  return mfaChallenge(world, signIn, preferred ?? first)
}

/** The methods that the user has turned on, as far as the pool offers them now: SetUserPoolMfaConfig may have taken some away. */
export function activeMethods({ client, user }: SignIn): readonly MfaType[] {
  return [...user.mfa.enabled].filter((method) => offersMfa(client.pool.spec, method))
}

function selectMfaType(world: World, signIn: SignIn, methods: readonly MfaType[]): AuthReply {
  const { attributes } = signIn.user
  const medium = methods.includes('SMS_MFA') ? 'SMS' : 'EMAIL'
  const destination = attributes.get(medium === 'SMS' ? 'phone_number' : 'email') ?? ''
  return openChallenge(
    world,
    { challenge: 'SELECT_MFA_TYPE', signIn },
    {
      MFAS_CAN_CHOOSE: JSON.stringify(methods),
      // There are two methods, so at least one of them sends a code.
      CODE_DELIVERY_DELIVERY_MEDIUM: medium,
      CODE_DELIVERY_DESTINATION: masked(medium, destination),
      ...(methods.includes('SOFTWARE_TOKEN_MFA') ? authenticatorName(signIn.user) : {}),
    },
  )
}

function authenticatorName({ mfa }: User): Record<string, string> {
  return { FRIENDLY_DEVICE_NAME: mfa.authenticator?.name ?? '' }
}

/** Tokens; of a managed login the user alone. */
export async function finish(world: World, signIn: SignIn): Promise<AuthReply> {
  return signIn.isManagedLogin ? { SignedInUser: signIn.user } : tokensOf(world, signIn)
}

/** With NewDeviceMetadata for a client that named no device. */
async function tokensOf(world: World, signIn: SignIn): Promise<AuthReply> {
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

function deviceChallenge(world: World, signIn: SignIn): AuthReply {
  const session = world.sessions.open({ challenge: 'DEVICE_SRP_AUTH', signIn }, world.clock.wallMs())
  world.tally.challenge('DEVICE_SRP_AUTH')
  return {
    ChallengeName: 'DEVICE_SRP_AUTH',
    ChallengeParameters: {},
    ...(signIn.client.pool.spec.deviceChallengeSession ? { Session: session } : {}),
  }
}
