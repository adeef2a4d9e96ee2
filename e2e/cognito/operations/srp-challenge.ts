// Opens and checks one SRP step, for a user's password and for a device's alike.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Attempt, SignIn } from '../challenge-sessions'
import { confirmedDevice } from '../devices'
import type { RunningClient } from '../directory'
import { incorrectPassword, invalidParameter } from '../errors'
import { expectedSignature, integerOf, openStep, prime, verifierOf } from '../srp'
import type { OpenStep, UserStep } from '../secret-blocks'
import type { AuthReply } from '../open-challenge'
import { canonicalTimestamp } from '../timestamp'
import type { World } from '../world'
import type { Parameters } from './input'

// Not published; the clock "must be near the server's" (COGNITO.md §2.6).
const clockToleranceMs = 60_000

/** SRP_A as an integer. @throws InvalidParameterException when it is none, too long, or 0 mod N. */
export function clientPublicOf(hex: string): bigint {
  // 3,072 bits are 768 digits; twice that is where Cognito's own parser is thought to end (COGNITO.md §14.3).
  if (!/^[0-9a-f]{1,1536}$/i.test(hex))
    throw invalidParameter('Invalid SRP_A: not a hexadecimal number of at most 1536 digits.')
  const value = BigInt(`0x${hex}`)
  if (value % prime === 0n) throw invalidParameter('Invalid SRP_A: zero modulo N.')
  return value
}

/** PASSWORD_VERIFIER for a user, or a made-up one for a name that does not exist. Carries no Session (COGNITO.md §2.8). */
export function userChallenge(
  world: World,
  attempt: Attempt,
  how: { readonly srpA: string; readonly next: UserStep['next'] },
): AuthReply {
  const { client, user, typed, deviceKey } = attempt
  const identity = user?.username ?? typed
  const claimant = { namespace: client.pool.poolName, identity }
  const fakeSalt = integerOf(createHmac('sha256', world.fakeSaltKey).update(typed).digest().subarray(0, 16))
  const salt = user?.salt ?? fakeSalt
  const step = openStep({
    verifier: user?.verifier ?? verifierOf(claimant, randomBytes(16).toString('hex'), salt),
    clientPublic: clientPublicOf(how.srpA),
    ephemeralPrivate: integerOf(randomBytes(32)),
    mathematics: world.mathematics.users,
  })
  const secretBlock = world.secretBlocks.open(
    { kind: 'user', client, claimant, step, user, deviceKey, next: how.next },
    world.clock.wallMs(),
  )
  world.tally.challenge('PASSWORD_VERIFIER')
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: salt.toString(16),
      SRP_B: step.serverPublic.toString(16),
      SECRET_BLOCK: secretBlock,
      USER_ID_FOR_SRP: identity,
      USERNAME: identity,
    },
  }
}

/** DEVICE_PASSWORD_VERIFIER. @throws ResourceNotFoundException when the device has gone meanwhile. */
export function deviceVerifierChallenge(world: World, signIn: SignIn, srpA: string): AuthReply {
  const device = confirmedDevice(signIn.user, signIn.device?.deviceKey ?? '')
  const step = openStep({
    verifier: device.verifier,
    clientPublic: clientPublicOf(srpA),
    ephemeralPrivate: integerOf(randomBytes(32)),
    mathematics: world.mathematics.devices,
  })
  const nowMs = world.clock.wallMs()
  const claimant = { namespace: device.deviceGroupKey, identity: device.deviceKey }
  const secretBlock = world.secretBlocks.open(
    { kind: 'device', client: signIn.client, claimant, step, signIn },
    nowMs,
  )
  world.tally.challenge('DEVICE_PASSWORD_VERIFIER')
  return {
    ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: device.salt.toString(16),
      SRP_B: step.serverPublic.toString(16),
      SECRET_BLOCK: secretBlock,
      DEVICE_KEY: device.deviceKey,
      USERNAME: signIn.user.username,
    },
    ...(signIn.client.pool.spec.deviceChallengeSession
      ? { Session: world.sessions.open({ challenge: 'DEVICE_PASSWORD_VERIFIER', signIn }, nowMs) }
      : {}),
  }
}

/**
 * The open step that PASSWORD_CLAIM_SECRET_BLOCK belongs to, and whether the signature proves the password.
 * Spends nothing.
 * @throws InvalidParameterException for parameters that are missing or a TIMESTAMP that cannot be read,
 * NotAuthorizedException for a secret block that is not open for this client.
 */
export function checkClaim<K extends OpenStep['kind']>(
  world: World,
  expected: { readonly kind: K; readonly client: RunningClient },
  responses: Parameters,
): { readonly open: Extract<OpenStep, { kind: K }>; readonly secretBlock: string; readonly proved: boolean } {
  const secretBlock = responses.required('PASSWORD_CLAIM_SECRET_BLOCK')
  const signature = Buffer.from(responses.required('PASSWORD_CLAIM_SIGNATURE'), 'base64')
  const timestamp = canonicalTimestamp(responses.required('TIMESTAMP'))
  const nowMs = world.clock.wallMs()
  const open = world.secretBlocks.find(secretBlock, nowMs)
  if (open === undefined || !isOfKind(open, expected.kind) || open.client !== expected.client) {
    throw incorrectPassword()
  }
  const wanted = expectedSignature(open.step, open.claimant, {
    secretBlock: Buffer.from(secretBlock, 'base64'),
    timestamp: timestamp.text,
  })
  const proved =
    wanted !== undefined &&
    Math.abs(timestamp.atMs - nowMs) <= clockToleranceMs &&
    wanted.length === signature.length &&
    timingSafeEqual(wanted, signature)
  return { open, secretBlock, proved }
}

function isOfKind<K extends OpenStep['kind']>(
  step: OpenStep,
  kind: K,
): step is Extract<OpenStep, { kind: K }> {
  return step.kind === kind
}
