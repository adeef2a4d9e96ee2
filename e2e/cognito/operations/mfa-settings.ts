// The operations that set up and choose second factors (COGNITO.md §4, §9).
import { randomBytes } from 'node:crypto'
import type { User, RunningPool } from '../directory'
import { CognitoError, invalidParameter } from '../errors'
import { firstFactors } from '../first-factors'
import { applySettings, checkSettings, mfaView, newAuthenticator, offersMfa, type MfaType } from '../mfa'
import { base32Of } from '../totp'
import type { World } from '../world'
import {
  AccessTokenInput,
  AssociateSoftwareTokenInput,
  parseInput,
  SetUserMfaPreferenceInput,
  VerifySoftwareTokenInput,
} from './input'

/** A new secret; repeating it replaces the one that is not verified yet. */
export function associateSoftwareToken(world: World, body: unknown): object {
  const holder = holderOf(world, parseInput(AssociateSoftwareTokenInput, body))
  requireSoftwareTokens(holder.pool)
  // 32 bytes, as Cognito's: 52 letters.
  const secret = base32Of(randomBytes(32))
  holder.user.mfa.pending = newAuthenticator(secret)
  return { SecretCode: secret, ...holder.renew({ tokenVerified: false }) }
}

/** Takes the secret into use, but does not turn the method on: SetUserMFAPreference or MFA_SETUP does. */
export function verifySoftwareToken(world: World, body: unknown): object {
  const input = parseInput(VerifySoftwareTokenInput, body)
  const holder = holderOf(world, input)
  requireSoftwareTokens(holder.pool)
  const { mfa } = holder.user
  if (mfa.pending === undefined) {
    throw new CognitoError(
      'SoftwareTokenMFANotFoundException',
      'Software Token MFA does not exist for the user.',
    )
  }
  const { secret, steps } = mfa.pending
  if (steps.check(secret, input.UserCode, world.clock.wallMs()) !== 'right') {
    throw new CognitoError(
      'EnableSoftwareTokenMFAException',
      'Code mismatch and fail enable Software Token MFA',
    )
  }
  mfa.authenticator = { secret, steps, name: input.FriendlyDeviceName ?? mfa.pending.name }
  mfa.pending = undefined
  return { Status: 'SUCCESS', ...holder.renew({ tokenVerified: true }) }
}

export function setUserMfaPreference(world: World, body: unknown): object {
  const input = parseInput(SetUserMfaPreferenceInput, body)
  const { user, client } = world.tokens.holderOf(input.AccessToken, world.clock.wallMs())
  const named = (
    [
      ['SMS_MFA', input.SMSMfaSettings],
      ['SOFTWARE_TOKEN_MFA', input.SoftwareTokenMfaSettings],
      ['EMAIL_OTP', input.EmailMfaSettings],
    ] satisfies [MfaType, unknown][]
  ).flatMap(([method, settings]) => (settings == null ? [] : [{ method, settings }]))
  if (named.filter(({ settings }) => settings.PreferredMfa === true).length > 1) {
    throw invalidParameter('Only one MFA method can be preferred.')
  }
  // All are checked before one is applied: a refused request changes nothing.
  for (const { method, settings } of named) {
    if (settings.Enabled === true && !offersMfa(client.pool.spec, method)) {
      throw invalidParameter(`${method} has not been enabled by the userPool.`)
    }
    checkSettings(user, method, settings)
  }
  for (const { method, settings } of named) applySettings(user.mfa, method, settings)
  return {}
}

/** What the user can sign in with. PASSWORD stands for SRP as well. */
export function getUserAuthFactors(world: World, body: unknown): object {
  const input = parseInput(AccessTokenInput, body)
  const { user, client } = world.tokens.holderOf(input.AccessToken, world.clock.wallMs())
  return {
    Username: user.username,
    ...mfaView(user.mfa),
    ConfiguredUserAuthFactors: firstFactors(client.pool, user).filter((factor) => factor !== 'PASSWORD_SRP'),
  }
}

interface Holder {
  readonly user: User
  readonly pool: RunningPool
  /** Spends the session that the request came with and opens the next one; nothing for an access token. */
  renew(next: { readonly tokenVerified: boolean }): { readonly Session?: string }
}

/** Whose authenticator it is: by access token, or by the session of MFA_SETUP. */
function holderOf(
  world: World,
  input: { readonly AccessToken?: string | null | undefined; readonly Session?: string | null | undefined },
): Holder {
  const nowMs = world.clock.wallMs()
  if (input.AccessToken != null) {
    const { user, client } = world.tokens.holderOf(input.AccessToken, nowMs)
    return { user, pool: client.pool, renew: () => ({}) }
  }
  const session = input.Session
  if (session == null) throw invalidParameter('Either AccessToken or Session is required.')
  const { signIn } = world.sessions.find(session, { challenges: ['MFA_SETUP'] }, nowMs)
  return {
    user: signIn.user,
    pool: signIn.client.pool,
    renew({ tokenVerified }) {
      world.sessions.spend(session)
      return { Session: world.sessions.open({ challenge: 'MFA_SETUP', signIn, tokenVerified }, nowMs) }
    },
  }
}

function requireSoftwareTokens(pool: RunningPool): void {
  if (offersMfa(pool.spec, 'SOFTWARE_TOKEN_MFA')) return
  throw new CognitoError(
    'SoftwareTokenMFANotFoundException',
    'Software Token MFA has not been enabled by the userPool.',
  )
}
