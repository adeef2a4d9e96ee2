// Pools for tests: `aPool({ ...what varies })`.
import type { PoolInput } from './pool-file'

export const userPoolId = 'eu-central-1_SignetT1'
export const publicClientId = 'client1public0000000000000'
export const secretClientId = 'client2secret0000000000000'
export const clientSecret = 'not-a-secret-only-a-test-of-one-0123456789abcdefgh'

/** Passwords of the users of `aPool`, by username. */
export const passwords = {
  alice: 'Alice-Password-1!',
  bob: 'Bob-Password-1!',
  carol: 'Carol-Password-1!',
  dave: 'Dave-Password-1!',
  erin: 'Erin-Temporary-1!',
  fay: 'Fay-Password-1!',
  gus: 'Gus-Password-1!',
} as const

/**
 * A pool with devices always remembered, a public and a secret client, and seven users:
 * alice (TOTP), bob (no MFA), carol (SMS), dave (e-mail code), erin (FORCE_CHANGE_PASSWORD, `name` required),
 * fay (RESET_REQUIRED), gus (UNCONFIRMED). Members of `overrides` replace whole members.
 */
export function aPool(overrides: Partial<PoolInput> = {}): PoolInput {
  return {
    userPoolId,
    mfa: 'OPTIONAL',
    deviceConfiguration: { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: false },
    aliases: ['email'],
    requiredAttributes: ['name'],
    clients: [aClient(), aClient({ clientId: secretClientId, clientSecret })],
    users: [
      aUser('alice', { mfa: 'SOFTWARE_TOKEN_MFA', totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }),
      aUser('bob'),
      aUser('carol', { mfa: 'SMS_MFA' }),
      aUser('dave', { mfa: 'EMAIL_OTP' }),
      aUser('erin', {
        state: 'FORCE_CHANGE_PASSWORD',
        attributes: { email: 'erin@example.com', email_verified: 'true' },
      }),
      aUser('fay', { state: 'RESET_REQUIRED' }),
      aUser('gus', { state: 'UNCONFIRMED' }),
    ],
    ...overrides,
  }
}

/** A public client with every flow but the administrator's; no rotation. */
export function aClient(overrides: Partial<PoolInput['clients'][number]> = {}): PoolInput['clients'][number] {
  return {
    clientId: publicClientId,
    explicitAuthFlows: [
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
      'ALLOW_USER_AUTH',
      'ALLOW_CUSTOM_AUTH',
    ],
    ...overrides,
  }
}

type UserInput = NonNullable<PoolInput['users']>[number]

/** A confirmed user without MFA, with a verified e-mail address and a telephone number. */
export function aUser(username: keyof typeof passwords, overrides: Partial<UserInput> = {}): UserInput {
  return {
    username,
    password: passwords[username],
    attributes: {
      name: username,
      email: `${username}@example.com`,
      email_verified: 'true',
      phone_number: '+15550100123',
      phone_number_verified: 'true',
    },
    ...overrides,
  }
}
