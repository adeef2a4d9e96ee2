// What a user may begin a sign-in with (COGNITO.md §3.1).
import type { RunningPool, User } from './directory'
import { offersPasskeys } from './webauthn/passkeys'

const all = ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'] as const
export type FirstFactor = (typeof all)[number]

export function isFirstFactor(name: string): name is FirstFactor {
  return all.some((factor) => factor === name)
}

/** The `AvailableChallenges` of a user; of a name that does not exist, what is likely for one that does. */
export function firstFactors(pool: RunningPool, user: User | undefined): readonly FirstFactor[] {
  if (user?.state === 'FORCE_CHANGE_PASSWORD') return passwords(user).toReversed()
  return [...passwords(user), ...codes(pool, user), ...passkeys(pool, user)]
}

function passwords(user: User | undefined): readonly FirstFactor[] {
  return user?.hasPassword === false ? [] : ['PASSWORD', 'PASSWORD_SRP']
}

/** For those who have one: a name that does not exist has none. */
function passkeys(pool: RunningPool, user: User | undefined): readonly FirstFactor[] {
  return offersPasskeys(pool) && user !== undefined && user.passkeys.size > 0 ? ['WEB_AUTHN'] : []
}

/** A one-time password leaves no room for MFA, so a pool that requires MFA cannot offer one. */
function codes(pool: RunningPool, user: User | undefined): readonly FirstFactor[] {
  const { allowedFirstAuthFactors, mfa } = pool.spec
  if (mfa === 'ON') return []
  const addresses = { EMAIL_OTP: 'email', SMS_OTP: 'phone_number' } as const
  return (['EMAIL_OTP', 'SMS_OTP'] as const).filter(
    (factor) =>
      allowedFirstAuthFactors.includes(factor) &&
      (user === undefined || user.attributes.get(`${addresses[factor]}_verified`) === 'true'),
  )
}
