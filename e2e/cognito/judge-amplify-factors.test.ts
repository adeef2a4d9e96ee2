// @aws-amplify/auth judges what USER_AUTH, MFA and CUSTOM_AUTH ask. Its state is global to the module.
import {
  autoSignIn,
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  fetchMFAPreference,
  setUpTOTP,
  signIn,
  signOut,
  signUp,
  updateMFAPreference,
  verifyTOTPSetup,
  type SignInInput,
  type SignInOutput,
} from '@aws-amplify/auth'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { configureAmplify } from './amplify-client'
import { aClient, aPool, aUser, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'

let server: EmbeddedCognito

beforeEach(() => {
  // Without it Amplify on Node < 21 skips ConfirmDevice without a word.
  vi.stubGlobal('navigator', { userAgent: 'node' })
  // Amplify warns about http; the tests' output is for failures.
  vi.spyOn(console, 'warn').mockReturnValue(undefined)
})
afterEach(async () => {
  await signOut()
  await server.close()
  vi.unstubAllGlobals()
})

async function start(overrides: Partial<PoolInput>): Promise<void> {
  server = await startCognito({ pools: [aPool(overrides)] })
  configureAmplify(server.url)
}

type Options = NonNullable<SignInInput['options']>

const byChoice = (username: keyof typeof passwords, options: Options = {}) =>
  signIn({ username, options: { authFlowType: 'USER_AUTH', ...options } })

const stepOf = ({ nextStep }: SignInOutput) => nextStep.signInStep

const codeOf = (username: string) => server.inbox(username).at(-1)?.code ?? ''

describe('@aws-amplify/auth with USER_AUTH', () => {
  const allowedFirstAuthFactors: PoolInput['allowedFirstAuthFactors'] = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP']
  beforeEach(() => start({ allowedFirstAuthFactors }))

  it.each(['PASSWORD', 'PASSWORD_SRP'] as const)('signs in with %s preferred', async (preferredChallenge) => {
    const options: Options = { authFlowType: 'USER_AUTH', preferredChallenge }

    expect((await signIn({ username: 'bob', password: passwords.bob, options })).isSignedIn).toBe(true)
    expect(server.counters().errors).toEqual({})
  })

  it.each([
    ['EMAIL_OTP', 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE'],
    ['SMS_OTP', 'CONFIRM_SIGN_IN_WITH_SMS_CODE'],
  ] as const)('signs in with %s preferred, after a wrong code too', async (preferredChallenge, step) => {
    const started = await byChoice('bob', { preferredChallenge })
    expect(stepOf(started)).toBe(step)
    const code = codeOf('bob')

    await expect(
      confirmSignIn({ challengeResponse: code === '00000000' ? '00000001' : '00000000' }),
    ).rejects.toMatchObject({ name: 'CodeMismatchException' })
    expect((await confirmSignIn({ challengeResponse: code })).isSignedIn).toBe(true)
  })

  it.each(['PASSWORD', 'PASSWORD_SRP'])('signs in with %s chosen from the list', async (choice) => {
    const { nextStep } = await byChoice('bob')
    expect(nextStep).toMatchObject({
      signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
      availableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP'],
    })

    expect(stepOf(await confirmSignIn({ challengeResponse: choice }))).toBe('CONFIRM_SIGN_IN_WITH_PASSWORD')
    expect((await confirmSignIn({ challengeResponse: passwords.bob })).isSignedIn).toBe(true)
  })

  it('signs in with EMAIL_OTP chosen from the list, registers the device and proves it next time', async () => {
    for (const challenges of [0, 1]) {
      await byChoice('bob')
      await confirmSignIn({ challengeResponse: 'EMAIL_OTP' })
      expect((await confirmSignIn({ challengeResponse: codeOf('bob') })).isSignedIn).toBe(true)
      expect(server.counters().challenges['DEVICE_PASSWORD_VERIFIER'] ?? 0).toBe(challenges)
      await signOut()
    }
  })

  it('signs in with nothing but the code of the sign-up, and no password', async () => {
    const userAttributes = { name: 'Nora', email: 'nora@example.com' }
    const autoSignInWith = { authFlowType: 'USER_AUTH' } as const
    await signUp({ username: 'nora', options: { userAttributes, autoSignIn: autoSignInWith } })
    const confirmed = await confirmSignUp({ username: 'nora', confirmationCode: codeOf('nora') })
    expect(confirmed.nextStep.signUpStep).toBe('COMPLETE_AUTO_SIGN_IN')

    expect((await autoSignIn()).isSignedIn).toBe(true)
    expect(server.inbox('nora')).toHaveLength(1)
    expect(server.counters().errors).toEqual({})
  })

  it('is refused by SRP when the mathematics of users is wrong', async () => {
    server.admin.wrongMathematics({ users: true })
    const options: Options = { authFlowType: 'USER_AUTH', preferredChallenge: 'PASSWORD_SRP' }

    await expect(signIn({ username: 'bob', password: passwords.bob, options })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    })
  })

  it('refreshes where refresh tokens rotate', async () => {
    await server.close()
    const client = aClient({ explicitAuthFlows: ['ALLOW_USER_AUTH'], refreshTokenRotation: {} })
    await start({ allowedFirstAuthFactors, clients: [client] })
    await byChoice('bob', { preferredChallenge: 'EMAIL_OTP' })
    await confirmSignIn({ challengeResponse: codeOf('bob') })

    for (let count = 0; count < 3; count++) {
      expect((await fetchAuthSession({ forceRefresh: true })).tokens).toBeDefined()
    }
    expect(server.counters()).toMatchObject({ refreshes: 3, errors: {} })
  })
})

describe('@aws-amplify/auth with a second factor', () => {
  const password = (username: 'alice' | 'bob') => signIn({ username, password: passwords[username] })

  it('sets up an authenticator in MFA_SETUP, a wrong code notwithstanding', async () => {
    await start({ mfa: 'ON', mfaTypes: ['SOFTWARE_TOKEN_MFA'], users: [aUser('bob')] })
    expect(stepOf(await password('bob'))).toBe('CONTINUE_SIGN_IN_WITH_TOTP_SETUP')
    const code = server.totp('bob')

    await expect(
      confirmSignIn({ challengeResponse: code === '000000' ? '000001' : '000000' }),
    ).rejects.toMatchObject({ name: 'EnableSoftwareTokenMFAException' })
    expect((await confirmSignIn({ challengeResponse: code })).isSignedIn).toBe(true)
  })

  it('chooses the authenticator of two methods to set up', async () => {
    await start({ mfa: 'ON', users: [aUser('bob')] })
    expect(stepOf(await password('bob'))).toBe('CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION')
    expect(stepOf(await confirmSignIn({ challengeResponse: 'TOTP' }))).toBe(
      'CONTINUE_SIGN_IN_WITH_TOTP_SETUP',
    )

    expect((await confirmSignIn({ challengeResponse: server.totp('bob') })).isSignedIn).toBe(true)
  })

  it('sets up e-mail in MFA_SETUP', async () => {
    await start({ mfa: 'ON', mfaTypes: ['EMAIL_OTP'], users: [aUser('bob')] })
    expect(stepOf(await password('bob'))).toBe('CONTINUE_SIGN_IN_WITH_EMAIL_SETUP')
    expect(stepOf(await confirmSignIn({ challengeResponse: 'bob@example.net' }))).toBe(
      'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
    )

    expect((await confirmSignIn({ challengeResponse: codeOf('bob') })).isSignedIn).toBe(true)
  })

  it('chooses one of several methods in SELECT_MFA_TYPE', async () => {
    const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    await start({ users: [aUser('alice', { totpSecret, mfaMethods: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] })] })
    const { nextStep } = await password('alice')
    expect(nextStep).toMatchObject({
      signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION',
      allowedMFATypes: ['TOTP', 'EMAIL'],
    })
    expect(stepOf(await confirmSignIn({ challengeResponse: 'EMAIL' }))).toBe(
      'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
    )

    expect((await confirmSignIn({ challengeResponse: codeOf('alice') })).isSignedIn).toBe(true)
  })

  it('turns methods on when it is signed in, and reads them back', async () => {
    await start({ users: [aUser('bob')] })
    await password('bob')
    await setUpTOTP()
    await verifyTOTPSetup({ code: server.totp('bob') })
    await updateMFAPreference({ totp: 'PREFERRED', sms: 'ENABLED' })

    expect(await fetchMFAPreference()).toEqual({ enabled: ['SMS', 'TOTP'], preferred: 'TOTP' })
  })
})

describe('@aws-amplify/auth with CUSTOM_AUTH', () => {
  beforeEach(() => start({ customAuth: { rounds: [{ answer: 'Rex' }, { answer: 'black' }] } }))

  it.each([
    ['CUSTOM_WITHOUT_SRP', {}],
    ['CUSTOM_WITH_SRP', { password: passwords.bob }],
  ] as const)('answers every round of %s, one of them twice', async (authFlowType, secret) => {
    const started = await signIn({ username: 'bob', ...secret, options: { authFlowType } })
    expect(stepOf(started)).toBe('CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE')
    expect(stepOf(await confirmSignIn({ challengeResponse: 'Tom' }))).toBe(stepOf(started))
    expect(stepOf(await confirmSignIn({ challengeResponse: 'Rex' }))).toBe(stepOf(started))

    expect((await confirmSignIn({ challengeResponse: 'black' })).isSignedIn).toBe(true)
  })
})
