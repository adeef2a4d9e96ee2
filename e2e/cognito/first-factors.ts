// What a user may begin a sign-in with (COGNITO.md §3.1).
import type { RunningPool, User } from './directory'

const all = ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP'] as const
export type FirstFactor = (typeof all)[number]

export function isFirstFactor(name: string): name is FirstFactor {
  return all.some((factor) => factor === name)
}

/** The `AvailableChallenges` of a user; of a name that does not exist, what is likely for one that does. */
export function firstFactors(pool: RunningPool, user: User | undefined): readonly FirstFactor[] {
  if (user?.state === 'FORCE_CHANGE_PASSWORD') return ['PASSWORD_SRP', 'PASSWORD']
  const { allowedFirstAuthFactors, mfa } = pool.spec
  // A one-time password leaves no room for MFA, so a pool that requires MFA cannot offer one.
  const mayUseCodes = mfa !== 'ON'
  const isVerified = (name: string) =>
    user === undefined || user.attributes.get(`${name}_verified`) === 'true'
  return [
    'PASSWORD',
    'PASSWORD_SRP',
    ...(mayUseCodes && allowedFirstAuthFactors.includes('EMAIL_OTP') && isVerified('email')
      ? (['EMAIL_OTP'] as const)
      : []),
    ...(mayUseCodes && allowedFirstAuthFactors.includes('SMS_OTP') && isVerified('phone_number')
      ? (['SMS_OTP'] as const)
      : []),
  ]
}
