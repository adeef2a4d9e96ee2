import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPool, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'
import { call, signInByPassword } from './test-client'

let server: EmbeddedCognito
let AccessToken: string

beforeEach(() => start({}))
afterEach(() => server.close())

async function start(overrides: Partial<PoolInput>): Promise<void> {
  server = await startCognito({ pools: [aPool(overrides)] })
  const { AuthenticationResult } = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
  AccessToken = AuthenticationResult?.AccessToken ?? ''
}

const prefer = (settings: Record<string, { readonly Enabled?: boolean; readonly PreferredMfa?: boolean }>) =>
  call(server, 'SetUserMFAPreference', { AccessToken, ...settings })

const getUser = () => call<Record<string, unknown>>(server, 'GetUser', { AccessToken })

async function enrol(): Promise<void> {
  await call(server, 'AssociateSoftwareToken', { AccessToken })
  await call(server, 'VerifySoftwareToken', { AccessToken, UserCode: server.totp('bob') })
}

describe('SetUserMFAPreference', () => {
  it('turns methods on and prefers one, and GetUser tells so', async () => {
    await enrol()
    expect(await getUser()).not.toHaveProperty('UserMFASettingList')

    await prefer({
      SMSMfaSettings: { Enabled: true },
      EmailMfaSettings: { Enabled: true },
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    })

    expect(await getUser()).toMatchObject({
      UserMFASettingList: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    })
  })

  it('refuses two preferred methods, and changes nothing', async () => {
    await expect(
      prefer({
        SMSMfaSettings: { Enabled: true, PreferredMfa: true },
        EmailMfaSettings: { Enabled: true, PreferredMfa: true },
      }),
    ).rejects.toMatchObject({ exception: 'InvalidParameterException' })
    expect(await getUser()).not.toHaveProperty('UserMFASettingList')
  })

  it('keeps a preference that is not mentioned, moves it, and takes it back', async () => {
    await prefer({ EmailMfaSettings: { Enabled: true, PreferredMfa: true } })
    await prefer({ EmailMfaSettings: { Enabled: true }, SMSMfaSettings: { Enabled: true } })
    expect(await getUser()).toHaveProperty('PreferredMfaSetting', 'EMAIL_OTP')

    await prefer({ SMSMfaSettings: { PreferredMfa: true } })
    expect(await getUser()).toHaveProperty('PreferredMfaSetting', 'SMS_MFA')

    await prefer({ SMSMfaSettings: { PreferredMfa: false } })
    expect(await getUser()).not.toHaveProperty('PreferredMfaSetting')
  })

  it('takes the preference of a method along when it turns it off', async () => {
    await prefer({ EmailMfaSettings: { Enabled: true, PreferredMfa: true } })
    await prefer({ EmailMfaSettings: { Enabled: false } })

    const user = await getUser()
    expect(user).not.toHaveProperty('PreferredMfaSetting')
    expect(user).not.toHaveProperty('UserMFASettingList')
  })

  it('refuses an authenticator that is not verified, and a preference without the method', async () => {
    await expect(prefer({ SoftwareTokenMfaSettings: { Enabled: true } })).rejects.toThrow(
      'InvalidParameterException: User has not verified software token mfa',
    )
    await expect(prefer({ SMSMfaSettings: { PreferredMfa: true } })).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
  })

  it('refuses a method that the pool does not offer', async () => {
    await server.close()
    await start({ mfa: 'OFF' })

    await expect(prefer({ SMSMfaSettings: { Enabled: true } })).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
    await expect(call(server, 'AssociateSoftwareToken', { AccessToken })).rejects.toThrow(
      'SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool.',
    )
  })
})

describe('an authenticator', () => {
  it('does not count before it is verified, nor turn itself on then', async () => {
    await call(server, 'AssociateSoftwareToken', { AccessToken })
    await expect(prefer({ SoftwareTokenMfaSettings: { Enabled: true } })).rejects.toThrow('not verified')
    const verified = await call<object>(server, 'VerifySoftwareToken', {
      AccessToken,
      UserCode: server.totp('bob'),
    })

    expect(verified).toEqual({ Status: 'SUCCESS' })
    expect((await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })).ChallengeName).toBeUndefined()
    await prefer({ SoftwareTokenMfaSettings: { Enabled: true } })
    expect((await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })).ChallengeName).toBe(
      'SOFTWARE_TOKEN_MFA',
    )
  })

  it('stays as it was until the one that replaces it is verified', async () => {
    await enrol()
    const code = server.totp('bob')
    const { SecretCode } = await call<{ readonly SecretCode: string }>(server, 'AssociateSoftwareToken', {
      AccessToken,
    })

    expect(SecretCode).toBeDefined()
    expect(server.totp('bob')).toBe(code)
  })

  it('is verified once, and only after a secret was given out', async () => {
    const notFound = { exception: 'SoftwareTokenMFANotFoundException' }
    const verify = (UserCode: string) => call(server, 'VerifySoftwareToken', { AccessToken, UserCode })

    await expect(verify('123456')).rejects.toMatchObject(notFound)
    await enrol()
    await expect(verify(server.totp('bob'))).rejects.toMatchObject(notFound)
  })

  it('needs an access token or a session', async () => {
    await expect(call(server, 'AssociateSoftwareToken', {})).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
    await expect(call(server, 'AssociateSoftwareToken', { Session: 'x'.repeat(40) })).rejects.toThrow(
      'Invalid session for the user.',
    )
  })
})

describe('GetUserAuthFactors', () => {
  it('lists what the user can sign in with', async () => {
    await server.close()
    await start({ allowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] })

    expect(await call(server, 'GetUserAuthFactors', { AccessToken })).toEqual({
      Username: 'bob',
      ConfiguredUserAuthFactors: ['PASSWORD', 'EMAIL_OTP'],
    })
  })
})
